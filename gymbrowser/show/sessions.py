"""What `gymbrowser data show` prints: a line for each session."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from gymbrowser.console import count_of, out, printable
from gymbrowser.show.parts import MOST_SHOWN, percent, show_some

if TYPE_CHECKING:  # importing it for real would make `--help` wait for NumPy
    from gymbrowser.data.show import Row, Summary

_STATE_STYLE = {"whole": "green", "open": "yellow", "damaged": "red"}
_CELL = 80
"""Characters of a participant's id: whoever made up a longer one meant no good."""


def show_summary(summary: "Summary") -> None:
    """One line per session, what is wrong with it, and which sessions are not among them."""
    if summary.rows:
        _show_rows(summary)
    else:
        _show_other_modes(summary)
    _show_left_out(summary)


def _show_rows(summary: "Summary") -> None:
    table = Table(
        "session",
        *(["participant"] if summary.identities else []),
        "started",
        "steps",
        "episodes",
        "env steps",
        "mean return",
        "late",
        "state",
        box=SIMPLE_HEAD,
        pad_edge=False,
    )
    for row in summary.rows:
        table.add_row(*_cells(row, summary.identities))
    out.print(table)
    for row in summary.rows:
        show_some([f"{row.session[:8]}: {problem}" for problem in row.problems])
    _total(summary)


def _show_left_out(summary: "Summary") -> None:
    show_some(list(summary.losses))
    if summary.withdrawn:
        names = ", ".join(session[:8] for session in summary.withdrawn[:MOST_SHOWN])
        count = count_of(len(summary.withdrawn), "session")
        out.print(f"{count} withdrawn, to be deleted at the participant's wish: {names}.")
        out.print("They are in no table. `gymbrowser data erase --withdrawn` deletes them.")
    late = {session: count for session, count in summary.erased.items() if count}
    if summary.erased:
        out.print(f"{count_of(len(summary.erased), 'session')} erased.")
    show_some([f"{s[:8]}: {n} of its chunks are here: erase it again." for s, n in late.items()])


def _cells(row: "Row", identities: bool) -> list[str | Text]:
    state = f"{row.state}, {row.outcome}" if row.outcome else row.state
    return [
        row.session[:8],
        *([_identity(row)] if identities else []),
        f"{row.started:%m-%d %H:%M}" if row.started else "–",
        str(len(row.steps)),
        str(row.episodes),
        str(row.environment_steps),
        _returns(row.mean_return),
        percent(row.late),
        Text(state, _STATE_STYLE[row.state]),
    ]


def _identity(row: "Row") -> Text:
    words = [row.participant or "–", *(f"{name}={value}" for name, value in row.params.items())]
    return Text(printable(" ".join(words), _CELL))  # they may hold square brackets


def _returns(means: Mapping[str, float]) -> Text:
    return Text(printable(", ".join(f"{step} {mean:.2f}" for step, mean in means.items())) or "–")


def _total(summary: "Summary") -> None:
    episodes = sum(row.episodes for row in summary.rows)
    steps = sum(row.environment_steps for row in summary.rows)
    out.print(
        f"{count_of(len(summary.rows), f'{summary.mode} session')}, "
        f"{count_of(episodes, 'episode')}, {count_of(steps, 'environment step')}."
    )
    _timing(summary)


def _timing(summary: "Summary") -> None:
    late = [row.late for row in summary.rows if row.late is not None]
    waits = [row.input_to_paint for row in summary.rows if row.input_to_paint is not None]
    if late:
        worst = f" on average, {percent(max(late))} in the worst session" if len(late) > 1 else ""
        mean = percent(sum(late) / len(late))
        out.print(f"Late steps, more than 1.5 periods after the one before: {mean}{worst}.")
    if waits:
        out.print(
            f"From input to frame: at most {max(waits):.4g} ms for 95 % of an episode's inputs."
        )


def _show_other_modes(summary: "Summary") -> None:
    out.print(f"No {summary.mode} sessions here.")
    for mode, count in summary.modes.items():
        if count and mode != summary.mode:
            out.print(f"{count} in {mode}: see them with --mode {mode}.")
