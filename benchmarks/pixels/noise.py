"""Pixels of noise, which compress worst, in the shape of four stacked Atari frames."""

from typing import Any

import gymnasium
import numpy as np
from gymnasium import spaces

from gymbrowser import draw as d

SHAPE = (84, 84, 4)


class Noise(gymnasium.Env[Any, Any]):
    """Never terminated, never truncated. Of a step nothing is new but where the noise begins."""

    def __init__(self) -> None:
        self.observation_space = spaces.Box(0, 255, SHAPE, np.uint8)
        self.action_space = spaces.Discrete(2)
        self.size = int(np.prod(SHAPE))
        self.noise = np.random.default_rng(0).integers(0, 256, 2 * self.size, np.uint8)

    def reset(self, *, seed: int | None = None, options: Any = None) -> Any:
        super().reset(seed=seed)
        return self.observe(), {}

    def step(self, action: int) -> Any:
        return self.observe(), 1.0, False, False, {}

    def observe(self) -> Any:
        start = int(self.np_random.integers(self.size))
        return self.noise[start : start + self.size].reshape(SHAPE)


def draw(_env: Noise) -> dict[str, Any]:
    """A still picture: what is measured is the record."""
    return d.scene(600, 400, [d.circle(300, 200, 50, fill="#364fc7")])
