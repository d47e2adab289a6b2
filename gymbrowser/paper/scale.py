"""From numbers to lengths, and to the words beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

_LARGEST = 1e300


@dataclass(frozen=True)
class Scale:
    """A linear axis."""

    low: float
    high: float
    start: float
    """Where `low` lies, in user units."""
    end: float

    def at(self, value: float) -> float:
        """Where a value lies; one beyond the axis lies at its end."""
        share = (value - self.low) / (self.high - self.low)
        return self.start + min(max(share, 0.0), 1.0) * (self.end - self.start)


def is_drawable(values: Sequence[float]) -> bool:
    """Whether an axis can hold them: a stranger's numbers may be as large, or as close, as any."""
    low, high = extent(values)
    return max(abs(low), abs(high)) < _LARGEST and not 0 < high - low < 1 / _LARGEST


def ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Round values from at or below `low` to at or above `high`.

    Args:
        low: As `is_drawable` wants it.
        high: Likewise, not smaller.
        most: About so many, at least 2.
    """
    if not high - low > abs(high) * 1e-9:
        low, high = low - max(abs(low), 1.0) / 2, high + max(abs(high), 1.0) / 2
    step = _round_step((high - low) / (most - 1))
    return [step * k for k in range(floor(low / step), ceil(high / step) + 1)]


def whole_ticks(high: int) -> list[float]:
    """From 0, whole numbers alone."""
    return [tick for tick in ticks(0, max(high, 1)) if tick == int(tick)]


def number(value: float | None) -> str:
    """For a table, with about three digits that count; `–` where there is none."""
    if value is None:
        return "–"
    size = abs(value)
    if size >= 1e6 or 0 < size < 1e-3:
        return f"{value:.2e}"
    return f"{value:.{0 if size >= 1000 else 1 if size >= 10 else 2 if size >= 1 else 3}f}"


def mark(value: float) -> str:
    """For an axis: as short as it can be."""
    return f"{value:.6g}"


def percent(share: float | None) -> str:
    """`12.5 %`."""
    return "–" if share is None else f"{100 * share:.1f}\N{NO-BREAK SPACE}%"


def short(text: str, most: int) -> str:
    """Not more characters than fit."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def extent(values: Sequence[float]) -> tuple[float, float]:
    """The smallest and the largest; of none 0 and 1."""
    return (min(values), max(values)) if values else (0.0, 1.0)


def _round_step(step: float) -> float:
    """The next of 1, 2, 5 times a power of ten."""
    power = 10.0 ** floor(log10(step))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= step * (1 - 1e-9))
