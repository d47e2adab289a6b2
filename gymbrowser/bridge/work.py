"""Work that takes long: done in slices, so that whoever waits for it stays alive."""

import time
from collections import deque
from collections.abc import Callable, Iterator


class Slices:
    """Iterators that are to be driven to their ends, one after the other.

    Args:
        clock: In seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._waiting: deque[Iterator[object]] = deque()
        self._clock = clock

    @property
    def are_left(self) -> bool:
        """Whether something is still to be done."""
        return bool(self._waiting)

    def add(self, work: Iterator[object]) -> None:
        """Do this after all else."""
        self._waiting.append(work)

    def run(self, limit_s: float) -> None:
        """Go on for so long: a piece is begun before its end, and not broken off.

        Raises:
            Exception: What the work raises. It is over then, and what waits behind it stays.
        """
        until = self._clock() + limit_s
        while self._waiting and self._clock() < until:
            work = self._waiting.popleft()
            for _ in work:
                if self._clock() >= until:
                    self._waiting.appendleft(work)
                    break
