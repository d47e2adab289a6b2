"""What several of them use."""

import shlex
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

from rich.table import Table
from rich.text import Text

from gymbrowser.console import out, printable

MOST_SHOWN = 20
"""Lines of one kind: strangers decide how many there are."""


def facts_table() -> Table:
    """A table of names and what there is to say of each."""
    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    return table


def typed(arguments: str) -> str:
    """A command as who has typed this one can type it: after `make demo` it is on no PATH."""
    own = Path(sys.argv[0])
    elsewhere = own.stem == "gymbrowser" and shutil.which("gymbrowser") is None
    return f"{shlex.quote(str(own)) if elsewhere else 'gymbrowser'} {arguments}"


def show_next(arguments: str) -> None:
    """The command that usually follows."""
    out.print(f"Next:  {typed(arguments)}", soft_wrap=True)


def percent(share: float | None) -> str:
    """A share as a figure; None: there is nothing that it would be of."""
    return "–" if share is None else f"{min(share, 1):.1%}".replace("%", " %")


def bad(text: str) -> Text:
    """A sentence that says what is wrong."""
    return Text(printable(text), "red")


def show_some(sentences: Iterable[str]) -> None:
    """What is wrong: strangers decide how much of it there is."""
    every = list(sentences)
    for sentence in every[:MOST_SHOWN]:
        out.print(bad(sentence))
    if len(every) > MOST_SHOWN:
        out.print(bad(f"… and {len(every) - MOST_SHOWN} more like these."))
