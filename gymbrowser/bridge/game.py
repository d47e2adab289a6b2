"""A game: one environment, driven step by step from JavaScript.

JavaScript holds a view of `Game.buffer`, one block of memory that never moves inside the heap, and
calls `reset` and `step`; each leaves rewards, packed observations and flags there. Nothing else
crosses on the hot path than one action per agent and one number.
"""

import json
from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import partial
from pkgutil import resolve_name
from typing import Any, override

import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray

from gymbrowser.bridge import exact
from gymbrowser.bridge.environment import (
    ids_of,
    import_environment,
    is_parallel,
    make_environment,
    unwrapped,
)
from gymbrowser.bridge.errors import GameError
from gymbrowser.bridge.memory import ACTS, HAS_INFO, PRESENT, TERMINATED, TRUNCATED, Memory, real
from gymbrowser.bridge.pictures import shown
from gymbrowser.bridge.policy import Player, make_policy


def load(spec_json: str) -> None:
    """Import everything that the game of this spec needs, so that making it takes no time.

    Args:
        spec_json: See `make_game`.
    """
    spec = json.loads(spec_json)
    import_environment(spec)
    if spec["draw"] is not None:
        resolve_name(spec["draw"])
    for policy in spec["policies"].values():
        resolve_name(policy["entry_point"])


def make_game(spec_json: str) -> "Game":
    """Make the environment of a spec, and the Python policies that act in it.

    Args:
        spec_json: A JSON object with `gym_id` or `entry_point` ("module:attribute"; the other one
            is null), `kwargs` (JSON text), `render_mode` ("rgb_array", "ansi" or null), `draw`
            ("module:function" or null), `agents` (agent to AgentLayout of the contract) and
            `policies` (agent to `entry_point` and `kwargs` of the Python policy that acts for it).

    Raises:
        GameError: if these agents are not the environment's.
    """
    spec = json.loads(spec_json)
    env = make_environment(spec)
    return ParallelGame(env, spec) if is_parallel(env) else GymnasiumGame(env, spec)


class Game(ABC):
    """An environment and its players, their data kept by the agents' names.

    Attributes:
        memory: What `reset` and `step` leave behind.
        buffer: uint8, all of that as JavaScript sees it.
        frame: What `render` gave last: "text", "scene" or "rgb".
        agents: Their names, in the order of the spec.
        players: Agent to the Python policy that acts for it.
    """

    def __init__(self, env: Any, spec: dict[str, Any]) -> None:
        self._env = env
        self._draw: Callable[[Any], Any] | None = spec["draw"] and resolve_name(spec["draw"])
        self.memory = Memory(spec["agents"])
        self.buffer = self.memory.buffer
        self.frame = ""
        self.agents = tuple(spec["agents"])
        self.players = {
            agent: self._make_player(agent, policy) for agent, policy in spec["policies"].items()
        }

    @abstractmethod
    def reset(self, seed: int) -> str:
        """Begin an episode and return its info as exact JSON."""

    @abstractmethod
    def step(self, *actions: int) -> int:
        """Take one step.

        Args:
            actions: One per agent, in the order of the spec; that of an agent without ACTS is not
                looked at.

        Returns:
            TERMINATED | TRUNCATED | HAS_INFO, as far as they hold for the episode.
        """

    @abstractmethod
    def info(self) -> str:
        """Return the info of the last `reset` or `step` as exact JSON."""

    @abstractmethod
    def _space(self, agent: str) -> spaces.Discrete:
        """Return the agent's action space."""

    @abstractmethod
    def _look(self, agent: str) -> tuple[Any, Any]:
        """Return the agent's present observation and info as the environment gave them."""

    def player(self, agent: str) -> Player:
        """Return the Python policy that acts for an agent."""
        return self.players[agent]

    def render(self) -> str | NDArray[np.uint8]:
        """Return the picture of the present state, and leave in `frame` what it is.

        Raises:
            GameError: if the environment gave nothing that `gymbrowser.bridge.pictures` can show.
        """
        picture = self._draw(unwrapped(self._env)) if self._draw else self._env.render()
        self.frame, answer = shown(picture)
        return answer

    def close(self) -> None:
        """Let the environment free what it holds."""
        self._env.close()

    def _make_player(self, agent: str, policy: dict[str, Any]) -> Player:
        look = partial(self._look, agent)
        return Player(policy["entry_point"], make_policy(policy), agent, self._space(agent), look)


class GymnasiumGame(Game):
    """A game of one agent, which may have any name."""

    def __init__(self, env: Any, spec: dict[str, Any]) -> None:
        agents = list(spec["agents"])
        if len(agents) != 1:
            raise GameError(f"A Gymnasium environment has one agent, but {agents} were named.")
        super().__init__(env, spec)
        self._rewards, self._flags = self.memory.rewards, self.memory.flags
        self._pack = self.memory.packers[0].pack
        self._observation: Any = None
        self._info: Any = {}

    @override
    def reset(self, seed: int) -> str:
        self._observation, self._info = self._env.reset(seed=seed)
        self._pack(self._observation)
        self._rewards[0] = 0
        self._flags[0] = PRESENT | ACTS
        return self.info()

    @override
    def step(self, action: int) -> int:  # type: ignore[override]  # there is no other agent
        observation, reward, terminated, truncated, info = self._env.step(action)
        self._pack(observation)
        self._rewards[0] = reward if type(reward) is float else real(reward)
        self._observation, self._info = observation, info
        flags = (
            (TERMINATED if terminated else 0)
            | (TRUNCATED if truncated else 0)
            | (HAS_INFO if info else 0)
        )
        self._flags[0] = flags | PRESENT | ACTS
        return flags

    @override
    def info(self) -> str:
        return exact.encode(self._info)

    @override
    def _space(self, agent: str) -> spaces.Discrete:
        space: spaces.Discrete = self._env.action_space
        return space

    @override
    def _look(self, agent: str) -> tuple[Any, Any]:
        return self._observation, self._info


class ParallelGame(Game):
    """A game of a PettingZoo `ParallelEnv`: its agents act at the same time, and may leave early.

    Its info is a dict from each agent's name to that agent's info.
    """

    def __init__(self, env: Any, spec: dict[str, Any]) -> None:
        ids, agents = ids_of(env), list(spec["agents"])
        if ids.keys() != set(agents):
            raise GameError(f"The environment's agents are {list(ids)}, but {agents} were named.")
        self._ids = ids
        self._index = {ids[name]: index for index, name in enumerate(agents)}
        self._acting: list[Any] = []
        self._observations: dict[Any, Any] = {}
        self._infos: dict[Any, Any] = {}
        super().__init__(env, spec)

    @override
    def reset(self, seed: int) -> str:
        self._observations, self._infos = self._env.reset(seed=seed)
        nobody = dict.fromkeys(self._observations, False)
        self._take(dict.fromkeys(self._observations, 0.0), nobody, nobody)
        return self.info()

    @override
    def step(self, *actions: int) -> int:
        # In the environment's order: one that walks through this dict does so alike everywhere.
        given = {agent: actions[self._index[agent]] for agent in self._acting}
        observations, rewards, terminated, truncated, self._infos = self._env.step(given)
        self._observations = observations
        self._take(rewards, terminated, truncated)
        flags = HAS_INFO if any(self._infos.values()) else 0
        if self._acting:
            return flags
        only_truncated = any(truncated.values()) and not any(terminated.values())
        return flags | (TRUNCATED if only_truncated else TERMINATED)

    @override
    def info(self) -> str:
        return exact.encode({str(agent): info for agent, info in self._infos.items()})

    @override
    def _space(self, agent: str) -> spaces.Discrete:
        space: spaces.Discrete = self._env.action_space(self._ids[agent])
        return space

    @override
    def _look(self, agent: str) -> tuple[Any, Any]:
        key = self._ids[agent]
        return self._observations[key], self._infos.get(key, {})

    def _take(
        self, rewards: dict[Any, Any], terminated: dict[Any, Any], truncated: dict[Any, Any]
    ) -> None:
        """Write what the environment gave, and note who acts next."""
        observations, memory = self._observations, self.memory
        _check_keys(observations, rewards, terminated, truncated)
        over = {agent for agent in observations if terminated[agent] or truncated[agent]}
        self._acting = [agent for agent in self._env.agents if agent not in over]
        if not set(self._acting) <= observations.keys() <= self._index.keys():
            raise GameError(
                f"The environment gave observations for {[*observations]}, its `agents` are "
                f"{[*self._env.agents]} and its `possible_agents` {[*self._index]}: each of these "
                "must hold the ones before it, and whoever acts needs an observation."
            )
        for agent, index in self._index.items():
            if agent not in observations:
                memory.clear(index)
                continue
            memory.packers[index].pack(observations[agent])
            reward = rewards[agent]
            memory.rewards[index] = reward if type(reward) is float else real(reward)
            memory.flags[index] = (
                PRESENT
                | (TERMINATED if terminated[agent] else 0)
                | (TRUNCATED if truncated[agent] else 0)
                | (ACTS if agent in self._acting else 0)
            )


def _check_keys(*answers: dict[Any, Any]) -> None:
    """PettingZoo keys all dicts of one step by the same agents; then nothing of it can get lost."""
    first = answers[0].keys()
    if any(answer.keys() != first for answer in answers):
        names = "observations", "rewards", "terminations", "truncations"
        keys = [f"{name} for {[*answer]}" for name, answer in zip(names, answers, strict=True)]
        raise GameError(f"The environment gave {', '.join(keys)}: these must be the same agents.")
