"""What `gymbrowser replay` prints."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gymbrowser.console import count_of, megabytes, out, printable
from gymbrowser.show.parts import show_some

if TYPE_CHECKING:  # importing it for real would make `--help` wait for NumPy
    from gymbrowser.replay.material import Material


def show_materials(materials: Sequence["Material"]) -> None:
    """Which sessions, and what of them can't be replayed."""
    for material in materials:
        head = material.head
        able = sum(one.why is None for one in head.episodes)
        game = count_of(len(head.episodes), "episode")
        out.print(
            f"Session {head.id[:8]} of {printable(head.experiment, 80)} ({head.mode}): "
            f"{able} of {game} can be replayed."
        )
        show_some(head.problems)


def show_replaying(url: str) -> None:
    """Where the page is."""
    out.print(f"Replay at  {url}")
    out.print("Nothing of the data leaves this machine. Stop with Ctrl-C.")


def show_film(file: Path) -> None:
    """The film that was written."""
    out.print(f"Video: {file} ({megabytes(file.stat().st_size)})")
