"""From sessions to counts."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from statistics import fmean

from pydantic import ValidationError

from gymbrowser.contract.upload import EndpointUpload, PostPolicy
from gymbrowser.store.upload_file import read_destinations
from gymbrowser.watch.model import Counts, Expiry, Level, Result, State
from gymbrowser.watch.sessions import Seen


def count(states: Iterable[State]) -> Counts:
    """How many are in each."""
    found = Counter(states)
    return Counts(found["active"], found["finished"], found["abandoned"], found["other"])


def by_level(seen: Mapping[str, Seen], states: Mapping[str, State]) -> tuple[Level, ...]:
    """Each level of each condition, and the sessions that got it."""
    found = defaultdict[tuple[str, str], list[State]](list)
    for name, session in seen.items():
        for condition, level in session.levels.items():
            found[condition, level].append(states[name])
    return tuple(
        Level(condition, level, count(found[condition, level]))
        for condition, level in sorted(found)
    )


def results_of(seen: Iterable[Seen]) -> tuple[Result, ...]:
    """Each game in each level of each condition, over the sessions that came to the end."""
    found = defaultdict[tuple[str, str, str], list[float]](list)
    for session in seen:
        if session.outcome != "done":
            continue
        for condition, level in session.levels.items():
            for game, mean in session.returns.items():
                found[condition, level, game].append(mean)
    return tuple(
        Result(condition, level, game, len(means), fmean(means))
        for (condition, level, game), means in sorted(found.items())
    )


def expiry_of(site: Path) -> Expiry | None:
    """When the first of a built site's permissions ends; None: there is no such site."""
    try:
        destinations = read_destinations(site / "upload.json")
    except (OSError, ValidationError):
        return None
    ends = [datetime.fromisoformat(d.expires_at) for d in destinations if isinstance(d, PostPolicy)]
    by_endpoint = any(isinstance(d, EndpointUpload) for d in destinations)
    return Expiry(min(ends, default=None), by_endpoint)


def is_closed(site: Path) -> bool:
    """Whether a built site's study.json says that nobody new may take part."""
    try:
        said = json.loads((site / "study.json").read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(said, dict) and said.get("open") is False


def outcomes_of(seen: Iterable[Seen]) -> dict[str, int]:
    """Outcome to the number of sessions that ended so, the most frequent one first."""
    return dict(Counter(one.outcome for one in seen if one.outcome is not None).most_common())


def states_of(seen: Mapping[str, Seen], now: datetime, idle: timedelta) -> dict[str, State]:
    """Session to where it stands."""
    return {name: session.state(now, idle) for name, session in seen.items()}
