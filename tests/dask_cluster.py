"""A real Dask cluster on loopback: a scheduler and workers, each a process of its own."""

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from distributed import Client

READY_WITHIN_S = 120
_DASK = str(Path(sys.executable).with_name("dask"))
_LOOPBACK = ("--host", "127.0.0.1")


@contextmanager
def run_dask(folder: Path, *, workers: int) -> Iterator[str]:
    """From ready to ended; gives the scheduler's address.

    Args:
        folder: For what its processes write.
        workers: How many, of one thread each.
    """
    folder.mkdir()
    with ExitStack() as running:
        known = folder / "scheduler.json"
        words = ["scheduler", *_LOOPBACK, "--port", "0", "--no-dashboard"]
        scheduler = running.enter_context(
            _process([*words, "--scheduler-file", str(known)], folder / "scheduler.log")
        )
        deadline = time.monotonic() + READY_WITHIN_S
        while not known.exists():
            if scheduler.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((folder / "scheduler.log").read_text(encoding="utf-8"))
            time.sleep(0.05)
        with Client(scheduler_file=str(known), set_as_default=False) as client:  # it waits for all
            address = client.scheduler.address
            for number in range(workers):
                own = ["--nthreads", "1", "--no-dashboard", "--no-nanny"]
                own += ["--local-directory", str(folder / f"worker-{number}")]
                words = ["worker", address, *_LOOPBACK, *own]
                running.enter_context(_process(words, folder / f"worker-{number}.log"))
            if workers > 0:
                client.wait_for_workers(workers, timeout=READY_WITHIN_S)
        yield str(address)


@contextmanager
def _process(words: Sequence[str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as said:
        process = subprocess.Popen([_DASK, *words], stdout=said, stderr=said)
        try:
            yield process
        finally:
            process.kill()
            process.wait()
