"""A PettingZoo `ParallelEnv` by its interface alone, and Python policies for it.

Also runs in Pyodide, so it imports only what a site has.
"""

import sys
from typing import Any

import numpy as np
from gymnasium import spaces

RUNNER = 0
"""An id that is a number, as in CoGrid."""
HELPER = "helper"
HELPS = 4
"""The helper leaves after so many steps."""
LENGTH = 9


class Relay:
    """Two agents with different spaces; one leaves in the middle, the other is cut off at the end.

    Args:
        unseeded: Draw from a generator that no seed reaches.
        outside: The runner's space is too small.
        wide: The runner sees four numbers of float32, as models take them.
        **answers: What to answer instead, for tests of what is refused.
    """

    metadata = {"render_fps": 5}  # noqa: RUF012  # as PettingZoo has it
    possible_agents: list[Any] = [RUNNER, HELPER]  # noqa: RUF012

    def __init__(
        self,
        render_mode: str | None = None,
        *,
        unseeded: bool = False,
        outside: bool = False,
        wide: bool = False,
        **answers: Any,
    ) -> None:
        self.render_mode = render_mode
        self.unseeded = unseeded
        self.wide = wide
        self.low = 9.0 if outside else -np.inf
        self.answers = answers
        self.agents: list[Any] = []

    def observation_space(self, agent: Any) -> spaces.Space[Any]:
        place = spaces.Box(self.low, np.inf, (2,), np.float64)
        if agent == RUNNER and self.wide:
            return spaces.Box(-np.inf, np.inf, (4,))
        return place if agent == RUNNER else spaces.Dict(at=place, turn=spaces.Discrete(99))

    def action_space(self, agent: Any) -> spaces.Space[Any]:
        return spaces.Discrete(3, start=1) if agent == RUNNER else spaces.Discrete(5)

    def reset(self, seed: int | None = None, options: Any = None) -> tuple[Any, Any]:
        self.agents = list(self.possible_agents)
        self.random = np.random.default_rng(None if self.unseeded else seed)
        self.turn = 0
        self.at = {agent: self.random.random(2) for agent in self.agents}
        return self.observe(), {agent: {"born": str(agent)} for agent in self.agents}

    def step(self, actions: dict[Any, int]) -> tuple[Any, ...]:
        assert list(actions) == self.agents, actions
        self.turn += 1
        for agent, action in actions.items():
            self.at[agent] = np.sqrt(self.at[agent] * action + self.random.random(2))
        rewards = {agent: float(self.at[agent].sum()) for agent in self.agents}
        left = {agent: agent == HELPER and self.turn == HELPS for agent in self.agents}
        cut = dict.fromkeys(self.agents, self.turn == LENGTH)
        infos: dict[Any, Any] = {agent: {} for agent in self.agents}
        if self.turn == 2:
            infos[HELPER] = {"tired": np.float64(0.1)}
        given = self.observe(), rewards, left, cut, infos
        self.agents = [agent for agent in self.agents if not left[agent] and not cut[agent]]
        return self.answers.get("step", given)  # type: ignore[no-any-return]

    def observe(self) -> dict[Any, Any]:
        seen: dict[Any, Any] = {agent: self.at[agent].copy() for agent in self.agents}
        if self.wide:
            seen[RUNNER] = np.append(seen[RUNNER], [self.turn, 1]).astype(np.float32)
        if HELPER in seen:
            seen[HELPER] = {"at": seen[HELPER], "turn": self.turn}
        return seen

    def render(self) -> Any:
        return np.full((4, 6, 3), self.turn, np.uint8)

    def close(self) -> None:
        self.agents = []


class Sequential(Relay):
    """What makes it look like an AEC environment."""

    def agent_iter(self) -> None: ...


def draw(env: Relay) -> dict[str, Any]:
    return {"width": 10, "height": 20, "shapes": [], "background": f"turn {env.turn}"}


def cart(env: Any) -> dict[str, Any]:
    return {"width": 10, "height": 20, "shapes": [], "background": str(env.state)}


class Wanderer:
    """Draws from its own seed, looks at what it is given, and remembers.

    Args:
        wrong: What to answer at the third step: a value, or "raise"; "browser" raises only there.
    """

    def __init__(self, wrong: Any = None) -> None:
        self.wrong = wrong

    def reset(self, *, agent: str, action_space: spaces.Discrete, seed: int) -> None:
        self.agent = agent
        self.space = action_space
        self.random = np.random.default_rng(seed)
        self.seen: list[Any] = []

    def act(self, observation: Any, info: Any) -> Any:
        self.seen.append((observation, info))
        if self.wrong is not None and len(self.seen) == 3:
            if self.wrong == "raise" or (self.wrong == "browser" and sys.platform == "emscripten"):
                raise RuntimeError("lost the way")
            if self.wrong != "browser":
                return self.wrong
        at = observation["at"] if isinstance(observation, dict) else observation
        drawn = int(self.random.integers(self.space.n)) + int(float(at.sum()) * 10)
        return np.int64(drawn % int(self.space.n) + int(self.space.start))


class Still:
    """No policy: it lacks `act`."""

    def reset(self) -> None: ...
