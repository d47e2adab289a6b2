"""The form of a benchmark's result: one table on the screen, one JSON file per benchmark.

    {"machine": {…}, "rows": [{"name", "unit", "ours", "baseline", "ratio", "target", "samples",
                               "min", "median", "max", "command"}]}

`ours` and `baseline` are medians, and `ratio` is their quotient; `min`, `median` and `max` are of
ours, `samples` is how many there were. `target` says what an issue asks for, in words.
"""

import json
import os
import platform
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.table import Table

OUTPUT = Path("build/bench")
COMMAND = "make bench"


@dataclass(frozen=True)
class Row:
    name: str
    unit: str
    ours: float
    baseline: float | None
    ratio: float | None
    """None: there is no baseline, or it is 0."""
    target: str | None
    samples: int
    min: float
    median: float
    max: float
    command: str = COMMAND

    @classmethod
    def of(
        cls,
        name: str,
        unit: str,
        ours: Sequence[float],
        baseline: Sequence[float] = (),
        target: str | None = None,
        command: str = COMMAND,
    ) -> "Row":
        """Medians of samples that were taken in turn."""
        median = statistics.median(ours)
        base = statistics.median(baseline) if baseline else None
        return cls(
            name=name,
            unit=unit,
            ours=median,
            baseline=base,
            ratio=median / base if base else None,
            target=target,
            samples=len(ours),
            min=min(ours),
            median=median,
            max=max(ours),
            command=command,
        )


def machine() -> dict[str, object]:
    """What the figures were measured on; they are ratios, so this is for orientation."""
    return {
        "system": platform.system(),
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "load_1min": os.getloadavg()[0],
    }


def write(name: str, rows: Sequence[Row], facts: Mapping[str, object] | None = None) -> Path:
    """Write `build/bench/<name>.json`; `facts` are what there is to say beside the rows."""
    OUTPUT.mkdir(parents=True, exist_ok=True)
    file = OUTPUT / f"{name}.json"
    content = {"machine": machine(), **(facts or {}), "rows": [asdict(row) for row in rows]}
    file.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    return file


def read(file: Path) -> tuple[dict[str, object], list[Row]]:
    """What `write` wrote: the machine, and the rows."""
    content = json.loads(file.read_text(encoding="utf-8"))
    return content["machine"], [Row(**row) for row in content["rows"]]


def table(rows: Sequence[Row]) -> Table:
    """All rows as one table."""
    result = Table(
        "benchmark", "unit", "ours", "baseline", "ratio", "min – max", "n", "target", "command"
    )
    for row in rows:
        result.add_row(
            row.name,
            row.unit,
            number(row.ours),
            number(row.baseline),
            "–" if row.ratio is None else f"{row.ratio:.2f}",
            f"{number(row.min)} – {number(row.max)}",
            str(row.samples),
            row.target or "–",
            row.command,
        )
    return result


def number(value: float | None) -> str:
    """As a table shows it."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
