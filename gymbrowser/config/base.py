"""What all models of configuration files share."""

from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches
from types import UnionType
from typing import Annotated, Any, Literal, TypeAliasType, Union, get_args, get_origin

from pydantic import (
    BaseModel,
    ConfigDict,
    StringConstraints,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticKnownError
from pydantic_core.core_schema import ErrorType

from gymbrowser.config.patterns import (
    ENTRY_POINT,
    SLUG,
    STEP_ID,
)

_NOT_A: dict[Any, ErrorType] = {int: "int_type", float: "float_type"}


class Config(BaseModel):
    """A mapping in exp.yml: closed, so that a misspelt key is an error and not silence."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    @field_validator("*", mode="before")
    @classmethod
    def _number(cls, value: Any, info: ValidationInfo) -> Any:
        """Python takes `true` for 1, where nobody who writes it means a number."""
        if isinstance(value, bool):
            kinds = set(_kinds(cls.model_fields[str(info.field_name)].annotation))
            findings = [finding for kind, finding in _NOT_A.items() if kind in kinds]
            if findings and not kinds & {bool, Any}:
                raise PydanticKnownError(findings[0])
        return value


def _kinds(annotation: Any) -> Iterator[Any]:
    """What a value may be, of all alternatives."""
    if isinstance(annotation, TypeAliasType):
        yield from _kinds(annotation.__value__)
        return
    match get_origin(annotation), get_args(annotation):
        case (origin, (first, *_)) if origin is Annotated:
            yield from _kinds(first)
        case (origin, alternatives) if origin in (Union, UnionType):
            for alternative in alternatives:
                yield from _kinds(alternative)
        case (origin, values) if origin is Literal:
            yield from map(type, values)
        case _:
            yield annotation


type Where = tuple[str | int, ...]
"""A location in exp.yml."""

type Broken = tuple[Where, str, str | None, str | None]
"""A rule that is broken: where, what, why, and what to do."""

type Slug = Annotated[str, StringConstraints(pattern=SLUG)]
"""Lower-case letters, digits and hyphens: safe in addresses, file names and object keys."""

type StepId = Annotated[str, StringConstraints(pattern=STEP_ID)]

type EntryPoint = Annotated[str, StringConstraints(pattern=ENTRY_POINT)]
"""`module:attribute`."""


def did_you_mean(name: str, known: Iterable[str], otherwise: str) -> str:
    """What to do about a name that there is not: the nearest one, or what stands for all else."""
    near = get_close_matches(name, list(known), n=1)
    return f"Did you mean `{near[0]}`?" if near else otherwise


def short_for(key: str) -> Callable[[Any], Any]:
    """Let `step: file.md` stand for `step: {key: file.md}`."""
    return lambda value: {key: value} if isinstance(value, str) else value


ONE, EACH = "(one)", "(each)"
"""Names of the two forms of a key that holds one mapping, or one for each of several names. They
stand in the locations of pydantic's findings, and nowhere in a file: see `without_forms`."""


def without_forms(location: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """The location of a finding as it is in the file."""
    return tuple(part for part in location if part not in (ONE, EACH))


def text_keys(value: Any) -> Any:
    """PettingZoo's agents may be numbers, and YAML reads `0: human` as one."""
    if not isinstance(value, dict):
        return value
    named = {_text_key(key): item for key, item in value.items()}
    if len(named) < len(value):
        raise ValueError("an agent is named twice, as a number and as a text")
    return named


def _text_key(key: Any) -> Any:
    return str(key) if isinstance(key, int) and not isinstance(key, bool) else key
