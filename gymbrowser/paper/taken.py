"""What a report keeps of each session: a few numbers, and nothing of who took part or wrote."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from math import isfinite
from typing import Literal

from gymbrowser.contract.records import (
    AnswersRecord,
    ConditionRecord,
    EnterRecord,
    LeaveRecord,
    Outcome,
)
from gymbrowser.data.columns import DamageError
from gymbrowser.data.episodes import Episode, players
from gymbrowser.data.moments import moment
from gymbrowser.data.sessions import Session
from gymbrowser.data.tables.origin import Origin
from gymbrowser.data.trajectory import returns
from gymbrowser.paper.declared import Asked, Declared

LONGEST = 80
"""Characters of a name: whoever may upload may invent one."""
MOST_NAMES = 300
"""Steps, factors, games or questions of one session."""
MOST_EPISODES = 5000
"""Of one game in one session."""

type Answer = float | tuple[str, ...] | Literal["written"] | None
"""A number; the options that were chosen; that something else was given; None: nothing was."""
type Game = tuple[str, str]
"""A game's step and an agent."""


@dataclass(frozen=True)
class Kept:
    """How well a game kept time, of all its episodes together."""

    intervals: int
    """From step to step, in real time."""
    late: int
    """Those of more than 1.5 periods."""
    input_to_frame_ms: float | None
    """From an input to the frame that shows its effect: the 95th percentile of the episode in which
    it was longest."""
    stalls: int
    missed: int
    """Drawn frames that were not painted."""


@dataclass(frozen=True)
class Taken:
    """One session."""

    session: str
    experiment: str
    site: str | None
    """The hash of the site that it began on."""
    day: date | None
    """On which it began, in UTC; None where its first record is missing, or says no date."""
    minutes: float | None
    """From its begin to its end."""
    visits: int
    outcome: Outcome | None
    damaged: bool
    steps: Mapping[str, float | None]
    """Each step that was entered, and each form that was answered inside a game, to the minutes in
    it, None where it was not left; in the order in which they were first entered."""
    last_step: str | None
    levels: Mapping[str, str]
    """Factor to level."""
    answers: Mapping[Asked, Answer]
    """As they were sent last."""
    returns: Mapping[Game, tuple[float, ...]]
    """The episodes that ended, in the order in which they were played: those of all attempts."""
    timing: Mapping[str, Kept]
    """Game to how well it kept time."""
    excluded: frozenset[str] = frozenset()
    """The names of the exclusions that hold."""


def take(session: Session, declared: Declared, *, damaged: bool) -> Taken:
    """Sum up a session.

    Args:
        session: As it was read.
        declared: Says which texts are options; all others are only counted.
        damaged: Whether anything of it is missing or wrong.
    """
    origin = Origin.of(session)
    began = moment(origin.started)
    entered = session.records(EnterRecord)
    levels = {_name(c.factor): _name(c.level) for c in session.records(ConditionRecord)}
    return Taken(
        session=session.id,
        experiment=origin.experiment,
        site=session.visits[0].site if session.visits else None,
        day=began.date() if began is not None and _is_plausible(began) else None,
        minutes=_minutes(origin.started, session.end.t if session.end else None),
        visits=len(session.visits),
        outcome=session.end.outcome if session.end else None,
        damaged=damaged,
        steps=_few(_steps(session)),
        last_step=_name(entered[-1].step) if entered else None,
        levels=_few(levels),
        answers=_few(_answers(session, declared)),
        returns=_few(_returns([one for one in session.episodes if one.counts])),
        timing=_few(_timing([one for one in session.episodes if not one.start.practice])),
    )


def _steps(session: Session) -> dict[str, float | None]:
    """A form inside a game has no `enter` and no `leave`: who answered it came to it."""
    inside = [form for form in session.records(AnswersRecord) if form.within is not None]
    came: list[EnterRecord | AnswersRecord] = [*session.records(EnterRecord), *inside]
    in_turn = sorted(came, key=lambda record: record.t)
    found: dict[str, float | None] = {_name(record.step): None for record in in_turn}
    spent_in: list[LeaveRecord | AnswersRecord] = [*session.records(LeaveRecord), *inside]
    for spent in spent_in:
        step = _name(spent.step)
        found[step] = (found.get(step) or 0.0) + spent.duration_ms / 60_000
    return found


def _answers(session: Session, declared: Declared) -> dict[Asked, Answer]:
    found: dict[Asked, Answer] = {}
    for form in session.records(AnswersRecord):
        for question, answer in islice(form.answers.items(), MOST_NAMES):
            asked = declared.questions.get((form.step, question))
            options = asked.options if asked else {}
            found[_name(form.step), _name(question)] = _answer(answer, options)
    return found


def _answer(answer: object, options: Mapping[str, str]) -> Answer:
    """What a person wrote in their own words is not kept, not even until the report is written."""
    match answer:
        case None:
            return None
        case bool():
            return float(answer)
        case int() | float():
            return float(answer) if isfinite(answer) else "written"
        case str() if answer in options:
            return (answer,)
        case list():
            known = tuple(one for one in answer if one in options)
            return known if known or not answer else "written"
        case _:
            return "written"


def _returns(episodes: list[Episode]) -> dict[Game, tuple[float, ...]]:
    found = defaultdict[Game, list[float]](list)
    for episode in episodes:
        try:
            sums = returns(episode)
        except DamageError:  # counted among the findings, see `gymbrowser.data.check`
            continue
        for agent in players(episode):
            if agent in sums:
                found[_name(episode.start.step), _name(agent)].append(sums[agent])
    return {game: tuple(values[:MOST_EPISODES]) for game, values in found.items()}


def _timing(episodes: list[Episode]) -> dict[str, Kept]:
    games = defaultdict[str, list[Episode]](list)
    for episode in episodes:
        if episode.timing is not None:
            games[_name(episode.start.step)].append(episode)
    return {game: _kept(played) for game, played in games.items()}


def _kept(played: list[Episode]) -> Kept:
    timings = [episode.timing for episode in played if episode.timing is not None]
    waits = [t.input_to_paint.p95 for t in timings if t.input_to_paint.p95 is not None]
    return Kept(
        intervals=sum(timing.interval.count for timing in timings),
        late=sum(timing.late for timing in timings),
        input_to_frame_ms=max(filter(isfinite, waits), default=None),
        stalls=sum(timing.stalls for timing in timings),
        missed=sum(timing.missed for timing in timings),
    )


def _minutes(start: float | None, end: float | None) -> float | None:
    if start is None or end is None or not isfinite(end) or end < start:
        return None
    return (end - start) / 60_000


def _is_plausible(when: datetime) -> bool:
    """A stranger's clock may be in any century."""
    return 2020 <= when.year < 2100


def _name(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _few[K, V](named: Mapping[K, V]) -> dict[K, V]:
    return dict(_first(named))


def _first[K, V](named: Mapping[K, V]) -> Iterator[tuple[K, V]]:
    return islice(named.items(), MOST_NAMES)
