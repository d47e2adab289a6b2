"""Surveys of SurveyJS, as its Creator exports them in JSON.

The survey stays as it is. What it asks is told by the questions that a form file would have, so
that expressions, tables and reports know its answers like any others.
"""

import json
import re
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path
from typing import Any

from gymbrowser.config.pages import Media, add_picture, inside, render_controls
from gymbrowser.config.surveyjs_questions import Asked, questions_of, said
from gymbrowser.config.surveyjs_rules import PICTURES, line_with, refused
from gymbrowser.config.tongue import Tongue
from gymbrowser.config.yaml import read_text
from gymbrowser.contract.questions import SurveyJs, answer_names
from gymbrowser.contract.steps import FormStep
from gymbrowser.errors import Place, Problem, UserError

_UNUSED = {"completedHtml", "completedBeforeHtml", "completedHtmlOnCondition", "cookieName"}
"""What SurveyJS would show or keep where it stood alone."""


def read_surveyjs(
    path: Path, step: str, folder: Path, media: Media, place: Place, tongue: Tongue
) -> FormStep:
    """The form step that a survey is.

    Args:
        path: The JSON file.
        step: Id of the step.
        folder: The folder of exp.yml: nothing outside it is read.
        media: Takes the survey's pictures.
        place: Where the file was named.
        tongue: The language in which it is read: from a file beside it, or from its own texts.

    Raises:
        UserError: It is no survey, asks nothing, or has something that a site can't have.
    """
    own = tongue.version_of(path)
    inside(own, folder, place)
    text = read_text(own, place)
    survey = _parsed(text, own)
    elements = list(_elements(survey))
    problems = [*refused(survey, elements, own, text)]
    if problems:
        raise UserError.of(problems)
    asked = [one for it in elements for one in _asked(it, tongue.language, own, text)]
    if not asked:
        raise UserError(
            f"{own.name} asks nothing: it is no survey with questions",
            where=place,
            remedy="Export it from SurveyJS Creator's JSON editor; its questions stand in `pages`.",
        )
    missing = own == path and len(tongue.offered) > 1
    problems = [*_names(asked, own, text), *(_untold(asked, tongue, own, text) if missing else ())]
    if problems:
        raise UserError.of(problems)
    return FormStep(
        kind="form",
        id=step,
        html=_head(survey, tongue.language),
        questions=[one.question for one in asked],
        surveyjs=SurveyJs(
            survey=json.dumps(_placed(survey, own, folder, media), ensure_ascii=False),
            sources={name: source for one in asked for name, source in one.sources.items()},
        ),
    )


def _asked(element: dict[str, Any], language: str, file: Path, text: str) -> list[Asked]:
    """What an element asks; whatever stands in the place of a number or a list is refused."""
    try:
        return list(questions_of(element, language))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        name = element.get("name")
        raise UserError(
            f"the question `{name}` is not as SurveyJS would have it",
            where=Place(file, line_with(f'"{name}"', text)),
            why=str(error).splitlines()[0],
            remedy="Open the survey in SurveyJS Creator, and export it again.",
        ) from error


def _parsed(text: str, file: Path) -> dict[str, Any]:
    try:
        survey = json.loads(text)
    except json.JSONDecodeError as error:
        what = f"the survey is no JSON: {error.msg}"
        remedy = "Export it from SurveyJS Creator's JSON editor, without comments."
        raise UserError(what, where=Place(file, error.lineno), remedy=remedy) from error
    except RecursionError as error:
        raise UserError("the survey is nested too deeply", where=Place(file)) from error
    if not isinstance(survey, dict):
        what = "the survey is no JSON object"
        raise UserError(what, where=Place(file, 1), remedy='It begins with { and has "pages".')
    return survey


def _elements(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every element of all pages and panels, in the order in which they stand."""
    for key in ("pages", "elements", "questions"):
        for each in _listed(node.get(key)):
            if key != "pages":
                yield each
            # What is in a panel that repeats itself is refused with it.
            if each.get("type") in (None, "page", "panel"):
                yield from _elements(each)


def _names(asked: list[Asked], file: Path, text: str) -> Iterator[Problem]:
    owners: dict[str, str] = {}
    for one in asked:
        for name in answer_names(one.question):
            place = Place(file, line_with(f'"{one.element}"', text))
            if not re.fullmatch(r"[A-Za-z]\w*", name, re.ASCII):
                yield Problem(
                    f"the question `{one.element}` has no name that data can have",
                    place,
                    "It is the answer's name in tables and expressions.",
                    "Begin its `name` with a letter, and use letters, digits and underscores.",
                )
            elif name in owners:
                yield Problem(
                    f"the questions `{owners[name]}` and `{one.element}` "
                    f"both have an answer `{name}`",
                    place,
                    "It would be one column in the data.",
                    "Give one of them another `name`.",
                )
            owners.setdefault(name, one.element)


def _untold(asked: list[Asked], tongue: Tongue, file: Path, text: str) -> Iterator[Problem]:
    """Of a survey for all languages, what one of them lacks."""
    for one in asked:
        if isinstance(one.title, dict) and tongue.is_translation:
            if tongue.language in one.title or tongue.language.partition("-")[0] in one.title:
                continue
        elif not tongue.is_translation or one.title is None:
            continue
        yield Problem(
            f"the question `{one.element}` has no title in `{tongue.language}`",
            Place(file, line_with(f'"{one.element}"', text)),
            None,
            f"Translate it in SurveyJS Creator; or put {tongue.own_version(file).name} beside it.",
        )


def _head(survey: dict[str, Any], language: str) -> str:
    """The survey's own title and description, as every step begins."""
    title, text = said(survey.get("title"), language), said(survey.get("description"), language)
    head = f"<h1>{escape(title)}</h1>" if title else ""
    return head + (f"<p>{escape(text)}</p>" if text else "")


def _placed(node: Any, file: Path, folder: Path, media: Media) -> Any:
    """The same with pictures as paths in the site, and HTML as pages may have it."""
    if isinstance(node, list):
        return [_placed(each, file, folder, media) for each in node]
    if not isinstance(node, dict):
        return node
    kept = {key: value for key, value in node.items() if key not in _UNUSED}
    for key, value in kept.items():
        if key in PICTURES:
            kept[key] = _each(value, lambda it: _picture(it, file, folder, media))
        elif key == "html":
            kept[key] = _each(value, lambda it: render_controls(it, file, folder, media))
        else:
            kept[key] = _placed(value, file, folder, media)
    return kept


def _each(value: Any, change: Callable[[str], str]) -> Any:
    """A text changed, or each of its translations."""
    if isinstance(value, dict):
        return {language: change(str(text)) for language, text in value.items()}
    return change(value) if isinstance(value, str) else None


def _picture(address: str, file: Path, folder: Path, media: Media) -> str:
    """Its path in the site; what the survey itself holds stays there."""
    if not address or address.startswith("data:"):
        return address
    return add_picture(address, file, folder, media)


def _listed(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
