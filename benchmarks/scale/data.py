"""More sessions in an export, and more participants at one store."""

import asyncio
import resource
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from benchmarks.load.crowd import Crowd, Task, bundle, run_crowd
from benchmarks.load.ground import Ground, prepare
from benchmarks.paper import make_data, run
from benchmarks.scale.growth import Curve
from gymbrowser.store.site import read_site

_GYMBROWSER = str(Path(sys.executable).with_name("gymbrowser"))
_PLAY_S = 20
_ARRIVE_S = 5
"""All of those who play at the same time come within so long."""
_ARRIVE_PER_S = 20
"""Of those who come in turn."""


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
    """So many participants who play at the same time, and `data pull`; so many who come in turn.

    The crowd of `make bench-load` on this machine, with the store beside it. What they cost is
    processor time, of the store and of the crowd. How long all uploads took together is a queue
    before both as well, where too many come at once for the cores that there are.

    Args:
        folder: For the stores and what is pulled.
        sizes: How many participants.
    """
    names = ("store", "crowd", "rush", "pull", "uploads")
    values: dict[str, list[float]] = {name: [] for name in names}
    bundle(folder / "crowd")
    for size in sizes:
        with _ground(folder / f"at-once-{size}") as ground:
            store_s, crowd_s = ground.store.processor_s, _processor_s()
            crowd = _crowd(ground, folder / "crowd", Task(size, _ARRIVE_S, _PLAY_S))
            values["store"].append(ground.store.processor_s - store_s)
            values["crowd"].append(_processor_s() - crowd_s)
            values["rush"].append(sum(crowd.uploads_ms) / 1000)
            begun = time.perf_counter()
            ground.pull(folder / f"pulled-{size}")
            values["pull"].append(time.perf_counter() - begun)
        shutil.rmtree(folder / f"pulled-{size}")
        with _ground(folder / f"in-turn-{size}") as ground:
            crowd = _crowd(ground, folder / "crowd", Task(size, size / _ARRIVE_PER_S, _PLAY_S))
            values["uploads"].append(sum(crowd.uploads_ms) / 1000)
    return [
        Curve.of_points(
            f"participants.{name}", "participants", "s", list(zip(sizes, each, strict=True))
        )
        for name, each in values.items()
    ]


@contextmanager
def _ground(place: Path) -> Iterator[Ground]:
    """A study with a store that knows nothing, in a folder that is there so long alone."""
    place.mkdir()
    try:
        with prepare(place) as ground:
            yield ground
    finally:
        shutil.rmtree(place)


def _processor_s() -> float:
    """Of all processes that this one has started and that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
