"""`make bench-load`: a thousand participants at once, twenty real browsers beside them, one store.

The crowd's participants have the real recorder, journal, sealer and uploader on fake-indexeddb, in
one process: they prove the uploader and the store, not durability. All share this machine's cores
with the store, so the figures are what this machine can do, not what S3 can.
"""

import asyncio
import statistics
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

import click
from playwright.sync_api import sync_playwright
from rich.progress import Progress

from benchmarks.load.browsers import run_browsers
from benchmarks.load.crowd import Crowd, Task, bundle, run_crowd
from benchmarks.load.ground import Ground, prepare
from benchmarks.load.judge import Judgement, judge
from benchmarks.rows import Row, table, write
from gymbrowser.console import err, out
from tests.conftest import find_chromium

COMMAND = "make bench-load"
ARRIVE_S = 15


@click.command(help=__doc__)
@click.option("--participants", default=1000, show_default=True)
@click.option("--browsers", default=20, show_default=True)
@click.option("--minutes", default=5.0, show_default=True, help="From the first to the last step.")
def main(participants: int, browsers: int, minutes: float) -> None:
    """Measure, judge, and write build/bench/load.json."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with prepare(folder) as ground:
            bundle(folder / "crowd")
            task = Task(participants, ARRIVE_S, round(minutes * 60) - ARRIVE_S)
            crowd, saved = asyncio.run(_run(ground, folder / "crowd", task, browsers, _chromium()))
            with err.status("Pulling everything"):
                ground.pull(folder / "pulled")
            judgement = judge(folder / "pulled", crowd, saved)
    rows = _rows(crowd, judgement)
    played_min = participants * task.play_s / 60
    facts = {
        "participants": participants,
        "browsers": len(saved),
        "minutes": minutes,
        # For each participant: what docs/_generate/cost.py works with.
        "uploads_per_min": len(crowd.uploads_ms) / played_min,
        "bytes_per_min": sum(second.bytes for second in crowd.seconds) / played_min,
    }
    file = write("load", rows, {**facts, **asdict(judgement), "failed": crowd.failed})
    out.print(table(rows))
    out.print({**facts, **asdict(judgement)})
    err.print(f"✓ {file}")
    sys.exit(1 if judgement.lost or judgement.twice else 0)


def _chromium() -> Path:
    with sync_playwright() as playwright:
        return find_chromium(playwright)


async def _run(
    ground: Ground, bundled: Path, task: Task, browsers: int, chromium: Path
) -> tuple[Crowd, list[str]]:
    with Progress(console=err, transient=True) as progress:
        arrived = progress.add_task("arrived", total=task.participants)
        done = progress.add_task("done", total=task.participants)
        real = progress.add_task("browsers", total=browsers)

        def tell(have_arrived: int, are_done: int) -> None:
            progress.update(arrived, completed=have_arrived)
            progress.update(done, completed=are_done)

        return await asyncio.gather(
            run_crowd(ground, bundled, task, tell),
            run_browsers(ground, browsers, chromium, lambda: progress.advance(real)),
        )


def _rows(crowd: Crowd, judgement: Judgement) -> list[Row]:
    busy = [second for second in crowd.seconds if second.uploads]
    uploads = sorted(crowd.uploads_ms)
    cuts = statistics.quantiles(uploads, n=100)
    return [
        Row.of("load.uploads", "1/s", [second.uploads for second in busy], command=COMMAND),
        Row.of("load.bytes", "kB/s", [second.bytes / 1000 for second in busy], command=COMMAND),
        Row.of("load.upload", "ms", uploads, command=COMMAND),
        Row.of("load.upload_p95", "ms", [cuts[94]], command=COMMAND),
        Row.of("load.upload_p99", "ms", [cuts[98]], command=COMMAND),
        Row.of("load.lost", "records", [judgement.lost], target="0", command=COMMAND),
        Row.of("load.twice", "records", [judgement.twice], target="0", command=COMMAND),
    ]


if __name__ == "__main__":
    main()
