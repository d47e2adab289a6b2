"""loop.gc_pause, loop.late_frames_pixels: what disturbs a game of 60 frames a second in a page.

Chromium traces its own collections of garbage while CartPole is played with the 64x64 policy of the
example; Python's are timed by its own callbacks. Then 84x84x4 pixels of noise are observed, of
which nothing, some and all is recorded.
"""

import json
import math
import statistics
from collections.abc import Set
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Worker

from benchmarks.hosts import serve
from benchmarks.rows import Row
from benchmarks.timing import enter, look_on, play, share

_CATEGORIES = ["v8", "blink_gc", "blink.user_timing"]
_MARK = "gymbrowser:game-worker"
"""Set in the worker that plays: in a trace all dedicated workers are named alike."""
_COLLECTIONS = ("MinorGC", "MajorGC", "V8.GC", "BlinkGC.AtomicPhase")
"""How the names of the events begin that hold a thread up."""
_TARGET_MS = 8
_PIXELS = ("unrecorded", "key-frames", "whole")
"""The games of `benchmarks/pixels`."""


@dataclass(frozen=True)
class Extent:
    """How long each game is."""

    gc_s: int
    starting_s: int
    """Before that: what a start has left to clear away is apart."""
    pixels_s: int
    rounds: int
    """Of the pixels."""

    def lasting(self, minutes: float) -> "Extent":
        """With so long a look for collections, and a round of pixels for each minute of it."""
        return replace(self, gc_s=round(60 * minutes), rounds=max(self.rounds, round(minutes)))


ALL = Extent(60, 45, 10, 2)
QUICK = Extent(5, 0, 3, 1)


def measure_gc(browser: Browser, site: Path, extent: Extent) -> list[Row]:
    """The longest pauses in a game that is so long: of its worker, of the page, and of Python.

    Args:
        browser: Chromium.
        site: Of `Sites.endless`.
        extent: How long the game is.
    """
    seconds = extent.starting_s + extent.gc_s
    with serve(site) as origin, browser.new_context() as context:
        page = enter(context, origin, "watched", inspected=False)
        browser.start_tracing(page=page, categories=_CATEGORIES)
        _game_worker(page).evaluate("(name) => performance.mark(name)", _MARK)
        page.get_by_role("button", name="Start", exact=True).click()
        page.wait_for_timeout(1000 * seconds)
        events = json.loads(browser.stop_tracing())["traceEvents"]
        python = _python_pauses(page)
    [mark] = [event for event in events if event.get("name") == _MARK]
    started = mark["ts"] + extent.starting_s * 1_000_000
    worker, page_itself = {(mark["pid"], mark["tid"])}, named(events, "CrRendererMain")
    target = f"<= {_TARGET_MS} in {extent.gc_s} s"
    starting = pauses_of(events, worker | page_itself, until=started)
    return [
        _longest("loop.gc_pause_worker", pauses_of(events, worker, since=started), target),
        _longest("loop.gc_pause_page", pauses_of(events, page_itself, since=started), target),
        _longest("loop.gc_pause_python", python, target),
        _longest("loop.gc_pause_starting", starting),
    ]


type Event = dict[str, Any]
"""Of the `traceEvents` of a trace."""

type Thread = tuple[int, int]
"""Numbers of its process and of itself."""


def named(events: list[Event], name: str) -> set[Thread]:
    """The threads whose name in Chromium begins like this."""
    return {
        (event["pid"], event["tid"])
        for event in events
        if event.get("name") == "thread_name" and event["args"]["name"].startswith(name)
    }


def pauses_of(
    events: list[Event], threads: Set[Thread], since: float = 0, until: float = math.inf
) -> list[float]:
    """The collections on these threads, in ms; those within another once.

    Args:
        events: All.
        threads: Whose.
        since: Those that begin then or later: µs of the trace.
        until: Those that begin before.
    """
    spans = sorted(
        (event["pid"], event["tid"], event["ts"], -event["dur"])
        for event in events
        if event.get("ph") == "X"
        and event["name"].startswith(_COLLECTIONS)
        and (event["pid"], event["tid"]) in threads
        and since <= event["ts"] < until
    )
    pauses: list[float] = []
    ended: dict[tuple[int, int], float] = {}
    for pid, tid, begun, longest_first in spans:
        end = begun - longest_first
        if end <= ended.get((pid, tid), 0.0):
            continue
        ended[pid, tid] = end
        pauses.append((end - begun) / 1000)
    return pauses


def measure_pixels(browser: Browser, site: Path, extent: Extent) -> list[Row]:
    """Late frames while pixels are recorded, beside the same game without a record, in turn.

    Args:
        browser: Chromium.
        site: Of `Sites.pixels`.
        extent: How much.
    """
    late: dict[str, list[float]] = {game: [] for game in _PIXELS}
    play(browser, site, _PIXELS[0], 1, look_on)  # warms up
    for _ in range(extent.rounds):
        for game in _PIXELS:
            quality = play(browser, site, game, extent.pixels_s, look_on)
            late[game].append(share(quality["late_frames"], quality["frame_interval"]))
    return [
        late_row(f"loop.late_frames_pixels_{name}", late[game], late["unrecorded"])
        for name, game in (("key_frames", "key-frames"), ("whole", "whole"))
    ]


def late_row(name: str, ours: list[float], baseline: list[float]) -> Row:
    """Of the frames of all rounds together: in most of them none is late.

    Args:
        name: Of the row.
        ours: Percent of the frames of each round, which are equally long.
        baseline: The same without a record.
    """
    mean, base = statistics.mean(ours), statistics.mean(baseline)
    target = f"<= {base:.2g}: none beyond the game without a record"
    ratio = mean / base if base else None
    row = Row.of(name, "%", ours, baseline, target)
    return replace(row, ours=mean, baseline=base, ratio=ratio)


def _longest(name: str, pauses: list[float], target: str | None = None) -> Row:
    """The longest is the figure; the spread is that of all of them."""
    row = Row.of(name, "ms", pauses or [0.0], target=target)
    return replace(row, ours=row.max, samples=len(pauses))


def _python_pauses(page: Page) -> list[float]:
    """Of all collections since Python began, in ms."""
    pauses: list[float] = _game_worker(page).evaluate("self.pythonPausesMs")
    return pauses


def _game_worker(page: Page) -> Worker:
    """The one that has Python; its records are stored by another."""
    return next(one for one in page.workers if one.evaluate("'pythonPausesMs' in self"))
