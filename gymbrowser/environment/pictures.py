"""Whether a game goes on in the same way after its picture was drawn."""

from typing import Protocol

from gymbrowser.environment.findings import UnusableError


class Play(Protocol):
    """Plays the beginning of an episode, always by the same seed and actions."""

    def __call__(self, *, shown: bool) -> list[bytes]:
        """Give all of each state; `shown`: its picture is drawn too."""


def check_pictures(play: Play) -> None:
    """Play with pictures and without: a rerun of a record draws none.

    Raises:
        UnusableError: They change what comes after them.
    """
    without = play(shown=False)
    # Of one that differs by itself, if seldom, that is the fault to tell; it is not ours to find.
    if not all(play(shown=True) != without == play(shown=False) for _ in range(2)):
        return
    raise UnusableError(
        "drawing the picture changes what comes after it",
        why="An episode must come out the same when it is run again from its record, and nothing "
        "is drawn then.",
        remedy="Let the picture set nothing in the environment, and draw its random numbers from "
        "a generator of its own, not from `self.np_random`.",
    )
