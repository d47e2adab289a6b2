"""A quick look at a folder of data: one row per session."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Literal

from gymbrowser.contract.browser_records import LossRecord
from gymbrowser.contract.records import Outcome
from gymbrowser.contract.timing_records import TimingRecord
from gymbrowser.contract.wire import Mode
from gymbrowser.data.columns import DamageError
from gymbrowser.data.episodes import Episode
from gymbrowser.data.losses import losses_of_others
from gymbrowser.data.moments import moment
from gymbrowser.data.sessions import (
    Session,
    read_sessions,
    require_folder,
    scan,
    withdrawn_sessions,
)
from gymbrowser.data.sums import name_of, wrong_sums
from gymbrowser.data.trajectory import returns, step_count

type State = Literal["whole", "open", "damaged"]
"""Ended, and every record that the browser counted is here; not ended, but nothing is missing in
between; something is missing or wrong, see the row's problems."""

_LONGEST = 500
"""Characters of a text in a row, all of which were written by strangers."""
_MOST = 100
"""Steps, games and problems in a row: a folder may have rows of many sessions."""


@dataclass(frozen=True)
class Row:
    """One session."""

    session: str
    participant: str | None
    """None also where identities were not asked for."""
    params: Mapping[str, str]
    """What else of the page's address was kept; empty where identities were not asked for."""
    started: datetime | None
    """None if the record that says so is missing."""
    visits: int
    """Loads of the page."""
    steps: tuple[str, ...]
    """Ids of the study's steps that were entered."""
    episodes: int
    """Those that ended, and not by an error."""
    environment_steps: int
    """Of all episodes, the broken-off ones too."""
    mean_return: Mapping[str, float]
    """Game step to the mean over those episodes, from the exact rewards; where a game has
    several agents, `<step>/<agent>`. Without games that were for practice."""
    late: float | None
    """The share of environment steps that began more than 1.5 periods after the one before; None
    where nothing says so: turn-based games, and earlier versions."""
    input_to_paint: float | None
    """ms from an input to the frame that shows its effect: the 95th percentile of the episode in
    which that was longest; None as above."""
    outcome: Outcome | None
    state: State
    problems: tuple[str, ...]
    """What is missing or wrong, in sentences."""


@dataclass(frozen=True)
class Summary:
    """A folder of data."""

    mode: Mode
    rows: tuple[Row, ...]
    """By the time that they started."""
    modes: Mapping[Mode, int]
    """Mode to the number of its sessions, the other modes too."""
    foreign: tuple[Path, ...]
    """Files that are no chunks."""
    losses: tuple[str, ...]
    """What sessions say of earlier ones in the same browser, of which something was lost."""
    identities: bool
    """Whether the rows say who took part."""
    withdrawn: tuple[str, ...]
    """Sessions whose participants asked that they be deleted: they are in no row."""
    erased: Mapping[str, int]
    """Erased session to how many chunks of it have come since: they are in no row either."""


def summarise(folder: Path, mode: Mode = "live", *, identities: bool = False) -> Summary:
    """Read and check all sessions of one mode, one at a time.

    Args:
        folder: A pulled folder, or the store of `gymbrowser serve`.
        mode: Which sessions.
        identities: Say who took part.

    Raises:
        UserError: There is no such folder.
        OSError: A file can't be read.
    """
    require_folder(folder)
    found = scan(folder)
    rows: list[Row] = []
    losses: list[str] = []
    for session in read_sessions(found, mode, identities=identities):
        rows.append(_row(session, identities))
        losses += map(_short, islice(losses_of_others(session.records(LossRecord)), _MOST))
    modes = {name: len(sessions) for name, sessions in found.sessions.items()}
    return Summary(
        mode=mode,
        rows=tuple(sorted(rows, key=_order)),
        modes=modes,
        foreign=found.foreign,
        losses=tuple(losses),
        identities=identities,
        withdrawn=withdrawn_sessions(found, mode),
        erased={name: len(files) for name, files in found.erased.get(mode, {}).items()},
    )


def _row(session: Session, identities: bool) -> Row:
    means, faults = _mean_returns(session.episodes)
    timings = [episode.timing for episode in session.episodes if episode.timing is not None]
    problems = (*session.problems, *faults)
    return Row(
        session=session.id,
        participant=_short(session.participant or "") or None if identities else None,
        params={k: _short(v) for k, v in _few(session.params).items()} if identities else {},
        started=moment(session.visits[0].t) if session.visits else None,
        visits=len(session.visits),
        steps=tuple(map(_short, session.steps[:_MOST])),
        episodes=sum(episode.is_over for episode in session.episodes),
        environment_steps=sum(map(step_count, session.episodes)),
        mean_return=_few(means),
        late=_late(timings),
        input_to_paint=max(_input_to_paint(timings), default=None),
        outcome=session.end.outcome if session.end else None,
        state="damaged" if problems else "whole" if session.end else "open",
        problems=_bounded(problems),
    )


def _late(timings: Sequence[TimingRecord]) -> float | None:
    intervals = sum(timing.interval.count for timing in timings)
    return sum(timing.late for timing in timings) / intervals if intervals else None


def _input_to_paint(timings: Sequence[TimingRecord]) -> Iterator[float]:
    return (p95 for timing in timings if (p95 := timing.input_to_paint.p95) is not None)


def _short(text: str) -> str:
    return text[:_LONGEST]


def _few[V](named: Mapping[str, V]) -> dict[str, V]:
    return {_short(name): value for name, value in islice(named.items(), _MOST)}


def _bounded(problems: tuple[str, ...]) -> tuple[str, ...]:
    more = len(problems) - _MOST
    last = (f"There are {more} more problems.",) if more > 0 else ()
    return (*map(_short, problems[:_MOST]), *last)


def _order(row: Row) -> tuple[float, str]:
    return row.started.timestamp() if row.started else 0.0, row.session


def _mean_returns(episodes: list[Episode]) -> tuple[dict[str, float], list[str]]:
    """Means over the episodes that ended, and the episodes whose steps don't add up."""
    collected = defaultdict[str, list[float]](list)
    faults: list[str] = []
    for episode in episodes:
        try:
            exact = returns(episode)
        except DamageError as damage:
            faults.append(f"{name_of(episode)}: {damage}.")
            continue
        if episode.end is not None:
            faults += wrong_sums(episode, exact)
        if episode.counts:
            for agent, value in exact.items():
                step = episode.start.step
                collected[step if len(exact) == 1 else f"{step}/{agent}"].append(value)
    return {name: sum(values) / len(values) for name, values in collected.items()}, faults
