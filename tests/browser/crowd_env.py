"""Four people at one keyboard: each has its own counter, and nothing else happens."""

from typing import Any

import numpy as np
from gymnasium import spaces

from gymbrowser import draw as d

AGENTS = ("north", "east", "south", "west")


class Crowd:
    """A PettingZoo `ParallelEnv` whose agents get 1 for each action that is not 0."""

    metadata = {"noop": 0}  # noqa: RUF012  # as PettingZoo has it
    possible_agents = list(AGENTS)  # noqa: RUF012

    def __init__(self, render_mode: str | None = None) -> None:
        self.render_mode = render_mode

    def observation_space(self, agent: str) -> spaces.Space[Any]:
        return spaces.Box(0, np.inf, (1,))

    def action_space(self, agent: str) -> spaces.Space[Any]:
        return spaces.Discrete(7)

    def reset(self, seed: int | None = None, options: Any = None) -> tuple[Any, Any]:
        self.agents = list(self.possible_agents)
        self.done = dict.fromkeys(self.agents, 0)
        return self.observe(), {agent: {} for agent in self.agents}

    def step(self, actions: dict[str, int]) -> tuple[Any, ...]:
        rewards = {agent: float(actions[agent] != 0) for agent in self.agents}
        for agent in self.agents:
            self.done[agent] += int(rewards[agent])
        goes_on = dict.fromkeys(self.agents, False)
        return self.observe(), rewards, goes_on, goes_on, {agent: {} for agent in self.agents}

    def observe(self) -> dict[str, Any]:
        return {a: np.array([self.done[a]], np.float32) for a in self.agents}

    def close(self) -> None:
        self.agents = []


def is_done(env: Crowd) -> bool:
    """Each of them has acted 500 times."""
    return min(env.done.values()) >= 500


class Still:
    """A policy that does nothing."""

    def reset(self, *, agent: str, action_space: spaces.Discrete, seed: int) -> None: ...

    def act(self, observation: Any, info: Any) -> int:
        return 0


def draw(env: Crowd) -> dict[str, Any]:
    """Draw a bar for each agent."""
    bars = [
        d.rectangle(10 + 50 * i, 10, 40, 5 + env.done[agent] % 80, fill="steelblue")
        for i, agent in enumerate(AGENTS)
    ]
    return dict(d.scene(200, 100, bars, background="white"))
