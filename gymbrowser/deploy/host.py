"""What a deploy needs of a place that serves files."""

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from typing import Protocol, Self

from gymbrowser.asset import Asset

type Advance = Callable[[], None]
"""Called once for each file that is there."""


@dataclass(frozen=True)
class Sent:
    """What a host was given."""

    files: int = 0
    size: int = 0
    """In bytes."""
    unchanged: int = 0
    """Files that were there already, the same to the last bit."""

    def __add__(self, other: Self) -> "Sent":
        return Sent(
            self.files + other.files, self.size + other.size, self.unchanged + other.unchanged
        )


class Host(Protocol):
    """A place that serves files. Each file is replaced in one step: nobody gets half of one."""

    @property
    def name(self) -> str:
        """The place, for people."""

    @property
    def address(self) -> str | None:
        """Where people open it, with a slash or a page's name at its end; None: nobody knows."""

    def read(self, path: str) -> bytes | None:
        """A file that is there; None: it is not, or this host can't tell."""

    def put(self, assets: Sequence[Asset], advance: Advance) -> Sent:
        """Copy what is not there yet; all of it is there when this returns."""

    def clean(self, kept: Set[str]) -> int | None:
        """Delete what lies in `rt/` and `v/` and is not kept; how many, where that is known."""

    def finish(self) -> str | None:
        """Make the new files known; gives what is left for the user to do."""
