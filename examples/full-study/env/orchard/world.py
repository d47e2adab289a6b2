"""The rules: two pickers in an orchard share every apple that either of them picks.

The interface is PettingZoo's `ParallelEnv`: that is an interface, and needs no import.
"""

from typing import Any, ClassVar

import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray

from gymbrowser import ui

WIDTH, HEIGHT = 7, 5  # fields
STAY, UP, DOWN, LEFT, RIGHT = ACTIONS = range(5)
MOVES = {STAY: (0, 0), UP: (0, -1), DOWN: (0, 1), LEFT: (-1, 0), RIGHT: (1, 0)}
STARTS = {"you": (0, HEIGHT // 2), "partner": (WIDTH - 1, HEIGHT // 2)}

type Field = tuple[int, int]
"""Column and row, from the upper left."""

type Observation = NDArray[np.float32]


def moved(field: Field, action: int) -> Field:
    """The field that an action leads to, in the orchard or beyond its fence."""
    (column, row), (right, down) = field, MOVES[action]
    return column + right, row + down


def is_inside(field: Field) -> bool:
    """Whether the orchard has this field."""
    return 0 <= field[0] < WIDTH and 0 <= field[1] < HEIGHT


class Orchard:
    """Whoever comes to a field with an apple picks it; both get 1 for it.

    Agents are `you`, who moves first where both want the same field, and `partner`.

    Observation: float32 of shape (4 + WIDTH * HEIGHT,): column and row of oneself and of the other,
    then for each field, row by row, whether an apple is there.
    Actions: 0 stay, 1 up, 2 down, 3 left, 4 right.

    Args:
        apples: So many are there; a round ends with the last one.
        limit: It is cut off after so many steps.
    """

    metadata: ClassVar = {"name": "orchard"}

    def __init__(self, apples: int = 8, limit: int = 20) -> None:
        self.possible_agents = list(STARTS)
        self.agents: list[str] = []
        self.count, self.limit = apples, limit
        high = np.array([WIDTH - 1, HEIGHT - 1] * 2 + [1] * (WIDTH * HEIGHT), dtype=np.float32)
        self._observations = spaces.Box(np.zeros_like(high), high)
        self._actions: spaces.Discrete[Any] = spaces.Discrete(len(ACTIONS))

    def observation_space(self, agent: str) -> spaces.Box:
        """Return what this agent may see: the same for both."""
        return self._observations

    def action_space(self, agent: str) -> spaces.Discrete[Any]:
        """Return what this agent may do."""
        return self._actions

    def reset(
        self, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[dict[str, Observation], dict[str, dict[str, Any]]]:
        """Hang the apples, and put both to their sides."""
        random = np.random.default_rng(seed)
        self.agents = list(self.possible_agents)
        self.at: dict[str, Field] = dict(STARTS)
        free = [
            (column, row)
            for row in range(HEIGHT)
            for column in range(WIDTH)
            if (column, row) not in STARTS.values()
        ]
        chosen = random.choice(len(free), size=self.count, replace=False)
        self.apples = {free[int(place)] for place in chosen}
        self.steps = 0
        ui.clear()
        self._tell()
        return self._look(), {agent: {} for agent in self.agents}

    def step(self, actions: dict[str, int]) -> tuple[dict[str, Any], ...]:
        """Move both by a field.

        Returns:
            For each agent: observation, reward, terminated, truncated, and in info how many apples
            it has picked itself.
        """
        picked = {agent: self._move(agent, int(actions[agent])) for agent in self.agents}
        self.steps += 1
        self._tell()
        is_over = not self.apples
        is_late = self.steps == self.limit and not is_over
        agents, observations = self.agents, self._look()
        if is_over or is_late:
            self.agents = []
        return (
            observations,
            dict.fromkeys(agents, float(sum(picked.values()))),
            dict.fromkeys(agents, is_over),
            dict.fromkeys(agents, is_late),
            {agent: {"picked": picked[agent]} for agent in agents},
        )

    def render(self) -> None:
        """Give no picture: `picture:draw` does."""

    def close(self) -> None:
        """Nothing is held."""

    def _move(self, agent: str, action: int) -> int:
        """Go there, if nobody stands there. Returns the apples that were picked: 0 or 1."""
        target = moved(self.at[agent], action)
        if is_inside(target) and target not in self.at.values():
            self.at[agent] = target
        if self.at[agent] not in self.apples:
            return 0
        self.apples.remove(self.at[agent])
        return 1

    def _tell(self) -> None:
        picked = self.count - len(self.apples)
        ui.hud({"Apples": f"{picked} / {self.count}", "Moves left": self.limit - self.steps})

    def _look(self) -> dict[str, Observation]:
        hanging = [
            float((column, row) in self.apples) for row in range(HEIGHT) for column in range(WIDTH)
        ]
        you, partner = self.at["you"], self.at["partner"]
        seen = {"you": (*you, *partner), "partner": (*partner, *you)}
        return {
            agent: np.array([*seen[agent], *hanging], dtype=np.float32) for agent in self.agents
        }
