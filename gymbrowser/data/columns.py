"""Packed columns back into arrays, bit for bit.

A column is base64 of rows; a row is the bytes of its layout's fields, one after the other, in C
order and little-endian (`contract/wire.py`). Sizes are checked before anything is made of them.
"""

import base64
import binascii
import math
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from gymbrowser.contract.wire import ArrayField, Layout
from gymbrowser.errors import GymbrowserError

MAX_DIMENSIONS = 60
"""Of one field. NumPy has 64, of which the rows take one."""
_MAX_ELEMENTS = 2**56

_DIGEST_BYTES = 32

_LENGTH_BYTES = 4
"""Of the text of a value that has no fixed size."""

type Array = NDArray[np.generic]
"""Values of no fixed size are texts, the values as exact JSON: `exact_value` reads one."""
type Value = Array | dict[str, Array]
"""An array, or one per field of a Dict or Tuple, named by its path with slashes."""


class DamageError(GymbrowserError):
    """Data that does not follow the contract; the message says how."""


def unpack(text: str, layout: Layout, count: int, what: str) -> Value:
    """The values of `count` rows; each array has the shape [count, *shape of the field].

    Raises:
        DamageError: The bytes don't fit the layout.
    """
    paths = ["/".join(field.path) for field in layout]
    if len(set(paths)) < len(paths):
        raise DamageError(f"two parts of '{what}' have one name")
    fixed = [field for field in layout if field.dtype != "exact"]
    names = ["/".join(field.path) for field in layout if field.dtype == "exact"]
    sizes = [_size(field, count, what) for field in fixed]
    if names:
        data, texts = _rows_and_tails(_decoded(text, what), sum(sizes), count, len(names), what)
    else:
        data, texts = _bytes(text, count * sum(sizes), what), []
    rows = np.frombuffer(data, np.uint8).reshape(count, sum(sizes))
    arrays: dict[str, Array] = {}
    offset = 0
    for field, size in zip(fixed, sizes, strict=True):
        part = rows[:, offset : offset + size].tobytes()
        shape = (count, *field.shape)
        arrays["/".join(field.path)] = np.frombuffer(part, field.dtype).reshape(shape)
        offset += size
    arrays |= {name: _of_texts(column) for name, column in zip(names, texts, strict=True)}
    return arrays[""] if arrays.keys() == {""} else arrays


def packed_rows(value: Value, layout: Layout, count: int) -> list[bytes]:
    """The `count` rows that `unpack` read, also where they have nothing in them: `Dict({})`."""
    arrays = value if isinstance(value, dict) else {"": value}
    columns = [arrays["/".join(field.path)] for field in layout]
    return [b"".join(_packed(column[row]) for column in columns) for row in range(count)]


def doubles(text: str, count: int, what: str) -> NDArray[np.float64]:
    """A column of `<f8`, shape [count]; same errors as `unpack`."""
    return np.frombuffer(_bytes(text, count * 8, what), np.dtype("<f8"))


def small(text: str, count: int, below: int, what: str) -> NDArray[np.uint8]:
    """A column of `|u1` with values less than `below`, shape [count]; same errors as `unpack`."""
    values = np.frombuffer(_bytes(text, count, what), np.uint8)
    if (values >= below).any():
        raise DamageError(f"'{what}' has a value that is not below {below}")
    return values


def whole(text: str, dtype: Literal["<u2", "<u4"], count: int, what: str) -> NDArray[np.uint32]:
    """A column of whole numbers, shape [count]; same errors as `unpack`."""
    data = _bytes(text, count * np.dtype(dtype).itemsize, what)
    return np.frombuffer(data, dtype).astype(np.uint32)


def digests(text: str, count: int) -> NDArray[np.uint8]:
    """SHA-256 digests, shape [count, 32]; same errors as `unpack`."""
    data = _bytes(text, count * _DIGEST_BYTES, "digest")
    return np.frombuffer(data, np.uint8).reshape(count, _DIGEST_BYTES)


def _packed(value: Any) -> bytes:
    if not isinstance(value, str):
        return bytes(value.tobytes())
    text = value.encode("ascii")
    return len(text).to_bytes(_LENGTH_BYTES, "little") + text


def _rows_and_tails(
    data: bytes, size: int, count: int, texts: int, what: str
) -> tuple[bytes, list[list[str]]]:
    """The parts of fixed size of all rows, and the texts behind them, by field."""
    rows = bytearray()
    columns: list[list[str]] = [[] for _ in range(texts)]
    at = 0
    for _ in range(count):
        rows += data[at : at + size]
        at += size
        for column in columns:
            begin = at + _LENGTH_BYTES
            at = begin + int.from_bytes(data[at:begin], "little")
            # Checked each time: a stranger's count may be far larger than there are bytes.
            if at > len(data) or begin > len(data):
                raise DamageError(f"'{what}' has {len(data)} bytes, which end within a row")
            column.append(_ascii(data[begin:at], what))
    if at != len(data):
        raise DamageError(f"'{what}' has {len(data)} bytes, not {at}")
    return bytes(rows), columns


def _ascii(data: bytes, what: str) -> str:
    try:
        return data.decode("ascii")
    except UnicodeDecodeError as error:
        raise DamageError(f"'{what}' has a value that is not exact JSON") from error


def _of_texts(texts: list[str]) -> Array:
    array: NDArray[np.object_] = np.empty(len(texts), np.object_)
    array[:] = texts
    return array


def _size(field: ArrayField, count: int, what: str) -> int:
    """Bytes of a field in one row. What NumPy could not hold is refused, not multiplied out."""
    if len(field.shape) > MAX_DIMENSIONS:
        raise DamageError(f"the layout of '{what}' has {len(field.shape)} dimensions")
    if min(field.shape, default=1) < 0:
        raise DamageError(f"the layout of '{what}' has a negative dimension")
    # NumPy refuses an array that would be too large if its empty dimensions were not empty.
    if math.prod(max(dimension, 1) for dimension in (count, *field.shape)) > _MAX_ELEMENTS:
        raise DamageError(f"the layout of '{what}' has too many elements")
    return np.dtype(field.dtype).itemsize * math.prod(field.shape)


def _bytes(text: str, expected: int, what: str) -> bytes:
    data = _decoded(text, what)
    if len(data) != expected:
        raise DamageError(f"'{what}' has {len(data)} bytes, not {expected}")
    return data


def _decoded(text: str, what: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise DamageError(f"'{what}' is not base64: {error}") from error
