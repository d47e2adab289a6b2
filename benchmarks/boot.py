"""boot.*: from navigation to the first observation drawn, in three browsers.

Ours and plain Pyodide in turn, each in a browser that was just started and knows nothing. Plain
Pyodide comes as it is, which is quickest on loopback, where bytes cost nothing.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Playwright

from benchmarks import chromium
from benchmarks.hosts import serve, serve_compressed
from benchmarks.rest import await_rest
from benchmarks.rows import Row
from tests.engines import Engine, Page, start

SAMPLES = (10, 6, 6)
"""Of each of `ENGINES`, of what has a target; of all else half as many."""
OUR_MARK = "gymbrowser:episode-ready"
_BOOTED_MARK = "gymbrowser:booted"
"""Python is up and its environment proven, behind a page that is read."""
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
    ("largest_pyc", "chromium"): 0.50,
    ("largest_snapshot", "chromium"): 0.25,
    ("largest_second_visit", "chromium"): 0.20,
}
_TIMEOUT_S = 120
_INVITED = "PROLIFIC_PID=0123456789abcdef01234567"
"""Whom the largest study lets in."""
_KEPT = "() => caches.match(new URL('index.html', location)).then((page) => page !== undefined)"
"""The page is what the service worker keeps last of what a boot needs."""
_AGREED = """() => {
  const button = (text) => [...document.querySelectorAll("button:enabled")]
    .find((each) => each.checkVisibility() && each.textContent.trim().startsWith(text));
  document.querySelector("main").scrollIntoView(false);
  for (const box of document.querySelectorAll("[type=checkbox]:not(:checked)")) box.click();
  const agree = button("I agree");
  (agree ?? button("Continue"))?.click();
  return agree !== undefined;
}"""
"""Whoever is asked to consent does, after the pages before that."""
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
    largest: str
    """The study with the most features."""
    baseline: str


def measure(
    playwright: Playwright,
    ours: Path,
    largest: Path,
    baseline: Path,
    *,
    samples: Mapping[Engine, int],
    advance: Callable[[], None] = lambda: None,
) -> list[Row]:
    """Every row of every browser that there are to be samples of."""
    rows = []
    with _serving(ours, largest, baseline) as origins:
        for engine, count in samples.items():
            seconds = Seconds()
            for index in range(count):
                _sample(engine, playwright, origins, seconds, all_of_it=index % 2 == 0)
                if engine == "chromium" and index % 2 == 0:
                    _sample_largest(playwright, origins.largest, seconds)
                advance()
            rows += _rows(engine, seconds)
    return rows


@contextmanager
def _serving(ours: Path, largest: Path, baseline: Path) -> Iterator[Origins]:
    with (
        serve_compressed(ours) as one,
        serve(ours) as two,
        serve_compressed(largest) as three,
        serve(baseline) as four,
    ):
        yield Origins(one, two, three, four)


def _sample(
    engine: Engine, playwright: Playwright, origins: Origins, seconds: Seconds, *, all_of_it: bool
) -> None:
    def note(name: str, taken: float) -> None:
        seconds.ours.setdefault(name, []).append(taken)

    def is_due(name: str) -> bool:
        return all_of_it or (name, engine) in _TARGETS

    for way in filter(lambda way: is_due(f"cold_{way}"), WAYS):
        with _started(engine, playwright) as page:
            note(f"cold_{way}", _until_s(page, f"{origins.ours}/?boot={way}", OUR_MARK))
    with _started(engine, playwright) as page:
        seconds.baseline.append(_until_s(page, origins.baseline, BASELINE_MARK))
        if all_of_it and engine == "chromium":
            await_rest()
            again = _until_s(page, origins.baseline, BASELINE_MARK)
            seconds.baseline_again.append(again)
    if all_of_it and engine == "chromium":
        with _started(engine, playwright) as page:
            note("cold_uncompressed", _until_s(page, origins.uncompressed, OUR_MARK))
    if is_due("second_visit"):
        with _started(engine, playwright) as page:
            note("cold", _until_s(page, origins.ours, OUR_MARK))
            page.wait_for(_KEPT, timeout_s=_TIMEOUT_S)
            await_rest()
            note("second_visit", _until_s(page, origins.ours, OUR_MARK))


def _sample_largest(playwright: Playwright, origin: str, seconds: Seconds) -> None:
    def note(name: str, taken: float) -> None:
        seconds.ours.setdefault(f"largest_{name}", []).append(taken)

    address = f"{origin}/?{_INVITED}"
    for way in WAYS:
        with _started("chromium", playwright) as page:
            note(way, _until_s(page, f"{address}&boot={way}", _BOOTED_MARK))
    with _started("chromium", playwright) as page:
        _until_s(page, address, _BOOTED_MARK)
        # Nothing is kept of who has not agreed.
        page.wait_for(_AGREED, timeout_s=_TIMEOUT_S)
        page.wait_for(_KEPT, timeout_s=_TIMEOUT_S)
        await_rest()
        note("second_visit", _until_s(page, address, _BOOTED_MARK))


@contextmanager
def _started(engine: Engine, playwright: Playwright) -> Iterator[Page | chromium.Tab]:
    """A new browser that has come to rest, as those of participants have."""
    begun = chromium.start(playwright) if engine == "chromium" else start(engine, playwright)
    with begun as page:
        await_rest()
        yield page


def _until_s(page: Page | chromium.Tab, address: str, mark: str) -> float:
    """Seconds after navigation began, by the page's own clock."""
    page.goto(address if "?" in address else f"{address}/")
    return float(page.wait_for(_TIME, mark, timeout_s=_TIMEOUT_S)) / 1000


def _rows(engine: Engine, seconds: Seconds) -> list[Row]:
    def row(name: str, ours: list[float], baseline: list[float]) -> Row:
        target = _TARGETS.get((name, engine))
        said = None if target is None else f"<= {target:.2f} of plain Pyodide"
        return Row.of(f"boot.{name}.{engine}", "s", ours, baseline, said)

    rows = [row(name, taken, seconds.baseline) for name, taken in seconds.ours.items()]
    if seconds.baseline_again:
        again = seconds.ours["second_visit"]
        rows.append(row("second_visit_of_both", again, seconds.baseline_again))
    return rows
