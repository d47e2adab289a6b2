"""mug.*: our loop beside one as MUG 0.1.3 has it, on the same Pyodide and the same environment.

The baseline is `benchmarks/mug/page.js`: everything on the page's thread, the source of a piece of
Python for each step, `runPythonAsync`, a deep `toJs` of what it gives. It records nothing; ours
records every step. Both make the picture of every step; that of `mug.step` is not painted.
"""

import statistics
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page

from benchmarks.games import Game, run
from benchmarks.hosts import serve
from benchmarks.rows import Row
from benchmarks.timing import play, press_keys
from gymbrowser.build import Built

_TIMEOUT_MS = 120_000
_GAME = "played"


@dataclass(frozen=True)
class Extent:
    """How much is measured."""

    rounds: int
    steps: int
    """Of a round, unthrottled."""
    seconds: int
    """Of a round at 60 frames a second."""


ALL = Extent(3, 3_000, 10)
QUICK = Extent(1, 1_000, 4)


def measure(browser: Browser, ours: Built, mug: Path, extent: Extent) -> list[Row]:
    """A step, and a key until its paint, in turn.

    Args:
        browser: Chromium.
        ours: Of `Sites.endless`.
        mug: Of `Sites.mug`.
        extent: How much.
    """
    steps: dict[str, list[float]] = {"ours": [], "mug": []}
    median: dict[str, list[float]] = {"ours": [], "mug": []}
    high: dict[str, list[float]] = {"ours": [], "mug": []}
    for _ in range(extent.rounds):
        answer = run(browser, ours, [Game(_GAME, _GAME, extent.steps, pictures=True)], 1)
        steps["ours"] += answer.games[_GAME].per_step_us
        timed = play(browser, ours.folder, _GAME, extent.seconds, press_keys)
        quality = timed["input_to_paint"]
        median["ours"].append(quality["p50"])
        high["ours"].append(quality["p95"])
        taken, delays = _mug(browser, mug, extent)
        steps["mug"].append(taken)
        median["mug"].append(statistics.median(delays))
        high["mug"].append(statistics.quantiles(delays, n=20)[-1])
    return [
        Row.of("mug.step", "µs", steps["ours"], steps["mug"]),
        Row.of("mug.key_to_paint", "ms", median["ours"], median["mug"]),
        Row.of("mug.key_to_paint_p95", "ms", high["ours"], high["mug"]),
    ]


def _mug(browser: Browser, site: Path, extent: Extent) -> tuple[float, list[float]]:
    """Microseconds a step, and milliseconds of each key."""
    with serve(site) as origin, browser.new_context() as context:
        page = context.new_page()
        page.set_default_timeout(_TIMEOUT_MS)
        page.goto(origin)
        page.get_by_text("ready").wait_for()
        page.evaluate("measureSteps(300)")  # warms up
        taken = float(page.evaluate("steps => measureSteps(steps)", extent.steps))
        return taken, _during(page, f"play({extent.seconds})", press_keys)


def _during(page: Page, expression: str, act: Callable[[Page], None]) -> list[float]:
    """What a promise gives, while something is done to the page."""
    page.evaluate(f"{expression}.then((given) => {{ window.given = given; }}); null")
    while page.evaluate("window.given === undefined"):
        act(page)
    found: list[float] = page.evaluate("window.given")
    return found
