"""`make bench`: every benchmark, one table, a JSON file for each, docs/performance.md's part."""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import click
from playwright.sync_api import Browser, Playwright, sync_playwright
from rich.progress import Progress

from benchmarks import (
    agents,
    boot,
    building,
    drawing,
    frames,
    inference,
    loop,
    page,
    paper,
    pauses,
    peer,
    preview,
    size,
    timing,
)
from benchmarks.publish import publish
from benchmarks.rows import Row, table, write
from benchmarks.sites import Sites
from gymbrowser.console import err, out
from tests.conftest import find_chromium, launch_chromium
from tests.engines import ENGINES, Engine, start

# Memory is measured at once, instead of at the browser's next collection of garbage.
_FLAGS = ("--enable-blink-features=ForceEagerMeasureMemory",)


COMMAND = "python -m benchmarks"

type _Measure = Callable[[Playwright, Sites, Extent], list[Row]]


@dataclass(frozen=True)
class Extent:
    """How much is measured."""

    boots: dict[Engine, int]
    """Samples of each browser."""
    pages: int
    builds: int
    loops: loop.Extent
    agents: agents.Extent
    pauses: pauses.Extent
    frames: frames.Extent
    peers: peer.Extent
    timings: timing.Extent
    inferences: int
    papers: paper.Extent


ALL = Extent(
    dict(zip(ENGINES, boot.SAMPLES, strict=True)),
    page.SAMPLES,
    building.SAMPLES,
    loop.ALL,
    agents.ALL,
    pauses.ALL,
    frames.ALL,
    peer.ALL,
    timing.ALL,
    inference.SAMPLES,
    paper.ALL,
)
QUICK = Extent(
    {"chromium": 1},
    1,
    1,
    loop.QUICK,
    agents.QUICK,
    pauses.QUICK,
    frames.QUICK,
    peer.QUICK,
    timing.QUICK,
    3,
    paper.QUICK,
)


@click.command(help=__doc__)
@click.option("--quick", is_flag=True, help="Chromium only, few samples; docs stay as they are.")
@click.option("--only", multiple=True, help="Of them; one that is not there lists all.")
@click.option(
    "--minutes",
    type=click.FloatRange(min=0.1),
    help="How long to look for pauses; each game of pixels is played half as long.",
)
def main(quick: bool, only: tuple[str, ...], minutes: float | None) -> None:
    extent = QUICK if quick else ALL
    if minutes is not None:
        looks, games = extent.pauses.lasting(minutes), extent.frames.lasting(minutes)
        extent = replace(extent, pauses=looks, frames=games)
    if unknown := set(only) - set(MEASURES):
        known = ", ".join(MEASURES)
        raise click.UsageError(f"There is no {', '.join(sorted(unknown))}. There are: {known}.")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        sites = Sites(Path(folder))
        rows: list[Row] = []
        for name, measure in MEASURES.items():
            if only and name not in only:
                continue
            rows += _measured(name, measure, playwright, sites, extent)
        versions = {str(engine): _version(playwright, engine) for engine in extent.boots}
    out.print(table(rows))
    if not quick and not only:
        for file in publish(rows, versions):
            err.print(f"✓ {file}")


def _measured(
    name: str, measure: "_Measure", playwright: Playwright, sites: Sites, extent: Extent
) -> list[Row]:
    """Written at once: 20 minutes are not to be lost with what fails at its end."""
    begun = time.monotonic()
    command = f"{COMMAND} --only {name}"
    rows = [replace(row, command=command) for row in measure(playwright, sites, extent)]
    seconds = round(time.monotonic() - begun, 1)
    err.print(f"✓ {write(name, rows, {'seconds': seconds})} after {seconds:.0f} s")
    return rows


def _site(_playwright: Playwright, sites: Sites, _extent: Extent) -> list[Row]:
    return size.measure(sites.ours)


def _build(_playwright: Playwright, _sites: Sites, extent: Extent) -> list[Row]:
    with _progress("build", extent.builds) as advance:
        return building.measure(advance, samples=extent.builds)


def _dev(playwright: Playwright, sites: Sites, extent: Extent) -> list[Row]:
    with _progress("dev", extent.builds) as advance, _chromium(playwright) as browser:
        return preview.measure(browser, sites.folder, advance, samples=extent.builds)


def _boot(playwright: Playwright, sites: Sites, extent: Extent) -> list[Row]:
    with _progress("boot", sum(extent.boots.values())) as advance:
        return boot.measure(
            playwright,
            sites.ours.folder,
            sites.largest.folder,
            sites.baseline,
            samples=extent.boots,
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
        return [
            *loop.measure(browser, sites.ours, extent.loops),
            *agents.measure(browser, sites.many, extent.agents),
        ]


def _pauses(playwright: Playwright, sites: Sites, extent: Extent) -> list[Row]:
    with _chromium(playwright) as browser:
        return [
            *pauses.measure(browser, sites.endless.folder, extent.pauses),
            *frames.measure(browser, sites.pixels.folder, extent.frames),
        ]


def _mug(playwright: Playwright, sites: Sites, extent: Extent) -> list[Row]:
    with _chromium(playwright) as browser:
        return peer.measure(browser, sites.endless, sites.mug, extent.peers)


def _inference(_playwright: Playwright, sites: Sites, extent: Extent) -> list[Row]:
    return inference.measure(sites.folder, extent.inferences)


def _timing(playwright: Playwright, sites: Sites, extent: Extent) -> list[Row]:
    rounds = extent.timings.rounds
    with _progress("timing", rounds) as advance, _chromium(playwright) as browser:
        return timing.measure(browser, sites.endless.folder, extent.timings, advance)


def _draw(playwright: Playwright, sites: Sites, _extent: Extent) -> list[Row]:
    with _chromium(playwright) as browser:
        return drawing.measure(browser, sites.ours)


def _paper(_playwright: Playwright, sites: Sites, extent: Extent) -> list[Row]:
    return paper.measure(sites.folder, sites.reading.folder, extent.papers)


MEASURES: dict[str, _Measure] = {
    "site": _site,
    "build": _build,
    "dev": _dev,
    "boot": _boot,
    "page": _page,
    "loop": _loop,
    "pauses": _pauses,
    "mug": _mug,
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
