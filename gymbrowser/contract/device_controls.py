"""What pointer, joystick, gamepad and pairs of keys do in a game."""

from typing import Annotated, Literal

from pydantic import Field

from gymbrowser.contract.wire import Wire

type Side = Literal["left", "right"]
"""Of a gamepad."""

type Along = Literal["x", "y"]
"""x points to the right, y down: as on the screen, and in the Gamepad API."""

type PointerWhen = Literal["click", "drag", "move"]
"""When a pointer acts. `click`: when it is pressed, for one step. `drag`: while it is pressed.
`move`: while it is over the picture; a finger is so while it touches."""


class SourceBase(Wire):
    """What a component of an action may come from; at rest it says nothing."""

    low: float
    """The component's value at the device's -1, or at the picture's left or upper edge."""
    high: float
    """At +1, or at the right or lower edge. It may be less than `low`."""


class StickSource(SourceBase):
    """One axis of a gamepad's stick (standard mapping), -1 to +1."""

    kind: Literal["stick"]
    side: Side
    along: Along
    dead_zone: float
    """Radius in which the stick counts as at rest; what is beyond it is stretched to all of 0 to 1.
    So small movements aren't lost, and no direction is preferred (a radial dead zone)."""


class TriggerSource(SourceBase):
    """A trigger of a gamepad (standard mapping: buttons 6 and 7), 0 to +1."""

    kind: Literal["trigger"]
    side: Side
    dead_zone: float


class JoystickSource(SourceBase):
    """One axis of the joystick on the screen, -1 to +1."""

    kind: Literal["joystick"]
    along: Along


class KeysSource(SourceBase):
    """Two digital inputs, or one: -1 while the first is held, +1 while the other is, 0 by both."""

    kind: Literal["keys"]
    negative: str | None
    positive: str


class PointerSource(SourceBase):
    """The place of the pointer over the picture, from one edge to the other."""

    kind: Literal["pointer"]
    along: Along
    when: Literal["drag", "move"]


type AxisSource = Annotated[
    StickSource | TriggerSource | JoystickSource | KeysSource | PointerSource,
    Field(discriminator="kind"),
]


class Axis(Wire):
    """One component of an action in a Box space."""

    sources: Annotated[list[AxisSource], Field(min_length=1)]
    """Of those that are not at rest, the one that was moved last decides."""


class Area(Wire):
    """A part of the picture: lengths are parts of the picture's width and height."""

    left: float
    top: float
    width: float
    height: float


class PositionAction(Wire):
    """The pointer's place is the action: [x, y] in a Box space, linear between the area's edges."""

    kind: Literal["position"]
    left: float
    right: float
    top: float
    bottom: float
    """The action's values at the edges."""


class CellAction(Wire):
    """The cell under the pointer is the action.

    Cells are counted row by row (C order) in a Discrete space; in MultiDiscrete the action is
    [row, column].
    """

    kind: Literal["cell"]
    rows: int
    columns: int


class PythonAction(Wire):
    """A function of the author's says what a place means."""

    kind: Literal["python"]
    entry_point: str
    """`module:function`, called with the environment, x and y in pixels of the view."""


type PointerAction = Annotated[
    PositionAction | CellAction | PythonAction, Field(discriminator="kind")
]


class Pointer(Wire):
    """What a mouse, a finger or a pen does on the picture."""

    when: PointerWhen
    area: Area
    """Where it is heard. What begins inside and goes on outside counts at the nearest edge."""
    action: PointerAction
