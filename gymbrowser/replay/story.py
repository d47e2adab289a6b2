"""What happened around an episode, each at the picture that was the newest one then."""

import json
import math
from bisect import bisect_right
from collections.abc import Iterator

from gymbrowser.contract.browser_records import EventRecord
from gymbrowser.contract.game_records import PauseRecord, RateRecord, UiRecord
from gymbrowser.contract.records import AnswersRecord, ErrorRecord
from gymbrowser.contract.replay import ReplayEvent, ReplayEventKind
from gymbrowser.contract.signals import SignalRecord, SignalValue
from gymbrowser.contract.timing_records import StallRecord
from gymbrowser.data.episodes import Episode
from gymbrowser.data.sessions import Session
from gymbrowser.data.trajectory import step_count

MOST_EVENTS = 5_000
"""Of one episode: strangers decide how many there are."""
_LONGEST = 300
"""Characters of one of them."""
_NOTHING_OF = {"held", "released"}
"""Page events that a `pause` of the game tells of, too."""


def events_of(session: Session, episode: Episode) -> list[ReplayEvent]:
    """In the order of the pictures, at most `MOST_EVENTS`.

    What the page records has no number of a step but a time: it is put at the picture before it, by
    the times at which the steps were written, so up to 100 ms off.
    """
    last = step_count(episode)
    found = [*_of_game(episode), *_of_page(session, episode)]
    placed = [event.model_copy(update={"at": min(event.at, last)}) for event in found]
    return sorted(placed, key=lambda event: event.at)[:MOST_EVENTS]


def _of_game(episode: Episode) -> Iterator[ReplayEvent]:
    for signal in episode.signals:
        kind: ReplayEventKind = "feedback" if signal.kind == "feedback" else "widget"
        yield _event(signal.after, kind, _signal(signal))
    for pause in episode.pauses:
        yield _event(pause.steps, "pause", _pause(pause))
    for rate in episode.rates:
        yield _event(rate.steps, "pause", _rate(rate))
    for stall in episode.stalls:
        yield _event(stall.steps, "pause", _stall(stall))
    for told in episode.hook:
        yield _event(told.after, "hook", f"{told.name}: {told.data}")


def _of_page(session: Session, episode: Episode) -> Iterator[ReplayEvent]:
    start = episode.start
    clock = _Clock(episode)
    for record in session.records(EventRecord):
        at = clock.picture_at(record.t)
        if at is not None and record.event not in _NOTHING_OF:
            yield _event(at, "page", _page_event(record))
    for error in session.records(ErrorRecord):
        at = clock.picture_at(error.t)
        if at is not None:
            yield _event(at, "error", f"{error.where}: {error.message}")
    place = (start.step, start.attempt, start.episode)
    for answers in session.records(AnswersRecord):
        within = answers.within
        if within and (within.game, within.attempt, within.episode) == place:
            given = json.dumps(answers.answers, ensure_ascii=False)
            yield _event(step_count(episode), "answer", f"{answers.step}: {given}")
    for shown in session.records(UiRecord):
        if (shown.step, shown.attempt, shown.episode) == place:
            calls = ", ".join(call.model_dump_json() for call in shown.calls)
            yield _event(shown.after, "shown", calls)


class _Clock:
    """Times of records to pictures."""

    def __init__(self, episode: Episode) -> None:
        records = [steps.record for steps in episode.steps]
        self._times = [record.t for record in records]
        self._pictures = [0, *(record.first + record.count for record in records)]
        self._begin = episode.start.t
        ended = episode.end.t if episode.end else math.inf
        self._end = max(ended, self._times[-1] if self._times else self._begin)

    def picture_at(self, t: float) -> int | None:
        """None for what was before the episode, or after it."""
        if not self._begin <= t <= self._end:
            return None
        return self._pictures[bisect_right(self._times, t)]


def _event(at: int, kind: ReplayEventKind, text: str) -> ReplayEvent:
    return ReplayEvent(at=at, kind=kind, text=text[:_LONGEST])


def _signal(signal: SignalRecord) -> str:
    donor = " (of the donor)" if signal.source == "donor" else ""
    kind = "" if signal.kind == "feedback" else f"{signal.kind} "
    return f"{kind}{signal.name}{_value(signal.value)}{donor}"


def _value(value: SignalValue) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f" = {value:g}"
    return f" = {json.dumps(value, ensure_ascii=False)}"


def _pause(pause: PauseRecord) -> str:
    return f"the game waits: {pause.why}" if pause.paused else f"the game goes on: {pause.why}"


def _rate(rate: RateRecord) -> str:
    return f"the rate is now {rate.fps:g} steps a second"


def _stall(stall: StallRecord) -> str:
    return f"the game stood still for {stall.moved_ms / 1000:.1f} s"


def _page_event(record: EventRecord) -> str:
    detail = json.dumps(record.detail, ensure_ascii=False) if record.detail else ""
    return f"{record.event} {detail}".strip()
