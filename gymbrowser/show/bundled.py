"""What `gymbrowser bundle` and `rebuild` print."""

import shlex
from typing import TYPE_CHECKING

from gymbrowser.console import count_of, megabytes, out
from gymbrowser.show.parts import facts_table, show_next, show_some

if TYPE_CHECKING:  # importing them for real would make `--help` wait
    from gymbrowser.bundle import Bundled, Rebuilt


def show_bundled(bundled: "Bundled") -> None:
    """What is in the archive, and the number that a preregistration names."""
    contents = bundled.contents
    table = facts_table()
    table.add_row("bundle", f"{bundled.file} ({megabytes(bundled.size)})")
    table.add_row("files", str(len(contents.files)))
    table.add_row("site hash", contents.site[:16])
    table.add_row("simulated", count_of(contents.simulated, "participant"))
    out.print(table)
    out.print(f"SHA-256  {bundled.sha256}", soft_wrap=True)
    show_next(f"rebuild {shlex.quote(str(bundled.file))}")


def show_rebuilt(rebuilt: "Rebuilt") -> None:
    """Whether the two sites are the same."""
    if rebuilt.sha256 is not None:
        out.print(f"SHA-256  {rebuilt.sha256}", soft_wrap=True)
    show_some(f"{difference}." for difference in rebuilt.differences)
    files = count_of(rebuilt.files, "file")
    if rebuilt.differences:
        out.print(f"{files} are the same, {len(rebuilt.differences)} are not.")
    else:
        out.print(
            f"The site was built again, off line: all of its {files} are the same, bit by bit."
        )
    if rebuilt.folder is not None:
        out.print(f"It is in {rebuilt.folder}.")
