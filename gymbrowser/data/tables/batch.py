"""Rows of one table, column by column: what passes from sessions to files and notebooks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gymbrowser.data.tables.schema import Column, Table

type Values = NDArray[Any] | Sequence[Any]
"""Of `count` rows: an array [count], an array [count, elements], or any Python values, None where
there is none."""

MOST_ROWS = 10_000
"""That are made into Python's values at once."""


@dataclass(frozen=True)
class Batch:
    """Some rows of a table."""

    table: Table
    count: int
    same: Mapping[str, Any]
    """Columns that have one value in all rows."""
    columns: Mapping[str, Values]
    """The others; a column that is in neither is empty."""

    @classmethod
    def of_rows(
        cls, table: Table, same: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]
    ) -> "Batch":
        """Rows that are few, each as a mapping; keys that are no columns are left out."""
        names = [column.name for column in table.columns if column.name not in same]
        columns = {name: [row.get(name) for row in rows] for name in names}
        return cls(table, len(rows), same, columns)

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Row by row, in the order of the table's columns: Python's own values."""
        for start in range(0, self.count, MOST_ROWS):
            end = min(start + MOST_ROWS, self.count)
            part = (self._plain(column, start, end) for column in self.table.columns)
            yield from zip(*part, strict=True)

    def _plain(self, column: Column, start: int, end: int) -> Sequence[Any]:
        if column.name in self.same:
            return [self.same[column.name]] * (end - start)
        values = self.columns.get(column.name)
        if values is None:
            return [None] * (end - start)
        part = values[start:end]
        if not isinstance(part, np.ndarray):
            return part
        if is_missing(column, part):
            return [None if value != value else value for value in part.tolist()]
        plain: list[Any] = part.tolist()
        return plain


def is_missing(column: Column, values: NDArray[Any]) -> bool:
    """Whether a NaN among these values stands for none."""
    return column.nullable and values.ndim == 1 and values.dtype.kind == "f"
