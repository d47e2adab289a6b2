"""A match as a PettingZoo `ParallelEnv`: that is an interface, and needs no import."""

from typing import Any, ClassVar

import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray

from gymbrowser import ui

from .court import ACTIONS, SIDES, STEPS_PER_SECOND, Court, advance, observe, serve

FEATURES = 12
COLOURS = {"left": "Blue", "right": "Red"}


class Volleyball:
    """Rallies until one player has enough points.

    Agents are `left` and `right`. Both see the court from their own side, see `court.observe`;
    actions are those of `court`. The reward is 1 for a point, -1 for the other's, 0 while the ball
    flies.

    Args:
        points: Who has so many wins the match.
        seconds: After so many it is over anyway.
    """

    metadata: ClassVar = {"render_fps": STEPS_PER_SECOND, "name": "volleyball"}

    def __init__(self, points: int = 5, seconds: float = 90) -> None:
        self.possible_agents = ["left", "right"]
        self.agents: list[str] = []
        self.points = points
        self.court: Court
        self.longest = round(seconds * STEPS_PER_SECOND)

    def observation_space(self, agent: str) -> spaces.Box:
        """Return the space of what an agent sees, in metres and metres a second."""
        return spaces.Box(-np.inf, np.inf, (FEATURES,), np.float32)

    def action_space(self, agent: str) -> spaces.Discrete[Any]:
        """Return the actions: stay, back, forward, leap."""
        return spaces.Discrete(ACTIONS)

    def reset(
        self, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[dict[str, NDArray[np.float32]], dict[str, dict[str, Any]]]:
        """Begin a match; a coin decides who receives."""
        self._random = np.random.default_rng(seed)
        self.agents = list(self.possible_agents)
        self.score = dict.fromkeys(self.possible_agents, 0)
        self.steps = 0
        self.last: str | None = None
        self._serve(float(self._random.choice(SIDES)))
        ui.clear()
        self._tell()
        return self._look(), {agent: {} for agent in self.agents}

    def step(self, actions: dict[str, int]) -> tuple[dict[str, Any], ...]:
        """Let a thirtieth of a second pass."""
        self.steps += 1
        both = np.array([[actions[agent] for agent in self.possible_agents]])
        self.court, (scored,) = advance(self.court, both)
        rewards = dict(zip(self.agents, (SIDES * scored).tolist(), strict=True))
        if scored:
            self._point("left" if scored < 0 else "right", float(scored))
        over = max(self.score.values()) >= self.points
        out_of_time = self.steps >= self.longest and not over
        observations, agents = self._look(), self.agents
        if over or out_of_time:
            self.agents = []
        return (
            observations,
            rewards,
            dict.fromkeys(agents, over),
            dict.fromkeys(agents, out_of_time),
            {agent: {} for agent in agents},
        )

    def render(self) -> None:
        """Give no picture: `volleyball:draw` does."""

    def close(self) -> None:
        """Nothing is held."""

    def _point(self, agent: str, side: float) -> None:
        self.score[agent] += 1
        self.last = agent
        ui.message(f"{COLOURS[agent]} scores: {self.score['left']} to {self.score['right']}.")
        self._tell()
        self._serve(-side)

    def _serve(self, to: float) -> None:
        spread = self._random.uniform(-1, 1)
        self.court = serve(np.array([to]), np.array([spread]))

    def _tell(self) -> None:
        ui.hud(You=self.score["left"], Opponent=self.score["right"])

    def _look(self) -> dict[str, NDArray[np.float32]]:
        seen = observe(self.court)[0].astype(np.float32)
        return dict(zip(self.possible_agents, seen, strict=True))
