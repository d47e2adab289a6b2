"""How what gymbrowser does grows: of each curve its points, and the exponent that fits them.

Writes build/bench/scale.json, and with --docs the figures and pictures of docs/performance.md.
"""

import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
from playwright.sync_api import Browser, sync_playwright

from benchmarks.picture import lines
from benchmarks.scale.data import participants, sessions
from benchmarks.scale.growth import COMMAND, FILE, Curve, read, table, write
from benchmarks.scale.play import agents, episodes
from benchmarks.scale.studies import policies, sites, steps
from benchmarks.sites import Sites
from gymbrowser.console import err, out
from tests.conftest import find_chromium, launch_chromium

DOCS = Path(__file__).parents[2] / "docs"
_FLAGS = ("--enable-blink-features=ForceEagerMeasureMemory",)


@dataclass(frozen=True)
class _Measure:
    few: Sequence[int]
    """The sizes that are done in minutes."""
    all: Sequence[int]
    run: Callable[[Browser, Sites, Path, Sequence[int]], list[Curve]]
    title: str
    """Of its picture."""


MEASURES: Mapping[str, _Measure] = {
    "steps": _Measure(
        (1, 10, 50),
        (1, 5, 20, 50, 100, 200),
        lambda browser, _sites, folder, sizes: steps(browser, folder, sizes),
        "Steps of a study",
    ),
    "policies": _Measure(
        (1, 4, 12),
        (1, 2, 5, 10, 20, 50),
        lambda browser, _sites, folder, sizes: policies(browser, folder, sizes),
        "Policies of a study",
    ),
    "episodes": _Measure(
        (1_000, 10_000, 100_000),
        (1_000, 10_000, 100_000, 1_000_000),
        lambda browser, built, _folder, sizes: episodes(browser, built.endless, sizes),
        "Steps of an episode",
    ),
    "agents": _Measure(
        (1, 4, 16),
        (1, 2, 4, 8, 16),
        lambda browser, built, _folder, sizes: agents(browser, built.many, sizes, steps=300),
        "Agents of a game",
    ),
    "sites": _Measure(
        (1, 2, 4),
        (1, 3, 10, 30, 100),
        lambda _browser, _sites, folder, sizes: sites(folder, sizes),
        "Sites of one build cache",
    ),
    "sessions": _Measure(
        (10, 40, 160),
        (10, 100, 1_000, 10_000),
        lambda _browser, built, folder, sizes: sessions(folder, built.reading.folder, sizes),
        "Sessions of an export",
    ),
    "participants": _Measure(
        (5, 20),
        (10, 100, 1_000),
        lambda _browser, _sites, folder, sizes: participants(folder, sizes),
        "Participants of a store",
    ),
}


@click.command(help=__doc__)
@click.option("--only", multiple=True, help=f"One of: {', '.join(MEASURES)}.")
@click.option("--full", is_flag=True, help="All sizes, up to a million steps: takes 15 minutes.")
@click.option("--docs", is_flag=True, help="Also write what docs/performance.md shows.")
def main(only: tuple[str, ...], full: bool, docs: bool) -> None:
    if unknown := set(only) - set(MEASURES):
        known = ", ".join(MEASURES)
        raise click.UsageError(f"There is no {', '.join(sorted(unknown))}. There are: {known}.")
    chosen = [name for name in MEASURES if name in (only or MEASURES)]
    curves = [curve for curve in _earlier() if curve.name.partition(".")[0] not in chosen]
    with (
        tempfile.TemporaryDirectory() as name,
        sync_playwright() as playwright,
        launch_chromium(playwright, find_chromium(playwright), *_FLAGS) as browser,
    ):
        built = Sites(Path(name))
        for measure in chosen:
            of = MEASURES[measure]
            begun = time.monotonic()
            curves += of.run(browser, built, Path(name), of.all if full else of.few)
            curves.sort(key=lambda curve: list(MEASURES).index(curve.name.partition(".")[0]))
            # At once: minutes are not to be lost with what fails at their end.
            file = write(curves, full=full)
            err.print(f"✓ {measure} after {time.monotonic() - begun:.0f} s: {file}")
    out.print(table(curves))
    if docs:
        for file in publish(curves, full=full):
            err.print(f"✓ {file}")


def _earlier() -> list[Curve]:
    """Those of the run before: one measure is not to cost the others."""
    return read(FILE) if FILE.exists() else []


def publish(curves: Sequence[Curve], folder: Path = DOCS, **facts: object) -> list[Path]:
    """Figures and pictures of the documentation.

    Args:
        curves: Of one run.
        folder: Of the documentation.
        facts: What there is to say beside the curves.
    """
    files = [write(curves, folder / "_generate" / "scale.json", **facts)]
    for name, measure in MEASURES.items():
        chosen = [curve for curve in curves if curve.name.startswith(f"{name}.")]
        if not chosen:
            continue
        file = folder / f"performance-scale-{name}.svg"
        file.write_text(lines(measure.title, chosen), encoding="utf-8")
        files.append(file)
    return files


if __name__ == "__main__":
    main(prog_name=COMMAND)
