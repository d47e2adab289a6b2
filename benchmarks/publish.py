"""The figures and pictures of docs/performance.md, from the rows of one run."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.picture import bars
from benchmarks.rows import Row, machine

DOCS = Path(__file__).parents[1] / "docs"
FIGURES = DOCS / "_generate" / "performance.json"
"""Read by docs/_generate/performance.py."""
_PICTURES: Mapping[str, tuple[str, Sequence[str]]] = {
    "boot": ("Navigation to the first observation, seconds: ours, and plain Pyodide", ("boot.",)),
    "bytes": ("First visit, bytes: ours, and the same files as they are", ("site.bytes",)),
    "loop": ("One step, µs: our loop, and the bare environment", ("loop.step",)),
}
_HIDDEN = ("boot.slow_link",)
"""On another scale than the rows beside them."""


def publish(rows: Sequence[Row], versions: Mapping[str, str]) -> list[Path]:
    """Write all of them.

    Args:
        rows: Of all benchmarks.
        versions: Browser to its version.
    """
    content = {
        "machine": machine(),
        "versions": dict(versions),
        "day": datetime.now(UTC).date().isoformat(),
        "rows": [asdict(row) for row in rows],
    }
    FIGURES.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return [FIGURES, *(_draw(name, rows) for name in _PICTURES)]


def _draw(name: str, rows: Sequence[Row]) -> Path:
    title, beginnings = _PICTURES[name]
    chosen = [
        row
        for row in rows
        if row.name.startswith(tuple(beginnings))
        and not row.name.startswith(_HIDDEN)
        and row.baseline is not None
    ]
    file = DOCS / f"performance-{name}.svg"
    file.write_text(bars(title, chosen), encoding="utf-8")
    return file
