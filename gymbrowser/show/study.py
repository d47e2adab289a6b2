"""What the commands that make a study print: `init`, `build`, `lock`, `graph`, `links`."""

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from gymbrowser.console import count_of, err, megabytes, out, printable
from gymbrowser.recorded import describe_total
from gymbrowser.show.checked import show_missing_consent, show_missing_hooks, show_missing_upload
from gymbrowser.show.parts import facts_table, show_next

if TYPE_CHECKING:  # importing them for real would make `--help` wait
    from gymbrowser.build import Built
    from gymbrowser.links import Links
    from gymbrowser.lock import Locked
    from gymbrowser.write import Earlier


def show_scaffold(folder: Path, created: Sequence[Path]) -> None:
    """What `init` made, and what to do next."""
    out.print(f"An experiment is in {folder}:")
    for path in created:
        out.print(f"  {path}")
    out.print(f"{folder / 'README.md'} says what to change first.")
    show_next(f"build {shlex.quote(str(folder / 'exp.yml'))}")


def show_built(built: "Built", *, explain: bool = False) -> None:
    """What `build` wrote.

    Args:
        built: The site.
        explain: Show of every package what it costs, and what brought it.
    """
    table = facts_table()
    table.add_row("site", str(built.folder))
    table.add_row("files", f"{built.files} ({megabytes(built.size)})")
    table.add_row("packages", ", ".join(f"{w.name} {w.version}" for w in built.lock.wheels))
    table.add_row("runtime", f"Pyodide {built.lock.pyodide}, Python {built.lock.python}")
    table.add_row("mode", built.plan.manifest.mode)
    table.add_row("records", describe_total(built.checked))
    table.add_row("site hash", built.plan.site[:16])
    if built.earlier.versions > 0:
        table.add_row("earlier versions", _earlier(built.earlier))
    out.print(table)
    _show_first_visit(built, explain=explain)
    show_missing_consent(built.experiment)
    show_missing_upload(built.experiment)
    show_missing_hooks(built.experiment)
    show_next(f"serve {built.folder}")


def _show_first_visit(built: "Built", *, explain: bool) -> None:
    from gymbrowser.boot import NOT_WANTED, NoSnapshot, by_package, first_visit
    from gymbrowser.resolve.why import reasons
    from gymbrowser.show.first_visit import bytes_table, packages_table

    boot = built.plan.boot
    if boot is None:
        return
    out.print(bytes_table(first_visit(built.plan.assets)))
    if explain:
        why = reasons(built.lock, built.checked.resolved.exp_lock.requirements)
        out.print(packages_table(by_package(boot), why))
    if boot.problem is not None:
        out.print("Note: played in the browser's Python, the environment raised:")
        out.print(Text(printable(boot.problem.strip().splitlines()[-1])))
    if isinstance(boot.snapshot, NoSnapshot) and boot.snapshot != NOT_WANTED:
        out.print(
            "Note: there is no snapshot of Python's memory, so that every visit imports anew:"
        )
        out.print(Text(printable(boot.snapshot.reason)))


def _earlier(earlier: "Earlier") -> str:
    """Whoever took part in them may still come back."""
    kept = f"{earlier.versions} kept ({megabytes(earlier.size)})"
    return f"{kept}: sessions go on with the version that they began on; `--clean` drops them"


def show_locked(locked: "Locked") -> None:
    """What `lock` changed."""
    packages = count_of(len(locked.resolved.exp_lock.package), "package")
    if not locked.changes:
        out.print(f"{locked.file}: {packages}, nothing changed.")
        return
    out.print(f"{locked.file}: {packages}.")
    table = facts_table()
    for change in locked.changes:
        table.add_row(change.name, f"{change.before or 'new'} → {change.after or 'gone'}")
    out.print(table)


def show_graph(output: Path) -> None:
    """Where the picture of a study's flow is."""
    out.print(f"The flow is drawn in {output}.")


def show_links(links: "Links") -> None:
    """Whether the numbers come out even; not among the addresses, which are for other programs."""
    count = len(links.addresses)
    if count % links.cells:
        err.print(
            f"Note: of {links.cells} combinations of all that goes by the number, {count} "
            "participants leave some one person short. "
            f"{-(-count // links.cells) * links.cells} would not."
        )
