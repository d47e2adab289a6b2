"""How observations and actions become rows of bytes, and what such a row looks like.

A layout is the contract's `list[{path, dtype, shape}]`: one field per array inside the value. A row
is the bytes of its fields, one after the other, in C order, little-endian, without padding.

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
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypedDict

import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray

type Layout = Sequence[Mapping[str, Any]]
"""The contract's Layout as plain data: what `json.loads` gives."""

type Row = NDArray[np.uint8]

type _Write = Callable[[Any], None]

DTYPES = ("|b1", "|i1", "|u1", "<i2", "<u2", "<i4", "<u4", "<i8", "<u8", "<f4", "<f8")
"""The contract's Dtype."""

DISCRETE_DTYPE = "<i8"

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
        SpaceError: if the space, or one inside it, has no fixed arrays.
    """
    return list(_fields(space, []))


def row_size(layout: Layout) -> int:
    """Return how many bytes a row has."""
    return sum(_size(field) for field in layout)


class Packer:
    """Writes values into one row, which stays where it is: packing makes no garbage.

    Args:
        layout: What the values look like.
        row: Where to write, uint8 of shape (row_size(layout),); a new one by default.
        what: What the values are, for error messages: "observation".
    """

    def __init__(self, layout: Layout, row: Row | None = None, what: str = "value") -> None:
        self.row: Row = np.zeros(row_size(layout), np.uint8) if row is None else row
        self.pack: _Write = _writer(_nested(_leaves(layout, self.row, what)), what, [])
        """Writes one value. Raises SpaceError if its structure, dtype or shape is another."""


def _fields(space: spaces.Space[Any], path: list[str]) -> Iterable[Field]:
    match space:
        case spaces.Discrete():
            yield Field(path=path, dtype=DISCRETE_DTYPE, shape=[])
        case spaces.Box() | spaces.MultiDiscrete() | spaces.MultiBinary():
            yield Field(path=path, dtype=_dtype(space, path), shape=list(space.shape))
        case spaces.Dict():
            for key, part in space.spaces.items():
                yield from _fields(part, [*path, _key(key)])
        case spaces.Tuple():
            for index, part in enumerate(space.spaces):
                yield from _fields(part, [*path, str(index)])
        case _:
            raise SpaceError(
                f"The space {type(space).__name__}{_at(path)} cannot be packed into rows of one "
                "size. Use Box, Discrete, MultiDiscrete, MultiBinary, or a Dict or Tuple of these."
            )


def _dtype(space: spaces.Space[Any], path: list[str]) -> str:
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


def _leaves(layout: Layout, row: Row, what: str) -> Iterable[tuple[list[str], _Write]]:
    """Yield the path of every field and what writes it into its part of the row."""
    offset = 0
    for field in layout:
        dtype, shape, path = np.dtype(field["dtype"]), tuple(field["shape"]), field["path"]
        part: NDArray[Any] = np.ndarray(shape, dtype, row.data, offset)
        offset += _size(field)
        write = _integer_writer if dtype.str == DISCRETE_DTYPE and not shape else _array_writer
        yield path, write(part, what, path)


def _array_writer(part: NDArray[Any], what: str, path: list[str]) -> _Write:
    dtype, shape = part.dtype, part.shape
    platform_dtype = PLATFORM_INTEGERS.get(dtype.str, dtype)

    def write(value: Any) -> None:
        try:
            fits = value.shape == shape and (value.dtype == dtype or value.dtype == platform_dtype)
        except AttributeError:
            fits = False
        if not fits:
            raise _outside(what, path, _describe(value), f"{dtype.name} array of shape {shape}")
        part[...] = value

    return write


def _integer_writer(part: NDArray[Any], what: str, path: list[str]) -> _Write:
    def write(value: Any) -> None:
        try:
            part[()] = operator.index(value)
        except (TypeError, OverflowError) as error:
            raise _outside(what, path, _describe(value), "integer of at most 64 bits") from error

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


def _writer(tree: Any, what: str, path: list[str]) -> _Write:
    if callable(tree):
        return tree  # type: ignore[no-any-return]
    writers = {key: _writer(part, what, [*path, key]) for key, part in tree.items()}
    by_key, by_index = list(writers.items()), list(writers.values())

    def write(value: Any) -> None:
        if isinstance(value, Mapping) and value.keys() == writers.keys():
            for key, write_part in by_key:
                write_part(value[key])
        elif isinstance(value, tuple) and len(value) == len(by_index):
            for write_part, part in zip(by_index, value, strict=True):
                write_part(part)
        else:
            raise _outside(what, path, _describe(value), f"Dict or Tuple of {list(writers)}")

    return write


def _describe(value: Any) -> str:
    if isinstance(value, np.ndarray | np.generic):
        order = "big-endian " if value.dtype.byteorder == ">" else ""
        return f"{order}{value.dtype.name} array of shape {value.shape}"
    if isinstance(value, Mapping):
        return f"{type(value).__name__} with the keys {list(value)}"
    return type(value).__name__


def _outside(what: str, path: list[str], given: str, expected: str) -> SpaceError:
    return SpaceError(
        f"The environment gave an {what} outside its space{_at(path)}: it is a {given}, but the "
        f"space says {expected}. Nothing is cast silently: make the environment return what its "
        "space says, or change the space."
    )


def _at(path: list[str]) -> str:
    return f" at {'/'.join(path)}" if path else ""
