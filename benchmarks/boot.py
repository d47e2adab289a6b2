"""boot.*: from navigation to the first observation drawn, in three browsers.

Ours and plain Pyodide in turn, each in a browser that was just started and knows nothing. Plain
Pyodide comes as it is, which is quickest on loopback, where bytes cost nothing.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Playwright

from benchmarks.hosts import serve, serve_compressed
from benchmarks.rows import Row
from tests.engines import Engine, Page, start

SAMPLES = (5, 4, 3)
"""Of each of `ENGINES`; their spread is small beside what the targets leave."""
OUR_MARK = "gymbrowser:episode-ready"
BASELINE_MARK = "baseline:first-observation"
WAYS = ("pyc", "snapshot")
_TARGETS = {
    ("cold_pyc", "chromium"): 0.50,
    ("cold_pyc", "firefox"): 0.50,
    ("cold_pyc", "webkit"): 0.50,
    ("cold_snapshot", "chromium"): 0.25,
    ("cold_snapshot", "firefox"): 0.40,
    ("second_visit", "chromium"): 0.20,
    ("second_visit", "webkit"): 0.55,
}
_TIMEOUT_S = 120
_KEPT = "() => caches.match(new URL('index.html', location)).then((page) => page !== undefined)"
"""The page is what the service worker keeps last of what a boot needs."""
_TIME = "(mark) => performance.getEntriesByName(mark)[0]?.startTime"


@dataclass
class Seconds:
    """Samples of one browser, taken in turn."""

    baseline: list[float] = field(default_factory=list)
    """Plain Pyodide, cold."""
    baseline_again: list[float] = field(default_factory=list)
    """Plain Pyodide, a second time in the same browser."""
    ours: dict[str, list[float]] = field(default_factory=dict)


@dataclass(frozen=True)
class Origins:
    """Where ours and the baseline are served."""

    ours: str
    uncompressed: str
    """Ours from a host that compresses nothing."""
    baseline: str


def measure(
    playwright: Playwright,
    ours: Path,
    baseline: Path,
    *,
    samples: Mapping[Engine, int],
    advance: Callable[[], None] = lambda: None,
) -> list[Row]:
    """Every row of every browser that there are to be samples of."""
    rows = []
    with _serving(ours, baseline) as origins:
        for engine, count in samples.items():
            seconds = Seconds()
            for _ in range(count):
                _sample(engine, playwright, origins, seconds)
                advance()
            rows += _rows(engine, seconds)
    return rows


@contextmanager
def _serving(ours: Path, baseline: Path) -> Iterator[Origins]:
    with serve_compressed(ours) as one, serve(ours) as two, serve(baseline) as three:
        yield Origins(one, two, three)


def _sample(engine: Engine, playwright: Playwright, origins: Origins, seconds: Seconds) -> None:
    def note(name: str, taken: float) -> None:
        seconds.ours.setdefault(name, []).append(taken)

    for way in WAYS:
        with start(engine, playwright) as page:
            note(f"cold_{way}", _first_observation_s(page, f"{origins.ours}/?boot={way}", OUR_MARK))
    with start(engine, playwright) as page:
        note("cold_uncompressed", _first_observation_s(page, origins.uncompressed, OUR_MARK))
    with start(engine, playwright) as page:
        seconds.baseline.append(_first_observation_s(page, origins.baseline, BASELINE_MARK))
        seconds.baseline_again.append(_first_observation_s(page, origins.baseline, BASELINE_MARK))
    with start(engine, playwright) as page:
        note("cold", _first_observation_s(page, origins.ours, OUR_MARK))
        page.wait_for(_KEPT, timeout_s=_TIMEOUT_S)
        note("second_visit", _first_observation_s(page, origins.ours, OUR_MARK))


def _first_observation_s(page: Page, address: str, mark: str) -> float:
    """Seconds after navigation began, by the page's own clock."""
    page.goto(address if "?" in address else f"{address}/")
    return float(page.wait_for(_TIME, mark, timeout_s=_TIMEOUT_S)) / 1000


def _rows(engine: Engine, seconds: Seconds) -> list[Row]:
    def row(name: str, ours: list[float], baseline: list[float]) -> Row:
        target = _TARGETS.get((name, engine))
        said = None if target is None else f"<= {target:.2f} of plain Pyodide"
        return Row.of(f"boot.{name}.{engine}", "s", ours, baseline, said)

    rows = [row(name, taken, seconds.baseline) for name, taken in seconds.ours.items()]
    again = seconds.ours["second_visit"]
    return [*rows, row("second_visit_of_both", again, seconds.baseline_again)]
