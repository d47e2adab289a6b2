"""timing.*: how well a game keeps its time in a real page, by its own `timing` records.

Chromium plays CartPole at 60 frames a second with the 64x64 policy of the example, of which a page
without anything but `requestAnimationFrame` is the measure: what that misses, nobody could keep.
"""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from benchmarks.hosts import serve
from benchmarks.rows import Row

FPS = 60
PERIOD_MS = 1000 / FPS
BUSY_MS = 200
KEYS = ("ArrowLeft", "ArrowRight")
_TIMEOUT_MS = 120_000
_HEAR = """
  window.Worker = class extends Worker {
    constructor(...options) {
      super(...options);
      this.addEventListener("message", ({ data }) => {
        if (data.type === "timing") window.timing = data.quality;
      });
    }
  };
"""
"""What the worker tells the inspector of `?debug` twice a second."""
_EMPTY_PAGE = """(seconds) => new Promise((resolve) => {
  const intervals = [];
  const begun = performance.now();
  let before = begun;
  const frame = () => {
    const now = performance.now();
    intervals.push(now - before);
    before = now;
    if (now - begun < seconds * 1000) requestAnimationFrame(frame);
    else resolve(intervals);
  };
  requestAnimationFrame(frame);
})"""
_BUSY = "(ms) => { const begun = performance.now(); while (performance.now() - begun < ms); }"


@dataclass(frozen=True)
class Extent:
    """How long each game is."""

    seconds: int
    rounds: int


ALL = Extent(10, 3)
QUICK = Extent(4, 1)


def measure(
    browser: Browser, site: Path, extent: Extent, advance: Callable[[], None] = lambda: None
) -> list[Row]:
    """An empty page and the game watched, watched while the page is busy, and played, in turn.

    Args:
        browser: Chromium.
        site: Of `Sites.endless`.
        extent: How much.
        advance: Called `extent.rounds` times.
    """
    rounds = []
    for _ in range(extent.rounds):
        rounds.append(_round(browser, site, extent.seconds))
        advance()
    calm, busy, played = ([each[name] for each in rounds] for name in ("calm", "busy", "played"))
    empty = [each["empty"] for each in rounds]
    most = max(empty)
    return [
        Row.of(
            "timing.late_frames",
            "%",
            [share(each["late_frames"], each["frame_interval"]) for each in calm],
            empty,
            f"<= {most + 0.5:.2g}: 0.5 beyond an empty page",
        ),
        Row.of("timing.late_steps", "%", [share(each["late"], each["interval"]) for each in calm]),
        Row.of("timing.step_delay_p99", "ms", [each["delay"]["p99"] for each in calm]),
        Row.of(
            "timing.step_delay_max_busy_page",
            "ms",
            [each["delay"]["max"] for each in busy],
            [each["delay"]["max"] for each in calm],
            f"< {BUSY_MS}: a task of {BUSY_MS} ms on the page's thread delays no step",
        ),
        Row.of(
            "timing.key_to_frame_p95",
            "ms",
            [each["input_to_paint"]["p95"] for each in played],
            target=f"<= {2 * PERIOD_MS:.1f}: two frames",
        ),
    ]


def _round(browser: Browser, site: Path, seconds: int) -> dict[str, Any]:
    """`empty` is a share in percent, the others are what `timing` records say."""
    games = {"calm": ("watched", look_on), "busy": ("watched", _keep_busy)}
    games["played"] = ("played", press_keys)
    with serve(site) as origin, browser.new_context() as context:
        blank = context.new_page()
        blank.goto(f"{origin}/study.json")
        empty = _late_frames(blank.evaluate(_EMPTY_PAGE, seconds))
    timed = {
        name: play(browser, site, game, seconds, during) for name, (game, during) in games.items()
    }
    return {"empty": empty, **timed}


def _late_frames(intervals: list[float]) -> float:
    """Percent."""
    return 100 * sum(interval > 1.5 * PERIOD_MS for interval in intervals) / len(intervals)


def share(count: int, spread: dict[str, float]) -> float:
    """Of what a `timing` record counts, in percent."""
    return 100 * count / spread["count"]


def play(
    browser: Browser, site: Path, game: str, seconds: int, during: Callable[[Page], None]
) -> dict[str, Any]:
    """What a `timing` record says of one game that is played for so long, as a new participant.

    Args:
        browser: Chromium.
        site: Its games are chosen by `?game=`, and do not end by themselves.
        game: Id of its step.
        seconds: At least 1.
        during: What the participant does, again and again.
    """
    with serve(site) as origin, browser.new_context() as context:
        return play_on(enter(context, origin, game), seconds, during)


def enter(context: BrowserContext, origin: str, game: str, *, inspected: bool = True) -> Page:
    """A page at the start of this game, as a participant has it or with the inspector that tells
    how the game keeps time."""
    page = context.new_page()
    page.set_default_timeout(_TIMEOUT_MS)
    page.add_init_script(_HEAR)
    page.goto(f"{origin}/?{'debug&' if inspected else ''}game={game}")
    page.get_by_role("button", name="Start", exact=True).wait_for()
    return page


def play_on(page: Page, seconds: int, during: Callable[[Page], None]) -> dict[str, Any]:
    """Start the game that waits there, and play it for so long."""
    page.get_by_role("button", name="Start", exact=True).click()
    page.wait_for_function("() => (window.timing?.steps ?? 0) > 0", polling=50)  # not at each frame
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        during(page)
    quality: dict[str, Any] = page.evaluate("timing")
    return quality


def look_on(page: Page) -> None:
    """Do nothing for a while."""
    page.wait_for_timeout(500)


def _keep_busy(page: Page) -> None:
    page.evaluate(_BUSY, BUSY_MS)
    page.wait_for_timeout(300)


def press_keys(page: Page) -> None:
    """At random moments, as people do: not in step with the frames."""
    key = random.choice(KEYS)
    page.keyboard.down(key)
    page.wait_for_timeout(random.uniform(40, 160))
    page.keyboard.up(key)
    page.wait_for_timeout(random.uniform(20, 90))
