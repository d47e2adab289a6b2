"""Waits until the machine is at rest, so that a sample has nothing of what came before it."""

import time
from pathlib import Path

_STAT = Path("/proc/stat")
_MOST_BUSY = 0.08
"""Of all processors."""
_WINDOW_S = 0.2
_PATIENCE_S = 5
"""On a machine that is never at rest, samples are what they are."""


def await_rest() -> None:
    """A browser that was just started goes on with itself for a while, as its baseline's does.

    Where the system does not tell how busy it is, it is given a second.
    """
    if not _STAT.exists():
        time.sleep(1)
        return
    until = time.monotonic() + _PATIENCE_S
    while time.monotonic() < until:
        busy, all_of_it = _jiffies()
        time.sleep(_WINDOW_S)
        busy_after, all_after = _jiffies()
        if busy_after - busy <= _MOST_BUSY * (all_after - all_of_it):
            return


def _jiffies() -> tuple[int, int]:
    """Of all processors together: how long they worked, and how long there were."""
    fields = [int(field) for field in _STAT.read_text().split("\n", 1)[0].split()[1:]]
    idle, waiting = fields[3:5]
    return sum(fields) - idle - waiting, sum(fields)
