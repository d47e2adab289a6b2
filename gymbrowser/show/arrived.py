"""What the commands that fetch data print: `data pull`, `data import`, `data donors`."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gymbrowser.console import count_of, megabytes, out
from gymbrowser.show.parts import bad, show_some

if TYPE_CHECKING:  # importing them for real would make `--help` wait
    from gymbrowser.data.donors import Donors
    from gymbrowser.data.pull import Pulled
    from gymbrowser.data.quarantine import Quarantined
    from gymbrowser.data.take_in import TakenIn


def show_pulled(pulled: "Pulled", source: str | None = None) -> None:
    """What a pull fetched, and what it would not trust; `source` where there are several."""
    if source is not None:
        out.print(f"From {source}.")
    out.print(
        f"{pulled.fetched} chunks fetched ({megabytes(pulled.fetched_bytes)}), "
        f"{pulled.present} were here already."
    )
    show_some([f"not whole yet: {chunk.path}: pieces are missing." for chunk in pulled.incomplete])
    _show_quarantined(pulled.quarantined)
    if pulled.withheld:
        out.print(f"{count_of(pulled.withheld, 'object')} that say who took part: not fetched.")
    for session in pulled.erased:
        out.print(f"{session[:8]} was erased from the bucket, and now from here.")
    if pulled.late:
        objects = count_of(pulled.late, "object")
        out.print(bad(f"{objects} of erased sessions in the bucket: erase these once more."))
    if pulled.foreign_count:
        out.print(f"{pulled.foreign_count} objects below the prefix are not chunks.")


def show_taken_in(taken: "TakenIn") -> None:
    """What was in downloaded files."""
    out.print(f"{taken.new} chunks are new, {taken.present} were here already.")
    if taken.erased:
        out.print(f"{count_of(taken.erased, 'chunk')} of erased sessions: not taken in.")
    _show_quarantined(taken.quarantined)
    for broken in taken.broken:
        out.print(bad(f"{broken.file}: {broken.reason}"))


def show_donors(donors: "Donors", file: Path) -> None:
    """That a file of donors was written, and who is not in it."""
    show_some([f"{id_[:8]} is no donor: {why}." for id_, why in donors.left_out.items()])
    count = count_of(len(donors.file.donors), "donor")
    out.print(f"{count} written to {file}. Name it in `yoke: {{from: …}}`.")


def _show_quarantined(items: "Sequence[Quarantined]") -> None:
    show_some([f"quarantined: {item.key}: {item.reason}" for item in items])
