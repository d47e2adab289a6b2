"""The figures of docs/performance.md, as `make bench` has written them."""

import json
from pathlib import Path
from typing import Any

FIGURES = Path(__file__).with_name("performance.json")


def describe_performance(of: str | None, file: Path = FIGURES) -> str:
    """A table of the rows whose name begins with `of`, or what they were measured on.

    Raises:
        ValueError: There is no such row.
    """
    content = json.loads(file.read_text(encoding="utf-8"))
    if of is None:
        return _machine(content)
    rows = [row for row in content["rows"] if row["name"].startswith(f"{of}.")]
    if not rows:
        raise ValueError(f"{file} has no row {of}.…: run `make bench`.")
    head = "| Row | Unit | Ours | Baseline | Ratio | Least – most | Samples | Target |"
    return "\n".join([head, "|---|---|---:|---:|---:|---|---:|---|", *map(_line, rows)])


def _machine(content: dict[str, Any]) -> str:
    machine = content["machine"]
    listed = "\n".join(f"- {engine}: `{name}`" for engine, name in content["versions"].items())
    return (
        f"Measured on {content['day']}: {machine['system']}, {machine['machine']}, "
        f"{machine['cores']} cores, load {machine['load_1min']:.1f} at the end.\n\n{listed}"
    )


def _line(row: dict[str, Any]) -> str:
    ratio = "" if row["ratio"] is None else f"{row['ratio']:.2f}"
    spread = f"{_number(row['min'])} – {_number(row['max'])}"
    figures = (_number(row["ours"]), _number(row["baseline"]), ratio, spread, str(row["samples"]))
    return f"| `{row['name']}` | {row['unit']} | {' | '.join(figures)} | {row['target'] or ''} |"


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
