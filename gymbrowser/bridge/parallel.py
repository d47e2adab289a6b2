"""Games of PettingZoo's environments whose agents act at the same time."""

from typing import Any, override

from gymbrowser.bridge.actions import Action
from gymbrowser.bridge.errors import GameError
from gymbrowser.bridge.memory import ACTS, HAS_INFO, PRESENT, TERMINATED, TRUNCATED, real
from gymbrowser.bridge.pettingzoo import PettingZooGame


class ParallelGame(PettingZooGame):
    """A game of a PettingZoo `ParallelEnv`: its agents act at the same time, and may leave early.

    Its info is a dict from each agent's name to that agent's info.
    """

    def __init__(self, env: Any, spec: dict[str, Any]) -> None:
        super().__init__(env, spec)
        self._acting: list[Any] = []

    @override
    def reset(self, seed: int) -> str:
        self._observations, self._infos = self._env.reset(seed=seed)
        nobody = dict.fromkeys(self._observations, False)
        self._take(dict.fromkeys(self._observations, 0.0), nobody, nobody)
        return self.info()

    @override
    def step(self, *actions: Action) -> int:
        # In the environment's order: one that walks through this dict does so alike everywhere.
        given = {agent: self._given(i, actions[i]) for agent, i in self._places()}
        observations, rewards, terminated, truncated, self._infos = self._env.step(given)
        self._observations = observations
        self._take(rewards, terminated, truncated)
        flags = HAS_INFO if any(self._infos.values()) else 0
        if self._acting:
            return flags
        only_truncated = any(truncated.values()) and not any(terminated.values())
        return flags | (TRUNCATED if only_truncated else TERMINATED)

    def _places(self) -> list[tuple[Any, int]]:
        return [(agent, self._index[agent]) for agent in self._acting]

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
