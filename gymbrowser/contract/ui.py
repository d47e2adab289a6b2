"""What Python says of the things around a game: the calls of `gymbrowser.ui`."""

from typing import Annotated, Literal

from pydantic import Field

from gymbrowser.contract.widgets import Widget
from gymbrowser.contract.wire import Wire

type UiValue = str | float
"""A text, shown as it is, or a number, which the page writes as its language does."""


class HudCall(Wire):
    """Values above the game by their names; null takes one away."""

    call: Literal["hud"]
    values: dict[str, UiValue | None]


class BarCall(Wire):
    """A bar: how much of `maximum` is done (`progress`) or left (`budget`); null takes it away."""

    call: Literal["progress", "budget"]
    name: str
    value: float | None
    maximum: float


class MessageCall(Wire):
    """A line on the message board."""

    call: Literal["message"]
    text: str


class InfoCall(Wire):
    """A panel beside the game: a text, or names and values; null takes it away."""

    call: Literal["info"]
    title: str
    body: str | dict[str, UiValue] | None


class ImageCall(Wire):
    """An image of the manifest's `assets` beside the game, or none."""

    call: Literal["image"]
    image: str | None
    alt: str


class BorderCall(Wire):
    """A CSS colour around the game, or none."""

    call: Literal["border"]
    color: str | None


class SoundCall(Wire):
    """A sound of the manifest's `assets` is played."""

    call: Literal["sound"]
    sound: str
    volume: float
    """From 0 to 1."""


class WidgetCall(Wire):
    """Something to press, set or write in beside the game, in the place of one of the same name."""

    call: Literal["widget"]
    name: str
    """Of its signals."""
    widget: Widget | None
    """None takes it away."""


class ProbeCall(Wire):
    """Something has happened: an episode may wait for a probe now. Nothing is shown by it."""

    call: Literal["probe"]
    name: str
    """As the manifest's `EventMoment` has it."""


class ClearCall(Wire):
    """All of that is taken away, but for what the manifest has declared."""

    call: Literal["clear"]


type UiCall = Annotated[
    HudCall
    | BarCall
    | MessageCall
    | InfoCall
    | ImageCall
    | BorderCall
    | SoundCall
    | WidgetCall
    | ProbeCall
    | ClearCall,
    Field(discriminator="call"),
]
