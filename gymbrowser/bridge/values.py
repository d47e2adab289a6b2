"""Packed rows back into values of their space: the way of actions from JavaScript to Python."""

from typing import Any

import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray

from gymbrowser.bridge import exact
from gymbrowser.bridge.layout import (
    DISCRETE_DTYPE,
    LENGTH,
    SpaceError,
    dtype_of,
    layout_of,
    row_size,
)


def unpack(space: spaces.Space[Any], row: bytes) -> Any:
    """Return the value of a space that a row and its tail hold.

    Values come back in one form, whatever form they were packed from: a Discrete as an int, arrays
    in C order. A value of a space that is not Gymnasium's own is what its exact JSON says.

    Raises:
        SpaceError: if the row has another size.
    """
    cursor = _Cursor(row, row_size(layout_of(space)))
    value = cursor.value(space)
    if not cursor.is_at_the_end():
        raise SpaceError(f"A row of {len(row)} bytes is no value of {space}.")
    return value


class _Cursor:
    """Reads a row in the order of its space: its arrays from the front, its texts from the tail."""

    def __init__(self, row: bytes, fixed: int) -> None:
        self._row, self._fixed = row, fixed
        self._at, self._tail_at = 0, fixed

    def is_at_the_end(self) -> bool:
        return self._at == self._fixed and self._tail_at == len(self._row)

    def value(self, space: spaces.Space[Any]) -> Any:
        match space:
            case spaces.Discrete():
                return int(self._array(DISCRETE_DTYPE, ()))
            case spaces.Box() | spaces.MultiDiscrete() | spaces.MultiBinary():
                array = self._array(dtype_of(space), space.shape)
                return array.astype(space.dtype)  # a copy, which can be written to
            case spaces.Dict():
                return {key: self.value(part) for key, part in space.spaces.items()}
            case spaces.Tuple():
                return tuple(self.value(part) for part in space.spaces)
            case _:
                return restored(space, exact.decode(self._text()))

    def _array(self, dtype: str, shape: tuple[int, ...]) -> NDArray[Any]:
        size = row_size([{"path": [], "dtype": dtype, "shape": list(shape)}])
        if self._at + size > min(self._fixed, len(self._row)):
            raise SpaceError(f"A row of {len(self._row)} bytes is too short for its space.")
        array: NDArray[Any] = np.ndarray(shape, dtype, self._row, self._at)
        self._at += size
        return array

    def _text(self) -> str:
        begin = self._tail_at + LENGTH.size
        if begin > len(self._row):
            raise SpaceError(f"A row of {len(self._row)} bytes is too short for its space.")
        (length,) = LENGTH.unpack_from(self._row, self._tail_at)
        self._tail_at = begin + length
        return self._row[begin : self._tail_at].decode("ascii")


def restored(space: spaces.Space[Any], value: Any) -> Any:
    """Return what exact JSON gave of a value of a space as the type that the space goes by."""
    match space:
        case spaces.Box():
            return np.asarray(value)  # exact JSON does not tell an array without axes from a number
        case spaces.Graph():
            return spaces.GraphInstance(*value)
        case spaces.Sequence() if not space.stack:
            return tuple(restored(space.feature_space, item) for item in value)
        case spaces.OneOf():
            index, item = value
            return index, restored(space.spaces[int(index)], item)
        case spaces.Dict():
            return {key: restored(part, value[key]) for key, part in space.spaces.items()}
        case spaces.Tuple():
            return tuple(restored(*pair) for pair in zip(space.spaces, value, strict=True))
        case _:
            return value
