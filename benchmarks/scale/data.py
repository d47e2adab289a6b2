"""More sessions in an export, and more participants at one store."""

import asyncio
import shutil
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.load.crowd import Crowd, Task, bundle, run_crowd
from benchmarks.load.ground import Ground, prepare
from benchmarks.paper import make_data, run
from benchmarks.scale.growth import Curve
from gymbrowser.store.site import read_site

_GYMBROWSER = str(Path(sys.executable).with_name("gymbrowser"))
_ARRIVE_S, _PLAY_S = 5, 20


def sessions(folder: Path, site: Path, sizes: Sequence[int]) -> list[Curve]:
    """`data export` of so many sessions of one round: its time, and the most of its memory.

    Args:
        folder: For data and tables.
        site: The CartPole example.
        sizes: How many sessions.
    """
    version = read_site(site).version.name
    times, peaks = list[float](), list[float]()
    for size in sizes:
        data, tables = folder / f"sessions-{size}", folder / "tables"
        make_data(data, version, size, rounds=1)
        ran = run([_GYMBROWSER, "data", "export", str(data), "-o", str(tables)])
        times.append(ran.seconds)
        peaks.append(ran.megabytes)
        shutil.rmtree(tables)
        shutil.rmtree(data)
    return [
        Curve.of_points("sessions.export", "sessions", "s", list(zip(sizes, times, strict=True))),
        Curve.of_points("sessions.memory", "sessions", "MB", list(zip(sizes, peaks, strict=True))),
    ]


def _crowd(ground: Ground, bundled: Path, task: Task) -> Crowd:
    """In a thread of its own: Playwright has an event loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        asked = thread.submit(asyncio.run, run_crowd(ground, bundled, task, lambda *_: None))
        return asked.result()


def participants(folder: Path, sizes: Sequence[int]) -> list[Curve]:
    """So many participants who play at the same time: all their uploads, and `data pull`.

    The crowd of `make bench-load` on this machine, with the store beside it.

    Args:
        folder: For the store and what is pulled.
        sizes: How many participants.
    """
    uploads, pulls = list[float](), list[float]()
    bundle(folder / "crowd")
    for size in sizes:
        place = folder / f"participants-{size}"
        place.mkdir()
        with prepare(place) as ground:
            task = Task(size, _ARRIVE_S, _PLAY_S)
            crowd = _crowd(ground, folder / "crowd", task)
            uploads.append(sum(crowd.uploads_ms) / 1000)
            begun = time.perf_counter()
            ground.pull(place / "pulled")
            pulls.append(time.perf_counter() - begun)
        shutil.rmtree(place)
    return [
        Curve.of_points(
            "participants.uploads", "participants", "s", list(zip(sizes, uploads, strict=True))
        ),
        Curve.of_points(
            "participants.pull", "participants", "s", list(zip(sizes, pulls, strict=True))
        ),
    ]
