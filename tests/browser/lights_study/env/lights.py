"""Lamps on a board of eight by eight: a click switches one on or off."""

from typing import Any

import gymnasium
import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray

from gymbrowser import draw as d

SIDE = 8
CELL = 40
MARGIN = 20
LIT = 3
"""So many lamps end the round."""

type Board = NDArray[np.int8]


class Lights(gymnasium.Env[Board, np.int64]):
    metadata = {"render_fps": 5, "noop": SIDE * SIDE}  # noqa: RUF012 - Gymnasium's own form

    def __init__(self) -> None:
        self.action_space = spaces.Discrete(SIDE * SIDE + 1)
        self.observation_space = spaces.MultiBinary((SIDE, SIDE))

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Board, dict[str, Any]]:
        super().reset(seed=seed)
        self.lamps = np.zeros((SIDE, SIDE), np.int8)
        return self.lamps, {}

    def step(self, action: np.int64) -> tuple[Board, float, bool, bool, dict[str, Any]]:
        if action < SIDE * SIDE:
            row, column = divmod(int(action), SIDE)
            self.lamps[row, column] ^= 1
        return self.lamps, 1.0, int(self.lamps.sum()) >= LIT, False, {}


def draw(env: Lights) -> d.Scene:
    """The board with a margin around it."""
    size = SIDE * CELL + 2 * MARGIN
    lamps = [
        d.rectangle(
            MARGIN + column * CELL + 2,
            MARGIN + row * CELL + 2,
            CELL - 4,
            CELL - 4,
            fill="#f2c14e" if env.lamps[row, column] else "#ffffff",
            stroke="#8a8fa3",
        )
        for row in range(SIDE)
        for column in range(SIDE)
    ]
    return d.scene(size, size, lamps, background="#e6e8f0")


def left_half(env: Lights, x: float, y: float) -> int:
    """The lamp of the upper left corner, by the left half; the right half is a mistake."""
    if x > SIDE * CELL / 2 + MARGIN:
        raise ValueError("There is nothing to the right.")
    return 0
