"""boot.cold_pyc: from navigation to the first observation, in a browser that knows nothing."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser

from benchmarks.rows import Row
from benchmarks.sites import serve

SAMPLES = 10
OUR_MARK = "gymbrowser:episode-ready"
BASELINE_MARK = "baseline:first-observation"
_TIMEOUT_MS = 120_000


def measure(browser: Browser, ours: Path, baseline: Path, advance: Callable[[], None]) -> list[Row]:
    """Ours and plain Pyodide in turn."""
    with serve(ours) as our_address, serve(baseline) as baseline_address:
        pairs = []
        for _ in range(SAMPLES):
            pair = (
                _first_observation_s(browser, our_address, OUR_MARK),
                _first_observation_s(browser, baseline_address, BASELINE_MARK),
            )
            pairs.append(pair)
            advance()
    own, plain = zip(*pairs, strict=True)
    return [Row.of("boot.cold_pyc", "s", own, plain, "<= 0.50 of plain Pyodide")]


def _first_observation_s(browser: Browser, address: str, mark: str) -> float:
    """Seconds after navigation began, by the page's own clock."""
    context = browser.new_context()
    try:
        page = context.new_page()
        page.goto(f"{address}/")
        handle = page.wait_for_function(
            "mark => performance.getEntriesByName(mark)[0]?.startTime",
            arg=mark,
            timeout=_TIMEOUT_MS,
        )
        return float(handle.json_value()) / 1000
    finally:
        context.close()
