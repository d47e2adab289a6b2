"""The shape of what is asked between the rounds of a game."""

from pathlib import Path
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from gymbrowser.config.base import Config, StepId, short_for


class AskedFile(Config):
    """`page: FILE` and `form: FILE` are short for `{file: FILE}`."""

    file: str
    """Markdown or HTML file of a page, YAML file of a form; relative to exp.yml."""
    id: StepId | None = None
    """Name of the step in the data; the file's name if not given."""


type _Asked = Annotated[
    AskedFile | None, BeforeValidator(short_for("file"), json_schema_input_type=str | AskedFile)
]


class AskedConfig(Config):
    """One page or one form."""

    page: _Asked = None
    """A text to read."""
    form: _Asked = None
    """Questions."""

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if (self.page is None) == (self.form is None):
            raise ValueError("a step between rounds is either a `page` or a `form`")
        return self

    @property
    def name(self) -> str:
        """Its id in the data."""
        asked = self.page or self.form
        assert asked is not None  # the model has one of the two
        return asked.id or Path(asked.file).stem


class BetweenConfig(Config):
    """Pages and forms between the rounds of a game.

    The game waits for them: its environment, its hook and what policies have learned stay as they
    are. The record of the answers says which round they followed.
    """

    steps: Annotated[list[AskedConfig], Field(min_length=1, max_length=20)]
    """What comes, in this order."""
    every: Annotated[int, Field(ge=1, le=10_000)] = 1
    """After every n-th round, also where that is the last one."""
    when: Annotated[str, StringConstraints(min_length=1)] | None = None
    """Only where this expression is true then, as `when` of a step; it knows the results of the
    rounds so far, and what was answered between them."""
