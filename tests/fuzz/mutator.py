"""Changes an input a little: as bytes, as lines, or as the JSON that stands in its lines.

A change of bytes alone seldom leaves JSON that is worth reading; these changes mostly do.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

_MARK = "@raw@"
"""Stands in JSON where one of `_RAW` is to be."""

_VALUES: tuple[Any, ...] = (
    *(None, True, False, [], {}, "", [[[]]], {"": {}}),
    *(0, 1, -1, 255, 2**31, 2**53 - 1, 2**53, 2**63, 2**64, -(2**63), 10**400),
    *(0.5, -0.0, 1e308, 5e-324, 1e16),
    *("\0", "\x1b[2J", "\u202egnp.exe", "[/]", "[link=x]", "\ufeff", "é" * 300, "a" * 5000),
    *("..", "/", "../../../etc/passwd", "C:\\con", "live", "page-1", "0" * 64, "f" * 32),
    *("AAAA", "AA==", "A", "====", "//8=" * 500, "AAAAAAAA8H8=", "AAAAAAAA+H8="),
    *({"$array": ["|O", [1], "AAAAAAAAAAA="]}, {"$set": [[]]}, {"$int": "9" * 5000}, {"$": 1}),
    *([0] * 300, [[0] * 65], [2**53 - 1] * 70, {str(i): i for i in range(300)}),
)
_RAW = (
    *(b"NaN", b"-Infinity", b"1e999", b"-", b"01", b"0x1", b"9" * 5000, b"1" + b"0" * 309),
    *(b'"\\ud800"', b'"\\u0000"', b'"\x01"', b"'a'", b"// a", b"[" * 3000, b'{"a":' * 300, b""),
    *(b'{"a": 1, "a": 2}', b"[1,]", b"\xc2\xa0", b"true false", b'"\xff\xfe"', b'"\xed\xa0\x80"'),
)
_BYTES = (
    *(b"\0", b"\xff", b"\r\n", b"\n\n", b"/", b"..", b"\x1f\x8b\x08", b'"', b"{", b"]", b"<"),
    *(b"&#0;", b"&x;", b"<!DOCTYPE a [<!ENTITY x 'x'>]>", b"; charset=idna", b"filename=", b"%00"),
)


@dataclass(frozen=True)
class Mutator:
    """Makes the same changes for the same random numbers."""

    random: Random

    def change(self, data: bytes, others: tuple[bytes, ...] = ()) -> bytes:
        """Return a changed copy; `others` are inputs to take parts from."""
        for _ in range(self.random.choice((1, 1, 1, 2, 3, 6))):
            data = self._once(data, others)
        return data

    def _once(self, data: bytes, others: tuple[bytes, ...]) -> bytes:
        draw = self.random.random()
        if draw < 0.6:
            return self._line(data)
        if draw < 0.75:
            return self._order(data)
        if draw < 0.8 and others:
            return self._splice(data, self.random.choice(others))
        return self._bytes(data)

    def _line(self, data: bytes) -> bytes:
        """Change the JSON of one line."""
        lines = data.split(b"\n")
        at = self.random.randrange(len(lines))
        try:
            value = json.loads(lines[at])
        except (ValueError, RecursionError):
            return self._bytes(data)
        lines[at] = self._json(value)
        return b"\n".join(lines)

    def _json(self, value: Any) -> bytes:
        root = [value]
        container, key = self.random.choice(_places(root))
        self.random.choice(_CHANGES)(self, container, key, root)
        raw = self.random.choice(_RAW)
        return json.dumps(root[0]).encode().replace(json.dumps(_MARK).encode(), raw)

    def _order(self, data: bytes) -> bytes:
        """Lose, repeat, move or tear lines, or the blocks that empty lines make."""
        separator = self.random.choice((b"\n", b"\n\n"))
        parts = data.split(separator)
        at, other = self.random.randrange(len(parts)), self.random.randrange(len(parts))
        match self.random.randrange(4):
            case 0:
                del parts[at]
            case 1:
                parts[at:at] = [parts[other]] * self.random.choice((1, 1, 2, 20))
            case 2:
                parts[at], parts[other] = parts[other], parts[at]
            case _:
                parts[at] = parts[at][: self.random.randint(0, len(parts[at]))]
        return separator.join(parts)

    def _splice(self, data: bytes, other: bytes) -> bytes:
        start, end = sorted(self.random.randint(0, len(other)) for _ in range(2))
        at = self.random.randint(0, len(data))
        return data[:at] + other[start:end] + data[at:]

    def _bytes(self, data: bytes) -> bytes:
        at = self.random.randint(0, len(data))
        length = self.random.choice((0, 1, 1, 4, 64))
        match self.random.randrange(5):
            case 0:
                new = self.random.randbytes(self.random.choice((1, 2, 8)))
            case 1:
                new = self.random.choice(_BYTES)
            case 2:
                new = data[at : at + length] * self.random.choice((2, 2, 50))
            case 3:
                new = bytes(byte ^ (1 << self.random.randrange(8)) for byte in data[at : at + 1])
                length = 1
            case _:
                new = b""
        return data[:at] + new + data[at + length :]


def _places(root: list[Any]) -> list[tuple[Any, Any]]:
    """Every container and key in a JSON value."""
    found: list[tuple[Any, Any]] = []
    waiting: list[Any] = [root]
    while waiting:
        container = waiting.pop()
        keys = range(len(container)) if isinstance(container, list) else container
        for key in keys:
            found.append((container, key))
            if isinstance(container[key], list | dict):
                waiting.append(container[key])
    return found


type _Change = Callable[[Mutator, Any, Any, list[Any]], None]


def _replace(mutator: Mutator, container: Any, key: Any, _: list[Any]) -> None:
    container[key] = mutator.random.choice((*_VALUES, _MARK, _MARK))


def _copy(mutator: Mutator, container: Any, key: Any, root: list[Any]) -> None:
    """Put here what stands somewhere else; copied, since JSON has no cycles."""
    other, name = mutator.random.choice(_places(root))
    container[key] = json.loads(json.dumps(other[name]))


def _remove(_: Mutator, container: Any, key: Any, root: list[Any]) -> None:
    if container is not root:
        del container[key]


def _add(mutator: Mutator, container: Any, key: Any, _: list[Any]) -> None:
    value = mutator.random.choice(_VALUES)
    if isinstance(container, list):
        container.insert(key, value)
    else:
        container[str(mutator.random.choice(_VALUES))[:200]] = value


def _nudge(mutator: Mutator, container: Any, key: Any, _: list[Any]) -> None:
    value = container[key]
    if isinstance(value, int | float):
        container[key] = value + mutator.random.choice((-1, 1))
    elif isinstance(value, str):
        at = mutator.random.randint(0, len(value))
        container[key] = value[:at] + mutator.random.choice(("", "A", "0", "\0")) + value[at + 1 :]
    else:
        container[key] = [value]


_CHANGES: tuple[_Change, ...] = (_replace, _replace, _copy, _remove, _add, _nudge, _nudge)
