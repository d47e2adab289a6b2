"""`make bench`: every benchmark, one table, and one JSON file for each."""

import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from rich.progress import Progress

from benchmarks import boot, building, loop, size
from benchmarks.rows import Row, table, write
from benchmarks.sites import build_baseline, build_ours
from gymbrowser.build import Built
from gymbrowser.console import err, out
from tests.conftest import find_chromium, launch_chromium

# Memory is measured at once, instead of at the browser's next collection of garbage.
_FLAGS = ("--enable-blink-features=ForceEagerMeasureMemory",)


def main() -> None:
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        built = build_ours(folder)
        baseline = build_baseline(folder)
        path = find_chromium(playwright)
        with launch_chromium(playwright, path, *_FLAGS) as browser:
            results = {
                "site": size.measure(built),
                "build": _building(),
                "boot": _boot(browser, built, baseline),
                "loop": loop.measure(browser, built),
            }
    _show(results)


def _boot(browser: Browser, built: Built, baseline: Path) -> list[Row]:
    with Progress(console=err, transient=True) as progress:
        task = progress.add_task("boot.cold_pyc", total=boot.SAMPLES)
        return boot.measure(browser, built.folder, baseline, lambda: progress.advance(task))


def _building() -> list[Row]:
    with Progress(console=err, transient=True) as progress:
        task = progress.add_task("build", total=building.SAMPLES)
        return building.measure(lambda: progress.advance(task))


def _show(results: dict[str, list[Row]]) -> None:
    for name, rows in results.items():
        err.print(f"✓ {write(name, rows)}")
    out.print(table([row for rows in results.values() for row in rows]))


if __name__ == "__main__":
    main()
