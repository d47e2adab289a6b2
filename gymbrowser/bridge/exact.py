"""Exact JSON: what an environment's info holds, without losing a bit of it.

Plain JSON for None, bool, str, lists, finite floats (by `repr`, so that 1.0, 1 and -0.0 stay
apart), integers within ±2^53 and dicts whose keys are strings that do not begin with `$`.
Everything else is an object with one key that says what it is:

    {"$int": "9007199254740993"}           an integer beyond ±2^53
    {"$float": "nan" | "inf" | "-inf"}
    {"$array": [typestr, shape, base64]}   an ndarray in C order, or a NumPy scalar (shape [])
    {"$bytes": base64}
    {"$tuple": [...]}
    {"$set": [...]}                        sorted by the JSON text of its elements
    {"$dict": [[key, value], ...]}         any other dict
    {"$repr": text}                        anything else: to be read by people only

The text is ASCII, so it passes between languages as it is.
"""

import base64
import json
import math
from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAX_PLAIN_INT = 2**53
"""Up to here every integer is a double of its own, so JavaScript reads it exactly."""

ARRAY_KINDS = frozenset("biufcSUmM")
"""Kinds of dtype whose typestr and bytes say everything: no objects, no fields."""

_MAX_EQUAL_HASHES = 100
"""Of the members of one set or the keys of one dict."""


@dataclass(frozen=True)
class Repr:
    """What is left of a value that had no exact form."""

    text: str


def encode(value: object) -> str:
    """Return `value` as exact JSON."""
    return json.dumps(_tagged(value), allow_nan=False, separators=(",", ":"))


def decode(text: str) -> Any:
    """Return the value that `encode` was given.

    A set comes back as a frozenset (equal to it, and allowed inside another set), a 0-d array as
    the NumPy scalar, a subclass of a built-in type as that type, and what had no exact form as
    `Repr`.

    Raises:
        ValueError: if the text is no exact JSON.
    """
    return _untagged(json.loads(text))


def has_nan(value: Any) -> bool:
    """Return whether a value is NaN, or holds one: in an array, a list, a tuple or a dict."""
    if isinstance(value, np.ndarray | np.generic):
        return value.dtype.kind in "fc" and bool(np.isnan(value).any())
    if isinstance(value, float):
        return math.isnan(value)
    if isinstance(value, dict):
        return any(map(has_nan, value.values()))
    return isinstance(value, list | tuple) and any(map(has_nan, value))


def _tagged(value: Any) -> Any:
    """Return `value` in terms of plain JSON."""
    if value is None or isinstance(value, bool):
        return value
    # Before int, float, str and bytes: several NumPy scalars are instances of those as well.
    if isinstance(value, np.ndarray | np.generic):
        return _tagged_array(value)
    for kind, tag in _TAGGERS:
        if isinstance(value, kind):
            return tag(value)
    return {"$repr": value.text if isinstance(value, Repr) else repr(value)}


def _tagged_array(value: NDArray[Any] | np.generic) -> dict[str, Any]:
    # A long double has another layout on every platform, and padding between its bytes.
    if value.dtype.kind not in ARRAY_KINDS or value.dtype.char in "gG":
        return {"$repr": repr(value)}
    data = base64.b64encode(value.tobytes()).decode()
    return {"$array": [value.dtype.str, list(value.shape), data]}


def _tagged_int(value: int) -> Any:
    return int(value) if abs(value) <= MAX_PLAIN_INT else {"$int": int.__repr__(value)}


def _tagged_float(value: float) -> Any:
    return float(value) if math.isfinite(value) else {"$float": float.__repr__(value)}


def _tagged_dict(value: dict[Any, Any]) -> Any:
    if all(type(key) is str and not key.startswith("$") for key in value):
        return {key: _tagged(item) for key, item in value.items()}
    return {"$dict": [[_tagged(key), _tagged(item)] for key, item in value.items()]}


def _tagged_set(value: frozenset[Any] | set[Any]) -> dict[str, Any]:
    return {"$set": sorted(map(_tagged, value), key=json.dumps)}


_TAGGERS: list[tuple[Any, Callable[[Any], Any]]] = [
    (str, str.__str__),
    (int, _tagged_int),
    (float, _tagged_float),
    (list, lambda value: [_tagged(item) for item in value]),
    (tuple, lambda value: {"$tuple": [_tagged(item) for item in value]}),
    (dict, _tagged_dict),
    (set | frozenset, _tagged_set),
    (bytes, lambda value: {"$bytes": base64.b64encode(value).decode()}),
]


def _untagged(value: Any) -> Any:
    if isinstance(value, list):
        return [_untagged(item) for item in value]
    if not isinstance(value, dict):
        return value
    tag = next(iter(value), "")
    if not tag.startswith("$"):
        return {key: _untagged(item) for key, item in value.items()}
    if tag not in _UNTAGGERS or len(value) != 1:
        raise ValueError(f"This is no exact JSON: an object of it has the keys {list(value)}.")
    return _UNTAGGERS[tag](value[tag])


def _untagged_array(value: list[Any]) -> Any:
    typestr, shape, data = value
    dtype = np.dtype(typestr)
    # A record comes from a stranger: an array of objects would take its bytes for pointers.
    if dtype.kind not in ARRAY_KINDS or dtype.hasobject or min(shape, default=0) < 0:
        raise ValueError(f"an array of dtype {typestr!r} and shape {shape!r} cannot be read")
    # Copied, since an array over bytes cannot be written to; [()] makes a scalar of shape ().
    array = np.ndarray(tuple(shape), dtype, base64.b64decode(data)).copy()
    return array[()]


def _members(values: Iterable[Any]) -> list[Hashable]:
    """Untag what is to be hashed.

    A stranger can choose values whose hashes are equal (`k * (2**61 - 1)` for any k), of which a
    set of n would take time in proportion to n squared.
    """
    members = [_untagged(value) for value in values]
    [(_, most)] = Counter(map(hash, members)).most_common(1) or [(0, 0)]
    if most > _MAX_EQUAL_HASHES:
        raise ValueError(f"{most} members of a set or keys of a dict have one hash")
    return members


def _untagged_dict(pairs: list[Any]) -> dict[Any, Any]:
    keys = _members(key for key, _ in pairs)
    return {key: _untagged(item) for key, (_, item) in zip(keys, pairs, strict=True)}


_UNTAGGERS: dict[str, Callable[[Any], Any]] = {
    "$int": int,
    "$float": float,
    "$array": _untagged_array,
    "$bytes": base64.b64decode,
    "$tuple": lambda items: tuple(map(_untagged, items)),
    "$set": lambda items: frozenset(_members(items)),
    "$dict": _untagged_dict,
    "$repr": Repr,
}
