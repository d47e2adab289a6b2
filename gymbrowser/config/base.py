"""What all models of configuration files share."""

from collections.abc import Callable, Iterable
from difflib import get_close_matches
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    ConfigDict,
    StringConstraints,
)

from gymbrowser.config.patterns import (
    ENTRY_POINT,
    SLUG,
    STEP_ID,
)


class Config(BaseModel):
    """A mapping in exp.yml: closed, so that a misspelt key is an error and not silence."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


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
