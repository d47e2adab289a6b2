"""A curve of growth, and the exponent of the power law that fits it.

    {"machine": {…}, "curves": [{"name", "of", "unit", "points": [[size, value], …], "exponent",
                                 "last", "target", "command"}]}

A value is the whole of what so many cost. `exponent` is the slope of a straight line through the
logarithms of all points: 1 grows as its work does, 0 not at all. `last` is that of the two largest
sizes alone, where what everything costs anyway weighs least; it is noisy.
"""

import json
import math
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.table import Table

from benchmarks.rows import OUTPUT, machine, number

type Points = Sequence[tuple[float, float]]

MOST = 1.1
"""An exponent above this one grows worse than the work."""
COMMAND = "python -m benchmarks.scale"
FILE = OUTPUT / "scale.json"


@dataclass(frozen=True)
class Curve:
    """What one thing costs, by how many there are of another."""

    name: str
    of: str
    """What there are so many of."""
    unit: str
    points: Points
    """Size and value, by growing size."""
    exponent: float
    last: float
    target: str
    command: str

    @classmethod
    def of_points(cls, name: str, of: str, unit: str, points: Points) -> "Curve":
        """With the exponents of these points; sizes and values are above 0, sizes differ."""
        measure = name.partition(".")[0]
        return cls(
            name,
            of,
            unit,
            list(points),
            exponent(points),
            exponent(points[-2:]),
            f"exponent <= {MOST}",
            f"{COMMAND} --only {measure}",
        )


def exponent(points: Points) -> float:
    """The slope of the line through the logarithms of the points, by least squares.

    Raises:
        ValueError: A size or a value is not above 0.
        statistics.StatisticsError: There are fewer than two sizes.
    """
    sizes, values = ([math.log(each[axis]) for each in points] for axis in (0, 1))
    return statistics.linear_regression(sizes, values).slope


def write(curves: Sequence[Curve], file: Path = FILE, **facts: object) -> Path:
    """As above; `facts` are what there is to say beside the curves."""
    file.parent.mkdir(parents=True, exist_ok=True)
    content = {"machine": machine(), **facts, "curves": [asdict(curve) for curve in curves]}
    file.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return file


def read(file: Path) -> list[Curve]:
    """What `write` has written."""
    content = json.loads(file.read_text(encoding="utf-8"))
    return [
        Curve(**{**curve, "points": [(size, value) for size, value in curve["points"]]})
        for curve in content["curves"]
    ]


def table(curves: Sequence[Curve]) -> Table:
    """All curves, a line each."""
    result = Table("curve", "by", "unit", "values", "exponent", "last", "target")
    for curve in curves:
        values = ", ".join(f"{number(size)}: {number(value)}" for size, value in curve.points)
        slopes = (f"{curve.exponent:.2f}", f"{curve.last:.2f}")
        result.add_row(curve.name, curve.of, curve.unit, values, *slopes, curve.target)
    return result
