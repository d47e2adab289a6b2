"""Which policies a site has, and what is recorded of their decisions."""

import hashlib
import json
from collections.abc import Sequence
from typing import Literal

from gymbrowser.config import Experiment
from gymbrowser.config.policy_models import PolicyConfig
from gymbrowser.contract import manifest as wire
from gymbrowser.contract.policies import (
    Categorical,
    Continuous,
    OnnxPolicy,
    Population,
    TensorDtype,
)
from gymbrowser.contract.wire import ArrayField, Dtype, Layout
from gymbrowser.plan.identity import code_digest
from gymbrowser.plan.paths import policy_path
from gymbrowser.policy import PolicyInspection
from gymbrowser.resolve import Lock

_DTYPES: dict[TensorDtype, Dtype] = {
    "float32": "<f4",
    "int64": "<i8",
    "int32": "<i4",
    "uint8": "|u1",
}


def used_policies(experiment: Experiment) -> set[str]:
    """Who acts in any game: what nobody uses does not burden the participant."""
    return {
        name
        for game in experiment.games
        for actor in game.config.agents.values()
        for name in (actor, *members_of(actor, experiment))
    }


def policies_of(
    experiment: Experiment, lock: Lock, inspections: dict[str, PolicyInspection]
) -> dict[str, wire.Policy]:
    """Those that act in any game, as the manifest has them."""
    used = used_policies(experiment)
    return {
        name: _policy(name, config, lock, inspections)
        for name, config in sorted(experiment.config.policies.items())
        if name in used
    }


def _policy(
    name: str, config: PolicyConfig, lock: Lock, inspections: dict[str, PolicyInspection]
) -> wire.Policy:
    if config.python is not None:
        return _python_policy(config, lock)
    if config.population is not None:
        return _population(config.population, config.per, inspections)
    return inspections[name].policy.model_copy(update={"file": policy_path(name)})


def _population(
    members: dict[str, float],
    per: Literal["session", "episode"],
    inspections: dict[str, PolicyInspection],
) -> Population:
    models = {name: inspections[name].policy.sha256 for name in members if name in inspections}
    identity = json.dumps([members, per, models], sort_keys=True)
    digest = hashlib.sha256(identity.encode()).hexdigest()
    return Population(kind="population", sha256=digest, members=members, per=per)


def _python_policy(config: PolicyConfig, lock: Lock) -> wire.PythonPolicy:
    assert config.python is not None
    return wire.PythonPolicy(
        kind="python",
        entry_point=config.python,
        kwargs=json.dumps(config.kwargs),
        sha256=code_digest(lock, entry_point=config.python, kwargs=config.kwargs),
    )


def members_of(actor: str, experiment: Experiment) -> list[str]:
    """The policies that may act where this one is named: those of a population, or itself."""
    policy = experiment.config.policies.get(actor)
    return [actor] if policy is None or policy.population is None else list(policy.population)


def output_layout(models: Sequence[OnnxPolicy]) -> Layout:
    """How the outputs of an agent's model are packed: several are told apart by their names.

    An agent has one layout: where the models of a population differ in it, none is recorded.
    """
    layouts = [_layout(model) for model in models]
    return layouts[0] if layouts and all(each == layouts[0] for each in layouts) else []


def _layout(policy: OnnxPolicy) -> Layout:
    several = len(policy.outputs) > 1
    return [
        ArrayField(
            path=[output.name] if several else [],
            dtype=_DTYPES[output.dtype],
            shape=[output.size],
        )
        for output in policy.outputs
    ]


def uniforms_of(policy: OnnxPolicy) -> int:
    """How many random numbers a decision may draw; at least 1."""
    match policy.choice:
        case Categorical(heads=heads):
            return len(heads)
        case Continuous(log_std=log_std, low=low) if log_std is not None:
            return len(low)
    return 1
