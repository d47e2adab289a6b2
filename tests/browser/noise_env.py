"""Pixels that don't compress, new ones at every second step; imports only what a site has."""

from typing import Any

import gymnasium
import numpy as np
from gymnasium import spaces

SHAPE = (84, 84, 4)


class Noise(gymnasium.Env[np.ndarray[Any, Any], np.int64]):
    """Nothing can be done in it."""

    def __init__(self) -> None:
        self.observation_space = spaces.Box(0, 255, SHAPE, np.uint8)
        self.action_space = spaces.Discrete(2)

    def reset(self, *, seed: int | None = None, options: Any = None) -> tuple[Any, dict[str, Any]]:
        super().reset(seed=seed)
        self.steps = 0
        self.pixels = self.draw()
        return self.pixels, {}

    def step(self, action: np.int64) -> tuple[Any, float, bool, bool, dict[str, Any]]:
        self.steps += 1
        if self.steps % 2 == 0:
            self.pixels = self.draw()
        return self.pixels, float(action), False, False, {}

    def draw(self) -> np.ndarray[Any, Any]:
        return self.np_random.integers(0, 256, SHAPE, np.uint8)


def draw(env: Noise) -> dict[str, Any]:
    return {"width": 10, "height": 10, "shapes": []}
