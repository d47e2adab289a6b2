"""What `gymbrowser data erase` prints: what there is of whom, and that it is gone."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.text import Text

from gymbrowser.console import count_of, megabytes, out, printable

if TYPE_CHECKING:
    from gymbrowser.contract.wire import Mode
    from gymbrowser.data.erase import Erasure


def show_planned(erasures: "Sequence[Erasure]", unknown: Sequence[str], mode: "Mode") -> None:
    """What there is to erase, place by place, and what nothing is there of."""
    for erasure in erasures:
        out.print(f"Session {erasure.session}, {mode}:")
        for holder, held in erasure.shares:
            size = megabytes(sum(one.size for one in held))
            unit = "versions of objects" if any(one.version for one in held) else "files"
            count = len({(one.name, one.version) for one in held})  # a download has several
            found = f"{count} {unit} ({size})" if held else "nothing"
            out.print(Text(printable(f"  {holder.name}: {found}")))
    for given in unknown:
        out.print(Text(printable(f"Nothing {mode} of {given} is there."), "red"))
    if not erasures and not unknown:
        out.print(f"No {mode} session asks to be deleted.")


def show_not_done(erasures: "Sequence[Erasure]") -> None:
    """It was only said."""
    if erasures:
        out.print("Nothing was erased. Add --yes to erase all of this for good.")


def show_done(erasures: "Sequence[Erasure]") -> None:
    """It is gone."""
    out.print(f"Erased: {count_of(len(erasures), 'session')}. A tombstone stands in each place.")
