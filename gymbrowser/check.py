"""What can be known without building: config, environment, policies, purity."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gymbrowser.config import Experiment, load_experiment
from gymbrowser.config.load import GameDraft, PolicyFile
from gymbrowser.console import Stages
from gymbrowser.environment.inspect import Inspection, inspect_environment
from gymbrowser.errors import Problem, UserError
from gymbrowser.policy import PolicyInspection, inspect_policy
from gymbrowser.resolve import Lock, resolve


@dataclass(frozen=True)
class Checked:
    """An experiment of which everything fits together."""

    experiment: Experiment
    lock: Lock
    inspection: Inspection
    policies: dict[str, PolicyInspection]


def check(file: Path, stages: Stages, *, thoroughly: bool = True) -> Checked:
    """Read, resolve and inspect an experiment.

    Args:
        file: exp.yml.
        stages: Shows what is under way.
        thoroughly: Also run Gymnasium's `check_env` and a longer walk.

    Raises:
        UserError: Everything that is wrong at the first stage that finds something.
    """
    with stages("Reading exp.yml"):
        experiment = load_experiment(file)
    with stages("Resolving packages"):
        lock = resolve(experiment)
    with stages("Stepping the environment"):
        inspection = inspect_environment(experiment, lock.importable, thoroughly=thoroughly)
    with stages("Checking policies and controls"):
        policies = _inspect_policies(experiment, inspection)
        _check_games(experiment, inspection)
    return Checked(experiment, lock, inspection, policies)


def _inspect_policies(
    experiment: Experiment, inspection: Inspection
) -> dict[str, PolicyInspection]:
    problems: list[Problem] = []
    found = {}
    features = sum(math.prod(field.shape) for field in inspection.observation)
    for name, policy in experiment.policies.items():
        if not inspection.flattens:
            problems.append(_not_flat(policy))
            continue
        try:
            found[name] = inspect_policy(
                policy.file,
                experiment.config.policies[name],
                features=features,
                actions=inspection.action_space.n,
                place=policy.place,
            )
        except UserError as error:
            problems += error.problems
    if problems:
        raise UserError.of(problems)
    return found


def _not_flat(policy: PolicyFile) -> Problem:
    return Problem(
        "this observation cannot be given to a policy yet",
        policy.place,
        "Gymnasium's `flatten` makes a one-hot vector of a Discrete observation; we do not yet.",
        "Wrap the environment so that it observes a Box, for example with FlattenObservation.",
    )


def _check_games(experiment: Experiment, inspection: Inspection) -> None:
    problems = [
        Problem(what, experiment.place(*game.location, *key), why, remedy)
        for game in experiment.games
        for key, what, why, remedy in _findings(game, inspection)
    ]
    if problems:
        raise UserError.of(problems)


type _Finding = tuple[tuple[str, ...], str, str | None, str | None]
"""The key in the game step that is wrong; what, why, and what to do."""


def _findings(game: GameDraft, inspection: Inspection) -> Iterator[_Finding]:
    config, space = game.config, inspection.action_space
    actions = range(space.start, space.start + space.n)
    allowed = f"The actions are {actions[0]} to {actions[-1]}."
    if config.seeds is not None and len(config.seeds.same) != config.episodes:
        what = f"{len(config.seeds.same)} seeds for {config.episodes} episodes"
        yield ("seeds",), what, None, "Give one seed for each episode."
    if config.controls is None or "human" not in config.agents.values():
        return
    for key, action in config.controls.keys.items():
        if action not in actions:
            what = f"the key {key} is bound to the action {action}, which does not exist"
            yield ("controls", "keys", key), what, allowed, None
    default = config.controls.default
    if default is None:
        yield (
            ("controls",),
            "`controls.default` is missing",
            "The environment is stepped at a fixed rate, also while no key is held.",
            "Name the action that does nothing, or `default: previous` if there is none.",
        )
    elif default != "previous" and default not in actions:
        what = f"`controls.default` is {default}, which is not an action"
        yield ("controls", "default"), what, allowed, None
