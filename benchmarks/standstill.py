"""When the machine stood still: no program could have done anything in time then.

A virtual machine shares its processors with others, and now and then all of its cores are taken
away for some hundredths of a second. So each core has a witness: a process that comes before
everything else there (SCHED_FIFO) and asks for the core once a millisecond. When all of them are
kept waiting at the same time, it was the machine that stood still, and not what is measured on it.

Run as a program, this is one witness: `python standstill.py CORE`.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

_EVERY_S = 0.001
_LEAST_S = 0.003
"""A wait of less is not told: no frame is late by it."""

type Span = tuple[float, float]
"""From when until when: seconds of `time.monotonic`, of which a trace of Chromium has the µs."""


@contextmanager
def standstills() -> Iterator[list[Span]]:
    """Those while the context lasts; they are known when it ends.

    None are known where no process may come before all others: on Linux only root's may, and not in
    every container.
    """
    found: list[Span] = []
    with ExitStack() as stack:
        witnesses = [stack.enter_context(_witness(core)) for core in _cores()]
        yield found
        waits = [_told(witness) for witness in witnesses]
    if waits:
        found += common(waits)


def common(waits: Sequence[Sequence[Span]]) -> list[Span]:
    """When all waited at the same time, as long as is told of one.

    Args:
        waits: Of each.
    """
    both = list(waits[0])
    for other in waits[1:]:
        parts = [(max(a, c), min(b, d)) for a, b in both for c, d in other]
        both = [(begun, ended) for begun, ended in parts if ended - begun >= _LEAST_S]
    return both


def _cores() -> list[int]:
    """Those that can be watched."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return []
    return sorted(os.sched_getaffinity(0))


@contextmanager
def _witness(core: int) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-I", __file__, str(core)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            process.stdout.readline()  # it watches, or may not
            yield process
        finally:
            process.kill()


def _told(witness: subprocess.Popen[str]) -> list[Span]:
    """Ends it."""
    witness.terminate()
    told, _ = witness.communicate()
    lines = [line.split() for line in told.splitlines()]
    return [(float(begun), float(ended)) for begun, ended in lines]


def _watch(core: int) -> None:
    """Tell each wait on this core until it is terminated."""
    ended: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: ended.append(number))
    os.sched_setaffinity(0, {core})
    try:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
    except PermissionError:
        return
    before = time.monotonic()
    print("watching", flush=True)
    while not ended:
        time.sleep(_EVERY_S)  # how much longer it takes is what is measured
        now = time.monotonic()
        if now - before >= _LEAST_S:
            print(before, now, flush=True)
        before = now


if __name__ == "__main__":
    _watch(int(sys.argv[1]))
