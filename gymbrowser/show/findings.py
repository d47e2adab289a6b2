"""What `gymbrowser data check` prints: what is wrong by kind, then in words, then by versions."""

from datetime import datetime
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from gymbrowser.console import count_of, out, printable
from gymbrowser.data.moments import moment
from gymbrowser.show.parts import MOST_SHOWN, show_some

if TYPE_CHECKING:  # importing it for real would make `--help` wait for NumPy
    from gymbrowser.data.check import Checked


def show_check(checked: "Checked") -> None:
    """The whole of it, the worst first."""
    _show_kinds(checked)
    _show_findings(checked)
    _show_beside(checked)
    _show_open(checked)
    _show_versions(checked)
    _show_verdict(checked)


def _show_kinds(checked: "Checked") -> None:
    from gymbrowser.data.findings import KINDS

    if not checked.counts:
        return
    table = Table("what", "found", "sessions", "meaning", box=SIMPLE_HEAD, pad_edge=False)
    for kind, meaning in KINDS.items():
        if count := checked.counts[kind]:
            where = sum(
                any(one.kind == kind for one in found) for found in checked.damaged.values()
            )
            table.add_row(Text(kind, "red"), str(count), str(where), meaning)
    out.print(table)


def _show_findings(checked: "Checked") -> None:
    show_some(
        f"{session[:8]}: {finding.text}"
        for session, found in checked.damaged.items()
        for finding in found
    )


def _show_beside(checked: "Checked") -> None:
    """What is wrong beside the sessions that are read."""
    show_some(f"quarantined: {item.key}: {item.reason}" for item in checked.quarantined)
    show_some(
        f"{session[:8]} was erased, but {count} of its chunks are here: erase it again."
        for session, count in checked.late.items()
    )
    show_some(checked.losses)
    show_some(f"{session[:8]} was recorded by several versions." for session in checked.mixed)
    show_some(
        f"{who} came {len(sessions)} times: {', '.join(one[:8] for one in sessions)}."
        for who, sessions in checked.several.items()
    )
    if checked.withdrawn:
        out.print(f"{count_of(len(checked.withdrawn), 'session')} to be deleted: not read.")
    if checked.copies:
        are = "is a copy of another" if checked.copies == 1 else "are copies of others"
        out.print(f"{count_of(checked.copies, 'file')} {are}: each counts once.")
    if checked.foreign:
        are = "is no chunk" if len(checked.foreign) == 1 else "are no chunks"
        out.print(f"{count_of(len(checked.foreign), 'file')} here {are}.")


def _show_open(checked: "Checked") -> None:
    if not checked.open:
        return
    table = Table("without an end", "last step", "last record", box=SIMPLE_HEAD, pad_edge=False)
    for session in checked.open[:MOST_SHOWN]:
        step = Text(printable(session.step or "–", 80))
        table.add_row(session.session[:8], step, _date(session.last))
    out.print(table)
    if len(checked.open) > MOST_SHOWN:
        out.print(f"… and {len(checked.open) - MOST_SHOWN} more without an end.")


def _show_versions(checked: "Checked") -> None:
    if not checked.versions:
        return
    table = Table(
        "experiment",
        "site",
        "environment",
        "gymbrowser",
        "sessions",
        "first",
        "last",
        box=SIMPLE_HEAD,
        pad_edge=False,
    )
    for version, span in sorted(checked.versions.items(), key=lambda item: item[1].first):
        table.add_row(
            Text(printable(version.experiment, 80)),
            version.site[:8],
            version.environment[:8],
            Text(printable(version.gymbrowser, 20)),
            str(span.sessions),
            _date(moment(span.first)),
            _date(moment(span.last)),
        )
    out.print(table)


def _show_verdict(checked: "Checked") -> None:
    if not checked.sessions:
        out.print(f"No {checked.mode} sessions here.")
        return
    whole = checked.sessions - len(checked.damaged.keys() | {o.session for o in checked.open})
    out.print(
        f"{count_of(checked.sessions, f'{checked.mode} session')}: {whole} whole, "
        f"{len(checked.open)} without an end, {len(checked.damaged)} damaged; "
        f"{count_of(checked.episodes, 'episode')}, {count_of(checked.steps, 'environment step')}."
    )


def _date(when: datetime | None) -> str:
    return f"{when:%Y-%m-%d %H:%M}" if when else "–"
