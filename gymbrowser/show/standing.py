"""What `gymbrowser watch` shows: a table that is drawn anew with each look."""

import json
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from gymbrowser.console import count_of, out, printable, show_warning
from gymbrowser.show.parts import bad, facts_table

if TYPE_CHECKING:  # importing them for real would make `--help` wait
    from gymbrowser.watch import Standing
    from gymbrowser.watch.model import Counts, Expiry, Result

_SOON_H = 24


def print_standing(standing: "Standing", trouble: str | None = None, *, as_json: bool) -> None:
    """One look, for a log or a program; see `standing_table`."""
    if not as_json:
        out.print(standing_table(standing, trouble))
        return
    out.print(json.dumps(standing.told()), soft_wrap=True)
    if trouble is not None:
        show_warning(_failed(trouble))


def standing_table(standing: "Standing", trouble: str | None = None) -> RenderableType:
    """The whole picture.

    Args:
        standing: The last look that went well.
        trouble: Why the one after it did not.
    """
    title = f"{standing.experiment}, {standing.mode}: {standing.at:%Y-%m-%d %H:%M:%S} UTC"
    parts: list[RenderableType] = [Text(title, "bold"), _counts(standing), _facts(standing)]
    if standing.results:
        parts.append(_results(standing.results))
    elif standing.results is None and standing.levels:
        parts.append(Text("Results are blinded until the study is closed: --unblind.", "dim"))
    if trouble is not None:
        parts.append(bad(_failed(trouble)))
    return Group(*parts)


def _failed(trouble: str) -> str:
    return f"This look failed, and another one follows: {trouble}"


def _counts(standing: "Standing") -> Table:
    names = ("active", "finished", "abandoned", "other ends", "all")
    table = Table("", *names, box=SIMPLE_HEAD, pad_edge=False)
    table.add_row("everybody", *_cells(standing.total), style="bold")
    for level in standing.levels:
        table.add_row(printable(f"{level.condition}: {level.level}"), *_cells(level.counts))
    return table


def _cells(counts: "Counts") -> list[str]:
    return [str(n) for n in (counts.active, counts.finished, counts.abandoned, counts.other,
                             counts.all)]  # fmt: skip


def _facts(standing: "Standing") -> Table:
    table = facts_table()
    ends = ", ".join(f"{number} {outcome}" for outcome, number in standing.outcomes.items())
    table.add_row("ended", ends or "nobody yet")
    for name, number in (
        ("errors", standing.errors),
        ("damaged", standing.damaged),
    ):
        table.add_row(name, bad(f"in {count_of(number, 'session')}") if number else "none")
    if standing.quarantined:
        table.add_row("quarantined", bad(count_of(standing.quarantined, "object")))
    if standing.to_erase:
        table.add_row(
            "to erase", f"{count_of(standing.to_erase, 'session')}: data erase --withdrawn"
        )
    if standing.expiry is not None:
        table.add_row("uploads", _expiry(standing, standing.expiry))
    return table


def _expiry(standing: "Standing", expiry: "Expiry") -> Text:
    if expiry.at is None:
        allowed = "by the endpoint" if expiry.by_endpoint else "not allowed: gymbrowser sign"
        return Text(allowed) if expiry.by_endpoint else bad(allowed)
    hours = (expiry.at - standing.at).total_seconds() / 3600
    said = f"until {expiry.at:%Y-%m-%d %H:%M} UTC"
    if hours <= 0:
        return bad(f"{said}: over; sign again and deploy")
    return bad(f"{said}: sign again soon") if hours < _SOON_H else Text(said)


def _results(results: "tuple[Result, ...]") -> Table:
    table = Table("condition", "game", "sessions", "mean return", box=SIMPLE_HEAD, pad_edge=False)
    for one in results:
        name = printable(f"{one.condition}: {one.level}")
        table.add_row(name, printable(one.game), str(one.sessions), f"{one.mean_return:.4g}")
    return table
