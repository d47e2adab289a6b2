"""Who may act where exp.yml names a policy: itself, or those that a condition or a draw chooses."""

from collections.abc import Iterator, Mapping

from gymbrowser.config.policy_models import PolicyConfig

type Policies = Mapping[str, PolicyConfig]


def levels_of(actor: str, policies: Policies) -> list[str]:
    """The policies of a condition's levels; of any other actor itself."""
    policy = policies.get(actor)
    return [actor] if policy is None or policy.levels is None else list(policy.levels.values())


def members_of(actor: str, policies: Policies) -> list[str]:
    """Who may act in the end: of every level, and of every population in them."""
    members: list[str] = []
    for level in levels_of(actor, policies):
        policy = policies.get(level)
        drawn = None if policy is None else policy.population
        members += [level] if drawn is None else list(drawn)
    return list(dict.fromkeys(members))


def named_by(actor: str, policies: Policies) -> set[str]:
    """All that the site needs for an actor: itself, its levels, and who may act in the end."""
    return {actor, *levels_of(actor, policies), *members_of(actor, policies)}


def castings(agents: Mapping[str, str], policies: Policies) -> Iterator[dict[str, str]]:
    """Casts of a game without choices in them: few, and everybody who may act is in one of them.

    Args:
        agents: Agent to its actor, as the game has them.
        policies: Those of exp.yml.
    """
    choices = {agent: members_of(actor, policies) for agent, actor in agents.items()}
    for turn in range(max(map(len, choices.values()), default=1)):
        yield {agent: members[turn % len(members)] for agent, members in choices.items()}
