"""page.*, boot.slow_link: what a participant reads and clicks while Python starts behind it.

Chromium shows the CartPole example, whose first page is a text. The slow link is a host that sends
10 Mbit/s to all connections together, 50 ms away; the processor of the page's own thread is slowed
down four times by the DevTools protocol, which has no such brake for workers.
"""

from collections.abc import Callable
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Page

from benchmarks.boot import BASELINE_MARK, OUR_MARK
from benchmarks.hosts import Link, serve_compressed, serve_slowly
from benchmarks.rows import Row

SAMPLES = 3
MBIT_S, LATENCY_MS, SLOWER = 10, 50, 4
_TIMEOUT_MS = 300_000
_WATCH = """
  window.longTasks = [];
  new PerformanceObserver((list) => longTasks.push(...list.getEntries().map((e) => e.duration)))
    .observe({ type: "longtask", buffered: true });
  new MutationObserver((_, watching) => {
    if (!document.querySelector("main h1, main h2")) return;
    watching.disconnect();
    performance.mark("readable");
  }).observe(document, { childList: true, subtree: true });
"""
"""A page is readable once its heading is there, in place of the word that it is loading."""
_TIME = "(mark) => performance.getEntriesByName(mark)[0]?.startTime"
_BOOTED = "() => performance.getEntriesByName('gymbrowser:booted').length > 0"


def measure(
    browser: Browser,
    reading: Path,
    playing: Path,
    baseline: Path,
    *,
    samples: int,
    advance: Callable[[], None] = lambda: None,
) -> list[Row]:
    """Long tasks on a fast link; then everything on a slow one.

    Args:
        browser: Chromium.
        reading: A site whose first page is a text.
        playing: One whose first page is the game.
        baseline: Plain Pyodide.
        samples: Of each.
        advance: Called `samples` times.
    """
    long_tasks, readable, chosen, pyc, plain = [], [], [], [], []
    for _ in range(samples):
        long_tasks.append(_longest_task_ms(browser, reading))
        readable.append(_slowly(browser, reading, "", "readable"))
        chosen.append(_slowly(browser, playing, "", OUR_MARK))
        pyc.append(_slowly(browser, playing, "?boot=pyc", OUR_MARK))
        plain.append(_slowly(browser, baseline, "", BASELINE_MARK))
        advance()
    return [
        Row.of("page.long_task", "ms", long_tasks, target="<= 50"),
        Row.of("page.readable_slow_link", "s", readable, target="<= 1.5"),
        Row.of(
            "boot.slow_link", "s", chosen, plain, f"<= {median(pyc):.1f}, as boot.slow_link_pyc"
        ),
        Row.of("boot.slow_link_pyc", "s", pyc, plain),
    ]


def readable_s(browser: Browser, origin: str) -> float:
    """Seconds until the first page of a site can be read, in a browser that knows nothing."""
    with browser.new_context() as context:
        page = context.new_page()
        page.add_init_script(_WATCH)
        page.goto(f"{origin}/")
        handle = page.wait_for_function(_TIME, arg="readable", timeout=_TIMEOUT_MS)
        return float(handle.json_value()) / 1000


def _longest_task_ms(browser: Browser, site: Path) -> float:
    """Of the page's thread until Python is there; 0 where none took 50 ms, which is not told."""
    with serve_compressed(site) as origin, browser.new_context() as context:
        page = context.new_page()
        page.add_init_script(_WATCH)
        page.goto(f"{origin}/")
        page.wait_for_function(_BOOTED, timeout=_TIMEOUT_MS)
        return float(page.evaluate("Math.max(0, ...longTasks)"))


def _slowly(browser: Browser, site: Path, search: str, mark: str) -> float:
    """Seconds to a mark over a slow link with a slow processor, in a browser that knows nothing."""
    with (
        serve_slowly(site, Link(MBIT_S, LATENCY_MS)) as origin,
        browser.new_context() as context,
    ):
        page = context.new_page()
        _slow_down(page)
        page.add_init_script(_WATCH)
        page.goto(f"{origin}/{search}", wait_until="commit")
        handle = page.wait_for_function(_TIME, arg=mark, timeout=_TIMEOUT_MS)
        return float(handle.json_value()) / 1000


def _slow_down(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
