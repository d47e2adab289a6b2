"""Which policies a site has, and what is recorded of their decisions."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from gymbrowser.config import Experiment, casting
from gymbrowser.config.casting import named_by
from gymbrowser.config.policy_models import PolicyConfig
from gymbrowser.contract import manifest as wire
from gymbrowser.contract.policies import (
    ByCondition,
    Categorical,
    Continuous,
    OnnxPolicy,
    Population,
    Script,
    TensorDtype,
    Thinking,
)
from gymbrowser.contract.wire import ArrayField, Dtype, Layout
from gymbrowser.environment.inspect import Inspection
from gymbrowser.environment.scripts import ScriptInspection
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
    policies = experiment.config.policies
    actors = {actor for game in experiment.games for actor in game.config.agents.values()}
    return set().union(*(named_by(actor, policies) for actor in actors))


def policies_of(
    experiment: Experiment,
    lock: Lock,
    inspection: Inspection,
    inspections: dict[str, PolicyInspection],
) -> dict[str, wire.Policy]:
    """Those that act in any game, as the manifest has them."""
    used = used_policies(experiment)
    made: dict[str, wire.Policy] = {}
    # Who acts is named by hash: so those of whom one is chosen come after these.
    for name, config in sorted(experiment.config.policies.items(), key=_choices_last):
        if name not in used:
            continue
        if config.population is not None:
            made[name] = _population(config.population, config.per, made)
        elif config.by is not None:
            made[name] = _by_condition(config.by, config.levels or {}, made)
        elif config.script is not None:
            made[name] = _script(config, inspection.scripts[name])
        elif config.python is not None:
            made[name] = _python_policy(config, lock)
        else:
            update = {"file": policy_path(name), "thinking": _thinking(config)}
            made[name] = inspections[name].policy.model_copy(update=update)
    return dict(sorted(made.items()))


def _choices_last(named: tuple[str, PolicyConfig]) -> tuple[bool, bool, str]:
    name, config = named
    return config.by is not None, config.population is not None, name


def _population(
    members: dict[str, float],
    per: Literal["session", "episode"],
    made: Mapping[str, wire.Policy],
) -> Population:
    digest = _digest(members, per, _identities(members, made))
    return Population(kind="population", sha256=digest, members=members, per=per)


def _by_condition(
    factor: str, levels: dict[str, str], made: Mapping[str, wire.Policy]
) -> ByCondition:
    digest = _digest(factor, levels, _identities(levels.values(), made))
    return ByCondition(kind="condition", sha256=digest, factor=factor, levels=levels)


def _script(config: PolicyConfig, found: Mapping[str, ScriptInspection]) -> Script:
    """`check` has seen to it that the rows are the same for every agent."""
    rows = next(iter(found.values())).packed(ends_with_no_op=config.then == "noop")
    then: Literal["repeat", "last"] = "repeat" if config.then == "repeat" else "last"
    digest = _digest(rows, then)
    return Script(kind="script", sha256=digest, rows=rows, then=then, thinking=_thinking(config))


def _thinking(config: PolicyConfig) -> Thinking | None:
    said = config.thinking
    return None if said is None else Thinking(min_ms=1000 * said.min, max_ms=1000 * said.max)


def _identities(names: Iterable[str], made: Mapping[str, wire.Policy]) -> dict[str, str]:
    return {name: made[name].sha256 for name in names if name in made}


def _digest(*identity: object) -> str:
    return hashlib.sha256(json.dumps(identity, sort_keys=True).encode()).hexdigest()


def _python_policy(config: PolicyConfig, lock: Lock) -> wire.PythonPolicy:
    assert config.python is not None
    return wire.PythonPolicy(
        kind="python",
        entry_point=config.python,
        kwargs=json.dumps(config.kwargs),
        thinking=_thinking(config),
        sha256=code_digest(lock, entry_point=config.python, kwargs=config.kwargs),
    )


def members_of(actor: str, experiment: Experiment) -> list[str]:
    """Who may act in the end where this one is named: of a population, or at a level, or itself."""
    return casting.members_of(actor, experiment.config.policies)


def output_layout(models: Sequence[OnnxPolicy]) -> Layout:
    """How the outputs of an agent's model are packed: several are told apart by their names.

    An agent has one layout: where the models that may act for it differ in it, none is recorded.
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
