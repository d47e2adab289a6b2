"""loop.late_frames_pixels: whether each picture is shown in time while pixels are recorded.

84x84x4 pixels of noise are observed and drawn at 60 frames a second; nothing of them, key frames or
all is recorded.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Self

from playwright.sync_api import Browser

from benchmarks.hosts import serve
from benchmarks.rows import Row
from benchmarks.screen import CATEGORIES, shown
from benchmarks.standstill import Span, standstills
from benchmarks.timing import PERIOD_MS, enter
from benchmarks.tracing import begun, play_traced

_UNRECORDED, _KEY_FRAMES, _WHOLE = GAMES = ("unrecorded", "key-frames", "whole")
"""Of `benchmarks/pixels`."""
_PERIOD_S = PERIOD_MS / 1000
_LATE_PERIODS = 1.5


@dataclass(frozen=True)
class Extent:
    """How much is played of each game."""

    seconds: int
    starting_s: int
    """Before that: what a start has left to clear away is apart."""
    rounds: int

    def lasting(self, minutes: float) -> "Extent":
        """Half as long each: what comes with time, such as a wandering grid, comes in one game."""
        return replace(self, seconds=round(60 * minutes / 2), rounds=1)


ALL = Extent(20, 10, 1)
QUICK = Extent(3, 1, 1)


@dataclass(frozen=True)
class Count:
    """Of the pictures that the screen showed."""

    frames: int
    late: int
    """Of them, beside those that the machine is to blame for."""
    held: int
    """Late, since the machine stood still."""

    @classmethod
    def of(cls, refreshes: Sequence[float], stood: Sequence[Span]) -> Self:
        """What the screen showed later than one and a half periods after what it showed before.

        Args:
            refreshes: Of the screen, with a new picture each, in order.
            stood: When the machine stood still, on the same clock.
        """
        late = [
            (before, at)
            for before, at in pairwise(refreshes)
            if at - before > _LATE_PERIODS * _PERIOD_S
        ]
        # The picture is made and handed over in the period before it could have been shown.
        held = [any(a < at and before - _PERIOD_S < b for a, b in stood) for before, at in late]
        return cls(max(len(refreshes) - 1, 0), len(late) - sum(held), sum(held))


@dataclass(frozen=True)
class Played:
    """One game."""

    starting: Count
    then: Count


def measure(browser: Browser, site: Path, extent: Extent) -> list[Row]:
    """Late frames while pixels are recorded, beside the same game without a record, in turn.

    Args:
        browser: Chromium.
        site: Of `Sites.pixels`.
        extent: How much.
    """
    games: dict[str, list[Played]] = {game: [] for game in GAMES}
    for _ in range(extent.rounds):
        for game, played in games.items():
            played.append(_play(browser, site, game, extent))
    then = {game: [each.then for each in played] for game, played in games.items()}
    starting = {game: [each.starting for each in played] for game, played in games.items()}
    name = "loop.late_frames_pixels"
    return [
        late_row(f"{name}_key_frames", then[_KEY_FRAMES], then[_UNRECORDED], "0"),
        late_row(f"{name}_whole", then[_WHOLE], then[_UNRECORDED], "0"),
        late_row(f"{name}_starting", starting[_WHOLE], starting[_UNRECORDED]),
        held_row(f"{name}_machine", [count for counts in then.values() for count in counts]),
    ]


def late_row(
    name: str, ours: Sequence[Count], baseline: Sequence[Count], target: str | None = None
) -> Row:
    """Of the frames of all rounds together: in most of them none is late.

    Args:
        name: Of the row.
        ours: Each round.
        baseline: The same without a record.
        target: In words.
    """
    mean, base = (
        _percent(sum(count.late for count in counts), counts) for counts in (ours, baseline)
    )
    row = Row.of(name, "%", [_percent(count.late, [count]) for count in ours], target=target)
    return replace(row, ours=mean, baseline=base, ratio=mean / base if base else None)


def held_row(name: str, counts: Sequence[Count]) -> Row:
    """What is in no other row: frames that were late since the machine stood still."""
    row = Row.of(name, "%", [_percent(count.held, [count]) for count in counts])
    return replace(row, ours=_percent(sum(count.held for count in counts), counts))


def _percent(part: int, counts: Sequence[Count]) -> float:
    return 100 * part / max(sum(count.frames for count in counts), 1)


def _play(browser: Browser, site: Path, game: str, extent: Extent) -> Played:
    seconds = extent.starting_s + extent.seconds
    with serve(site) as origin, browser.new_context() as context:
        page = enter(context, origin, game, inspected=False)
        with standstills() as stood:
            events = play_traced(browser, page, CATEGORIES, seconds, page)
    started = begun(events)["ts"] / 1_000_000
    refreshes = [at for at in shown(events) if at >= started]
    settled = sum(at < started + extent.starting_s for at in refreshes)
    starting, then = refreshes[: settled + 1], refreshes[settled:]
    return Played(Count.of(starting, stood), Count.of(then, stood))
