"""What the games of PettingZoo's environments have in common."""

from typing import Any, override

from gymnasium import spaces

from gymbrowser.bridge import exact
from gymbrowser.bridge.base import Game
from gymbrowser.bridge.environment import ids_of
from gymbrowser.bridge.errors import GameError


class PettingZooGame(Game):
    """A game whose agents have ids of the environment's own, which are told as text.

    Its info is a dict from each agent's name to that agent's info.
    """

    def __init__(self, env: Any, spec: dict[str, Any]) -> None:
        ids, agents = ids_of(env), list(spec["agents"])
        if ids.keys() != set(agents):
            raise GameError(f"The environment's agents are {list(ids)}, but {agents} were named.")
        self._ids = ids
        self._index = {ids[name]: index for index, name in enumerate(agents)}
        self._observations: dict[Any, Any] = {}
        self._infos: dict[Any, Any] = {}
        super().__init__(env, spec)

    @override
    def info(self) -> str:
        return exact.encode({str(agent): info for agent, info in self._infos.items()})

    @override
    def observation_space(self, agent: str) -> spaces.Space[Any]:
        space: spaces.Space[Any] = self._env.observation_space(self._ids[agent])
        return space

    @override
    def action_space(self, agent: str) -> spaces.Space[Any]:
        space: spaces.Space[Any] = self._env.action_space(self._ids[agent])
        return space

    @override
    def seen(self, agent: str) -> tuple[Any, Any]:
        key = self._ids[agent]
        return self._observations[key], self._infos.get(key, {})
