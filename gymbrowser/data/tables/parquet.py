"""Tables as Parquet: below `<table>/experiment=<id>/date=<day>/`, where SQL engines read them.

It needs pyarrow, which the extra `gymbrowser[export]` brings.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import numpy as np
from numpy.typing import NDArray

from gymbrowser.data.tables.batch import Batch, Values, is_missing
from gymbrowser.data.tables.schema import PARTITION, Column, Kind, Table
from gymbrowser.errors import UserError

if TYPE_CHECKING:
    import pyarrow as pa

ROW_GROUP_BYTES = 32 * 1024 * 1024
"""So much of a table is gathered in memory before it is written."""
_LONGEST = 100
"""Characters of a study's id in a path."""
_NO_VALUE = "__HIVE_DEFAULT_PARTITION__"
"""How Hive, and whoever reads its layout, names a partition of no value."""


class ParquetFiles:
    """Writes the rows of sessions that come study by study and day by day.

    One file of each table is open at a time, so that memory does not grow with the days.

    Args:
        folder: One that is there.
        tables: Name to table.

    Raises:
        UserError: pyarrow is not installed.
    """

    def __init__(self, folder: Path, tables: Mapping[str, Table]) -> None:
        require_pyarrow()
        self._folder = folder
        self._open: dict[str, _File] = {}
        self._schemas = {name: schema_of(_stored(table)) for name, table in tables.items()}

    def write(self, batch: Batch) -> None:
        """Append the rows to the file of their study and day."""
        if batch.count == 0:
            return
        name = batch.table.name
        place = self._place(batch)
        file = self._open.get(name)
        if file is None or file.place != place:
            if file is not None:
                file.close()
            file = self._open[name] = _File(place, self._schemas[name])
        file.write(arrow_table(batch, self._schemas[name]))

    def close(self) -> None:
        """All that was written is in the files."""
        while self._open:
            self._open.popitem()[1].close()

    def _place(self, batch: Batch) -> Path:
        parts = [f"{name}={_segment(batch.same[name])}" for name in PARTITION]
        return self._folder.joinpath(batch.table.name, *parts)


class _File:
    """One file, whose row groups are gathered first."""

    def __init__(self, place: Path, schema: "pa.Schema") -> None:
        import pyarrow.parquet as pq

        self.place = place
        self._waiting: list[pa.Table] = []
        self._bytes = 0
        place.mkdir(parents=True, exist_ok=True)  # there, where a disk takes `A` for `a`
        number = sum(1 for _ in place.iterdir())
        self._writer: pq.ParquetWriter = pq.ParquetWriter(
            place / f"part-{number}.parquet", schema, compression="zstd"
        )

    def write(self, rows: "pa.Table") -> None:
        self._waiting.append(rows)
        self._bytes += rows.nbytes
        if self._bytes >= ROW_GROUP_BYTES:
            self._flush()

    def close(self) -> None:
        self._flush()
        self._writer.close()

    def _flush(self) -> None:
        import pyarrow as pa

        if self._waiting:
            self._writer.write_table(pa.concat_tables(self._waiting))
        self._waiting, self._bytes = [], 0


def require_pyarrow() -> None:
    """Say how to get it where it is not installed.

    Raises:
        UserError: It is not.
    """
    try:
        import pyarrow  # noqa: F401
    except ImportError as error:
        raise UserError(
            "Parquet needs the package pyarrow, which is not installed here.",
            why="It is large, and nothing else of gymbrowser needs it.",
            remedy="Install gymbrowser[export], or take --format csv.",
        ) from error


def schema_of(columns: Iterable[Column]) -> "pa.Schema":
    """Arrow's, with the columns' descriptions as metadata of their fields."""
    import pyarrow as pa

    return pa.schema(
        [
            pa.field(column.name, _type(column.kind), metadata={"description": column.description})
            for column in columns
        ]
    )


def arrow_table(batch: Batch, schema: "pa.Schema") -> "pa.Table":
    """The rows, without the columns that are in the path."""
    import pyarrow as pa

    arrays = [_array(batch, column) for column in _stored(batch.table)]
    return pa.Table.from_arrays(arrays, schema=schema)


def _stored(table: Table) -> Iterator[Column]:
    return (column for column in table.columns if column.name not in PARTITION)


def _segment(value: str | None) -> str:
    """A part of a path that holds any text: percent-encoded, and never too long for a disk."""
    if not value:
        return _NO_VALUE
    encoded = quote(value, safe="")
    if len(encoded) <= _LONGEST:
        return encoded
    # Cut before it is encoded: a part of a character is nothing that could be decoded.
    return f"{quote(value[:16], safe='')}-{hashlib.sha256(value.encode()).hexdigest()[:16]}"


def _type(kind: Kind) -> "pa.DataType":
    import pyarrow as pa

    types: Mapping[Kind, pa.DataType] = {
        "text": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "boolean": pa.bool_(),
        "time": pa.timestamp("us", tz="UTC"),
        "numbers": pa.list_(pa.float64()),
        "texts": pa.list_(pa.string()),
        "json": pa.string(),
    }
    return types[kind]


def _array(batch: Batch, column: Column) -> "pa.Array":
    import pyarrow as pa

    type_ = _type(column.kind)
    if column.name in batch.same:
        return pa.repeat(pa.scalar(batch.same[column.name], type_), batch.count)
    values: Values | None = batch.columns.get(column.name)
    if values is None:
        return pa.nulls(batch.count, type_)
    if not isinstance(values, np.ndarray):
        return pa.array(values, type_)
    if values.ndim == 2:
        return _lists(values)
    return pa.array(values, type_, from_pandas=is_missing(column, values))


def _lists(values: NDArray[Any]) -> "pa.ListArray":
    import pyarrow as pa

    rows, elements = values.shape
    offsets = np.arange(rows + 1, dtype=np.int32) * elements
    return pa.ListArray.from_arrays(offsets, pa.array(values.reshape(-1)))
