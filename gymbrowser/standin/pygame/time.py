"""Clocks that nobody waits for: the pace of a game is gymbrowser's, see `fps` in exp.yml."""

import time
from functools import cache

from ._missing import refuse_others


@cache
def begin() -> float:
    """When `pygame.init` was called, or this for the first time.

    Not when it was imported: of a Python that is started from a copy of its memory, that was long
    ago, and for everybody at once.
    """
    return time.perf_counter()


class Clock:
    """Tells how much time passed between two ticks."""

    def __init__(self) -> None:
        self._last = time.perf_counter()
        self._passed_ms = 0

    def tick(self, framerate: float = 0) -> int:
        """Milliseconds since the last tick; it does not wait."""
        del framerate
        now = time.perf_counter()
        self._passed_ms, self._last = int((now - self._last) * 1000), now
        return self._passed_ms

    tick_busy_loop = tick

    def get_time(self) -> int:
        """What `tick` gave last."""
        return self._passed_ms

    get_rawtime = get_time

    def get_fps(self) -> float:
        """Ticks per second."""
        return 1000 / self._passed_ms if self._passed_ms else 0.0


def get_ticks() -> int:
    """Milliseconds since pygame was initialised."""
    start = begin()
    return int((time.perf_counter() - start) * 1000)


def wait(milliseconds: int) -> int:
    """Nothing: a page that waits is a page that hangs."""
    return milliseconds


delay = wait


def set_timer(*_: object) -> None:
    """Nothing: there are no events."""


__getattr__ = refuse_others("pygame.time")
