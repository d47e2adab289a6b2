"""Holds a YAML document against a model and turns every finding into a sentence with its line."""

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeAliasType, get_args

from pydantic import BaseModel, ValidationError
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from gymbrowser.config.patterns import ENTRY_POINT, HTTPS, QUESTION_NAME, SLUG, STEP_ID
from gymbrowser.config.yaml import Location, line_of
from gymbrowser.errors import Place, Problem, UserError

_PATTERNS = {
    SLUG: "use lower-case letters, digits and hyphens, beginning with a letter or digit",
    STEP_ID: "use letters, digits, hyphens and underscores",
    ENTRY_POINT: "write `module:attribute`, for example `my_env:MyEnv`",
    QUESTION_NAME: "use letters, digits and underscores, beginning with a letter",
    HTTPS: "expected an address that begins with https:// and has no spaces",
}


def validate[M: BaseModel](model: type[M], document: CommentedMap, file: Path) -> M:
    """The document as an instance of `model`.

    Raises:
        UserError: All findings at once, each with its line.
    """
    try:
        return model.model_validate(document)
    except ValidationError as error:
        raise UserError.of(_problems(model, document, file, error)) from error


def _problems(
    model: type[BaseModel], document: CommentedMap, file: Path, error: ValidationError
) -> Iterator[Problem]:
    findings: dict[tuple[str | int, ...], list[Any]] = {}
    for finding in error.errors(include_url=False):
        # A union reports once per alternative, below a location that the document does not have.
        findings.setdefault(_known_part(document, finding), []).append(finding)
    for location, group in findings.items():
        place = Place(file, line_of(document, location))
        yield _problem(model, location, group, place)


def _known_part(document: CommentedMap, finding: Any) -> tuple[str | int, ...]:
    """The part of a finding's location that is in the document; a missing key counts as there."""
    node: Any = document
    known: list[str | int] = []
    for part in finding["loc"]:
        inside = (isinstance(node, CommentedMap) and part in node) or (
            isinstance(node, CommentedSeq) and isinstance(part, int) and part < len(node)
        )
        if not inside:
            return (*known, part) if finding["type"] == "missing" else tuple(known)
        node = node[part]
        known.append(part)
    return tuple(known)


def _problem(model: type[BaseModel], location: Location, group: list[Any], place: Place) -> Problem:
    kind, key = group[0]["type"], location[-1] if location else ""
    if kind == "extra_forbidden":
        return _unknown_key(str(key), _keys_at(model, location[:-1]), place)
    if kind == "missing":
        return Problem(f"the key `{key}` is missing", place, f"{_path(location[:-1])} needs it.")
    messages = dict.fromkeys(map(_words, group))
    what = " or ".join(message[:1].lower() + message[1:] for message in messages)
    given = group[0]["input"]
    why = f"Given: {given!r}." if isinstance(given, str | int | float | bool | None) else None
    return Problem(f"{_path(location)}: {what}", place, why)


def _words(finding: Any) -> str:
    if finding["type"] == "string_pattern_mismatch":
        return _PATTERNS.get(finding["ctx"]["pattern"], str(finding["msg"]))
    if finding["type"] in {"model_type", "dict_type"}:
        return "expected a mapping (`key: value` lines, or `{key: value}`)"
    if finding["type"] == "string_type":
        return "expected a text; put quotes around it"
    return str(finding["msg"]).removeprefix("Value error, ")


def _unknown_key(key: str, known: list[str], place: Place) -> Problem:
    near = get_close_matches(key, known, n=1)
    remedy = f"Did you mean `{near[0]}`?" if near else f"Known keys here: {', '.join(known)}."
    return Problem(f"unknown key `{key}`", place, remedy=remedy)


def _path(location: Location) -> str:
    """`steps[2].game.fps`, or `the file` for the top."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location)
    return f"`{text.removeprefix('.')}`" if text else "the file"


def _keys_at(model: type[BaseModel], location: Location) -> list[str]:
    models = [model]
    for part in location:
        fields = [m.model_fields[part] for m in models if part in m.model_fields]
        if fields:
            models = [m for field in fields for m in _models_in(field.annotation)]
    return [field.alias or name for m in models for name, field in m.model_fields.items()]


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """Every model that an annotation mentions, inside unions, lists, dicts and aliases."""
    if isinstance(annotation, TypeAliasType):
        yield from _models_in(annotation.__value__)
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    else:
        for argument in get_args(annotation):
            yield from _models_in(argument)
