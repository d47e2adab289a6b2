"""What `axes` and `pointer` of exp.yml mean in an action space, and whether they can."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray

from gymbrowser.bridge.actions import Action, Actions

type Source = Mapping[str, Any]
"""An `AxisSourceConfig` as plain data."""

type Wrong = dict[str, Any]
"""`key` below the person's controls, `what`, and perhaps `why` and `remedy`."""


class _WrongError(Exception):
    """Something that does not fit the space."""

    def __init__(self, key: Sequence[str | int], what: str, why: str, remedy: str) -> None:
        super().__init__(what)
        self.wrong: Wrong = {"key": list(key), "what": what, "why": why, "remedy": remedy}


def look_at_devices(
    controls: Mapping[str, Any], space: spaces.Space[Any], size: tuple[int, int]
) -> dict[str, Any]:
    """Put a person's axes and pointer into the terms of the space.

    Args:
        controls: `axes` and `pointer`, as exp.yml has them.
        space: Of the person's actions.
        size: Width and height of the picture.

    Returns:
        `axes` and `pointer` in the contract's form; `rest`, the action of axes that nobody moves
        where the author gives none (see `gymbrowser.bridge.actions`), or None; and `wrong`, a list
        of `Wrong`.
    """
    found: dict[str, Any] = {"axes": [], "pointer": None, "rest": None, "wrong": []}
    try:
        if controls["axes"] is not None:
            box = _box_of(space, len(controls["axes"]))
            found["rest"] = _rest(box)
            found["axes"] = list(_axes(controls["axes"], box))
        if controls["pointer"] is not None:
            found["pointer"] = _pointer(controls["pointer"], space, size)
    except _WrongError as error:
        found["wrong"].append(error.wrong)
    return found


def _box_of(space: spaces.Space[Any], axes: int) -> spaces.Box:
    if not isinstance(space, spaces.Box):
        raise _WrongError(
            ["axes"],
            "`axes` are for a Box space",
            f"The action space is {space}.",
            "Bind `keys` to its actions.",
        )
    numbers = math.prod(space.shape)
    if axes != numbers:
        entries = "1 entry" if axes == 1 else f"{axes} entries"
        raise _WrongError(
            ["axes"],
            f"`axes` has {entries}, but an action {numbers} numbers",
            f"The action space is {space}.",
            "Give one entry for each number, in their order.",
        )
    return space


def _rest(box: spaces.Box) -> Action | None:
    """0 in every component; None where that is no action."""
    zeros = np.zeros(box.shape, box.dtype)
    return Actions(box).write(zeros) if box.contains(zeros) else None


def _axes(axes: Sequence[Sequence[Source]], box: spaces.Box) -> Iterator[dict[str, Any]]:
    for index, sources in enumerate(axes):
        yield {"sources": [_source(source, box, index) for source in sources]}


def _source(source: Source, box: spaces.Box, index: int) -> dict[str, Any]:
    low, high = _ends(source["range"], box, index, ["axes", index, "range"])
    return {"low": low, "high": high, **_kind_of(source)}


def _kind_of(source: Source) -> dict[str, Any]:
    dead_zone = {"dead_zone": source["dead_zone"]}
    if source["stick"] is not None:
        side, _, along = source["stick"].partition("_")
        return {"kind": "stick", "side": side, "along": along, **dead_zone}
    if source["trigger"] is not None:
        return {"kind": "trigger", "side": source["trigger"], **dead_zone}
    if source["joystick"] is not None:
        return {"kind": "joystick", "along": source["joystick"]}
    if source["keys"] is not None:
        negative, positive = [None, *source["keys"]][-2:]
        return {"kind": "keys", "negative": negative, "positive": positive}
    return {"kind": "pointer", "along": source["pointer"], "when": source["on"]}


def _pointer(
    pointer: Mapping[str, Any], space: spaces.Space[Any], size: tuple[int, int]
) -> dict[str, Any]:
    found = {"when": pointer["on"], "area": _area(pointer["area"], size)}
    if pointer["python"] is not None:
        return found | {"action": {"kind": "python", "entry_point": pointer["python"]}}
    if pointer["action"] == "cell":
        rows, columns = pointer["grid"]
        _check_grid(rows, columns, space)
        return found | {"action": {"kind": "cell", "rows": rows, "columns": columns}}
    if not isinstance(space, spaces.Box) or math.prod(space.shape) != 2:
        raise _WrongError(
            ["pointer", "action"],
            "`action: position` gives two numbers, which is no action",
            f"The action space is {space}.",
            "Say what a place means by `python: module:function`.",
        )
    left, right = _ends(pointer["x"], space, 0, ["pointer", "x"])
    top, bottom = _ends(pointer["y"], space, 1, ["pointer", "y"])
    ends = {"left": left, "right": right, "top": top, "bottom": bottom}
    return found | {"action": {"kind": "position", **ends}}


def _area(area: Sequence[float] | None, size: tuple[int, int]) -> dict[str, float]:
    width, height = size
    left, top, across, down = area or (0, 0, width, height)
    if left + across > width or top + down > height:
        raise _WrongError(
            ["pointer", "area"],
            "the `area` reaches beyond the picture",
            f"The picture is {width} pixels wide and {height} high.",
            "Give left, top, width and height of a part of it.",
        )
    return {
        "left": left / width,
        "top": top / height,
        "width": across / width,
        "height": down / height,
    }


def _check_grid(rows: int, columns: int, space: spaces.Space[Any]) -> None:
    match space:
        case spaces.Discrete():
            fits = space.n >= rows * columns
        case spaces.MultiDiscrete():
            fits = [*np.ravel(space.nvec)] == [rows, columns] and not np.any(space.start)
        case _:
            fits = False
    if not fits:
        raise _WrongError(
            ["pointer", "grid"],
            f"the grid of {rows} rows and {columns} columns does not fit the actions",
            f"The action space is {space}.",
            f"It takes {rows * columns} actions or more of a Discrete space, or "
            f"MultiDiscrete([{rows} {columns}]); elsewhere say what a place means by "
            f"`python: module:function`.",
        )


def _ends(
    given: Sequence[float] | None, box: spaces.Box, index: int, key: Sequence[str | int]
) -> tuple[float, float]:
    """The values of a component at the two ends of what moves it."""
    low, high = (float(bounds[index]) for bounds in _bounds(box))
    if given is None:
        if math.isinf(low) or math.isinf(high):
            raise _WrongError(
                key,
                f"`{key[-1]}` is missing",
                f"The bounds of the space are {_range(low, high)} here.",
                f"Give the values at the two ends, for example `{key[-1]}: [-1, 1]`.",
            )
        return low, high
    # As the space has them: of float32, 0.7 is a little less than 0.7.
    first, last = (float(value) for value in np.asarray(given, np.float64).astype(_float(box)))
    if min(first, last) < low or max(first, last) > high:
        raise _WrongError(
            key,
            f"{_range(*given)} is not within the bounds of the space",
            f"They are {_range(low, high)} here.",
            "Give two values within them.",
        )
    return first, last


def _float(box: spaces.Box) -> np.dtype[Any]:
    """Of the numbers that the space can tell apart, where these are not whole."""
    return box.dtype if box.dtype.kind == "f" else np.dtype(np.float64)


def _bounds(box: spaces.Box) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The lowest and the highest value of each component, in C order."""
    return np.ravel(box.low).astype(np.float64), np.ravel(box.high).astype(np.float64)


def _range(low: float, high: float) -> str:
    return f"{low:g} to {high:g}"
