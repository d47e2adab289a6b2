"""What `gymbrowser data export`, `data completions` and `report` print at their end."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from gymbrowser.console import count_of, megabytes, out, printable
from gymbrowser.show.parts import MOST_SHOWN, show_some

if TYPE_CHECKING:  # importing them for real would make `--help` wait for NumPy
    from gymbrowser.data.audio import Recordings
    from gymbrowser.data.completions import Completions
    from gymbrowser.data.offline import ExportedDatasets
    from gymbrowser.data.tables.export import Exported
    from gymbrowser.paper.model import Report


def show_exported(exported: "Exported", *, left_out_texts: bool) -> None:
    """The tables and their rows.

    Args:
        exported: What was written.
        left_out_texts: Whether no answer that is a text was written, not even a chosen option.
    """
    table = Table("table", "rows", box=SIMPLE_HEAD, pad_edge=False)
    for name, rows in exported.rows.items():
        table.add_row(name, str(rows))
    out.print(table)
    if not exported.rows["sessions"]:
        out.print(f"There are no {exported.mode} sessions: name others with --mode.")
    if exported.damaged:
        count = f"{exported.damaged} sessions are" if exported.damaged > 1 else "1 session is"
        out.print(Text(f"{count} damaged: see `state` and `problems` in sessions.", "red"))
    if left_out_texts:
        out.print("All answers that are texts were left out: with --site, options are kept.")
    out.print(f"Written to {exported.folder}; data-dictionary.md there explains every column.")


def show_datasets(exported: "ExportedDatasets") -> None:
    """The datasets and their episodes, and why some are in none."""
    for name, episodes in exported.episodes.items():
        out.print(f"{episodes:5} episodes in {printable(name)}")
    if not exported.episodes:
        out.print(f"There is no such episode in the {exported.mode} sessions.")
    for why, count in exported.left_out.items():
        out.print(Text(f"{count:5} left out: {why}.", "yellow"))
    out.print(f"Written to {exported.folder}: MINARI_DATASETS_PATH, when you load them.")


def show_recordings(written: "Recordings") -> None:
    """How many there are, of whom, and which lack their end."""
    sessions = len({one.session for one in written.found})
    if not written.found:
        out.print(f"There is no recording in the {written.mode} sessions.")
    size = megabytes(sum(one.bytes for one in written.found))
    out.print(
        f"{count_of(len(written.found), 'recording')} of {count_of(sessions, 'session')} ({size})."
    )
    broken = [one for one in written.found if not one.whole]
    show_some(f"{one.file}: a part of it is missing, or its end." for one in broken)
    out.print(f"Written to {written.folder}; recordings.csv there says what each of them is.")


def show_completions(found: "Completions", files: Sequence[Path]) -> None:
    """How many are in which list, and why the data don't decide the others."""
    counts = [len(found.approve), len(found.screened_out), len(found.by_hand)]
    if found.bonuses is not None:
        counts.append(len(found.bonuses))
    for file, count in zip(files, counts, strict=False):
        out.print(f"{count:5} in {file}")
    for file in files[len(counts) :]:
        out.print(f"      {file}")
    for one in found.by_hand[:MOST_SHOWN]:
        out.print(Text(printable(f"{one.participant}: {one.why}."), "yellow"))
    if len(found.by_hand) > MOST_SHOWN:
        out.print(f"… and {len(found.by_hand) - MOST_SHOWN} more to check by hand.")
    for who in found.disputed[:MOST_SHOWN]:
        said = f"{who}: the records give another bonus than the one that they have read."
        out.print(Text(printable(said), "red"))
    if found.decided:
        out.print(f"{found.decided} submissions are decided already.")
    if found.unknown:
        out.print(f"{len(found.unknown)} participants are here who have no submission.")


def show_reported(report: "Report", page: Path) -> None:
    """What the report is of, and whether its data are whole."""
    if not report.sessions:
        out.print(f"There are no {report.mode} sessions: name others with --mode.")
    declared = report.exclusions.declared
    kept = f", {report.exclusions.kept} after exclusions" if declared else ""
    whole = "" if report.integrity.sound else " Something is missing or wrong in the data."
    out.print(f"{report.sessions} {report.mode} sessions{kept}.{whole} Written to {page}.")
