"""Holds a YAML document against a model and turns every finding into a sentence with its line."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeAliasType, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from ruamel.yaml.comments import CommentedMap

from gymbrowser.config.base import without_forms
from gymbrowser.config.patterns import IN_WORDS
from gymbrowser.config.yaml import Location, key_of, line_of
from gymbrowser.errors import Place, Problem

_EXPECTED = {
    **dict.fromkeys(["int_type", "int_parsing", "int_from_float"], "a whole number"),
    **dict.fromkeys(["float_type", "float_parsing"], "a number"),
    **dict.fromkeys(["bool_type", "bool_parsing"], "`true` or `false`"),
    **dict.fromkeys(
        ["model_type", "dict_type"], "a mapping (`key: value` lines, or `{{key: value}}`)"
    ),
    "invalid_key": "a text as key; put quotes around it",
    "string_unicode": "a text in Unicode",
    "list_type": "a list (`- item` lines, or `[a, b]`)",
    "finite_number": "a finite number",
    "greater_than": "more than {gt}",
    "greater_than_equal": "{ge} or more",
    "less_than": "less than {lt}",
    "less_than_equal": "{le} or less",
    "too_short": "at least {min_length} of them",
    "too_long": "at most {max_length} of them",
    "string_too_short": "a text that is not empty",
    "string_too_long": "at most {max_length} characters",
}
"""Pydantic's type of a finding to what stands behind "expected"; keys of its context in braces."""


def validate[M: BaseModel](
    model: type[M], document: CommentedMap, file: Path
) -> tuple[M | None, list[Problem]]:
    """The document as an instance of `model`, or else all findings, each with its line."""
    try:
        return model.model_validate(document), []
    except ValidationError as error:
        return None, list(_problems(model, document, file, error))


def _problems(
    model: type[BaseModel], document: CommentedMap, file: Path, error: ValidationError
) -> Iterator[Problem]:
    findings: dict[tuple[tuple[str | int, ...], bool], list[Any]] = {}
    for finding in error.errors(include_url=False):
        # A union reports once per alternative, below a location that the document does not have.
        known, of_key = _known_part(document, finding), "[key]" in finding["loc"]
        findings.setdefault((known, of_key), []).append(finding)
    misspelt = {
        (*location[:-1], near)
        for (location, _), group in findings.items()
        if group[0]["type"] == "extra_forbidden"
        for near in _near(str(location[-1]), _fields_at(model, location[:-1]))
    }
    for (location, _), group in findings.items():
        if group[0]["type"] == "missing" and location in misspelt:
            continue
        place = Place(file, line_of(document, location))
        yield _problem(model, location, group, place)


def _known_part(document: CommentedMap, finding: Any) -> tuple[str | int, ...]:
    """The part of a finding's location that is in the document; a missing key counts as there."""
    node: Any = document
    known: list[str | int] = []
    for part in without_forms(finding["loc"]):
        key = key_of(node, part)
        if key is None:
            return (*known, part) if finding["type"] == "missing" else tuple(known)
        node = node[key]
        known.append(part)
    return tuple(known)


def _problem(model: type[BaseModel], location: Location, group: list[Any], place: Place) -> Problem:
    kind, key = group[0]["type"], str(location[-1]) if location else ""
    if kind == "extra_forbidden":
        return _unknown_key(key, list(_fields_at(model, location[:-1])), place)
    if kind == "missing":
        field = _fields_at(model, location[:-1]).get(key)
        described = " ".join(((field and field.description) or "").split())
        remedy = f"Add `{key}: …`. {described}".strip()
        return Problem(f"the key `{key}` is missing", place, remedy=remedy)
    first, *others = dict.fromkeys(map(_words, group))
    what = " or ".join([first, *(words.removeprefix("expected ") for words in others)])
    given = group[0]["input"]
    why = f"Given: {_given(given)}." if isinstance(given, str | int | float | bool | None) else None
    return Problem(f"{_path(location)}: {what}", place, why)


def _given(value: str | float | bool | None) -> str:
    """As YAML has it."""
    return str(value).lower() if isinstance(value, bool) else repr(value)


def _words(finding: Any) -> str:
    """What was expected, beginning in lower case."""
    kind, context = finding["type"], finding.get("ctx", {})
    details = {name: _number(value) for name, value in context.items()}
    if kind == "string_pattern_mismatch" and details["pattern"] in IN_WORDS:
        return IN_WORDS[details["pattern"]]
    if kind == "string_type":
        quotes = "; put quotes around it" if isinstance(finding["input"], int | float) else ""
        return f"expected a text{quotes}"
    if kind == "literal_error":
        return "expected " + str(details["expected"]).replace("'", "`")
    if kind in _EXPECTED:
        return "expected " + _EXPECTED[kind].format(**details)
    message = str(finding["msg"]).removeprefix("Value error, ")
    return message[:1].lower() + message[1:]


def _number(value: Any) -> Any:
    """240 for 240.0."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _unknown_key(key: str, known: list[str], place: Place) -> Problem:
    near = _near(key, known)
    remedy = f"Did you mean `{near[0]}`?" if near else f"Known keys here: {', '.join(known)}."
    return Problem(f"unknown key `{key}`", place, remedy=remedy)


def _near(key: str, known: Iterable[str]) -> list[str]:
    return get_close_matches(key.lower(), known, n=1)


def _path(location: Location) -> str:
    """`steps[2].game.fps`, or `the file` for the top."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location)
    return f"`{text.removeprefix('.')}`" if text else "the file"


def _fields_at(model: type[BaseModel], location: Location) -> dict[str, FieldInfo]:
    """The keys that a mapping can have."""
    models = [model]
    for part in location:
        fields = [m.model_fields[part] for m in models if part in m.model_fields]
        if fields:
            models = [m for field in fields for m in _models_in(field.annotation)]
    return {field.alias or name: field for m in models for name, field in m.model_fields.items()}


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """Every model that an annotation mentions, inside unions, lists, dicts and aliases."""
    if isinstance(annotation, TypeAliasType):
        yield from _models_in(annotation.__value__)
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    else:
        for argument in get_args(annotation):
            yield from _models_in(argument)
