"""HTML form files: the controls of a page that somebody has written in HTML.

The page stays as it is. What it asks is told by the questions that a form file in YAML would have,
so that expressions, tables and reports know its answers like any others.
"""

from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Any

from gymbrowser.config.html_controls import Control, read_controls
from gymbrowser.config.pages import Media, render_controls
from gymbrowser.config.yaml import read_text
from gymbrowser.contract.questions import (
    ChoiceQuestion,
    DateQuestion,
    NumberQuestion,
    Option,
    Question,
    TextQuestion,
)
from gymbrowser.contract.steps import FormStep
from gymbrowser.errors import Place, Problem, UserError

SUFFIXES = (".html", ".htm")
_LONGEST = 100_000
"""Characters of a text without a `maxlength`."""
_LONGEST_NAME = 100
_REFUSED = {
    "file": (
        "asks for a file",
        "A site keeps what people write and choose; it takes no files from their computers.",
        'Remove it, or ask for the words in a `<textarea name="…">`.',
    ),
    "password": (
        "asks for a password",
        "It would be in the data, where many can read it.",
        "Remove it; a `login` step asks for an id that you gave to the participant.",
    ),
    "image": (
        "is a picture that sends the form",
        "It sends the place of the click, which nobody finds with a keyboard.",
        'Write `<button name="…" value="…">` around the picture.',
    ),
}
_SILENT = {"reset", "button"}
"""They give no answer."""


def read_html_form(path: Path, step: str, folder: Path, media: Media, place: Place) -> FormStep:
    """The form step that an HTML file is.

    Args:
        path: The file.
        step: Id of the step.
        folder: The folder of exp.yml: nothing outside it is read.
        media: Takes the pictures.
        place: Where the file was named.

    Raises:
        UserError: It has no control, or some whose answer could not be kept.
    """
    text = read_text(path, place)
    problems = [*_refused(read_controls(text), path)]
    if problems:
        raise UserError.of(problems)
    html = render_controls(text, path, folder, media)
    questions = questions_of(read_controls(html))
    if not questions:
        raise UserError(
            f"{path.name} asks nothing: it has no control that can be used",
            where=place,
            remedy="Name it as a `page`, which is a text to read.",
        )
    return FormStep(kind="form", id=step, html=html, questions=questions, in_html=True)


def has_controls(text: str) -> bool:
    """Whether an HTML file asks something."""
    return any(control.kind not in {*_SILENT, "submit"} for control in read_controls(text))


def questions_of(controls: Sequence[Control]) -> list[Question]:
    """One for each name, in the order of the page; controls of one name answer it together."""
    named: dict[str, list[Control]] = {}
    for control in controls:
        if not control.disabled and control.kind not in _SILENT and control.name:
            named.setdefault(control.name, []).append(control)
    return [_question(name, group) for name, group in named.items()]


def _refused(controls: Sequence[Control], file: Path) -> Iterator[Problem]:
    """What can't be recorded, and what nobody could find in the data."""
    for control in controls:
        where = Place(file, control.line)
        if control.kind in _REFUSED:
            what, why, remedy = _REFUSED[control.kind]
            yield Problem(f"this control {what}", where, why, remedy)
        elif not control.name and control.kind not in {*_SILENT, "submit"}:
            yield Problem(
                "this control has no name",
                where,
                "An answer is recorded under the `name` of its control, or under its `id`.",
                'Add `name="…"`.',
            )
        elif control.name == "__proto__" or not _is_name(control.name):
            yield Problem(
                f"a control has the name {control.name[:40]!r}, which can be none in the data",
                where,
                f"A name is printed text of at most {_LONGEST_NAME} characters.",
                "Give it another one.",
            )


def _is_name(name: str) -> bool:
    return len(name) <= _LONGEST_NAME and (name == "" or name.isprintable())


def _question(name: str, controls: list[Control]) -> Question:
    first = controls[0]
    base: dict[str, Any] = {
        "name": name,
        "prompt": escape(_prompt(name, controls)),
        "required": any(control.required for control in controls),
    }
    kinds = {control.kind for control in controls}
    if kinds in ({"radio"}, {"submit"}):
        return _choice(base, [(it.value, it.label) for it in controls], multiple=False)
    if kinds == {"checkbox"}:
        options = [(it.value, it.label) for it in controls]
        return _choice(base, options, multiple=len(controls) > 1)
    if len(controls) > 1:  # several lines: a list of what stands in each
        return TextQuestion(kind="text", multiline=False, max_length=_LONGEST, **base)
    match first.kind:
        case "select":
            options = [option for option in first.options if option[0] != ""]
            return _choice(base, options, multiple="multiple" in first.attributes)
        case "hidden":
            return _choice({**base, "required": True}, [(first.value, "")], multiple=False)
        case "number" | "range":
            return NumberQuestion(kind="number", **base, **_bounds(first))
        case "date":
            low, high = (first.attributes.get(end) or None for end in ("min", "max"))
            return DateQuestion(kind="date", min=low, max=high, **base)
        case kind:
            longest = _number(first, "maxlength")
            return TextQuestion(
                kind="text",
                multiline=kind == "textarea",
                max_length=_LONGEST if longest is None else int(longest),
                **base,
            )


def _prompt(name: str, controls: list[Control]) -> str:
    """What is asked: for several controls the legend around them, for one its label."""
    first = controls[0]
    legend = "" if first.fieldset is None else first.fieldset.legend
    words = legend or name if len(controls) > 1 else first.label or legend or name
    return words.strip()


def _choice(
    base: dict[str, Any], options: list[tuple[str, str]], *, multiple: bool
) -> ChoiceQuestion:
    labels = {value: label or value for value, label in reversed(options)}
    values = dict.fromkeys(value for value, _ in options)
    return ChoiceQuestion(
        kind="choice",
        options=[Option(value=value, label=escape(labels[value])) for value in values],
        multiple=multiple,
        **base,
    )


def _bounds(control: Control) -> dict[str, Any]:
    """Of a number; a range that does not say so goes from 0 to 100. Both step by whole numbers."""
    usual = (0.0, 100.0) if control.kind == "range" else (None, None)
    low, high = _number(control, "min"), _number(control, "max")
    low, high = (usual[0] if low is None else low), (usual[1] if high is None else high)
    base = _number(control, "min") or _number(control, "value") or 0.0
    step = _number(control, "step")
    if step is None and control.attributes.get("step", "").lower() != "any":
        step = 1.0
    whole = step is not None and step > 0 and step.is_integer() and base.is_integer()
    return {"min": low, "max": high, "integer": whole}


def _number(control: Control, attribute: str) -> float | None:
    try:
        return float(control.attributes[attribute])
    except (KeyError, ValueError):
        return None
