"""The figures of a report, each from its part of the model."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from gymbrowser.paper import model
from gymbrowser.paper.drawing import SERIES, WIDTH, Drawing
from gymbrowser.paper.scale import Scale, extent, is_drawable, mark, short, ticks, whole_ticks

_LABELS, _NUMBERS = 150.0, 50.0
"""Room for the words left of bars, and for the numbers right of them."""
_ROW, _LINE = 26.0, 20.0
_MARGIN_LEFT, _MARGIN_RIGHT = 56.0, 12.0
_LABEL_LENGTH = 20
_MOST_ROWS = 60


@dataclass(frozen=True)
class Row:
    """A bar and what it is held against."""

    label: str
    value: int
    expected: float | None = None
    low: int | None = None
    high: int | None = None


def days(found: Sequence[model.Day]) -> str:
    """Sessions by when they began: done below, then those that ended otherwise, then the open."""
    drawing = Drawing("Sessions by when they began", 240)
    kinds = ("done", "other", "open")
    _legend(drawing, [("done", "bar s0"), ("ended otherwise", "bar s1"), ("no end", "bar s2")], 14)
    highest = max(day.done + day.other + day.open for day in found)
    y = _count_axis(drawing, highest, top=34, bottom=205)
    width = (WIDTH - _MARGIN_LEFT - _MARGIN_RIGHT) / len(found)
    for place, day in enumerate(found):
        x, below = _MARGIN_LEFT + place * width, 0
        for series, kind in enumerate(kinds):
            count = getattr(day, kind)
            top, bottom = y.at(below + count), y.at(below)
            drawing.box(x + width * 0.1, top, min(width * 0.8, 60), bottom - top, f"bar s{series}")
            below += count
    drawing.text(f"{found[0].date}", _MARGIN_LEFT, 225)
    if len(found) > 1:
        drawing.text(f"{found[-1].date}", WIDTH - _MARGIN_RIGHT, 225, "end")
    return drawing.finish()


def funnel(found: Sequence[model.FunnelStep]) -> str:
    """How many came to each step."""
    return rows("Sessions that came to each step", [Row(s.step, s.entered) for s in found])


def factor(found: model.Factor) -> str:
    """How many have each level, how many should, and between which counts a draw lies."""
    levels = [
        Row(each.level, each.everyone, each.expected, each.low, each.high) for each in found.levels
    ]
    return rows(f"Sessions with each level of {found.factor}", levels)


def options(found: model.QuestionSample, title: str) -> str:
    """How many chose each option."""
    return rows(title, [Row(each.label, each.count) for each in found.options])


def late(found: model.Timing) -> str:
    """Sessions by how many of their steps were late."""
    titles = [f"up to {100 * each.up_to:g} % late" for each in found.bins]
    bars = [Row(t, each.sessions) for t, each in zip(titles, found.bins, strict=True)]
    return rows(f"Sessions by their share of late steps in {found.game}", bars)


def rows(title: str, bars: Sequence[Row]) -> str:
    """A bar for each row, with its number behind it; a mark where it should end."""
    bars = bars[:_MOST_ROWS]
    drawing = Drawing(title, _ROW * len(bars) + 8)
    ends = [float(max(bar.value, bar.expected or 0, bar.high or 0)) for bar in bars]
    x = Scale(0, max([1.0, *ends]), _LABELS, WIDTH - _NUMBERS)
    for place, bar in enumerate(bars):
        top = 4 + place * _ROW
        drawing.text(short(bar.label, _LABEL_LENGTH), _LABELS - 8, top + 17, "end")
        drawing.box(_LABELS, top + 3, x.at(bar.value) - _LABELS, _ROW - 8, "bar s0")
        end = x.at(bar.value)
        if bar.low is not None and bar.high is not None:
            middle = top + _ROW / 2 - 1
            drawing.line(x.at(bar.low), middle, x.at(bar.high), middle, "range")
            end = max(end, x.at(bar.high))
        if bar.expected is not None:
            at = x.at(bar.expected)
            drawing.line(at, top, at, top + _ROW - 2, "expected")
            end = max(end, at)
        drawing.text(str(bar.value), end + 6, top + 17)
    return drawing.finish()


def means(title: str, groups: Sequence[model.Group]) -> str:
    """The mean of each group as a point on its interval; empty where there is none."""
    known = [(group.group or "all together", group.mean_return) for group in groups]
    known = [(label, estimate) for label, estimate in known if estimate.mean is not None]
    every = [end for _, estimate in known for end in _ends(estimate)]
    if not known or not is_drawable(every):
        return ""
    drawing = Drawing(title, _ROW * len(known) + 34)
    marks = ticks(*extent(every))
    bottom = _ROW * len(known) + 8
    x = Scale(marks[0], marks[-1], _LABELS, WIDTH - _NUMBERS)
    for tick in marks:
        drawing.line(x.at(tick), 4, x.at(tick), bottom, "grid")
        drawing.text(mark(tick), x.at(tick), bottom + 18, "middle")
    for place, (label, estimate) in enumerate(known):
        y = 4 + (place + 0.5) * _ROW
        low, high = extent(_ends(estimate))
        drawing.text(short(label, _LABEL_LENGTH), _LABELS - 8, y + 4, "end")
        drawing.line(x.at(low), y, x.at(high), y, "interval")
        drawing.dot(x.at(estimate.mean or 0.0), y, "dot")
    return drawing.finish()


def curves(title: str, groups: Sequence[model.Group]) -> str:
    """The mean return episode by episode with its interval; empty where nobody played two.

    Args:
        title: For who can't see it.
        groups: At most `SERIES` of them are drawn.
    """
    drawn = [group for group in groups[:SERIES] if len(group.curve) > 1]
    every = [end for group in drawn for point in group.curve for end in _ends(point.episode_return)]
    if not every or not is_drawable(every):
        return ""
    top = 14 + _LINE * len(drawn)
    drawing = Drawing(title, top + 230)
    for place, group in enumerate(drawn):
        label = f"{group.group or 'all together'} (n = {group.mean_return.n})"
        y = 14 + place * _LINE
        drawing.line(_MARGIN_LEFT, y - 4, _MARGIN_LEFT + 30, y - 4, f"curve s{place}")
        drawing.text(short(label, 48), _MARGIN_LEFT + 38, y)
    last = max(len(group.curve) for group in drawn)
    x, y_axis = _axes(drawing, last, every, top, top + 190)
    for place, group in enumerate(drawn):
        _curve(drawing, group, x, y_axis, place)
    return drawing.finish()


def _axes(
    drawing: Drawing, last: int, values: Sequence[float], top: float, bottom: float
) -> tuple[Scale, Scale]:
    """Episodes from left to right, returns upwards."""
    marks = ticks(*extent(values))
    y = Scale(marks[0], marks[-1], bottom, top)
    x = Scale(1, last, _MARGIN_LEFT + 8, WIDTH - _MARGIN_RIGHT - 8)
    for tick in marks:
        drawing.line(_MARGIN_LEFT, y.at(tick), WIDTH - _MARGIN_RIGHT, y.at(tick), "grid")
        drawing.text(mark(tick), _MARGIN_LEFT - 6, y.at(tick) + 4, "end")
    for tick in sorted({1.0, *(m for m in whole_ticks(last) if 1 <= m < last), float(last)}):
        if tick == last or x.at(last) - x.at(tick) > 24:
            drawing.text(mark(tick), x.at(tick), bottom + 18, "middle")
    drawing.text("episode", (x.start + x.end) / 2, bottom + 36, "middle")
    return x, y


def _curve(drawing: Drawing, group: model.Group, x: Scale, y: Scale, series: int) -> None:
    """The band first, so that the line lies on it; where a point is missing both are broken."""
    for run in _runs(group.curve):
        band = [p for p in run if p.episode_return.low is not None]
        if len(band) > 1:
            over = [(x.at(p.episode), y.at(p.episode_return.high or 0.0)) for p in band]
            under = [(x.at(p.episode), y.at(p.episode_return.low or 0.0)) for p in reversed(band)]
            drawing.path([*over, *under], f"band s{series}", closed=True)
        points = [(x.at(p.episode), y.at(p.episode_return.mean or 0.0)) for p in run]
        drawing.path(points, f"curve s{series}")
        if len(run) <= 30:
            for at in points:
                drawing.dot(*at, f"dot s{series}")


def _runs(curve: Sequence[model.CurvePoint]) -> Iterator[list[model.CurvePoint]]:
    """Points that follow each other without one that has no mean."""
    known = [point for point in curve if point.episode_return.mean is not None]
    run = known[:1]
    for before, after in pairwise(known):
        if after.episode != before.episode + 1:
            yield run
            run = []
        run.append(after)
    if run:
        yield run


def _ends(estimate: model.Estimate) -> list[float]:
    given = (estimate.low, estimate.mean, estimate.high)
    return [value for value in given if value is not None]


def _count_axis(drawing: Drawing, highest: int, top: float, bottom: float) -> Scale:
    marks = whole_ticks(highest)
    y = Scale(0, marks[-1], bottom, top)
    for tick in marks:
        drawing.line(_MARGIN_LEFT, y.at(tick), WIDTH - _MARGIN_RIGHT, y.at(tick), "grid")
        drawing.text(mark(tick), _MARGIN_LEFT - 6, y.at(tick) + 4, "end")
    return y


def _legend(drawing: Drawing, entries: Sequence[tuple[str, str]], y: float) -> None:
    x = _MARGIN_LEFT
    for words, kind in entries:
        drawing.box(x, y - 10, 12, 12, kind)
        drawing.text(words, x + 18, y)
        x += 130
