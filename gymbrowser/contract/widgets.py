"""What a person presses, sets or writes beside a game: declared in exp.yml, or made from Python."""

from typing import Annotated, Literal

from pydantic import Field

from gymbrowser.contract.wire import Positive, Wire

type Color = Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")]
"""In sRGB, as `#rrggbb`."""


class ButtonWidget(Wire):
    """A button; a press of it is a `signal` of kind `button`."""

    kind: Literal["button"]
    label: str
    icon: str | None
    """An image of the manifest's `assets`, before the label."""
    color: Color | None
    """Behind the label, which is written so that it can be read on it."""
    confirm: str | None
    """What is asked before the press counts; None: nothing."""
    key: str | None
    """`KeyboardEvent.code` of a key that presses it, wherever the focus is."""


class FeedbackWidget(Wire):
    """A button by which a person judges what they see: a `signal` of kind `feedback`."""

    kind: Literal["feedback"]
    label: str | None
    """None: the page has a word of its own, for `good` and for `bad`."""
    value: float
    key: str | None
    """As in `ButtonWidget`."""


class SliderWidget(Wire):
    """A number between two others; where it is let go is a `signal` of kind `slider`."""

    kind: Literal["slider"]
    label: str
    min: float
    max: float
    step: float
    value: float
    """Where it stands at first."""


class TextBoxWidget(Wire):
    """A line of text; when it is sent it is a `signal` of kind `text_box`."""

    kind: Literal["text_box"]
    label: str
    max_length: Positive
    """In UTF-16 code units, as browsers count."""


class GridWidget(Wire):
    """A grid of cells; a rectangle that is marked in it is a `signal` of kind `grid`."""

    kind: Literal["grid"]
    label: str
    rows: Positive
    columns: Positive


type Widget = Annotated[
    ButtonWidget | FeedbackWidget | SliderWidget | TextBoxWidget | GridWidget,
    Field(discriminator="kind"),
]
