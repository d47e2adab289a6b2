"""What is kept of each session while a study is watched: read again only when more has arrived."""

from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from gymbrowser.contract.records import ConditionRecord, ErrorRecord, Outcome
from gymbrowser.contract.wire import Mode
from gymbrowser.data.columns import DamageError
from gymbrowser.data.keys import ChunkKey
from gymbrowser.data.sessions import Session, read_session, scan, withdrawn_sessions
from gymbrowser.data.trajectory import returns
from gymbrowser.watch.model import State

_LONGEST = 80
"""Characters of a name: whoever may upload may invent one."""
_MOST_LEVELS = 100


@dataclass(frozen=True)
class Seen:
    """One session, without what its participant answered or wrote."""

    arrived: float
    """When the last of it came, in seconds since the Unix epoch: no participant's clock is asked,
    which may be hours off."""
    outcome: Outcome | None
    levels: Mapping[str, str]
    """Condition to level."""
    has_errors: bool
    is_damaged: bool
    returns: Mapping[str, float]
    """Game to the mean return of its episodes that ended, without those for practice; empty where
    results are blinded."""

    def state(self, now: datetime, idle: timedelta) -> State:
        """Where it stands."""
        if self.outcome is not None:
            return "finished" if self.outcome == "done" else "other"
        silent_s = now.timestamp() - self.arrived
        return "active" if silent_s <= idle.total_seconds() else "abandoned"


@dataclass
class Sessions:
    """All sessions of one mode in a folder that is pulled to again and again."""

    folder: Path
    mode: Mode
    with_results: bool = False
    """Also what came of the games: nothing of that is even calculated where it is blinded."""
    seen: dict[str, Seen] = field(default_factory=dict)
    to_erase: int = 0
    _files: dict[str, frozenset[ChunkKey]] = field(default_factory=dict)

    def refresh(self) -> None:
        """Read what has more chunks than at the last time, and forget what was erased.

        Raises:
            OSError: A file can't be read.
        """
        found = scan(self.folder)
        gone = set(withdrawn_sessions(found, self.mode))
        self.to_erase = len(gone)
        there = found.sessions.get(self.mode, {})
        for name in [*self.seen]:
            if name in gone or name not in there:
                del self.seen[name], self._files[name]
        for name, files in there.items():
            keys = frozenset(files)
            if name not in gone and self._files.get(name) != keys:
                session = read_session(name, self.mode, files)
                arrived = max(path.lstat().st_mtime for path in files.values())
                self.seen[name] = _seen(session, arrived, with_results=self.with_results)
                self._files[name] = keys


def _seen(session: Session, arrived: float, *, with_results: bool) -> Seen:
    levels = {
        record.factor[:_LONGEST]: record.level[:_LONGEST]
        for record in session.records(ConditionRecord)[:_MOST_LEVELS]
    }
    return Seen(
        arrived=arrived,
        outcome=session.end.outcome if session.end else None,
        levels=levels,
        has_errors=bool(session.records(ErrorRecord)),
        is_damaged=bool(session.problems),
        returns=_mean_returns(session) if with_results else {},
    )


def _mean_returns(session: Session) -> dict[str, float]:
    """Damaged episodes are left out: `data check` names them."""
    collected = defaultdict[str, list[float]](list)
    for episode in session.episodes:
        if not episode.counts:
            continue
        with suppress(DamageError):
            exact = returns(episode)
            for agent, value in exact.items():
                step = episode.start.step[:_LONGEST]
                collected[step if len(exact) == 1 else f"{step}/{agent[:_LONGEST]}"].append(value)
    return {game: sum(values) / len(values) for game, values in collected.items()}
