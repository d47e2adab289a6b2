"""The figures of docs/performance.md, as `make bench` has written them."""

import json
from pathlib import Path
from typing import Any

FIGURES = Path(__file__).with_name("performance.json")
CURVES = Path(__file__).with_name("scale.json")
PARTS = (
    "site",
    "build",
    "dev",
    "boot",
    "page",
    "loop",
    "mug",
    "inference",
    "timing",
    "draw",
    "paper",
)
"""What the names of rows begin with."""


def describe_performance(of: str | None, file: Path = FIGURES) -> str:
    """A table of the rows whose name begins with `of`, or what they were measured on.

    Raises:
        ValueError: `make bench` has no such rows.
    """
    content = json.loads(file.read_text(encoding="utf-8"))
    if of is None:
        return _machine(content)
    rows = [row for row in content["rows"] if row["name"].startswith(f"{of}.")]
    if not rows:
        if of not in PARTS:
            raise ValueError(f"{file} has no row {of}.…: run `make bench`.")
        return "*These rows are new: the next `make bench` measures them.*"
    head = "| Row | Unit | Ours | Baseline | Ratio | Least – most | Samples | Target |"
    return "\n".join([head, "|---|---|---:|---:|---:|---|---:|---|", *map(_line, rows)])


def describe_scale(file: Path = CURVES) -> str:
    """A table of the curves of growth, and what they were measured on."""
    content = json.loads(file.read_text(encoding="utf-8"))
    extent = "All sizes" if content["full"] else "The smaller sizes alone"
    machine = content["machine"]
    said = f"{extent}, on {machine['cores']} cores with a load of {machine['load_1min']:.1f}."
    head = "| Curve | By | Unit | Least | Most | Exponent | Of the last two |"
    return "\n".join(
        [said, "", head, "|---|---|---|---|---|---:|---:|", *map(_curve, content["curves"])]
    )


def _curve(curve: dict[str, Any]) -> str:
    ends = [f"{_number(value)} at {_number(size)}" for size, value in curve["points"]]
    exponents = f"{curve['exponent']:.2f} | {curve['last']:.2f}"
    of = f"`{curve['name']}` | {curve['of']} | {curve['unit']}"
    return f"| {of} | {ends[0]} | {ends[-1]} | {exponents} |"


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
