"""The rules: two carry crates that neither could lift alone.

The interface is PettingZoo's `ParallelEnv`: every method takes or gives a dict with one entry per
agent. It is enough to have its methods, so nothing needs to be installed. To subclass it, for tools
that ask for that, write

    from pettingzoo import ParallelEnv

    class CarryEnv(ParallelEnv[str, Observation, int]):

and add `requirements: [pettingzoo]` to `environment` in exp.yml.
"""

from typing import Any

import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray

WIDTH, HEIGHT = 7, 6  # fields
STAY, UP, DOWN, LEFT, RIGHT = ACTIONS = range(5)
MOVES = {STAY: (0, 0), UP: (0, -1), DOWN: (0, 1), LEFT: (-1, 0), RIGHT: (1, 0)}

type Field = tuple[int, int]
"""Column and row, from the upper left."""

type Observation = NDArray[np.float32]


def moved(field: Field, action: int) -> Field:
    """The field that an action leads to, on the floor or beyond it."""
    (column, row), (right, down) = field, MOVES[action]
    return column + right, row + down


def is_floor(field: Field) -> bool:
    """Whether the room has this field."""
    return 0 <= field[0] < WIDTH and 0 <= field[1] < HEIGHT


class CarryEnv:
    """A crate is lifted when one agent is on its left and the other on its right.

    Observation: float32 of shape (6,): column and row of oneself, of the other, and of the crate.
    Actions: 0 stay, 1 up, 2 down, 3 left, 4 right. Each crate is worth 1 to both.

    Args:
        crates: An episode ends with the last of so many.
        limit: It is cut off after so many steps.
    """

    metadata = {"render_fps": 5}
    possible_agents = ["me", "partner"]  # the names under `agents` in exp.yml

    def __init__(self, crates: int = 5, limit: int = 200) -> None:
        self.crates, self.limit = crates, limit
        self.agents: list[str] = []  # who is still in the episode
        corner = np.array([WIDTH - 1, HEIGHT - 1] * 3, dtype=np.float32)
        self._observations = spaces.Box(np.zeros(6, dtype=np.float32), corner)
        self._actions = spaces.Discrete(len(ACTIONS))

    def observation_space(self, agent: str) -> spaces.Box:
        """What this agent may see; here it is the same for both."""
        return self._observations

    def action_space(self, agent: str) -> spaces.Discrete:
        """What this agent may do."""
        return self._actions

    def reset(
        self, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[dict[str, Observation], dict[str, dict[str, Any]]]:
        """Begin an episode: an observation and an info for each agent."""
        self.random = np.random.default_rng(seed)  # draw every random number from it
        self.agents = list(self.possible_agents)
        self.at: dict[str, Field] = {"me": (0, HEIGHT - 1), "partner": (WIDTH - 1, 0)}
        self.crate: Field = (WIDTH // 2, HEIGHT // 2)
        self.lifted = self.steps = 0
        return self._observe(), self._infos()

    def step(self, actions: dict[str, int]) -> tuple[dict[str, Any], ...]:
        """Move both, then see whether they can lift the crate.

        Returns:
            For each agent: observation, reward, whether it is done by the rules (terminated),
            whether it was cut off (truncated), info.
        """
        for agent, action in actions.items():  # who is first here takes a field that both want
            self._move(agent, int(action))
        self.steps += 1
        success = set(self.sides()) == set(self.at.values())
        if success:
            self.lifted += 1
            self.crate = self._place_crate()
        observations = self._observe()
        rewards = dict.fromkeys(self.agents, 1.0 if success else 0.0)
        terminated = dict.fromkeys(self.agents, self.lifted == self.crates)
        truncated = dict.fromkeys(self.agents, self.steps == self.limit)
        infos = self._infos()
        if self.lifted == self.crates or self.steps == self.limit:
            self.agents = []
        return observations, rewards, terminated, truncated, infos

    def close(self) -> None:
        """Free what the environment holds: nothing."""

    def sides(self) -> tuple[Field, Field]:
        """The fields on the left and on the right of the crate."""
        return moved(self.crate, LEFT), moved(self.crate, RIGHT)

    def _move(self, agent: str, action: int) -> None:
        target = moved(self.at[agent], action)
        if is_floor(target) and target not in (self.crate, *self.at.values()):
            self.at[agent] = target

    def _place_crate(self) -> Field:
        """Anywhere that is free and has room on both sides, but not where the last one was."""
        taken = {self.crate, *self.at.values()}
        free = [(c, r) for c in range(1, WIDTH - 1) for r in range(HEIGHT) if (c, r) not in taken]
        return free[int(self.random.integers(len(free)))]

    def _observe(self) -> dict[str, Observation]:
        me, partner = self.at["me"], self.at["partner"]
        seen = {"me": (me, partner, self.crate), "partner": (partner, me, self.crate)}
        return {agent: np.array(seen[agent], dtype=np.float32).flatten() for agent in self.agents}

    def _infos(self) -> dict[str, dict[str, Any]]:
        """Anything else that is to be in the data."""
        return {agent: {} for agent in self.agents}
