"""`make bench`: every benchmark, one table, a JSON file for each, docs/performance.md's part."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click
from playwright.sync_api import Browser, Playwright, sync_playwright
from rich.progress import Progress

from benchmarks import boot, building, drawing, inference, loop, page, paper, preview, size, timing
from benchmarks.publish import publish
from benchmarks.rows import Row, table, write
from benchmarks.sites import build_baseline, build_ours, build_reading
from gymbrowser.build import Built
from gymbrowser.console import err, out
from tests.conftest import find_chromium, launch_chromium
from tests.engines import ENGINES, Engine, start

# Memory is measured at once, instead of at the browser's next collection of garbage.
_FLAGS = ("--enable-blink-features=ForceEagerMeasureMemory",)


@dataclass(frozen=True)
class Extent:
    """How much is measured."""

    engines: tuple[Engine, ...]
    boots: int
    pages: int
    builds: int
    loops: loop.Extent
    timings: timing.Extent
    inferences: int
    papers: paper.Extent


ALL = Extent(
    ENGINES,
    boot.SAMPLES,
    page.SAMPLES,
    building.SAMPLES,
    loop.ALL,
    timing.ALL,
    inference.SAMPLES,
    paper.ALL,
)
QUICK = Extent(("chromium",), 1, 1, 1, loop.QUICK, timing.QUICK, 3, paper.QUICK)


@dataclass(frozen=True)
class Sites:
    """What is measured."""

    ours: Built
    reading: Built
    baseline: Path
    folder: Path
    """For those that a benchmark builds by itself."""


@click.command(help=__doc__)
@click.option("--quick", is_flag=True, help="Chromium only, few samples; docs stay as they are.")
@click.option(
    "--only",
    multiple=True,
    help="One of: site, build, dev, boot, page, loop, inference, timing, draw, paper.",
)
def main(quick: bool, only: tuple[str, ...]) -> None:
    extent = QUICK if quick else ALL
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        sites = Sites(build_ours(folder), build_reading(folder), build_baseline(folder), folder)
        rows: list[Row] = []
        for name, measure in _MEASURES.items():
            if only and name not in only:
                continue
            rows += (measured := measure(playwright, sites, extent))
            # At once: half an hour is not to be lost with what fails at its end.
            err.print(f"✓ {write(name, measured)}")
        versions = {str(engine): _version(playwright, engine) for engine in extent.engines}
    out.print(table(rows))
    if not quick and not only:
        for file in publish(rows, versions):
            err.print(f"✓ {file}")


def _site(_playwright: Playwright, sites: Sites, _extent: Extent) -> list[Row]:
    return size.measure(sites.ours)


def _build(_playwright: Playwright, _sites: Sites, extent: Extent) -> list[Row]:
    with _progress("build", extent.builds) as advance:
        return building.measure(advance, samples=extent.builds)


def _dev(playwright: Playwright, sites: Sites, extent: Extent) -> list[Row]:
    with _progress("dev", extent.builds) as advance, _chromium(playwright) as browser:
        return preview.measure(browser, sites.folder, advance, samples=extent.builds)


def _boot(playwright: Playwright, sites: Sites, extent: Extent) -> list[Row]:
    with _progress("boot", extent.boots * len(extent.engines)) as advance:
        return boot.measure(
            playwright,
            sites.ours.folder,
            sites.baseline,
            samples=extent.boots,
            engines=extent.engines,
            advance=advance,
        )


def _page(playwright: Playwright, sites: Sites, extent: Extent) -> list[Row]:
    with _progress("page", extent.pages) as advance, _chromium(playwright) as browser:
        return page.measure(
            browser,
            sites.reading.folder,
            sites.ours.folder,
            sites.baseline,
            samples=extent.pages,
            advance=advance,
        )


def _loop(playwright: Playwright, sites: Sites, extent: Extent) -> list[Row]:
    with _chromium(playwright) as browser:
        return loop.measure(browser, sites.ours, extent.loops)


def _inference(_playwright: Playwright, sites: Sites, extent: Extent) -> list[Row]:
    return inference.measure(sites.folder, extent.inferences)


def _timing(playwright: Playwright, sites: Sites, extent: Extent) -> list[Row]:
    rounds = extent.timings.rounds
    with _progress("timing", rounds) as advance, _chromium(playwright) as browser:
        return timing.measure(browser, sites.folder, extent.timings, advance)


def _draw(playwright: Playwright, sites: Sites, _extent: Extent) -> list[Row]:
    with _chromium(playwright) as browser:
        return drawing.measure(browser, sites.ours)


def _paper(_playwright: Playwright, sites: Sites, extent: Extent) -> list[Row]:
    return paper.measure(sites.folder, sites.reading.folder, extent.papers)


_MEASURES: dict[str, Callable[[Playwright, Sites, Extent], list[Row]]] = {
    "site": _site,
    "build": _build,
    "dev": _dev,
    "boot": _boot,
    "page": _page,
    "loop": _loop,
    "inference": _inference,
    "timing": _timing,
    "draw": _draw,
    "paper": _paper,
}


@contextmanager
def _chromium(playwright: Playwright) -> Iterator[Browser]:
    with launch_chromium(playwright, find_chromium(playwright), *_FLAGS) as browser:
        yield browser


@contextmanager
def _progress(name: str, total: int) -> Iterator[Callable[[], None]]:
    with Progress(console=err, transient=True) as progress:
        task = progress.add_task(name, total=total)
        yield lambda: progress.advance(task)


def _version(playwright: Playwright, engine: Engine) -> str:
    """As the browser names itself."""
    with start(engine, playwright) as browser:
        return str(browser.evaluate("() => navigator.userAgent"))


if __name__ == "__main__":
    main()
