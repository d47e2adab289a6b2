"""From a spec in JSON to a game: what JavaScript, and the build, begin with."""

import json
from pkgutil import resolve_name
from typing import Any

from gymbrowser.bridge.base import Game
from gymbrowser.bridge.environment import (
    import_environment,
    is_parallel,
    is_sequential,
    make_environment,
)
from gymbrowser.bridge.parallel import ParallelGame
from gymbrowser.bridge.sequential import SequentialGame
from gymbrowser.bridge.single import GymnasiumGame

__all__ = ["Game", "game_of", "load", "make_game"]


def load(spec_json: str) -> None:
    """Import everything that the game of this spec needs, so that making it takes no time.

    Args:
        spec_json: See `make_game`; and `imports`, the entry points of all Python policies that may
            act in it.
    """
    spec = json.loads(spec_json)
    import_environment(spec)
    if spec["draw"] is not None:
        resolve_name(spec["draw"])
    for entry_point in spec["imports"]:
        resolve_name(entry_point)


def make_game(spec_json: str) -> Game:
    """Make the environment of a spec, and the Python policies that act in it.

    Args:
        spec_json: A JSON object with `gym_id` or `entry_point` ("module:attribute"; the other one
            is null), `kwargs` (JSON text), `render_mode` ("rgb_array", "ansi", "human" or null),
            `draw` ("module:function" or null), `agents` (agent to AgentLayout of the contract) and
            `policies` (agent to `entry_point` and `kwargs` of the Python policy that acts for it).

    Raises:
        GameError: if these agents are not the environment's.
    """
    spec = json.loads(spec_json)
    return game_of(make_environment(spec), spec)


def game_of(env: Any, spec: dict[str, Any]) -> Game:
    """Make the game of an environment that is there already; of the spec see `make_game`.

    Raises:
        GameError: if these agents are not the environment's.
    """
    if is_sequential(env):
        return SequentialGame(env, spec)
    return ParallelGame(env, spec) if is_parallel(env) else GymnasiumGame(env, spec)
