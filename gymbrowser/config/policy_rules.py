"""What holds between policies: of whom one is chosen, and how long they think."""

from collections.abc import Iterator, Mapping

from gymbrowser.config.base import Broken, Where
from gymbrowser.config.casting import members_of
from gymbrowser.config.condition_models import ConditionConfig
from gymbrowser.config.game_models import GameConfig
from gymbrowser.config.parts import Part, Parts
from gymbrowser.config.policy_models import PolicyConfig

_RANDOM = "random"


def broken_choice(name: str, policy: Part[PolicyConfig], parts: Parts) -> Iterator[Broken]:
    """Every rule on the policies that one chooses from that is broken."""
    if policy.has("population"):
        yield from _population(name, policy.value, parts)
    if policy.value.by is not None and policy.has("by") and policy.has("levels"):
        yield from _by_condition(name, policy.value, parts)


def _population(name: str, policy: PolicyConfig, parts: Parts) -> Iterator[Broken]:
    for member in policy.population or {}:
        place = ("policies", name, "population", member)
        known = parts.policies.get(member)
        if known is None:
            yield from _unknown(f"the population `{name}`", member, place, parts)
        elif known.value.population is not None or known.value.by is not None:
            yield (
                place,
                f"the population `{name}`: `{member}` is a choice between others itself",
                None,
                "Name the policies that are to act in the end.",
            )


def _by_condition(name: str, policy: PolicyConfig, parts: Parts) -> Iterator[Broken]:
    assert policy.by is not None
    for level, actor in (policy.levels or {}).items():
        place = ("policies", name, "levels", level)
        known = parts.policies.get(actor)
        if known is None:
            yield from _unknown(f"the policy `{name}`", actor, place, parts)
        elif known.value.by is not None:
            yield (
                place,
                f"the policy `{name}`: `{actor}` goes by a condition itself",
                None,
                "Name the policies that are to act in the end.",
            )
    conditions = parts.conditions
    if conditions is None:
        return
    condition = conditions.get(policy.by)
    if condition is None:
        yield (
            ("policies", name, "by"),
            f"the policy `{name}`: there is no condition `{policy.by}`",
            f"Known: {', '.join(conditions)}." if conditions else None,
            "Declare it under `conditions`.",
        )
    elif condition.has("levels"):
        yield from _other_levels(name, policy, condition.value)


def _other_levels(name: str, policy: PolicyConfig, condition: ConditionConfig) -> Iterator[Broken]:
    given, known = list(policy.levels or {}), list(condition.levels)
    for level in (level for level in given if level not in known):
        yield (
            ("policies", name, "levels", level),
            f"the policy `{name}`: the condition `{policy.by}` has no level `{level}`",
            f"Its levels are {_listed(known)}.",
            "Write the level as it stands under `conditions`.",
        )
    if missing := [level for level in known if level not in given]:
        yield (
            ("policies", name, "levels"),
            f"the policy `{name}`: nobody acts at the level {_listed(missing)} of `{policy.by}`",
            "Every participant with that level would have nobody to play with.",
            "Name a policy for it; for a game without this agent's part, write a game of its own "
            "with a `when`.",
        )


def _unknown(whose: str, actor: str, place: Where, parts: Parts) -> Iterator[Broken]:
    """Nothing for one that there is, but that is not understood."""
    if actor in ("human", "donor"):
        yield (
            place,
            f"{whose}: `{actor}` is no policy",
            "Who plays by devices, or as another session did, is the same for all of a game.",
            "Write a game for each, with a `when`.",
        )
    elif actor != _RANDOM and parts.names is not None and actor not in parts.names:
        yield place, f"{whose}: there is no policy `{actor}`", None, "Declare it under `policies`."


def broken_thinking(
    game: Part[GameConfig], location: Where, policies: Mapping[str, Part[PolicyConfig]]
) -> Iterator[Broken]:
    """Policies that would think in a game in which no turn waits for them."""
    if not (game.has("agents") and game.has("pace")) or game.value.pace != "real_time":
        return
    known = {name: policy.value for name, policy in policies.items()}
    for agent, actor in game.value.agents.items():
        thinking = [m for m in members_of(actor, known) if m in known and known[m].thinking]
        if thinking:
            yield (
                (*location, "agents", agent),
                f"`{thinking[0]}` has a `thinking` time, which says nothing in real time",
                "There each turn is a step, and `fps` says how many of them there are in a second.",
                "Make the game `pace: turn_based`, or name a policy without `thinking`.",
            )


def _listed(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
