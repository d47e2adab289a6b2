"""The shape of `axes` and `pointer` in exp.yml: continuous inputs, and places on the picture."""

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from gymbrowser.config.base import Config, EntryPoint
from gymbrowser.config.codes import digital_code
from gymbrowser.contract.device_controls import Along, PointerWhen, Side

type StickAxis = Literal["left_x", "left_y", "right_x", "right_y"]

type _Number = Annotated[float, Field(allow_inf_nan=False)]
type _Share = Annotated[float, Field(ge=0, allow_inf_nan=False)]


type _Grid = Annotated[
    list[Annotated[int, Field(ge=1, le=1000)]], Field(min_length=2, max_length=2)
]


def _apart(ends: list[float]) -> list[float]:
    if ends[0] == ends[1]:
        raise ValueError("the two ends must differ")
    return ends


type Ends = Annotated[list[_Number], Field(min_length=2, max_length=2), AfterValidator(_apart)]
"""Two numbers; the second one may be the smaller."""


class AxisSourceConfig(Config):
    """What moves one component of a continuous action: exactly one of the first five keys.

    Where a component has several sources, in a list, the one that was moved last decides. In
    between, and without any, the component is what `default` says, or 0.
    """

    stick: StickAxis | None = None
    """A stick of a gamepad. x points to the right, y down."""
    trigger: Side | None = None
    """A trigger of a gamepad, which only has the half from `default` to the upper end."""
    joystick: Along | None = None
    """The joystick on the screen of a phone or tablet. x points to the right, y down."""
    keys: (
        Annotated[
            list[Annotated[str, AfterValidator(digital_code)]], Field(min_length=1, max_length=2)
        ]
        | None
    ) = None
    """The key for the lower end and the one for the upper end, or only the latter. Both together
    give the middle."""
    pointer: Along | None = None
    """Where the pointer is: the picture's left or upper edge is the lower end."""
    range: Ends | None = None
    """The values at the two ends; the bounds of the space if not given, which must be finite then.
    `range: [1, -1]` turns a source around."""
    dead_zone: Annotated[float, Field(ge=0, lt=1)] = 0.15
    """Of a stick (in all directions) or trigger: so far from the middle it counts as at rest, since
    those of old gamepads do not come back to it."""
    on: Literal["drag", "move"] = "move"
    """Of a pointer. `drag`: it acts while it is pressed. `move`: while it is over the picture,
    pressed or not; a finger, while it touches."""

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        kinds = ("stick", "trigger", "joystick", "keys", "pointer")
        if sum(getattr(self, kind) is not None for kind in kinds) != 1:
            listed = ", ".join(f"`{kind}`" for kind in kinds[:-1])
            raise ValueError(f"give exactly one of {listed} and `{kinds[-1]}`")
        given = self.model_fields_set
        if "dead_zone" in given and self.stick is None and self.trigger is None:
            raise ValueError("`dead_zone` is for a `stick` or a `trigger`")
        if "on" in given and self.pointer is None:
            raise ValueError("`on` is for a `pointer`")
        if self.keys is not None and len(set(self.keys)) < len(self.keys):
            raise ValueError("`keys` names a key twice")
        return self


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, dict) else value


type AxisConfig = Annotated[
    list[AxisSourceConfig],
    Field(min_length=1),
    BeforeValidator(_listed, json_schema_input_type=AxisSourceConfig | list[AxisSourceConfig]),
]
"""One component's source or sources."""


class PointerConfig(Config):
    """What a mouse, a finger or a pen does on the picture: `action` or `python`."""

    on: PointerWhen = "click"
    """`click`: each press is an action. `drag`: it acts while it is pressed. `move`: it acts while
    it is over the picture, pressed or not; a finger, while it touches."""
    action: Literal["position", "cell"] | None = None
    """`position`: where it is, [x, y] in a Box space. `cell`: the cell of `grid` that it is in."""
    python: EntryPoint | None = None
    """`module:function` in `source` that says what a place means. It takes the environment without
    its wrappers, x and y in pixels of the picture, and returns an action, or None for none."""
    grid: _Grid | None = None
    """Rows and columns of `cell`. In a Discrete space the cells are its first actions, row by row;
    in a MultiDiscrete space the action is [row, column]."""
    x: Ends | None = None
    """Of `position`: the values at the left and the right edge. The bounds of the space if not
    given, which must be finite then."""
    y: Ends | None = None
    """Of `position`: the values at the upper and the lower edge, likewise."""
    area: Annotated[list[_Share], Field(min_length=4, max_length=4)] | None = None
    """The part of the picture where it is heard, and that `grid`, `x` and `y` are about: left, top,
    width and height in pixels of the picture. All of it if not given."""

    @model_validator(mode="after")
    def _one_meaning(self) -> Self:
        if (self.action is None) == (self.python is None):
            raise ValueError("give exactly one of `action` and `python`")
        if self.action == "cell" and not self.grid:
            raise ValueError("`action: cell` needs `grid`, for example `grid: [8, 8]`")
        if self.action != "cell" and self.grid:
            raise ValueError("`grid` is for `action: cell`")
        if self.action != "position" and (self.x is not None or self.y is not None):
            raise ValueError("`x` and `y` are for `action: position`")
        if self.area is not None and not (self.area[2] > 0 and self.area[3] > 0):
            raise ValueError("the `area` has no width or no height")
        return self
