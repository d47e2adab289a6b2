"""The shape of form files, as pydantic models."""

from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from gymbrowser.config.base import Config
from gymbrowser.config.patterns import QUESTION_NAME


def _defaults_if_empty(value: Any) -> Any:
    """Let `text:` with nothing behind it stand for `text: {}`."""
    return {} if value is None else value


class NumberConfig(Config):
    """A number."""

    min: float | None = None
    """The smallest answer."""
    max: float | None = None
    """The largest answer."""
    integer: bool = False
    """Whether only whole numbers are taken."""

    @model_validator(mode="after")
    def _some_number(self) -> Self:
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError(f"no number is both {self.min:g} or more and {self.max:g} or less")
        return self


class TextConfig(Config):
    """Free text."""

    multiline: bool = False
    """A box of several lines instead of one."""
    max_length: Annotated[int, Field(ge=1, le=100_000)] = 5_000
    """In characters."""


class ChoiceConfig(Config):
    """One or several of a list; a bare list is short for `{options: …}`."""

    options: Annotated[list[str] | dict[str, str], Field(min_length=1)]
    """Labels, or `value: label`."""
    multiple: bool = False
    """Whether any number of options may be ticked."""

    @model_validator(mode="after")
    def _different_options(self) -> Self:
        if len(set(self.options)) < len(self.options):
            raise ValueError("two options are the same, and could not be told apart in the data")
        return self


class LikertConfig(Config):
    """A scale with labelled ends."""

    points: Annotated[int, Field(ge=2, le=11)] = 7
    """How many points the scale has; the answer is 1 to this."""
    low: str
    """Label of the lowest point."""
    high: str
    """Label of the highest point."""


class QuestionConfig(Config):
    """One question: `name`, `prompt`, and exactly one of text, number, choice, likert."""

    name: Annotated[str, StringConstraints(pattern=QUESTION_NAME)]
    """The answer's column in the data."""
    prompt: Annotated[str, StringConstraints(min_length=1)]
    """The question itself, one line of Markdown."""
    required: bool = True
    """Whether the form can be sent without an answer."""
    text: Annotated[TextConfig | None, BeforeValidator(_defaults_if_empty)] = None
    """Free text."""
    number: Annotated[NumberConfig | None, BeforeValidator(_defaults_if_empty)] = None
    """A number."""
    choice: Annotated[
        ChoiceConfig | None,
        BeforeValidator(
            lambda v: {"options": v} if isinstance(v, list) else v,
            json_schema_input_type=list[str] | ChoiceConfig,
        ),
    ] = None
    """One or several of a list."""
    likert: LikertConfig | None = None
    """A scale between two ends."""

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if len({"text", "number", "choice", "likert"} & self.model_fields_set) != 1:
            raise ValueError("a question has exactly one of text, number, choice, likert")
        return self


class FormFile(Config):
    """A form file."""

    intro: str = ""
    """Markdown above the questions."""
    questions: Annotated[list[QuestionConfig], Field(min_length=1)]
    """In the order in which they are asked."""
