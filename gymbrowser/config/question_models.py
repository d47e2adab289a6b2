"""The shape of the kinds of question in form files, as pydantic models."""

from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from gymbrowser.config.base import Config
from gymbrowser.config.patterns import QUESTION_NAME
from gymbrowser.config.text import TRANSLATED, Text

type QuestionName = Annotated[str, StringConstraints(pattern=QUESTION_NAME)]
type Options = Annotated[list[Text] | dict[str, Text], Field(min_length=1)]
type Points = Annotated[int, Field(ge=2, le=11)]
type Number = Annotated[float, Field(allow_inf_nan=False)]


def _iso(value: Any) -> Any:
    """YAML reads 2026-05-31 as a date, and not where it stands in quotes."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError as error:
        raise ValueError("expected a day such as `2026-05-31`") from error


def _named(answer: Any) -> Any:
    """The statements of a bare list have numbers for names, which YAML reads as such."""
    return {str(key): it for key, it in answer.items()} if isinstance(answer, dict) else answer


type Day = Annotated[date, BeforeValidator(_iso, json_schema_input_type=str)]
"""A day as ISO 8601 writes it."""


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

    options: Options
    """Labels, or `value: label`."""
    multiple: bool = False
    """Whether several options may be ticked."""
    min: Annotated[int, Field(ge=1)] | None = None
    """With `multiple`: at least so many, where the question is answered at all."""
    max: Annotated[int, Field(ge=1)] | None = None
    """With `multiple`: at most so many."""
    other: Annotated[str, StringConstraints(min_length=1), TRANSLATED] | None = None
    """Label of one option more, with a box for words. The choice is then `other`, and the words are
    the answer `NAME_other`."""

    @model_validator(mode="after")
    def _possible(self) -> Self:
        _refuse_twins(self.options)
        if self.other is not None and "other" in self.options:
            raise ValueError("with `other` no option can have the value `other`")
        _refuse_impossible_counts(self, len(self.options) + (self.other is not None))
        return self


class ImageOptionConfig(Config):
    """A picture to choose."""

    file: Annotated[str, StringConstraints(min_length=1)]
    """The picture, relative to the form file."""
    alt: Annotated[str, StringConstraints(min_length=1), TRANSLATED]
    """What it shows, for those who can't see it."""
    label: Text = ""
    """Words below it."""


class ImagesConfig(Config):
    """One or several of some pictures."""

    options: Annotated[dict[str, ImageOptionConfig], Field(min_length=2)]
    """Value in the data to picture."""
    multiple: bool = False
    """Whether several pictures may be chosen."""
    min: Annotated[int, Field(ge=1)] | None = None
    """With `multiple`: at least so many, where the question is answered at all."""
    max: Annotated[int, Field(ge=1)] | None = None
    """With `multiple`: at most so many."""

    @model_validator(mode="after")
    def _possible(self) -> Self:
        _refuse_impossible_counts(self, len(self.options))
        return self


class LikertConfig(Config):
    """A scale with labelled ends."""

    points: Points = 7
    """How many points the scale has; the answer is 1 to this."""
    low: Text
    """Label of the lowest point."""
    high: Text
    """Label of the highest point."""


class LikertGridConfig(Config):
    """Several statements, each judged on the same scale."""

    statements: Annotated[list[Text] | dict[str, Text], Field(min_length=1)]
    """What is judged, each one line of Markdown. Of `name: statement` the answer is in the column
    `QUESTION_name`, of a bare list in `QUESTION_1`, `QUESTION_2`, …"""
    points: Points = 7
    """How many points the scale has; each answer is 1 to this."""
    low: Text
    """Label of the lowest point."""
    high: Text
    """Label of the highest point."""

    def named(self) -> dict[str, str]:
        """Name of a statement within the question to its text."""
        given = self.statements
        if isinstance(given, dict):
            return given
        return {str(number): text for number, text in enumerate(given, 1)}


class SliderQuestionConfig(Config):
    """A number that is pointed at on a line, which has no position before it is touched."""

    min: Number = 0
    """The number at its beginning."""
    max: Number = 100
    """The number at its end."""
    step: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 1
    """How far two neighbouring answers lie apart."""
    low: Text
    """Label of the beginning."""
    high: Text
    """Label of the end."""
    show_value: bool = False
    """Whether the participant sees the number."""

    @model_validator(mode="after")
    def _some_way(self) -> Self:
        steps = (self.max - self.min) / self.step
        if self.min >= self.max:
            raise ValueError(f"`max` must be more than `min`, {self.min:g}")
        if abs(steps - round(steps)) > 1e-6 or steps > 10_000:
            words = f"from {self.min:g} to {self.max:g} in steps of {self.step:g}"
            raise ValueError(f"a slider {words} does not come out even, in at most 10000 steps")
        return self


class RankingConfig(Config):
    """Options to be put in order; a bare list is short for `{options: …}`."""

    options: Annotated[list[Text] | dict[str, Text], Field(min_length=2, max_length=20)]
    """Labels, or `value: label`, in the order in which they stand at first."""

    @model_validator(mode="after")
    def _different_options(self) -> Self:
        _refuse_twins(self.options)
        return self


class DateConfig(Config):
    """A day."""

    min: Day | None = None
    """The first day that is taken, `2026-05-31`."""
    max: Day | None = None
    """The last day that is taken."""

    @model_validator(mode="after")
    def _some_day(self) -> Self:
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError(f"no day is both {self.min} or later and {self.max} or earlier")
        return self


class CheckConfig(Config):
    """The answer that somebody who has read and understood gives."""

    answer: Annotated[
        str | float | list[str] | dict[str, int],
        BeforeValidator(_named, json_schema_input_type=str | float | list[str] | dict[str, int]),
    ]
    """A value, a number or a text. Where several options may be chosen a list, of a ranking one in
    order, of a grid `statement: point`."""
    on_fail: Literal["record", "screen_out"] = "record"
    """In a form: what becomes of those who answer otherwise. They are never told. A form in a game
    has `record` alone."""
    right: Text = ""
    """In a quiz: what is said to the right answer, one line of Markdown."""
    wrong: Text = ""
    """In a quiz: what is said to any other."""


def _refuse_twins(options: list[str] | dict[str, str]) -> None:
    if len(set(options)) < len(options):
        raise ValueError("two options are the same, and could not be told apart in the data")


def _refuse_impossible_counts(config: ChoiceConfig | ImagesConfig, count: int) -> None:
    if not config.multiple and (config.min is not None or config.max is not None):
        raise ValueError("`min` and `max` say nothing without `multiple: true`")
    least = 0 if config.min is None else config.min
    most = count if config.max is None else config.max
    if least > min(most, count):
        raise ValueError(f"nobody can choose {least} or more of at most {min(most, count)}")
