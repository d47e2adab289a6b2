"""What a study records of its games, in words and in megabytes."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from gymbrowser.console import printable

if TYPE_CHECKING:  # importing them for real would make `--help` wait for NumPy
    from gymbrowser.check import Checked
    from gymbrowser.config.drafts import GameDraft
    from gymbrowser.contract.wire import ObservationRule
    from gymbrowser.environment.records import Estimate, Weight

_LOSES = "the others can only be computed again, and nothing in the data proves that they are right"


def describe_records(checked: "Checked") -> Iterator[tuple[str, str]]:
    """Rows of a table: what is recorded in each game step, then what all of them weigh."""
    for game in checked.experiment.games:
        yield f"records of {game.id}", _estimate(checked.estimates[game.id], game)
        for whose, rule in _rules(game, checked):
            yield "", f"observations{whose}: {_rule(rule)}"
    yield "records", describe_total(checked)


def describe_total(checked: "Checked") -> str:
    """All games of one participant; what else a session leaves is small beside them."""
    from gymbrowser.environment.records import Weight  # here, so that `--help` need not wait for it

    total = sum((each.weight for each in checked.estimates.values()), Weight(0, 0))
    steps = sum(each.steps for each in checked.inspection.records.values())
    least = "" if all(each.ends for each in checked.estimates.values()) else "at least "
    measured = f"as measured on {steps} steps with actions at random"
    return f"{least}{_weight(total)} a participant, {measured}"


def _rules(game: "GameDraft", checked: "Checked") -> Iterator[tuple[str, "ObservationRule"]]:
    """Once for all agents where it is the same."""
    rules = {a: each.rule for a, each in checked.inspection.records[game.id].recorded.items()}
    if len({rule.model_dump_json() for rule in rules.values()}) == 1:
        yield "", next(iter(rules.values()))
        return
    for agent, rule in rules.items():
        yield f" of {printable(agent)}", rule


def _rule(rule: "ObservationRule") -> str:
    kept = {
        "all": "each",
        "every": f"every {_ordinal(rule.every)}; {_LOSES}",
        "changed": "each that differs from the one before it",
        "key_frames": f"the SHA-256 of each, and every {_ordinal(rule.every)} itself",
        "none": f"none; {_LOSES}",
    }
    if rule.downsample == 1:
        return kept[rule.keep]
    pixels = f"of pixels every {_ordinal(rule.downsample)} row and column, the rest is lost"
    return f"{kept[rule.keep]}; {pixels}"


def _estimate(estimate: "Estimate", game: "GameDraft") -> str:
    episodes = game.config.episodes
    count = f"{episodes} episodes" if episodes > 1 else "1 episode"
    return f"{_weight(estimate.weight)} for {count} of {estimate.steps:,} steps: {estimate.basis}"


def _weight(weight: "Weight") -> str:
    return f"{_megabytes(weight.json)} of JSON, {_megabytes(weight.gzip)} after gzip"


def _megabytes(size: float) -> str:
    """With two digits that say something, since most studies leave less than a megabyte."""
    return f"{size / 1e6:,.0f} MB" if size >= 10e6 else f"{max(size, 1e4) / 1e6:.2g} MB"


def _ordinal(number: int) -> str:
    is_teen = number % 100 in (11, 12, 13)
    ending = "th" if is_teen else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
