"""What a person's keys do: actions as exp.yml writes them, made into actions of a space."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from gymnasium import spaces

from gymbrowser.bridge.actions import Actions
from gymbrowser.bridge.layout import SpaceError

_FORMS: dict[type[spaces.Space[Any]], str] = {
    spaces.Discrete: "a whole number",
    spaces.MultiDiscrete: "a list of whole numbers",
    spaces.MultiBinary: "a list of 0 and 1",
    spaces.Dict: "a mapping with a value for each key of the space",
    spaces.Tuple: "a list with a value for each part of the space",
    spaces.Text: "a text",
    spaces.Sequence: "a list",
    spaces.OneOf: "a list of two: which of the spaces, and the value in it",
}


def look_at_controls(controls: Mapping[str, Any], space: spaces.Space[Any]) -> dict[str, Any]:
    """Make the actions of keys.

    Args:
        controls: `keys` and `default` of the game, as exp.yml has them.
        space: Of the person's actions.

    Returns:
        `keys` (code to result) and `default` (result, or what it was if it is no action). A result
        has `action`, see `gymbrowser.bridge.actions`, or `wrong`, a sentence on what it should be.
    """
    default = controls["default"]
    return {
        "keys": {key: _result(given, space) for key, given in controls["keys"].items()},
        "default": default if default in ("previous", None) else _result(default, space),
    }


def _result(given: Any, space: spaces.Space[Any]) -> dict[str, Any]:
    try:
        return {"action": Actions(space).write(value_of(given, space))}
    except (SpaceError, ValueError, TypeError, OverflowError):
        return {"wrong": _wanted(space)}


def value_of(given: Any, space: spaces.Space[Any]) -> Any:
    """Return the value of a space that plain JSON says.

    Numbers take the dtype of the space: 0.1 becomes the nearest float32 in a Box of float32.

    Raises:
        ValueError: if it says none.
    """
    match space:
        case spaces.Discrete():
            return _whole(given)
        case spaces.Box() | spaces.MultiDiscrete() | spaces.MultiBinary():
            return _array(given, space)
        case spaces.Dict():
            _require(isinstance(given, dict) and given.keys() == space.spaces.keys())
            return {key: value_of(given[key], part) for key, part in space.spaces.items()}
        case spaces.Tuple():
            _require(isinstance(given, list) and len(given) == len(space.spaces))
            return tuple(value_of(*pair) for pair in zip(given, space.spaces, strict=True))
        case spaces.Sequence() if not space.stack:
            _require(isinstance(given, list))
            return tuple(value_of(item, space.feature_space) for item in given)
        case spaces.OneOf():
            _require(isinstance(given, list) and len(given) == 2)
            index = _whole(given[0])
            _require(0 <= index < len(space.spaces))
            return np.int64(index), value_of(given[1], space.spaces[index])
        case spaces.Graph() | spaces.Sequence():
            raise ValueError
    return given


def _array(given: Any, space: spaces.Space[Any]) -> np.ndarray[Any, Any]:
    assert space.dtype is not None
    plain = np.array(given)
    kinds = "iu" if space.dtype.kind in "iu" else "iuf" if space.dtype.kind == "f" else "b"
    _require(plain.shape == space.shape and (plain.dtype.kind in kinds or plain.size == 0))
    array = plain.astype(space.dtype)
    _require(space.dtype.kind == "f" or bool((array == plain).all()))
    return array


def _whole(given: Any) -> int:
    _require(type(given) is int)
    return int(given)


def _require(holds: bool) -> None:
    if not holds:
        raise ValueError


def _wanted(space: spaces.Space[Any]) -> str:
    if isinstance(space, spaces.Discrete):
        return f"The actions are {space.start} to {space.start + space.n - 1}."
    if isinstance(space, spaces.Graph) or (isinstance(space, spaces.Sequence) and space.stack):
        return f"The action space is {space}, of which a key cannot give an action."
    if isinstance(space, spaces.Box) and space.shape == ():
        return f"The action space is {space}: a number."
    if isinstance(space, spaces.Box):
        return f"The action space is {space}: a list of numbers in the shape {[*space.shape]}."
    form = next((text for kind, text in _FORMS.items() if isinstance(space, kind)), None)
    wanted = f": {form}" if form else ""
    return f"The action space is {space}{wanted}."
