"""How even the conditions of a study come out, in words: for `gymbrowser check`."""

from collections.abc import Iterator

from gymbrowser.config import Experiment
from gymbrowser.config.condition_models import ConditionConfig
from gymbrowser.flow.imbalance import WITHIN, spreads


def describe_conditions(experiment: Experiment, participants: int | None) -> Iterator[str]:
    """A line for each condition.

    Args:
        experiment: Of which they are.
        participants: How many are planned; None: exp.yml does not say.
    """
    for name, config in experiment.config.conditions.items():
        yield f"{name}: {_described(config, participants, experiment.flow.cells)}"


def _described(config: ConditionConfig, participants: int | None, cells: int) -> str:
    within = f" among those with the same `{config.stratify}`" if config.stratify else ""
    match config.assign:
        case "number":
            return f"in turn by the participant's number, exact in each {cells} of them{within}"
        case "quota":
            return f"counted by the endpoint, exact{within}"
        case "param":
            return f"as the address says by `{config.by}`"
        case "hash":
            return _drawn(config, participants)


def _drawn(config: ConditionConfig, participants: int | None) -> str:
    if participants is None:
        return "drawn for each participant; `-n 120` says how even that is with so many"
    expected = ", ".join(
        f"{one.level} {float(one.expected):.4g} ({one.low} to {one.high})"
        for one in spreads(config.levels, participants)
    )
    return (
        f"drawn; of {participants} participants expect {expected}: "
        f"at least {WITHIN:.0%} of all studies are within each of these bounds"
    )
