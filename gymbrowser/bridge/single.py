"""Games of Gymnasium's environments."""

from typing import Any, override

from gymnasium import spaces

from gymbrowser.bridge import exact
from gymbrowser.bridge.actions import Action
from gymbrowser.bridge.base import Game
from gymbrowser.bridge.errors import GameError
from gymbrowser.bridge.memory import ACTS, HAS_INFO, PRESENT, TERMINATED, TRUNCATED, real


class GymnasiumGame(Game):
    """A game of one agent, which may have any name."""

    is_single = True

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
    def step(self, action: Action) -> int:  # type: ignore[override]  # there is no other agent
        given = action if type(action) is int else self._given(0, action)
        observation, reward, terminated, truncated, info = self._env.step(given)
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
    def observation_space(self, agent: str) -> spaces.Space[Any]:
        space: spaces.Space[Any] = self._env.observation_space
        return space

    @override
    def action_space(self, agent: str) -> spaces.Space[Any]:
        space: spaces.Space[Any] = self._env.action_space
        return space

    @override
    def seen(self, agent: str) -> tuple[Any, Any]:
        return self._observation, self._info
