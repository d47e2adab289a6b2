"""Making environments, and telling what they are."""

import json
from collections.abc import Mapping
from importlib import import_module
from pkgutil import resolve_name
from typing import Any

import gymnasium
from gymnasium.envs.registration import load_env_creator

from gymbrowser.bridge.errors import GameError


def import_environment(spec: Mapping[str, Any]) -> None:
    """Import what makes the environment of a spec, so that making it takes no time."""
    if spec["entry_point"] is not None:
        resolve_name(spec["entry_point"])
        return
    creator = gymnasium.spec(registered(spec["gym_id"])).entry_point
    if isinstance(creator, str):
        load_env_creator(creator)


def registered(gym_id: str) -> str:
    """Return an id without its module, which is imported: packages register what they have then."""
    module, _, name = gym_id.rpartition(":")
    if module:
        import_module(module)
    return name


def make_environment(spec: Mapping[str, Any]) -> Any:
    """Make the environment of a spec, see `gymbrowser.bridge.game.make_game`.

    Returns:
        A Gymnasium `Env`, or one of PettingZoo's, as `is_parallel` and `is_sequential` tell; the
        build refuses all others.
    """
    kwargs = json.loads(spec["kwargs"])
    # Not passed as None: a class that is pictured by `draw` need not know render modes at all.
    if spec["render_mode"] is not None:
        kwargs["render_mode"] = spec["render_mode"]
    if spec["entry_point"] is None:
        # The build has checked the environment natively; the checker would cost time at every step.
        return gymnasium.make(registered(spec["gym_id"]), disable_env_checker=True, **kwargs)
    return resolve_name(spec["entry_point"])(**kwargs)


def is_pettingzoo(env: Any) -> bool:
    """Whether this is one of PettingZoo's: told by its interface, not by its class."""
    return not isinstance(env, gymnasium.Env) and hasattr(env, "possible_agents")


def is_sequential(env: Any) -> bool:
    """Whether this is a PettingZoo `AECEnv`: its agents act one after the other."""
    return is_pettingzoo(env) and hasattr(env, "agent_iter")


def is_parallel(env: Any) -> bool:
    """Whether this is a PettingZoo `ParallelEnv`: its agents act at the same time."""
    return is_pettingzoo(env) and not is_sequential(env)


def unwrapped(env: Any) -> Any:
    """Return the environment inside all wrappers."""
    return getattr(env, "unwrapped", env)


def ids_of(env: Any) -> dict[str, Any]:
    """Return the agents of a PettingZoo environment by their names; an id may also be a number.

    Raises:
        GameError: if two agents have one name.
    """
    ids = {str(agent): agent for agent in env.possible_agents}
    if len(ids) != len(env.possible_agents):
        raise GameError(
            f"Two agents have one name as text, which data and exp.yml go by: "
            f"{list(env.possible_agents)}."
        )
    return ids
