"""Pictures as SVG: of rows, ours beside the baseline, and of curves of growth."""

from collections.abc import Sequence
from html import escape
from math import log10
from typing import Protocol

from benchmarks.rows import Row, number

_WIDTH, _LABEL, _BAR, _GAP, _VALUE = 760, 250, 14, 10, 90
_BOLD = 'font-weight="bold"'
_OURS, _BASELINE, _INK, _PAPER = "#3f51b5", "#b0b4c8", "#222222", "#ffffff"
_COLORS = (_OURS, "#c2410c", "#047857", "#a21caf", "#525252")


def bars(title: str, rows: Sequence[Row]) -> str:
    """Two bars a row, all on one scale.

    Args:
        title: What is compared, and in which unit.
        rows: With a baseline, all in one unit.
    """
    most = max(max(row.max, row.baseline or 0) for row in rows)
    scale = (_WIDTH - _LABEL - _VALUE) / most
    height = 44 + len(rows) * (2 * _BAR + _GAP)
    drawn = [
        part
        for index, row in enumerate(rows)
        for part in _row(row, 40 + index * (2 * _BAR + _GAP), scale)
    ]
    named = _text(8, 20, title, _BOLD)
    return "\n".join([_head(title, height), named, *drawn, "</svg>"]) + "\n"


def _head(title: str, height: float) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" '
        f'font-family="sans-serif" font-size="12" fill="{_INK}"><title>{escape(title)}</title>'
        f'<rect width="{_WIDTH}" height="{height}" fill="{_PAPER}"/>'
    )


def _row(row: Row, top: float, scale: float) -> list[str]:
    drawn = [
        _text(8, top + _BAR + 4, row.name),
        _bar(top, row.ours * scale, _OURS),
        _text(_LABEL + row.max * scale + 6, top + 11, number(row.ours)),
        _whisker(row, top + _BAR / 2, scale),
    ]
    if row.baseline is not None:
        long = row.baseline * scale
        drawn.append(_bar(top + _BAR, long, _BASELINE))
        drawn.append(_text(_LABEL + long + 6, top + _BAR + 11, number(row.baseline)))
    return drawn


def _bar(top: float, long: float, color: str) -> str:
    return f'<rect x="{_LABEL}" y="{top:g}" width="{long:.1f}" height="{_BAR}" fill="{color}"/>'


def _whisker(row: Row, y: float, scale: float) -> str:
    begin, end = (_LABEL + value * scale for value in (row.min, row.max))
    return f'<path d="M{begin:.1f} {y:g}H{end:.1f}" stroke="{_INK}"/>'


def _text(x: float, y: float, text: str, further: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:g}" {further}>{escape(text)}</text>'


class _Drawn(Protocol):
    """What of a curve is drawn: see `benchmarks.scale.growth.Curve`."""

    @property
    def name(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def points(self) -> Sequence[tuple[float, float]]: ...
    @property
    def exponent(self) -> float: ...


def lines(title: str, curves: Sequence[_Drawn]) -> str:
    """Curves of growth, both axes logarithmic, beside the line of what grows as its work does.

    Args:
        title: What there are more and more of.
        curves: Each on a scale of its own: its first point lies at 1.
    """
    top, bottom, left, right = 44, 260, 60, _WIDTH - _LABEL
    sizes = sorted({size for curve in curves for size, _ in curve.points})
    grown = [value / curve.points[0][1] for curve in curves for _, value in curve.points]
    widest, highest = log10(sizes[-1] / sizes[0]), max(*map(log10, grown), 0.3)
    lowest = min(*map(log10, grown), 0.0)

    def place(size: float, times: float) -> tuple[float, float]:
        x = left + (right - left) * log10(size / sizes[0]) / widest
        y = bottom - (bottom - top) * (log10(times) - lowest) / (highest - lowest)
        return x, y

    drawn = [_text(8, 20, f"{title}: how many times as much as with {number(sizes[0])}", _BOLD)]
    reach = min(sizes[-1] / sizes[0], 10**highest)
    drawn.append(_path([place(sizes[0], 1), place(sizes[0] * reach, reach)], _BASELINE))
    for size in sizes:
        x, _ = place(size, 1)
        drawn.append(_text(x, bottom + 20, number(size), 'text-anchor="middle"'))
    for times in (1.0, 10**highest):
        y = place(sizes[0], times)[1]
        drawn.append(_text(left - 10, y + 4, f"{number(times)}×", 'text-anchor="end"'))
    for at, curve in enumerate(curves):
        color = _COLORS[at % len(_COLORS)]
        first = curve.points[0][1]
        marks = [place(size, value / first) for size, value in curve.points]
        drawn.append(_path(marks, color))
        drawn += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{color}"/>' for x, y in marks]
        said = f"{curve.name}, exponent {curve.exponent:.2f}"
        drawn.append(_text(right + 24, top + 12 + 40 * at, said, f'style="fill:{color}"'))
        ends = " to ".join(number(curve.points[index][1]) for index in (0, -1))
        drawn.append(_text(right + 24, top + 28 + 40 * at, f"{ends} {curve.unit}"))
    height = bottom + 34
    return "\n".join([_head(title, height), *drawn, "</svg>"]) + "\n"


def _path(marks: Sequence[tuple[float, float]], color: str) -> str:
    way = "L".join(f"{x:.1f} {y:.1f}" for x, y in marks)
    return f'<path d="M{way}" stroke="{color}" stroke-width="2" fill="none"/>'
