"""What `gymbrowser dev` says of its builds."""

from typing import TYPE_CHECKING

from rich.text import Text

from gymbrowser.console import err, show_error

if TYPE_CHECKING:  # importing them for real would make `--help` wait
    from gymbrowser.dev.rebuild import Turn


def show_turn(turn: "Turn") -> None:
    """That there is a new site; or what is wrong, while the one before is still served."""
    if turn.error is not None:
        show_error(turn.error)
    else:
        err.print(Text.assemble(("✓ ", "green"), f"Built in {turn.duration_s:.1f} s"))
