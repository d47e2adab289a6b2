"""Catch: balls fall, and the player moves a paddle below them."""

from typing import Any, ClassVar

import gymnasium
import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray

from gymbrowser import draw as d

CELL = 40  # pixels

type Observation = NDArray[np.float32]


class CatchEnv(gymnasium.Env[Observation, np.int64]):
    """One ball after the other falls; each one caught is worth 1, each one missed costs 1.

    Observation: float32 of shape (3,): column of the ball, row of the ball, column of the paddle.
    Actions: 0 left, 1 stay, 2 right. An episode is `balls` balls long.
    """

    metadata: ClassVar[dict[str, Any]] = {"render_fps": 6}

    def __init__(self, width: int = 9, height: int = 11, balls: int = 5) -> None:
        self.width, self.height, self.balls = width, height, balls
        high = np.array([width - 1, height - 1, width - 1], dtype=np.float32)
        self.observation_space = spaces.Box(np.zeros(3, dtype=np.float32), high)
        self.action_space = spaces.Discrete(3)

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Observation, dict[str, Any]]:
        """Begin with a full supply of balls and the paddle in the middle."""
        super().reset(seed=seed)
        self.paddle = self.width // 2
        self.left = self.balls
        self.caught = 0
        self._drop()
        return self._observe(), {}

    def step(self, action: np.int64) -> tuple[Observation, float, bool, bool, dict[str, Any]]:
        """Move the paddle, then let the ball fall by one row."""
        self.paddle = min(max(self.paddle + int(action) - 1, 0), self.width - 1)
        self.row += 1
        reward = 0.0
        if self.row == self.height - 1:
            hit = self.column == self.paddle
            reward = 1.0 if hit else -1.0
            self.caught += hit
            self.left -= 1
            if self.left:
                self._drop()
        return self._observe(), reward, self.left == 0, False, {}

    def _drop(self) -> None:
        self.row = 0
        self.column = int(self.np_random.integers(self.width))

    def _observe(self) -> Observation:
        return np.array([self.column, self.row, self.paddle], dtype=np.float32)


def draw(env: CatchEnv) -> dict[str, Any]:
    """The picture of the environment: a list of shapes, sized in pixels."""
    width, height = env.width * CELL, env.height * CELL
    ball_x, ball_y = (env.column + 0.5) * CELL, (env.row + 0.5) * CELL
    return d.scene(
        width,
        height,
        [
            d.circle(ball_x, ball_y, CELL * 0.35, fill="#d9480f"),
            d.rectangle(env.paddle * CELL, height - CELL * 0.6, CELL, CELL * 0.3, fill="#1c7ed6"),
            d.text(8, 22, f"caught {env.caught}", size=16, fill="#495057"),
        ],
        background="#f8f9fa",
    )
