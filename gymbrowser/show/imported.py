"""What `import` prints: what became of each key of a project."""

import shlex
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from gymbrowser.console import count_of, out, printable
from gymbrowser.show.parts import show_next

if TYPE_CHECKING:  # importing them for real would make `--help` wait
    from gymbrowser.hippo import Fate, Imported

_STYLES = {"carried": "green", "changed": "yellow", "left out": "red", "not needed": "dim"}


def show_imported(imported: "Imported") -> None:
    """The table of fates, and what to do next."""
    out.print(_table(imported.fates))
    counts = (
        f"{sum(fate.outcome == outcome for fate in imported.fates)} {outcome}"
        for outcome in _STYLES
    )
    out.print(f"{count_of(len(imported.files), 'file')} in {imported.folder}: {', '.join(counts)}.")
    out.print("Where it says `changed` or `left out`, look at exp.yml before anybody takes part.")
    show_next(f"check {shlex.quote(str(imported.folder / 'exp.yml'))}")


def _table(fates: "list[Fate]") -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0))
    for name in ("key", "", "what became of it"):
        table.add_column(name, overflow="fold", header_style="bold")
    for fate in fates:
        table.add_row(
            Text(printable(fate.key)),
            Text(fate.outcome, _STYLES[fate.outcome], no_wrap=True),
            Text(printable(fate.sentence)),
        )
    return table
