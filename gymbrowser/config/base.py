"""What all models of configuration files share."""

from collections.abc import Callable
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


type Slug = Annotated[str, StringConstraints(pattern=SLUG)]
"""Lower-case letters, digits and hyphens: safe in addresses, file names and object keys."""

type StepId = Annotated[str, StringConstraints(pattern=STEP_ID)]

type EntryPoint = Annotated[str, StringConstraints(pattern=ENTRY_POINT)]
"""`module:attribute`."""


def short_for(key: str) -> Callable[[Any], Any]:
    """Let `step: file.md` stand for `step: {key: file.md}`."""
    return lambda value: {key: value} if isinstance(value, str) else value
