"""The shape of `widgets` and `feedback` in exp.yml: what a person does beside a game."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, model_validator

from gymbrowser.config.base import Config, StepId, short_for
from gymbrowser.config.codes import KeyCode
from gymbrowser.config.patterns import HEX_COLOR
from gymbrowser.config.text import TRANSLATED

type _Label = Annotated[str, StringConstraints(min_length=1, max_length=100), TRANSLATED]
type _Finite = Annotated[float, Field(allow_inf_nan=False)]


def _six_digits(color: str) -> str:
    digits = color.removeprefix("#").lower()
    return f"#{digits if len(digits) == 6 else ''.join(2 * digit for digit in digits)}"


class ButtonConfig(Config):
    """A button, for whatever your study's hook does when it is pressed."""

    name: StepId
    """Of its signals in the record; HIPPO Gym's are `trainOnline` and `trainOffline`."""
    label: _Label
    """What stands on it."""
    icon: str | None = None
    """One of `assets.images`, shown before the label."""
    color: (
        Annotated[str, StringConstraints(pattern=HEX_COLOR), AfterValidator(_six_digits)] | None
    ) = None
    """Behind the label, such as `#2a6`. The label is black or white, whichever is read better."""
    confirm: _Label | None = None
    """A question that is asked beside the button before a press of it counts."""
    key: KeyCode | None = None
    """A key that presses it. Where there is a `confirm`, a second press of the key says yes."""


class SliderConfig(Config):
    """A number that the person sets."""

    name: StepId
    """Of its signals in the record."""
    label: _Label
    """What stands above it."""
    min: _Finite
    """At its left end."""
    max: _Finite
    """At its right end."""
    step: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None
    """How much an arrow key changes; a hundredth of the way if not given."""
    value: _Finite | None = None
    """Where it stands at first; `min` if not given."""

    @model_validator(mode="after")
    def _within(self) -> Self:
        if self.min >= self.max:
            raise ValueError("`min` must be less than `max`")
        if self.step is not None and self.step > self.max - self.min:
            raise ValueError(f"`step` is more than the whole way, {self.max - self.min:g}")
        if self.value is not None and not self.min <= self.value <= self.max:
            raise ValueError(f"`value` must be between {self.min:g} and {self.max:g}")
        return self


class TextBoxConfig(Config):
    """A line that the person writes, with a button that sends it."""

    name: StepId
    """Of its signals in the record."""
    label: _Label
    """What stands above it."""
    max_length: Annotated[int, Field(ge=1, le=10_000)] = 500
    """Characters of a line."""


class GridConfig(Config):
    """Cells, of which the person marks a rectangle by dragging."""

    name: StepId
    """Of its signals in the record."""
    label: _Label
    """What stands above it."""
    rows: Annotated[int, Field(ge=1, le=20)]
    """From the top."""
    columns: Annotated[int, Field(ge=1, le=20)]
    """From the left. With more than seven, a cell is smaller than a fingertip on a phone."""


class InfoConfig(Config):
    """A panel with a text below the game."""

    title: _Label
    """Its heading; `ui.info` with the same title changes the text."""
    text: Annotated[str, StringConstraints(min_length=1, max_length=1000), TRANSLATED]
    """Shown as it is: without Markdown or HTML."""


type WidgetKind = Literal["button", "slider", "text_box", "grid", "info"]


class WidgetConfig(Config):
    """One thing beside a game: exactly one of these keys."""

    button: ButtonConfig | None = None
    """A button."""
    slider: SliderConfig | None = None
    """A number between two others."""
    text_box: TextBoxConfig | None = None
    """A line of text."""
    grid: GridConfig | None = None
    """Cells to be marked."""
    info: InfoConfig | None = None
    """A text to be read."""

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        kinds = list(type(self).model_fields)
        if sum(getattr(self, kind) is not None for kind in kinds) != 1:
            *some, last = (f"`{kind}`" for kind in kinds)
            raise ValueError(f"a widget is exactly one of {', '.join(some)} and {last}")
        return self

    @property
    def kind(self) -> WidgetKind:
        """Which of the keys is given."""
        kinds: tuple[WidgetKind, ...] = ("button", "slider", "text_box", "grid", "info")
        return next(kind for kind in kinds if getattr(self, kind) is not None)

    @property
    def content(self) -> ButtonConfig | SliderConfig | TextBoxConfig | GridConfig | InfoConfig:
        """What is given behind it."""
        content = self.button or self.slider or self.text_box or self.grid or self.info
        assert content is not None  # see `_one_kind`
        return content


class FeedbackConfig(Config):
    """A judgement; `good: KeyG` is short for `good: {key: KeyG}`."""

    key: KeyCode | None = None
    """A key that gives it, beside its button on the screen."""
    value: _Finite | None = None
    """What the hook is told: 1 for `good` and -1 for `bad` if not given; needed for all others."""
    label: _Label | None = None
    """What stands on its button: `Good` and `Bad` for these two, else its name, if not given."""


type FeedbackField = dict[
    StepId,
    Annotated[
        FeedbackConfig,
        BeforeValidator(short_for("key"), json_schema_input_type=str | FeedbackConfig),
    ],
]
"""Judgements by their names."""

USUAL_FEEDBACK = {"good": 1.0, "bad": -1.0}
"""What these names are worth where exp.yml does not say so."""
