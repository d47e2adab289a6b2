"""Holds scripts and delays against what the environment is like."""

import json
from collections.abc import Iterable, Iterator

from gymbrowser.config import Experiment
from gymbrowser.environment.hands import NoAction
from gymbrowser.environment.inspect import Inspection
from gymbrowser.environment.scripts import ScriptInspection
from gymbrowser.errors import Problem
from gymbrowser.plan.policies import members_of


def wrong_scripts(experiment: Experiment, inspection: Inspection) -> Iterator[Problem]:
    """The first action of each script that is none of the agents that it acts for."""
    for name, agents in inspection.scripts.items():
        wrong = [each for found in agents.values() for each in _wrong(name, found, experiment)]
        yield from wrong[:1]
        if experiment.config.policies[name].then == "noop":
            yield from _wrong_no_ops(name, agents.values(), experiment)
        if not wrong and len({found.rows for found in agents.values()}) > 1:
            yield Problem(
                f"the script `{name}` acts for agents whose actions differ",
                experiment.place("policies", name),
                f"It acts for {', '.join(f'`{agent}`' for agent in agents)}.",
                "Write a script for each of them.",
            )


def _wrong(name: str, found: ScriptInspection, experiment: Experiment) -> Iterator[Problem]:
    script = experiment.scripts[name]
    for action, place, row in zip(script.actions, script.places, found.rows, strict=True):
        if isinstance(row, NoAction):
            given = json.dumps(action, ensure_ascii=False)
            what = f"the script `{name}` takes the action {given}, which does not exist"
            yield Problem(what, place, row.why)


def _wrong_no_ops(
    name: str, agents: Iterable[ScriptInspection], experiment: Experiment
) -> Iterator[Problem]:
    place = experiment.place("policies", name, "then")
    no_ops = [found.no_op for found in agents]
    if None in no_ops:
        yield Problem(
            f"the script `{name}` cannot go on with `noop`",
            place,
            "The environment declares no action that does nothing.",
            "Write `noop` into its `metadata`, or make it `then: last` with that action at the "
            "end of the script.",
        )
    for no_op in no_ops:
        if isinstance(no_op, NoAction):
            what = "what the environment declares to do nothing is not an action"
            yield Problem(what, place, f"{no_op.why} See `noop` in its `metadata`.")
            return


def wrong_delays(experiment: Experiment, inspection: Inspection) -> Iterator[Problem]:
    """Times that policies take for their turns, in an environment without turns."""
    if inspection.is_sequential:
        return
    why = (
        "Its agents act at the same time, when the person does; those of a PettingZoo `AECEnv` "
        "act one after the other."
    )
    policies = experiment.config.policies
    for game in experiment.games:
        if game.config.turn_delay is not None:
            place = experiment.place(*game.location, "turn_delay")
            what = "`turn_delay` says nothing about this environment"
            yield Problem(what, place, why, "Remove `turn_delay`.")
        for actor in game.config.agents.values():
            for name in members_of(actor, experiment):
                if name in policies and policies[name].thinking is not None:
                    place = experiment.place("policies", name, "thinking")
                    what = f"the policy `{name}` has no turn of its own to think in"
                    yield Problem(what, place, why, "Remove `thinking`.")
