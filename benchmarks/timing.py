"""timing.*: how well a game keeps its time in a real page, by its own `timing` records.

Chromium plays CartPole at 60 frames a second with the 64x64 policy of the example, of which a page
without anything but `requestAnimationFrame` is the measure: what that misses, nobody could keep.
"""

import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from benchmarks.hosts import serve
from benchmarks.rows import Row
from benchmarks.sites import EXAMPLE, ROOT
from gymbrowser.build import build
from gymbrowser.console import quiet
from gymbrowser.resolve.cache import Cache
from gymbrowser.resolve.sources import Sources

FPS = 60
PERIOD_MS = 1000 / FPS
BUSY_MS = 200
KEYS = ("ArrowLeft", "ArrowRight")
_TIMEOUT_MS = 120_000
_HEAR = """
  window.timings = [];
  window.Worker = class extends Worker {
    constructor(...options) {
      super(...options);
      this.addEventListener("message", ({ data }) => {
        if (data.type === "timing" && data.episode === null) timings.push(data.quality);
      });
    }
  };
"""
"""What the worker tells the inspector of `?debug` at the end of a game."""
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


ALL = Extent(60, 3)
QUICK = Extent(10, 1)


def measure(
    browser: Browser, folder: Path, extent: Extent, advance: Callable[[], None] = lambda: None
) -> list[Row]:
    """An empty page and the three games, in turn.

    Args:
        browser: Chromium.
        folder: For the site.
        extent: How much.
        advance: Called `extent.rounds` times.
    """
    site = _build(folder, extent.seconds)
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
            [_share(each["late_frames"], each["frame_interval"]) for each in calm],
            empty,
            f"<= {most + 0.5:.2g}: 0.5 beyond an empty page",
        ),
        Row.of("timing.late_steps", "%", [_share(each["late"], each["interval"]) for each in calm]),
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


def _build(folder: Path, seconds: int) -> Path:
    source = folder / "endless"
    shutil.copytree(EXAMPLE, source, ignore=shutil.ignore_patterns("exp.*", "__pycache__"))
    shutil.copy(ROOT / "endless" / "endless.py", source / "env")
    text = (ROOT / "endless" / "exp.yml").read_text(encoding="utf-8")
    experiment = source / "exp.yml"
    experiment.write_text(text.replace("seconds: 60", f"seconds: {seconds}"), encoding="utf-8")
    return build(experiment, folder / "endless-site", quiet, Sources(Cache.default())).folder


def _round(browser: Browser, site: Path, seconds: int) -> dict[str, Any]:
    """`empty` is a share in percent, the others are what `timing` records say."""
    with serve(site) as origin, browser.new_context() as context:
        blank = context.new_page()
        blank.goto(f"{origin}/study.json")
        empty = _late_frames(blank.evaluate(_EMPTY_PAGE, seconds))
        blank.close()
        page = context.new_page()
        page.set_default_timeout(_TIMEOUT_MS)
        page.add_init_script(_HEAR)
        page.goto(f"{origin}/?debug")
        games = {"calm": _look_on, "busy": _keep_busy, "played": _press_keys}
        return {"empty": empty} | {name: _play(page, during) for name, during in games.items()}


def _late_frames(intervals: list[float]) -> float:
    """Percent."""
    return 100 * sum(interval > 1.5 * PERIOD_MS for interval in intervals) / len(intervals)


def _share(count: int, spread: dict[str, float]) -> float:
    """Percent."""
    return 100 * count / spread["count"]


def _play(page: Page, during: Callable[[Page], None]) -> dict[str, Any]:
    before = page.evaluate("timings.length")
    page.get_by_role("button", name="Start", exact=True).click()
    while page.evaluate("timings.length") == before:
        during(page)
    quality: dict[str, Any] = page.evaluate("timings.at(-1)")
    page.get_by_role("button", name="Continue").click()
    return quality


def _look_on(page: Page) -> None:
    page.wait_for_timeout(1000)


def _keep_busy(page: Page) -> None:
    page.evaluate(_BUSY, BUSY_MS)
    page.wait_for_timeout(300)


def _press_keys(page: Page) -> None:
    """At random moments, as people do: not in step with the frames."""
    key = random.choice(KEYS)
    page.keyboard.down(key)
    page.wait_for_timeout(random.uniform(40, 160))
    page.keyboard.up(key)
    page.wait_for_timeout(random.uniform(20, 90))
