"""Who came when, how far they came, and into which condition."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from gymbrowser.contract import flow as wire
from gymbrowser.flow.imbalance import Spread, spreads
from gymbrowser.paper import model
from gymbrowser.paper.declared import Declared
from gymbrowser.paper.statistics import median
from gymbrowser.paper.taken import MOST_NAMES, Taken

_MOST_BARS = 62
"""Beyond these days are summed up by month, and then by year."""
_BY: Sequence[Callable[[date], date]] = (
    lambda day: day,
    lambda day: day.replace(day=1),
    lambda day: day.replace(month=1, day=1),
)


def days(taken: Sequence[Taken]) -> list[model.Day]:
    """Sessions by when they began; a time on which nothing began has no row."""
    known = [(one.day, one) for one in taken if one.day is not None]
    firsts = (first for first in _BY if len({first(day) for day, _ in known}) <= _MOST_BARS)
    first_of = next(firsts, _BY[-1])
    found = defaultdict[date, list[Taken]](list)
    for day, one in known:
        found[first_of(day)].append(one)
    return [_day(day, found[day]) for day in sorted(found)]


def funnel(taken: Sequence[Taken], declared: Declared) -> list[model.FunnelStep]:
    """The steps in the order in which they are written, or else in which they were entered."""
    order = [*declared.steps, *(s for s in _by_place(taken) if s not in declared.steps)]
    entered = Counter(step for one in taken for step in one.steps)
    minutes = defaultdict[str, list[float]](list)
    ended = defaultdict[str, Counter[str]](Counter)
    for one in taken:
        for step, spent in one.steps.items():
            if spent is not None:
                minutes[step].append(spent)
        if one.last_step is not None:
            ended[one.last_step][_FATES.get(one.outcome, "other")] += 1
    return [
        model.FunnelStep(
            step=step,
            kind=declared.steps.get(step),
            entered=entered[step],
            median_minutes=median(minutes[step]),
            screened_out=ended[step]["screened_out"],
            stopped=ended[step]["stopped"],
            other=ended[step]["other"],
            open=ended[step]["open"],
        )
        for step in order[:MOST_NAMES]
    ]


_FATES: Mapping[str | None, str] = {
    None: "open",
    "done": "done",
    "screened_out": "screened_out",
    "withdrawn": "stopped",
    "declined": "stopped",
}


def factors(taken: Sequence[Taken], declared: Declared) -> list[model.Factor]:
    """The conditions that the site names, then those that only records do."""
    known = {factor.name: factor for factor in declared.factors}
    seen = Counter(factor for one in taken for factor in one.levels)
    names = [*known, *(name for name, _ in seen.most_common(MOST_NAMES) if name not in known)]
    return [_factor(name, known.get(name), taken) for name in names]


def _day(day: date, began: Iterable[Taken]) -> model.Day:
    fates = Counter(
        "open" if one.outcome is None else "done" if one.outcome == "done" else "other"
        for one in began
    )
    return model.Day(date=day, done=fates["done"], other=fates["other"], open=fates["open"])


def _by_place(taken: Sequence[Taken]) -> list[str]:
    """Steps by their mean place among those that a session entered."""
    places = defaultdict[str, list[int]](list)
    for one in taken:
        for place, step in enumerate(one.steps):
            places[step].append(place)
    return sorted(places, key=lambda step: sum(places[step]) / len(places[step]))


def _factor(name: str, factor: wire.Factor | None, taken: Sequence[Taken]) -> model.Factor:
    got = [one for one in taken if name in one.levels]
    weights = dict(zip(factor.levels, factor.weights, strict=True)) if factor else {}
    expected = {spread.level: spread for spread in spreads(weights, len(got))} if got else {}
    seen = Counter(one.levels[name] for one in got)
    levels = [
        *weights,
        *(level for level, _ in seen.most_common(MOST_NAMES) if level not in weights),
    ]
    drawn = factor is not None and factor.assign == "hash"
    return model.Factor(
        factor=name,
        assign=factor.assign if factor else None,
        levels=[
            _level(level, weights.get(level), expected.get(level), drawn, _with(got, name, level))
            for level in levels
        ],
    )


def _with(taken: Iterable[Taken], factor: str, level: str) -> list[Taken]:
    return [one for one in taken if one.levels[factor] == level]


def _level(
    level: str, weight: int | None, spread: Spread | None, drawn: bool, got: Sequence[Taken]
) -> model.Level:
    return model.Level(
        level=level,
        weight=weight,
        expected=float(spread.expected) if spread else None,
        low=spread.low if spread and drawn else None,
        high=spread.high if spread and drawn else None,
        everyone=len(got),
        done=sum(one.outcome == "done" for one in got),
        kept=sum(not one.excluded for one in got),
    )
