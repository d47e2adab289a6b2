"""Questionnaires that travel with the package: form files whose authors let others hand them on."""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import takewhile
from pathlib import Path
from textwrap import wrap
from typing import Any, Literal

from gymbrowser.config.form_models import FormFile
from gymbrowser.config.forms import read_form
from gymbrowser.config.pages import Media
from gymbrowser.config.text import texts_in
from gymbrowser.config.tongue import ENGLISH, Tongue
from gymbrowser.config.yaml import read_mapping
from gymbrowser.contract.steps import FormStep
from gymbrowser.errors import Place, UserError
from gymbrowser.words import primary

type Survey = Literal["mini-ipip", "nasa-tlx", "sus", "tia", "xai-trust"]
"""The name of its file, without `.yml`."""

SURVEYS = Path(__file__).parent.parent / "surveys"
USUAL = "en"
"""The language that every one of them comes in."""


def read_survey(
    survey: str, step: str, media: Media, tongue: Tongue = ENGLISH, place: Place | None = None
) -> FormStep:
    """The form step of a questionnaire.

    Args:
        survey: A `Survey`.
        step: Id of the step.
        media: Takes its pictures.
        tongue: The language in which it is to be read.
        place: Where it is named.

    Raises:
        UserError: That is none that it comes in, and the study has others too.
    """
    file, wanted = SURVEYS / f"{survey}.yml", primary(tongue.language)
    offered = languages_of(survey)
    if wanted not in offered and len(tongue.offered) > 1:
        raise UserError(
            f"the survey `{survey}` comes in {_listed(offered)}, and the study in "
            f"`{tongue.language}` too",
            where=place,
            why="Scores can be compared only where the translation was tested.",
            remedy=f"Put a published translation into a form file, as in `form: {{file: "
            f"{survey}.yml, id: {survey}}}` and {survey}.{tongue.language}.yml beside it.",
        )
    spoken = Tongue(wanted if wanted in offered else USUAL, USUAL, offered)
    return read_form(file, step, SURVEYS, media, Place(file), spoken)


@cache
def languages_of(survey: str) -> tuple[str, ...]:
    """The languages that a questionnaire comes in, English first.

    Args:
        survey: A `Survey`.
    """
    file = SURVEYS / f"{survey}.yml"
    document, _ = read_mapping(file, Place(file))
    found = [USUAL]
    for location in texts_in(FormFile, document):
        text: Any = document
        for part in location:
            text = text[part]
        found += text if isinstance(text, dict) else ()
    return tuple(dict.fromkeys(found))


def surveys_in(document: Any) -> Iterator[str]:
    """The questionnaires that a study asks, as often as it names them.

    Args:
        document: exp.yml, or a part of it, without mistakes.
    """
    if isinstance(document, dict):
        form = document.get("form")
        if isinstance(form, dict) and "survey" in form:
            yield str(form["survey"])
    parts = document.values() if isinstance(document, dict) else document
    if isinstance(document, dict | list):
        for part in parts:
            yield from surveys_in(part)


def notice_of(survey: str) -> str:
    """What it is, its licence and its source, for whoever hands it on.

    Args:
        survey: A `Survey`.
    """
    file = SURVEYS / f"{survey}.yml"
    lines = file.read_text(encoding="utf-8").splitlines()
    head = (line.removeprefix("#").strip() for line in takewhile(_is_comment, lines))
    document, _ = read_mapping(file, Place(file))
    return "\n".join([*head, "", *wrap(str(document["source"]), 100)])


def _is_comment(line: str) -> bool:
    return line.startswith("#")


def _listed(languages: Sequence[str]) -> str:
    if len(languages) == 1:
        return f"`{languages[0]}` alone"
    return f"{', '.join(f'`{one}`' for one in languages[:-1])} and `{languages[-1]}`"
