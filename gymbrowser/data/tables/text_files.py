"""Tables as CSV and as JSON lines: one file each, written row by row."""

import csv
import json
import math
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from gymbrowser.data.tables.batch import Batch
from gymbrowser.data.tables.schema import Column, Table

type WriteRow = Callable[[tuple[Any, ...]], None]

_STARTS_FORMULA = tuple("=+-@\t\r\n＝＋－＠'")
"""A spreadsheet takes a cell that begins with one of these for a formula; and `'` itself, so that
the mark can be taken away again.

Source: OWASP, "CSV Injection".
"""


class TextFiles:
    """Writes `<table>.csv` or `<table>.jsonl` into a folder.

    Args:
        folder: One that is there.
        tables: Name to table: each gets a file, also if it has no row.
        form: Which of the two.
    """

    def __init__(self, folder: Path, tables: Mapping[str, Table], form: str) -> None:
        self._stack = ExitStack()
        self._writers: dict[str, WriteRow] = {}
        for name, table in tables.items():
            path = folder / f"{name}.{form}"
            file = self._stack.enter_context(path.open("w", encoding="utf-8", newline=""))
            make = _csv_writer if form == "csv" else _json_writer
            self._writers[name] = make(file, table)

    def write(self, batch: Batch) -> None:
        """Append the rows."""
        write = self._writers[batch.table.name]
        for row in batch.rows():
            write(row)

    def close(self) -> None:
        """All that was written is in the files."""
        self._stack.close()


def _csv_writer(file: TextIO, table: Table) -> WriteRow:
    """RFC 4180, in UTF-8: texts are quoted, what is missing is empty."""
    writer = csv.writer(file, quoting=csv.QUOTE_STRINGS)
    writer.writerow([column.name for column in table.columns])
    cells = [_CELLS[column.kind] for column in table.columns]

    def write(row: tuple[Any, ...]) -> None:
        writer.writerow(
            [None if value is None else cell(value) for cell, value in zip(cells, row, strict=True)]
        )

    return write


def _json_writer(file: TextIO, table: Table) -> WriteRow:
    """One object a line, with every column."""
    names = [column.name for column in table.columns]
    values = [_json_value(column) for column in table.columns]

    def write(row: tuple[Any, ...]) -> None:
        said = {
            name: None if value is None else make(value)
            for name, make, value in zip(names, values, row, strict=True)
        }
        file.write(json.dumps(said, ensure_ascii=False, allow_nan=False, separators=(",", ":")))
        file.write("\n")

    return write


def unarmed(text: str) -> str:
    """A text that no spreadsheet takes for a formula: `'` before what could be one."""
    return f"'{text}" if text.startswith(_STARTS_FORMULA) else text


def _number(value: float) -> str | float:
    """JSON knows no NaN and no infinity: the mapping of Protocol Buffers to JSON names them so."""
    if math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def _parsed(text: str) -> object:
    return json.loads(text, parse_float=lambda number: _number(float(number)))


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _same(value: Any) -> Any:
    return value


def _time(value: datetime) -> str:
    return value.isoformat(timespec="milliseconds")


def _numbers(values: list[float]) -> list[str | float]:
    return list(map(_number, values))


_CELLS: Mapping[str, Callable[[Any], Any]] = {
    "text": unarmed,
    "integer": _same,
    "number": _same,
    "boolean": int,
    "time": _time,
    "numbers": lambda values: _compact(_numbers(values)),
    "texts": _compact,
    "json": unarmed,
}
"""A value of each kind as a cell of CSV."""


def _json_value(column: Column) -> Callable[[Any], Any]:
    match column.kind:
        case "number":
            return _number
        case "numbers":
            return _numbers
        case "time":
            return _time
        case "json":
            return _parsed
        case _:
            return _same
