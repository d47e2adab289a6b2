"""Pictures of rows, as SVG: ours beside the baseline, from the least to the most of the samples."""

from collections.abc import Sequence
from html import escape

from benchmarks.rows import Row, number

_WIDTH, _LABEL, _BAR, _GAP, _VALUE = 760, 250, 14, 10, 90
_OURS, _BASELINE, _INK, _PAPER = "#3f51b5", "#b0b4c8", "#222222", "#ffffff"


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
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" '
        f'font-family="sans-serif" font-size="12" fill="{_INK}"><title>{escape(title)}</title>'
        f'<rect width="{_WIDTH}" height="{height}" fill="{_PAPER}"/>'
    )
    named = _text(8, 20, title, 'font-weight="bold"')
    return "\n".join([head, named, *drawn, "</svg>"]) + "\n"


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
