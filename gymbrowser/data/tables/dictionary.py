"""The data dictionary beside every export: what each table and column is."""

import json
from collections.abc import Mapping
from pathlib import Path

import gymbrowser
from gymbrowser.contract.wire import Mode
from gymbrowser.data.tables.schema import Column, Kind, Table

JSON_NAME = "data-dictionary.json"
MARKDOWN_NAME = "data-dictionary.md"

_WORDS: Mapping[Kind, str] = {
    "text": "text",
    "integer": "whole number",
    "number": "number (float64)",
    "boolean": "true or false",
    "time": "date and time (UTC)",
    "numbers": "list of numbers (float64)",
    "texts": "list of texts",
    "json": "JSON",
}


def write_dictionary(
    folder: Path, tables: Mapping[str, Table], rows: Mapping[str, int], mode: Mode, *, public: bool
) -> None:
    """Write it twice: as JSON and as Markdown.

    Args:
        folder: One that is there.
        tables: Name to table.
        rows: Name to how many rows it has.
        mode: Of the sessions.
        public: Whether what could tell who took part was left out.
    """
    said = {
        "format": "gymbrowser.tables/1",
        "gymbrowser": gymbrowser.__version__,
        "mode": mode,
        "public": public,
        "tables": [_table(table, rows[name]) for name, table in tables.items()],
    }
    text = json.dumps(said, ensure_ascii=False, indent=1)
    (folder / JSON_NAME).write_text(f"{text}\n", encoding="utf-8")
    parts = [_markdown(table, rows[name]) for name, table in tables.items()]
    (folder / MARKDOWN_NAME).write_text(
        "\n".join(["# Data dictionary", "", _intro(mode, public=public), *parts]), encoding="utf-8"
    )


def describe_tables(tables: Mapping[str, Table]) -> str:
    """Markdown of all tables, for the documentation."""
    return "\n".join(_markdown(table, None) for table in tables.values())


def _intro(mode: Mode, *, public: bool) -> str:
    left_out = (
        " What could tell who took part, and what they wrote, was left out." if public else ""
    )
    return f"Tables of the `{mode}` sessions, by gymbrowser {gymbrowser.__version__}.{left_out}"


def _table(table: Table, rows: int) -> dict[str, object]:
    columns = [
        {
            "name": column.name,
            "type": column.kind,
            "may_be_missing": column.nullable,
            "description": column.description,
        }
        for column in table.columns
    ]
    return {
        "name": table.name,
        "description": table.description,
        "rows": rows,
        "columns": columns,
    }


def _markdown(table: Table, rows: int | None) -> str:
    count = "" if rows is None else f" {rows} rows."
    lines = [
        "",
        f"## {table.name}" if rows is not None else f"### The table `{table.name}`",
        "",
        f"{table.description}{count}",
        "",
        "| Column | Type | What it is |",
        "|---|---|---|",
        *(_line(column) for column in table.columns),
        "",
    ]
    return "\n".join(lines)


def _line(column: Column) -> str:
    missing = ", may be missing" if column.nullable else ""
    said = column.description.replace("|", "\\|")
    return f"| `{column.name}` | {_WORDS[column.kind]}{missing} | {said} |"
