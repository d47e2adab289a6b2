"""What `gymbrowser data verify` prints: the games, then every episode that is not proven."""

from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from gymbrowser.console import out, printable

if TYPE_CHECKING:  # importing them for real would make `--help` wait for NumPy
    from gymbrowser.differences import Difference
    from gymbrowser.referee import Verdict
    from gymbrowser.verify import Verified

_MOST_SHOWN = 50
"""Episodes that are named."""


def show_verified(verified: "Verified") -> None:
    """A row for each game, then what is not equal, then the verdict."""
    from gymbrowser.verify import by_game

    if not verified.verdicts:
        out.print(f"No {verified.mode} session here has an episode.")
        _show_damaged(verified)
        return
    table = Table(
        "game",
        "episodes",
        "env steps",
        "equal",
        "different",
        "not run",
        "other actions",
        box=SIMPLE_HEAD,
        pad_edge=False,
    )
    for step, counts in by_game(verified):
        table.add_row(Text(printable(step, 80)), *map(str, counts.values()))
    out.print(table)
    _show_some([_sentence(verdict) for verdict in verified.verdicts if _is_odd(verdict)])
    _show_native(verified)
    _show_end(verified)
    _show_damaged(verified)


def _is_odd(verdict: "Verdict") -> bool:
    return verdict.state != "equal" or bool(verdict.other_actions)


def _sentence(verdict: "Verdict") -> str:
    found = verdict.first_difference
    if verdict.state == "not_run":
        said = f"not run: {verdict.why}."
    elif found is not None:
        said = f"the first difference is {_place(found)}."
    else:
        said = f"its policies chose another action {verdict.other_actions} times."
    return f"{_name(verdict)}: {said}"


def _show_native(verified: "Verified") -> None:
    asked = [verdict for verdict in verified.verdicts if verdict.native is not None]
    if not asked:
        return
    natives = [verdict.native for verdict in asked if verdict.native is not None]
    same = sum(native.first_difference is None and native.why is None for native in natives)
    drift = max(native.drift for native in natives)
    out.print(
        f"Natively {same} of {len(natives)} came out equal; the largest drift is {drift:.3g}."
    )
    _show_some(
        [
            f"{_name(verdict)}: natively {_opinion(verdict)}."
            for verdict in asked
            if verdict.native and (verdict.native.first_difference or verdict.native.why)
        ],
        style="yellow",
    )


def _opinion(verdict: "Verdict") -> str:
    assert verdict.native is not None
    found = verdict.native.first_difference
    if found is None:
        return f"not run: {verdict.native.why}"
    return f"the first difference is {_place(found)}, the drift {verdict.native.drift:.3g}"


def _show_end(verified: "Verified") -> None:
    count = len(verified.verdicts)
    if verified.is_proven:
        whole = "The episode" if count == 1 else f"All {count} episodes"
        out.print(f"{whole} came out equal, bit for bit.")
    else:
        proven = count - sum(map(_is_odd, verified.verdicts))
        out.print(Text(f"{proven} of {count} episodes came out equal, bit for bit.", "red"))


def _show_damaged(verified: "Verified") -> None:
    if verified.damaged == 0:
        return
    count = "1 session is" if verified.damaged == 1 else f"{verified.damaged} sessions are"
    out.print(
        Text(
            f"{count} damaged: episodes of which something is missing may not be among these. "
            "`gymbrowser data check` names what is.",
            "red",
        )
    )


def _name(verdict: "Verdict") -> str:
    return (
        f"{verdict.session[:8]}, {verdict.step}, attempt {verdict.attempt}, "
        f"episode {verdict.episode}"
    )


def _place(found: "Difference") -> str:
    """Of what `reset` gives 0 stands for `reset`, i + 1 for the step i."""
    whose = f" of {found.agent}" if found.agent else ""
    given = found.field.startswith(("observ", "digest", "present", "info"))
    if given and found.index == 0:
        return f"`{found.field}`{whose} after `reset`"
    return f"`{found.field}`{whose} at step {found.index - given}"


def _show_some(sentences: list[str], style: str = "red") -> None:
    for sentence in sentences[:_MOST_SHOWN]:
        out.print(Text(printable(sentence), style))
    if len(sentences) > _MOST_SHOWN:
        out.print(Text(f"… and {len(sentences) - _MOST_SHOWN} more like these.", style))
