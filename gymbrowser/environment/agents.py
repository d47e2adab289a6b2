"""The agents of an environment: their spaces, and whether a game names them rightly."""

import difflib
from collections.abc import Collection, Mapping
from typing import Any

import gymnasium

from gymbrowser.bridge.environment import ids_of, is_pettingzoo
from gymbrowser.bridge.layout import SpaceError, layout_of
from gymbrowser.environment import ONLY
from gymbrowser.environment.findings import UnusableError
from gymbrowser.environment.spaces import bounds_of, categories_of, heads_of


def look_at_agents(env: Any) -> dict[str, Any]:
    """What a build must know of each agent, by its name; `ONLY` for a Gymnasium environment."""
    if not is_pettingzoo(env):
        return {ONLY: _look(env.observation_space, env.action_space, "")}
    return {
        name: _look(env.observation_space(agent), env.action_space(agent), f" of the agent {name}")
        for name, agent in ids_of(env).items()
    }


def space_of(env: Any, agent: str) -> Any:
    """The action space of the agent that a game calls by this name."""
    return env.action_space(ids_of(env)[agent]) if is_pettingzoo(env) else env.action_space


def _look(observations: Any, actions: Any, whose: str) -> dict[str, Any]:
    is_discrete = isinstance(actions, gymnasium.spaces.Discrete)
    return {
        "observation": _layout(observations, f"observations{whose}"),
        "categories": categories_of(observations),
        "action": _layout(actions, f"actions{whose}"),
        "action_space": {"n": int(actions.n), "start": int(actions.start)} if is_discrete else None,
        "heads": heads_of(actions),
        "bounds": bounds_of(actions),
        "actions": str(actions),
    }


def _layout(space: Any, what: str) -> list[Any]:
    try:
        return list(layout_of(space))
    except SpaceError as error:
        raise UnusableError(f"the {what} cannot be recorded", why=str(error)) from error


def agents_of_game(
    game: str, named: Collection[str], agents: Mapping[str, Any], *, has_names: bool
) -> dict[str, Any]:
    """The agents of one game, each with what `look_at_agents` found.

    Args:
        game: Id of the game step.
        named: The agents that exp.yml names for it.
        agents: Of the environment.
        has_names: Whether names are the environment's own.

    Raises:
        UnusableError: They are not the same.
    """
    if has_names:
        _check_names(game, named, agents)
        return {name: agents[name] for name in named}
    if len(named) != 1:
        raise UnusableError(
            f"game `{game}`: {len(named)} agents are named, but the environment has one",
            why="A Gymnasium environment has one agent; a PettingZoo environment has several.",
            remedy="Name one agent, in words of your own.",
            key=["agents"],
        )
    return dict.fromkeys(named, agents[ONLY])


def _check_names(game: str, named: Collection[str], agents: Collection[str]) -> None:
    missing = [name for name in agents if name not in named]
    for name in named:
        if name not in agents:
            near = difflib.get_close_matches(name, missing or agents, n=1)
            raise UnusableError(
                f"game `{game}`: the environment has no agent `{name}`",
                why=f"Its `possible_agents` are {_listed(agents)}.",
                remedy=f"Did you mean `{near[0]}`?" if near else "Name these under `agents`.",
                key=["agents", name],
            )
    if missing:
        raise UnusableError(
            f"game `{game}`: nobody acts for the agent {_listed(missing)}",
            why=f"The environment's `possible_agents` are {_listed(agents)}.",
            remedy="Say under `agents` who acts for each: `human`, or the name of a policy.",
            key=["agents"],
        )


def _listed(names: Collection[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
