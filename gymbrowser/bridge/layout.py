"""How observations and actions become rows of bytes, and what such a row looks like.

A layout is the contract's `list[{path, dtype, shape}]`: one field per array inside the value. A row
is the bytes of its fields, one after the other, in C order, little-endian, without padding.

What has no fixed size (Text, Sequence, Graph, OneOf, and spaces that are not Gymnasium's own) is a
field of the dtype `exact`: in a row the length of its text, as `<u4`, and the text itself, which is
the value as exact JSON (`gymbrowser.bridge.exact`). Such fields are the last of a layout, so that a
row is a part of fixed size and then a tail.

`layout_of` runs natively, at build; a `Packer` of that layout runs in the browser. Python's default
integer is where the two differ: `np.int_` (and with it `np.dtype(int)`) has 64 bits natively and 32
in Pyodide. So:

- a Discrete is always packed as `<i8`, whatever integer the environment hands over;
- a field of `<i8` also takes the platform's own `np.int_`, and one of `<u8` its `np.uint`. Natively
  these are the same types; in Pyodide a space made with dtype=int gives int32, whose values are
  widened, which loses nothing, so that rows from both places are equal.

Nothing else is ever cast.
"""

import operator
import struct
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypedDict

import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray

from gymbrowser.bridge import exact

type Layout = Sequence[Mapping[str, Any]]
"""The contract's Layout as plain data: what `json.loads` gives."""

type Row = NDArray[np.uint8]

type _Write = Callable[[Any], None]

DTYPES = ("|b1", "|i1", "|u1", "<i2", "<u2", "<i4", "<u4", "<i8", "<u8", "<f4", "<f8")
"""The contract's Dtype."""

DISCRETE_DTYPE = "<i8"

EXACT = "exact"
"""The dtype of a field whose values have no fixed size."""

LENGTH = struct.Struct("<I")
"""Of a text in the tail of a row."""
_NOTHING = LENGTH.pack(0)

PLATFORM_INTEGERS = {"<i8": np.dtype(np.int_), "<u8": np.dtype(np.uint)}
"""What counts as these dtypes besides themselves, see above."""


class Field(TypedDict):
    """The contract's ArrayField."""

    path: list[str]
    dtype: str
    shape: list[int]


class SpaceError(ValueError):
    """A space that cannot be packed, or a value that is outside its space."""


def layout_of(space: spaces.Space[Any]) -> list[Field]:
    """Return the layout of a space's values.

    Raises:
        SpaceError: if a Dict in it has a key that is no string or a Dict or Tuple in it holds
            nothing, if an array has a dtype that cannot be recorded, or two have one name.
    """
    layout = sorted(_fields(space, []), key=lambda field: field["dtype"] == EXACT)
    named: dict[str, list[str]] = {}
    for field in layout:
        first = named.setdefault(_name(field["path"]), field["path"])
        if first is not field["path"]:
            raise SpaceError(
                f"Two parts of the space, {first} and {field['path']}, are both called "
                f"`{_name(first)}` in the data. Call one of them otherwise, without a slash."
            )
    return layout


def row_size(layout: Layout) -> int:
    """Return how many bytes a row has, without its tail."""
    return sum(_size(field) for field in layout if field["dtype"] != EXACT)


def has_tail(layout: Layout) -> bool:
    """Return whether the rows differ in size."""
    return any(field["dtype"] == EXACT for field in layout)


class Packer:
    """Writes values into one row, which stays where it is: packing makes no garbage.

    Args:
        layout: What the values look like.
        row: Where to write, uint8 of shape (row_size(layout),); a new one by default.
        what: What the values are, for error messages: "observation".
        giver: Who gives them, likewise.

    Attributes:
        row: The part of fixed size.
    """

    def __init__(
        self,
        layout: Layout,
        row: Row | None = None,
        what: str = "value",
        giver: str = "The environment",
    ) -> None:
        self.row: Row = np.zeros(row_size(layout), np.uint8) if row is None else row
        self._tail = [_NOTHING for field in layout if field["dtype"] == EXACT]
        said = f"{giver} gave an {what} outside its space"
        leaves = _leaves(layout, self.row, self._tail, said)
        self.pack: _Write = _writer(_nested(leaves), said, [])
        """Writes one value. Raises SpaceError if its structure, dtype or shape is another."""

    def tail(self) -> bytes:
        """What follows the row: empty where all rows have one size."""
        return b"".join(self._tail)

    def whole(self) -> Row:
        """The row with its tail; without one, the row itself."""
        if not self._tail:
            return self.row
        return np.concatenate([self.row, np.frombuffer(self.tail(), np.uint8)])

    def clear(self) -> None:
        """Write zeros: texts of no length, which are no exact JSON."""
        self.row[:] = 0
        self._tail[:] = [_NOTHING] * len(self._tail)


def _fields(space: spaces.Space[Any], path: list[str]) -> Iterable[Field]:
    match space:
        case spaces.Discrete():
            yield Field(path=path, dtype=DISCRETE_DTYPE, shape=[])
        case spaces.Box() | spaces.MultiDiscrete() | spaces.MultiBinary():
            yield Field(path=path, dtype=dtype_of(space, path), shape=list(space.shape))
        case spaces.Dict() | spaces.Tuple() if path and not space.spaces:
            # A layout says nothing of it, so that nobody could tell whether a value has it.
            raise SpaceError(
                f"The {type(space).__name__} space{_at(path)} is empty. Leave it out of the space "
                "and of its values."
            )
        case spaces.Dict():
            for key, part in space.spaces.items():
                yield from _fields(part, [*path, _key(key)])
        case spaces.Tuple():
            for index, part in enumerate(space.spaces):
                yield from _fields(part, [*path, str(index)])
        case _:
            yield Field(path=path, dtype=EXACT, shape=[])


def dtype_of(space: spaces.Space[Any], path: Sequence[str] = ()) -> str:
    """Return the dtype of an array's field."""
    assert space.dtype is not None
    dtype = space.dtype.newbyteorder("<").str
    if dtype not in DTYPES:
        raise SpaceError(
            f"The space {type(space).__name__}{_at(path)} has the dtype {space.dtype}, which "
            f"cannot be recorded. Use one of {', '.join(np.dtype(d).name for d in DTYPES)}."
        )
    return dtype


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise SpaceError(f"A Dict space has the key {key!r}. Use strings as keys.")
    return key


def _size(field: Mapping[str, Any]) -> int:
    return int(np.dtype(field["dtype"]).itemsize * np.prod(field["shape"], dtype=np.int64))


def _leaves(
    layout: Layout, row: Row, tail: list[bytes], said: str
) -> Iterable[tuple[list[str], _Write]]:
    """Yield the path of every field and what writes it into its part of the row, or its tail."""
    offset = texts = 0
    for field in layout:
        if field["dtype"] == EXACT:
            yield field["path"], _exact_writer(tail, texts, said, field["path"])
            texts += 1
            continue
        dtype, shape, path = np.dtype(field["dtype"]), tuple(field["shape"]), field["path"]
        part: NDArray[Any] = np.ndarray(shape, dtype, row.data, offset)
        offset += _size(field)
        write = _integer_writer if dtype.str == DISCRETE_DTYPE and not shape else _array_writer
        yield path, write(part, said, path)


def _array_writer(part: NDArray[Any], said: str, path: list[str]) -> _Write:
    dtype, shape = part.dtype, part.shape
    platform_dtype = PLATFORM_INTEGERS.get(dtype.str, dtype)

    def write(value: Any) -> None:
        try:
            fits = value.shape == shape and (value.dtype == dtype or value.dtype == platform_dtype)
        except AttributeError:
            fits = False
        if not fits:
            raise _outside(said, path, _describe(value), f"{dtype.name} array of shape {shape}")
        part[...] = value

    return write


def _integer_writer(part: NDArray[Any], said: str, path: list[str]) -> _Write:
    def write(value: Any) -> None:
        try:
            part[()] = operator.index(value)
        except (TypeError, OverflowError) as error:
            raise _outside(said, path, _describe(value), "integer of at most 64 bits") from error

    return write


def _exact_writer(tail: list[bytes], index: int, said: str, path: list[str]) -> _Write:
    def write(value: Any) -> None:
        text = exact.encode(value).encode("ascii")
        # Of a dict with such a key the text is another, see `exact`.
        if b'{"$repr":' in text:
            kind = f"{type(value).__name__} ({value!r:.200})"
            raise _outside(said, path, kind, "value of which nothing is lost in exact JSON")
        tail[index] = LENGTH.pack(len(text)) + text

    return write


def _nested(leaves: Iterable[tuple[list[str], _Write]]) -> Any:
    """Return the tree of a layout: the writer of its only field, or a dict from key to tree."""
    tree: dict[str, Any] = {}
    for path, write in leaves:
        if not path:
            return write
        node = tree
        for key in path[:-1]:
            node = node.setdefault(key, {})
        node[path[-1]] = write
    return tree


def _writer(tree: Any, said: str, path: list[str]) -> _Write:
    if callable(tree):
        return tree  # type: ignore[no-any-return]
    writers = {key: _writer(part, said, [*path, key]) for key, part in tree.items()}
    by_key = list(writers.items())
    # In a Tuple that has a text, the texts stand behind all arrays.
    by_index = [writers[key] for key in sorted(writers, key=lambda key: (len(key), key))]

    def write(value: Any) -> None:
        if isinstance(value, Mapping) and value.keys() == writers.keys():
            for key, write_part in by_key:
                write_part(value[key])
        elif isinstance(value, tuple) and len(value) == len(by_index):
            for write_part, part in zip(by_index, value, strict=True):
                write_part(part)
        else:
            raise _outside(said, path, _describe(value), f"Dict or Tuple of {list(writers)}")

    return write


def _describe(value: Any) -> str:
    if isinstance(value, np.ndarray | np.generic):
        order = "big-endian " if value.dtype.byteorder == ">" else ""
        return f"{order}{value.dtype.name} array of shape {value.shape}"
    if isinstance(value, Mapping):
        return f"{type(value).__name__} with the keys {list(value)}"
    return type(value).__name__


def _outside(said: str, path: list[str], given: str, expected: str) -> SpaceError:
    giver = said.partition(" gave ")[0].replace("The", "the", 1)
    return SpaceError(
        f"{said}{_at(path)}: it is a {given}, but the space says {expected}. Nothing is cast "
        f"silently: make {giver} return what its space says, or change the space."
    )


def _at(path: Sequence[str]) -> str:
    return f" at {_name(path)}" if path else ""


def _name(path: Sequence[str]) -> str:
    """As data and messages call a part of a space."""
    return "/".join(path)
