"""Infos and values of no fixed size, read from exact JSON that a stranger may have written."""

import json
import math
import re
from typing import Any

from gymbrowser.bridge.exact import decode
from gymbrowser.data.columns import DamageError

_TYPESTR = re.compile(
    r"[<>|=](?:[biufcSU][0-9]{1,6}|[mM]8(?:\[[0-9]{0,4}[A-Za-z]{1,2}\])?)", re.ASCII
)

_MAX_DIMENSIONS = 64
"""NumPy's own limit; checked before the dimensions are multiplied."""


def read_info(text: str) -> object:
    """The info that `gymbrowser.bridge.exact.encode` was given.

    Raises:
        DamageError: It is not exact JSON.
    """
    return exact_value(text, "an info")


def exact_value(text: str, what: str = "a value") -> Any:
    """The value that `gymbrowser.bridge.exact.encode` was given; a Graph comes as a tuple.

    Raises:
        DamageError: It is not exact JSON.
    """
    try:
        json.loads(text, object_hook=_check, parse_constant=_refuse)
        return decode(text)
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise DamageError(f"{what} is not exact JSON: {str(error)[:200]}") from error


def _check(value: dict[str, Any]) -> dict[str, Any]:
    """An array of objects would take the bytes for pointers, so its dtype is looked at first."""
    if "$array" in value:
        typestr, shape, data = value["$array"]
        if not isinstance(typestr, str) or not _TYPESTR.fullmatch(typestr):
            raise ValueError(f"an array has the dtype {typestr!r}")
        if len(shape) > _MAX_DIMENSIONS or not all(type(n) is int and n >= 0 for n in shape):
            raise ValueError(f"an array has the shape {shape!r}")
        # Strings of no length take no bytes here, but room in memory.
        if math.prod(shape) > max(1, len(data)):
            raise ValueError(f"an array of the shape {shape!r} has fewer bytes than elements")
    return value


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")
