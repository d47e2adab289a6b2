"""What export and verify cost beside a plain read of the same lines.

The data are made here: rounds of CartPole of 400 steps, recorded as a page records them at 60
frames a second, in records of six steps and chunks of 15 s. The baseline reads every line of them
with pyarrow's own reader of JSON, into Arrow tables of texts, and does nothing with them: no chain
is checked, no column unpacked, nothing written. All three run in turn, each as a process of its
own. Memory is the most that all processes of a command had resident at once, looked at every 20 ms.

Then `verify` runs on Dask clusters of this machine, and in turn with as many processes of its own.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import gymnasium
import numpy as np

from benchmarks.rows import Row
from gymbrowser.store.site import read_site
from tests.chunks import CART, Plain, Writer, columns, end, episode, episode_end, pack, save
from tests.chunks import session as begun
from tests.chunks import steps as packed
from tests.dask_cluster import run_dask

STEPS = 400
ROUNDS = 5
RECORD, CHUNK = 6, 900
"""Steps of one record, and of one chunk."""
_GYMBROWSER = str(Path(sys.executable).with_name("gymbrowser"))
_EVERY_S = 0.02
_NEARLY_ALL = re.compile(r"\d\d+ of \d+ episodes came out equal")
"""This machine's sines are not those of the site's Python: of some hundred rounds one may differ in
the last bit of an observation, and `verify` ends with 1."""
_READ = """
import gzip, sys
from pathlib import Path
import pyarrow as pa
from pyarrow import json
def texts(names): return [(name, pa.string()) for name in names.split()]
player = pa.struct(texts(
    "action intended source present input_t observed observation digest reward terminated truncated"
    " output uniform"
))
schema = pa.schema([
    *[(name, pa.int64()) for name in "n first count episode attempt".split()],
    *texts("type step mode due started stepped drawn"),
    ("t", pa.float64()),
    ("agents", pa.struct([("player", player)])),
])
parsing = json.ParseOptions(schema, unexpected_field_behavior="ignore")
reading = json.ReadOptions(block_size=1 << 24)
steps = 0
for file in sorted(Path(sys.argv[1]).rglob("*.jsonl.gz")):
    with gzip.open(file) as lines:
        table = json.read_json(lines, reading, parsing)
    steps += sum(filter(None, table["count"].to_pylist()))
assert steps == int(sys.argv[2]), steps
"""
"""`info` is a text in one kind of line and an object in another, which pyarrow refuses: the columns
of steps are named."""


@dataclass(frozen=True)
class Extent:
    """How much is measured."""

    sessions: int
    samples: int
    workers: tuple[int, ...]
    """Clusters of so many workers."""


ALL = Extent(sessions=20, samples=2, workers=(1, 2))
QUICK = Extent(sessions=4, samples=1, workers=())


@dataclass
class Ran:
    """One command, and the most that its processes had in memory at once."""

    seconds: float = 0.0
    megabytes: float = 0.0


def measure(folder: Path, site: Path, extent: Extent) -> list[Row]:
    """Export, verify and the plain read in turn.

    Args:
        folder: Where data and tables may be left.
        site: The CartPole example as it is.
        extent: How much.
    """
    data, tables = folder / "paper-data", folder / "paper-tables"
    count = make_data(data, read_site(site).version.name, extent.sessions)
    commands = {
        "export": [_GYMBROWSER, "data", "export", data, "-o", tables],
        "verify": [_GYMBROWSER, "data", "verify", data, "--site", site],
        "read": [sys.executable, "-c", _READ, data, str(count)],
    }
    ran: dict[str, list[Ran]] = {name: [] for name in commands}
    for _ in range(extent.samples):
        for name, command in commands.items():
            ran[name].append(run([*map(str, command)]))
        shutil.rmtree(tables)
    rows = [row for name in ("export", "verify") for row in _rows(name, ran, count)]
    verify = [*map(str, commands["verify"])]
    return [*rows, *(_on_cluster(folder, verify, n, extent.samples, count) for n in extent.workers)]


def _on_cluster(folder: Path, verify: list[str], workers: int, samples: int, count: int) -> Row:
    """Workers of one thread each."""
    there, here = list[float](), list[float]()
    with run_dask(folder / f"dask-{workers}", workers=workers) as address:
        for _ in range(samples):
            there.append(count / run([*verify, "--scheduler", address]).seconds)
            here.append(count / run([*verify, "--jobs", str(workers)]).seconds)
    return Row.of(f"paper.verify_workers_{workers}", "steps/s", there, here)


def _rows(name: str, ran: dict[str, list[Ran]], count: int) -> Iterator[Row]:
    ours, plain = ran[name], ran["read"]
    rates, plain_rates = ([count / one.seconds for one in some] for some in (ours, plain))
    yield Row.of(f"paper.{name}", "steps/s", rates, plain_rates)
    peaks, plain_peaks = ([one.megabytes for one in some] for some in (ours, plain))
    yield Row.of(f"paper.{name}_memory", "MB", peaks, plain_peaks)


def run(command: Sequence[str]) -> Ran:
    """Wait for a command, whose memory is watched.

    Raises:
        RuntimeError: It failed.
    """
    ran = Ran()
    with tempfile.TemporaryFile("w+") as said:
        began = time.perf_counter()
        # A session of its own, by which its processes are known.
        process = subprocess.Popen(command, stdout=said, stderr=said, start_new_session=True)
        with _watched(process.pid, ran):
            failed = process.wait()
        ran.seconds = time.perf_counter() - began
        said.seek(0)
        text = said.read()
    if failed and not _NEARLY_ALL.search(text):
        raise RuntimeError(f"{' '.join(command[:4])} ended with {failed}: {text}")
    return ran


@contextmanager
def _watched(leader: int, ran: Ran) -> Iterator[None]:
    over = threading.Event()

    def look() -> None:
        while not over.wait(_EVERY_S):
            ran.megabytes = max(ran.megabytes, _resident(leader) / 1e6)

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _resident(leader: int) -> int:
    """Bytes of all processes of a session: see proc(5)."""
    page, total = os.sysconf("SC_PAGE_SIZE"), 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "stat").read_text().rpartition(")")[2].split()
            if int(words[3]) == leader:
                total += page * int((process / "statm").read_text().split()[1])
        except (OSError, IndexError):
            continue  # it has ended meanwhile
    return total


def make_data(folder: Path, version: str, sessions: int, rounds: int = ROUNDS) -> int:
    """Sessions of so many rounds each, all of different seeds; gives the count of steps."""
    for number in range(sessions):
        name = f"{number:032x}"
        game = Writer("game-1", name, layouts={"play": {"player": CART}})
        records = [record for index in range(rounds) for record in _round(number, index)]
        size = CHUNK // RECORD
        parts = [records[at : at + size] for at in range(0, len(records), size)]
        sealed = [game.seal(*part, site=version) for part in parts]
        page = Writer("page-1", name)
        ends = end({"page-1": 2, "game-1": len(records)})
        save(folder, page.seal(begun(session=name), ends, site=version), *sealed)
    return sessions * rounds * STEPS


def _round(number: int, index: int) -> Iterator[Plain]:
    """One episode, as this process's own Gymnasium plays it."""
    seed = number * ROUNDS + index
    env = gymnasium.make("CartPole-v1")
    first, _ = env.reset(seed=seed)
    here = {"step": "play", "episode": index}
    yield {**episode({"player": pack(first, "<f4")}, seed=seed), **here}
    now = first
    for at in range(0, STEPS, RECORD):
        actions, seen = [], []
        for _ in range(min(RECORD, STEPS - at)):
            actions.append(int(_leans_right(now)))
            now, _, terminated, _, _ = env.step(actions[-1])
            if terminated:
                raise RuntimeError("The pole fell.")
            seen.append(now)
        held = columns(pack(seen, "<f4"), pack(actions, "<i8"), [1.0] * len(actions))
        yield packed(at, len(actions), {"player": held}, **here)
    yield {**episode_end(STEPS, {"player": float(STEPS)}), **here, "reason": "max_steps"}


def _leans_right(observation: np.ndarray) -> bool:
    """Keeps the pole up, and the cart near the middle."""
    x, speed, angle, turning = observation
    return bool(angle + 0.3 * turning + 0.02 * x + 0.04 * speed > 0)
