"""Catch: balls fall, and the player moves a paddle below them.

The class is the game, with Gymnasium's interface; the function `draw` below it is the picture.
"""

from typing import Any

import gymnasium
import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray

from gymbrowser import draw as d

CELL = 40  # pixels of the picture; the page scales it to fit

type Observation = NDArray[np.float32]


class CatchEnv(gymnasium.Env[Observation, np.int64]):
    """One ball after the other falls; each one caught is worth 1, each one missed costs 1.

    Observation: float32 of shape (3,): column of the ball, row of the ball, column of the paddle.
    Actions: 0 left, 1 stay, 2 right. An episode is `balls` balls long.
    """

    # exp.yml may leave `fps` out; then the game runs at this many steps per second.
    metadata = {"render_fps": 6}

    def __init__(self, width: int = 9, height: int = 11, balls: int = 5) -> None:
        """Say what is possible here. Takes what `kwargs` in exp.yml gives."""
        self.width, self.height, self.balls = width, height, balls
        high = np.array([width - 1, height - 1, width - 1], dtype=np.float32)
        self.observation_space = spaces.Box(np.zeros(3, dtype=np.float32), high)
        self.action_space = spaces.Discrete(3)

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Observation, dict[str, Any]]:
        """Begin an episode: with a full supply of balls and the paddle in the middle.

        Returns:
            The first observation, and a dict with anything else that is to be in the data.
        """
        super().reset(seed=seed)  # seeds self.np_random: draw every random number from it
        self.paddle = self.width // 2
        self.left = self.balls
        self.caught = 0
        self.last_hit: bool | None = None
        self._drop()
        return self._observe(), {}

    def step(self, action: np.int64) -> tuple[Observation, float, bool, bool, dict[str, Any]]:
        """Move the paddle, then let the ball fall by one row.

        Returns:
            The observation; the reward; whether the episode has ended by its rules; whether it was
            cut off, which never happens here; the dict as in `reset`.
        """
        self.paddle = min(max(self.paddle + int(action) - 1, 0), self.width - 1)
        self.row += 1
        reward = 0.0
        if self.row == self.height - 1:
            hit = self.column == self.paddle
            reward = 1.0 if hit else -1.0
            self.caught += hit
            self.last_hit = hit
            self.left -= 1
            if self.left:
                self._drop()
        return self._observe(), reward, self.left == 0, False, {}

    def _drop(self) -> None:
        self.row = 0
        self.column = int(self.np_random.integers(self.width))

    def _observe(self) -> Observation:
        """What a policy sees: of the shape and dtype that `observation_space` says."""
        return np.array([self.column, self.row, self.paddle], dtype=np.float32)


def draw(env: CatchEnv) -> dict[str, Any]:
    """What the participant sees after every step: a list of shapes, in pixels from the upper left.

    `gymbrowser.draw` has rectangle, circle, line, polygon and text; later ones cover earlier ones.
    """
    width, height = env.width * CELL, env.height * CELL
    ball_x, ball_y = (env.column + 0.5) * CELL, (env.row + 0.5) * CELL
    lanes = [
        d.rectangle(column * CELL, 0, CELL, height, fill="#edf1f5")
        for column in range(0, env.width, 2)
    ]
    return d.scene(
        width,
        height,
        [
            *lanes,
            d.text(10, 20, f"caught {env.caught} of {env.balls}", size=17, fill="#495057"),
            d.rectangle(0, height - CELL * 0.3, width, CELL * 0.3, fill="#ced4da"),
            d.circle(ball_x, ball_y, CELL * 0.35, fill="#d9480f"),
            _paddle(env),
        ],
        background="#f8f9fa",
    )


def _paddle(env: CatchEnv) -> dict[str, Any]:
    """Blue; for a moment green after a catch and red after a miss."""
    colour = "#1c66b0"
    if env.last_hit is not None and env.row < 2:
        colour = "#2b8a3e" if env.last_hit else "#c92a2a"
    x, y = env.paddle * CELL, (env.height - 0.6) * CELL
    return d.rectangle(x + 1, y, CELL - 2, CELL * 0.3, fill=colour, radius=6)
