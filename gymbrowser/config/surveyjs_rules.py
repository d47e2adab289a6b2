"""What a survey of SurveyJS may not have where it is part of a site."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gymbrowser.errors import Place, Problem

PICTURES = {"imageLink", "logo", "backgroundImage"}
"""Properties that name a picture."""
_ELSEWHERE = {
    "choicesByUrl": "gets its options from another host",
    "navigateToUrl": "leads to another address",
    "navigateToUrlOnCondition": "leads to another address",
    "surveyId": "is loaded from SurveyJS's own service",
    "surveyPostId": "is sent to SurveyJS's own service",
}
_REFUSED = {
    "file": "asks for a file",
    "signaturepad": "asks for a signature, which tells who somebody is",
    "paneldynamic": "has as many answers as the participant likes",
    "matrixdynamic": "has as many answers as the participant likes",
    "matrixdropdown": "has a table of answers of several kinds",
    "imagemap": "has answers that are areas of a picture",
}
_KNOWN = (
    *("boolean", "buttongroup", "checkbox", "comment", "dropdown", "empty", "expression", "html"),
    *("image", "imagepicker", "matrix", "multipletext", "panel", "radiogroup", "ranking"),
    *("rating", "slider", "tagbox", "text"),
)
_ACTIVE = re.compile(r"<\s*(script|iframe|object|embed)\b|\son\w+\s*=|javascript:", re.IGNORECASE)
_HOST = re.compile(r"^\s*(https?:)?//", re.IGNORECASE)


def refused(
    survey: dict[str, Any], elements: list[dict[str, Any]], file: Path, text: str
) -> Iterator[Problem]:
    """Everything of it that is loaded from elsewhere, sent there, or no answer that data can have.

    Args:
        survey: As it was read.
        elements: Of all its pages and panels.
        file: Where it was read.
        text: What stands there.
    """
    for key, value in _properties(survey):
        if why := _ELSEWHERE.get(key):
            yield Problem(
                f"the survey has `{key}`: it {why}",
                Place(file, line_with(f'"{key}"', text)),
                "A site loads nothing from elsewhere, and its data go to one place.",
                "Remove it; options are written out in `choices`.",
            )
        for address in _texts(value) if key in PICTURES else ():
            if _HOST.match(address):
                yield Problem(
                    f"the picture `{address}` lies on another host",
                    Place(file, line_with(address, text)),
                    "A site loads nothing from elsewhere: the participant's address stays private.",
                    "Save it beside the survey and name the file.",
                )
    for element in elements:
        yield from _refused_element(element, file, text)


def _refused_element(element: dict[str, Any], file: Path, text: str) -> Iterator[Problem]:
    kind, name = element.get("type"), element.get("name")
    kind = kind if kind is None else str(kind)
    place = Place(file, line_with(f'"{name}"', text))
    if kind in _REFUSED:
        yield Problem(
            f"the question `{name}` {_REFUSED[kind]}: `{kind}` can't be part of a site",
            place,
            "Each answer has a name of its own in the data, which is known before anybody answers.",
            "Ask in another way; the kinds that there are stand in docs/form-files.md.",
        )
    elif kind not in _KNOWN:
        said_kind = "has no `type`" if kind is None else f"is a `{kind}`, which is not known"
        known = ", ".join(_KNOWN)
        yield Problem(f"the element `{name}` {said_kind}", place, None, f"There are {known}.")
    elif kind == "text" and element.get("inputType") == "password":
        yield Problem(
            f"the question `{name}` asks for a password",
            place,
            "It would be in the data, where many can read it.",
            "Remove it; a `login` step asks for an id that you gave to the participant.",
        )
    elif kind == "html" and any(map(_ACTIVE.search, _texts(element.get("html")))):
        yield Problem(
            f"the element `{name}` has HTML with a script, a frame or a handler",
            place,
            "Nothing of a survey runs in a site.",
            "Leave text, pictures and links in it.",
        )
    elif "contentMode" in element and element["contentMode"] not in ("auto", "image"):
        yield Problem(
            f"the element `{name}` shows a film",
            place,
            "A survey shows pictures.",
            "Put a `media` step before the survey.",
        )
    elif kind == "slider" and element.get("sliderType", "single") != "single":
        yield Problem(
            f"the question `{name}` is a slider with two ends",
            place,
            "An answer is one value or a choice.",
            "Ask for each end with a slider of its own.",
        )
    elif "choicesFromQuestion" in element:
        yield Problem(
            f"the question `{name}` has the options of another question",
            place,
            "The data dictionary says of every answer what it can be.",
            "Write them out in `choices`, with `visibleIf` where some of them are to be left out.",
        )


def _properties(node: Any) -> Iterator[tuple[str, Any]]:
    """Every key at whatever depth."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield key, value
            yield from _properties(value)
    elif isinstance(node, list):
        for each in node:
            yield from _properties(each)


def _texts(value: Any) -> list[str]:
    """Of a text all its translations."""
    return [str(one) for one in (value.values() if isinstance(value, dict) else (value or "",))]


def line_with(needle: str, text: str) -> int | None:
    """The first line in which it stands, from 1."""
    lines = enumerate(text.splitlines(), 1)
    return next((number for number, line in lines if needle in line), None)
