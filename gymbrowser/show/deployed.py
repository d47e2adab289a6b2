"""What `gymbrowser deploy` prints."""

from typing import TYPE_CHECKING

from rich.text import Text

from gymbrowser.console import count_of, megabytes, out, printable
from gymbrowser.show.parts import facts_table

if TYPE_CHECKING:  # importing them for real would make `--help` wait
    from gymbrowser.deploy.check import Looked
    from gymbrowser.deploy.deploy import Deployed
    from gymbrowser.deploy.findings import Finding

_MOST_PATHS = 3


def show_deployed(deployed: "Deployed") -> None:
    """What was copied, and where it can be opened."""
    sent = deployed.sent
    table = facts_table()
    table.add_row("place", deployed.host.name)
    table.add_row("copied", f"{count_of(sent.files, 'file')} ({megabytes(sent.size)})")
    table.add_row("there already", count_of(sent.unchanged, "file"))
    table.add_row("version", _version(deployed))
    if deployed.removed is not None:
        table.add_row("deleted", f"{count_of(deployed.removed, 'file')} of earlier versions")
    if deployed.host.address is not None:
        table.add_row("address", deployed.host.address)
    out.print(table)
    if deployed.left_to_do is not None:
        out.print(deployed.left_to_do)


def show_looked(looked: "Looked") -> None:
    """What is wrong, what could be better, and what a bot has seen."""
    for finding in looked.findings:
        out.print(_finding(finding), soft_wrap=True)
    if not looked.is_sound:
        return
    store = "; the store takes records" if looked.uploads else ""
    out.print(f"{looked.address}: {count_of(looked.files, 'file')} as built{store}.")
    visit = looked.visit
    if visit is None or visit.session is None or not visit.saved:
        return
    where = (
        "" if looked.arrived is None else f": {count_of(looked.arrived, 'object')} in its bucket"
    )
    out.print(f"A bot passed {count_of(visit.steps, 'step')}, and its records arrived{where}.")
    session = visit.session
    if visit.withdrawn:
        out.print("It has withdrawn: `gymbrowser data erase exp.yml --withdrawn` removes it.")
    else:
        command = f"gymbrowser data erase exp.yml --session {session}"
        out.print(f"It counts as a session without an end: {command} removes it.", soft_wrap=True)


def _version(deployed: "Deployed") -> str:
    version = deployed.version[:16]
    if deployed.before is None:
        return version
    same = deployed.before == deployed.version
    return f"{version}, as before" if same else f"{version}, in the place of {deployed.before[:16]}"


def _finding(finding: "Finding") -> Text:
    sign, style = ("✗", "red") if finding.weight == "wrong" else ("!", "yellow")
    text = Text.assemble((f"{sign} ", style), printable(finding.what), ".")
    if finding.paths:
        more = len(finding.paths) - _MOST_PATHS
        named = ", ".join(map(printable, finding.paths[:_MOST_PATHS]))
        text.append(f"\n  {named}{f' and {more} more' if more > 0 else ''}")
    if finding.remedy is not None:
        text.append(f"\n  {finding.remedy}")
    return text
