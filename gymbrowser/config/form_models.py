"""The shape of form files, as pydantic models."""

from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from gymbrowser.config.base import Config
from gymbrowser.config.question_models import (
    CheckConfig,
    ChoiceConfig,
    DateConfig,
    ImagesConfig,
    LikertConfig,
    LikertGridConfig,
    NumberConfig,
    QuestionName,
    RankingConfig,
    SliderQuestionConfig,
    TextConfig,
)
from gymbrowser.config.text import TRANSLATED, Text

KINDS = ("text", "number", "choice", "likert", "grid", "slider", "ranking", "images", "date")
"""The keys of which a question has exactly one."""


def _defaults_if_empty(value: Any) -> Any:
    """Let `text:` with nothing behind it stand for `text: {}`."""
    return {} if value is None else value


def _options(value: Any) -> Any:
    return {"options": value} if isinstance(value, list) else value


class QuestionConfig(Config):
    """One question: `name`, `prompt`, and exactly one of the keys that say its kind."""

    name: QuestionName
    """The answer's column in the data."""
    prompt: Annotated[str, StringConstraints(min_length=1), TRANSLATED]
    """The question itself, one line of Markdown."""
    above: Text = ""
    """Markdown before the question: a heading that begins a section, a text, a picture."""
    required: bool = True
    """Whether the form can be sent without an answer."""
    text: Annotated[TextConfig | None, BeforeValidator(_defaults_if_empty)] = None
    """Free text."""
    number: Annotated[NumberConfig | None, BeforeValidator(_defaults_if_empty)] = None
    """A number."""
    choice: Annotated[
        ChoiceConfig | None,
        BeforeValidator(_options, json_schema_input_type=list[str] | ChoiceConfig),
    ] = None
    """One or several of a list."""
    likert: LikertConfig | None = None
    """A scale between two ends."""
    grid: LikertGridConfig | None = None
    """Several statements, each on the same scale."""
    slider: SliderQuestionConfig | None = None
    """A number that is pointed at on a line."""
    ranking: Annotated[
        RankingConfig | None,
        BeforeValidator(_options, json_schema_input_type=list[str] | RankingConfig),
    ] = None
    """Options to be put in order."""
    images: ImagesConfig | None = None
    """One or several of some pictures."""
    date: Annotated[DateConfig | None, BeforeValidator(_defaults_if_empty)] = None
    """A day."""
    check: Annotated[
        CheckConfig | None,
        BeforeValidator(
            lambda value: value if isinstance(value, dict) else {"answer": value},
            json_schema_input_type=str | float | CheckConfig,
        ),
    ] = None
    """The right answer: an attention check in a form, a comprehension question in a quiz;
    `check: 2` is short for `check: {answer: 2}`."""

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if len(set(KINDS) & self.model_fields_set) != 1:
            raise ValueError(f"a question has exactly one of {', '.join(KINDS)}")
        return self


class FormFile(Config):
    """A form file."""

    intro: Text = ""
    """Markdown above the questions."""
    questions: Annotated[list[QuestionConfig], Field(min_length=1)]
    """In the order in which they are asked."""
    scores: dict[QuestionName, Annotated[str, StringConstraints(min_length=1)]] = {}
    """Numbers that are calculated from the answers: name to an
    [expression](flow.md#when-a-step-for-some) over the names of answers. They are recorded, and
    known to later expressions as `scores.FORM.NAME`."""
    source: str = ""
    """Whose questions these are, to be cited. It is shown to nobody."""
