"""What `gymbrowser simulate` prints: how much of a study the bots have reached."""

import shlex
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from gymbrowser.console import out, printable
from gymbrowser.errors import GymbrowserError

if TYPE_CHECKING:  # importing them for real would make `--help` wait
    from gymbrowser.simulate import Coverage, Item, Simulated, SimulatedThere

_MOST_NAMED = 30
_PLURALS = {
    "step": "steps",
    "branch": "branches",
    "condition": "conditions",
    "order": "orders",
    "outcome": "outcomes",
}


def show_simulated(simulated: "Simulated | SimulatedThere") -> None:
    """The table of what was reached, everything that was not, and where the records are."""
    from gymbrowser.simulate import SimulatedThere

    coverage = simulated.coverage
    out.print(_table(coverage))
    aimed = f", {coverage.aimed} of them sent to what chance had not reached" * bool(coverage.aimed)
    out.print(f"{coverage.sessions} sessions{aimed}; seed {simulated.seed}.")
    out.print(f"{coverage.refused} wrong answers were tried, and refused.")
    for item in coverage.missing[:_MOST_NAMED]:
        out.print(Text(f"Never reached: {_named(item)}", "yellow"), soft_wrap=True)
    for failure, count in coverage.failures.most_common(_MOST_NAMED):
        out.print(Text(f"Failed in {count} sessions: {printable(_last(failure))}", "red"))
    if isinstance(simulated, SimulatedThere):
        command = f"gymbrowser data pull EXP.YML DIR --mode {simulated.mode}"
        out.print(f"The records are in the study's store: fetch them with  {command}")
        return
    command = f"gymbrowser data show {shlex.quote(str(simulated.records))} --mode dev"
    out.print(f"Look at the records with  {command}", soft_wrap=True)


def insist_on_all(coverage: "Coverage") -> None:
    """Fail where something was not reached.

    Raises:
        GymbrowserError: It names all of that.
    """
    if missing := coverage.missing:
        raise GymbrowserError(
            f"the bots have not reached everything: {len(missing)} of {len(coverage.items)} left",
            why="; ".join(map(_named, missing[:_MOST_NAMED])),
            remedy="See whether it can be reached at all; or take more sessions, with -n.",
        )
    if coverage.failures:
        raise GymbrowserError(
            f"games failed in {coverage.failures.total()} sessions",
            quote=next(iter(coverage.failures)),
        )


def _table(coverage: "Coverage") -> Table:
    table = Table("", "reached", "of", "how often each", box=SIMPLE_HEAD, pad_edge=False)
    for kind, items in coverage.kinds():
        reached = [item.reached for item in items if item.reached > 0]
        often = f"{min(reached)} to {max(reached)}" if reached else "–"
        style = "green" if len(reached) == len(items) else "yellow"
        table.add_row(_PLURALS[kind], Text(str(len(reached)), style), str(len(items)), often)
    return table


def _named(item: "Item") -> str:
    return f"{item.kind} {item.name}"


def _last(failure: str) -> str:
    step, _, traceback = failure.partition(": ")
    return f"{step}: {(traceback.strip().splitlines() or [''])[-1]}"
