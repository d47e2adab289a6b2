"""What axes and the pointer mean in an action space, and which of them cannot be."""

from typing import Any

import numpy as np
import pytest
from gymnasium import spaces

from gymbrowser.bridge.actions import Actions
from gymbrowser.config.control_models import ControlsConfig
from gymbrowser.contract.device_controls import Axis, Pointer
from gymbrowser.environment.devices import look_at_devices

SIZE = (400, 200)
PEDALS = spaces.Box(np.array([-1, 0], np.float32), np.array([1, 1], np.float32))
"""A wheel and a gas pedal."""


def look(space: spaces.Space[Any], **controls: Any) -> dict[str, Any]:
    """As exp.yml has it."""
    config = ControlsConfig.model_validate(controls)
    return look_at_devices(config.model_dump(), space, SIZE)


def wrong(space: spaces.Space[Any], **controls: Any) -> tuple[list[str | int], str, str]:
    """Where, what and why."""
    (found,) = look(space, **controls)["wrong"]
    assert found["remedy"]
    return found["key"], found["what"], found["why"]


def test_sources_go_from_one_bound_to_the_other() -> None:
    found = look(
        PEDALS,
        axes=[
            [{"stick": "left_x", "dead_zone": 0.3}, {"keys": ["KeyA", "KeyD"]}],
            [{"trigger": "right"}, {"keys": ["KeyW"]}, {"pointer": "y", "range": [0.5, 0]}],
        ],
    )
    assert found["wrong"] == []
    wheel, gas = (Axis.model_validate(axis) for axis in found["axes"])
    full = {"low": -1.0, "high": 1.0}
    assert [source.model_dump() for source in wheel.sources] == [
        {**full, "kind": "stick", "side": "left", "along": "x", "dead_zone": 0.3},
        {**full, "kind": "keys", "negative": "KeyA", "positive": "KeyD"},
    ]
    half = {"low": 0.0, "high": 1.0}
    assert [source.model_dump() for source in gas.sources] == [
        {**half, "kind": "trigger", "side": "right", "dead_zone": 0.15},
        {**half, "kind": "keys", "negative": None, "positive": "KeyW"},
        {"low": 0.5, "high": 0.0, "kind": "pointer", "along": "y", "when": "move"},
    ]


def test_axes_rest_at_zero_where_that_is_an_action() -> None:
    rest = look(PEDALS, axes=[{"stick": "left_x"}, {"joystick": "y"}])["rest"]
    assert Actions(PEDALS).read(rest).tolist() == [0, 0]
    away = spaces.Box(1, 2, (1,))
    assert look(away, axes=[{"stick": "left_x"}])["rest"] is None


def test_ends_are_those_that_the_space_can_tell() -> None:
    """0.7 is more than the float32 next to it, which is the bound."""
    space = spaces.Box(0, 0.7, (1,), np.float32)
    found = look(space, axes=[{"joystick": "x", "range": [0, 0.7]}])
    (source,) = found["axes"][0]["sources"]
    assert source["high"] == float(np.float32(0.7))


AXIS = {"stick": "left_x"}


@pytest.mark.parametrize(
    ("space", "axes", "key", "what", "why"),
    [
        (
            spaces.Discrete(4),
            [AXIS],
            ["axes"],
            "`axes` are for a Box space",
            "The action space is Discrete(4).",
        ),
        (
            PEDALS,
            [AXIS],
            ["axes"],
            "`axes` has 1 entry, but an action 2 numbers",
            f"The action space is {PEDALS}.",
        ),
        (
            spaces.Box(-np.inf, 1, (2,)),
            [{"joystick": "x", "range": [0, 1]}, AXIS],
            ["axes", 1, "range"],
            "`range` is missing",
            "The bounds of the space are -inf to 1 here.",
        ),
        (
            PEDALS,
            [AXIS, [{"stick": "left_y"}, {"joystick": "y", "range": [-1, 1]}]],
            ["axes", 1, "range"],
            "-1 to 1 is not within the bounds of the space",
            "They are 0 to 1 here.",
        ),
    ],
)
def test_axes_that_cannot_be(
    space: spaces.Space[Any], axes: list[Any], key: list[str | int], what: str, why: str
) -> None:
    assert wrong(space, axes=axes) == (key, what, why)


def test_a_position_goes_from_edge_to_edge() -> None:
    space = spaces.Box(np.array([0, -1]), np.array([600, 1]), dtype=np.float64)
    found = look(space, pointer={"on": "drag", "action": "position", "y": [1, -1]})
    pointer = Pointer.model_validate(found["pointer"])
    assert pointer.when == "drag"
    assert pointer.area.model_dump() == {"left": 0, "top": 0, "width": 1, "height": 1}
    ends = {"left": 0.0, "right": 600.0, "top": 1.0, "bottom": -1.0}
    assert pointer.action.model_dump() == {"kind": "position", **ends}


@pytest.mark.parametrize("space", [spaces.Discrete(8), spaces.MultiDiscrete([2, 4])], ids=str)
def test_a_cell_is_an_action(space: spaces.Space[Any]) -> None:
    found = look(space, pointer={"action": "cell", "grid": [2, 4], "area": [40, 50, 200, 100]})
    pointer = Pointer.model_validate(found["pointer"])
    assert pointer.action.model_dump() == {"kind": "cell", "rows": 2, "columns": 4}
    share = {"left": 0.1, "top": 0.25, "width": 0.5, "height": 0.5}
    assert pointer.area.model_dump() == share


@pytest.mark.parametrize(
    ("space", "pointer", "key", "what", "why"),
    [
        (
            spaces.Box(-1, 1, (3,)),
            {"action": "position"},
            ["pointer", "action"],
            "`action: position` gives two numbers, which is no action",
            "The action space is Box(-1.0, 1.0, (3,), float32).",
        ),
        (
            spaces.Box(0, np.inf, (2,)),
            {"action": "position", "x": [0, 9]},
            ["pointer", "y"],
            "`y` is missing",
            "The bounds of the space are 0 to inf here.",
        ),
        (
            spaces.Discrete(7),
            {"action": "cell", "grid": [2, 4]},
            ["pointer", "grid"],
            "the grid of 2 rows and 4 columns does not fit the actions",
            "The action space is Discrete(7).",
        ),
        (
            spaces.MultiDiscrete([4, 2]),
            {"action": "cell", "grid": [2, 4]},
            ["pointer", "grid"],
            "the grid of 2 rows and 4 columns does not fit the actions",
            "The action space is MultiDiscrete([4 2]).",
        ),
        (
            spaces.Discrete(8),
            {"action": "cell", "grid": [2, 4], "area": [300, 0, 101, 200]},
            ["pointer", "area"],
            "the `area` reaches beyond the picture",
            "The picture is 400 pixels wide and 200 high.",
        ),
    ],
)
def test_pointers_that_cannot_be(
    space: spaces.Space[Any], pointer: dict[str, Any], key: list[str | int], what: str, why: str
) -> None:
    assert wrong(space, pointer=pointer) == (key, what, why)
