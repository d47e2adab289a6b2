"""loop.gc_pause: how long a game of 60 frames a second waits for collections of garbage.

Chromium traces its own while CartPole is played with the 64x64 policy of the example; Python's are
timed by its own callbacks.
"""

import math
from collections.abc import Set
from dataclasses import dataclass, replace
from pathlib import Path

from playwright.sync_api import Browser, Page, Worker

from benchmarks.hosts import serve
from benchmarks.rows import Row
from benchmarks.timing import enter
from benchmarks.tracing import Event, begun, play_traced

_CATEGORIES = ("v8", "blink_gc")
_COLLECTIONS = ("MinorGC", "MajorGC", "V8.GC", "BlinkGC.AtomicPhase")
"""How the names of the events begin that hold a thread up."""
_TARGET_MS = 8


@dataclass(frozen=True)
class Extent:
    """How long the game is."""

    seconds: int
    starting_s: int
    """Before that: what a start has left to clear away is apart."""

    def lasting(self, minutes: float) -> "Extent":
        """With so long a look."""
        return replace(self, seconds=round(60 * minutes))


ALL = Extent(60, 45)
QUICK = Extent(5, 0)


def measure(browser: Browser, site: Path, extent: Extent) -> list[Row]:
    """The longest pauses in a game that is so long: of its worker, of the page, and of Python.

    Args:
        browser: Chromium.
        site: Of `Sites.endless`.
        extent: How long the game is.
    """
    with serve(site) as origin, browser.new_context() as context:
        page = enter(context, origin, "watched", inspected=False)
        game = _game_worker(page)  # in a trace all dedicated workers are named alike
        events = play_traced(browser, page, _CATEGORIES, extent.starting_s + extent.seconds, game)
        python = _python_pauses(page)
    mark = begun(events)
    started = mark["ts"] + extent.starting_s * 1_000_000
    worker, page_itself = {(mark["pid"], mark["tid"])}, named(events, "CrRendererMain")
    target = f"<= {_TARGET_MS} in {extent.seconds} s"
    starting = pauses_of(events, worker | page_itself, until=started)
    return [
        _longest("loop.gc_pause_worker", pauses_of(events, worker, since=started), target),
        _longest("loop.gc_pause_page", pauses_of(events, page_itself, since=started), target),
        _longest("loop.gc_pause_python", python, target),
        _longest("loop.gc_pause_starting", starting),
    ]


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
    for pid, tid, begin, longest_first in spans:
        end = begin - longest_first
        if end <= ended.get((pid, tid), 0.0):
            continue
        ended[pid, tid] = end
        pauses.append((end - begin) / 1000)
    return pauses


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
