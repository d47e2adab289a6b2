"""The smallest game that a person can play: it counts, and ends by itself."""

from typing import Any

import gymnasium
import numpy as np
from gymnasium import spaces

from gymbrowser import draw as d

LENGTH = 12


class Tick(gymnasium.Env[Any, Any]):
    """Counts to `LENGTH`; observations are noise, which does not compress."""

    def __init__(self, render_mode: str | None = None) -> None:
        self.render_mode = render_mode
        self.observation_space = spaces.Box(0, 255, (256,), np.uint8)
        self.action_space = spaces.Discrete(2)
        self.time = 0

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Any, dict[str, Any]]:
        super().reset(seed=seed)
        self.time = 0
        return self._look(), {}

    def step(self, action: Any) -> tuple[Any, float, bool, bool, dict[str, Any]]:
        self.time += 1
        return self._look(), 1.0, self.time == LENGTH, False, {}

    def _look(self) -> Any:
        return self.np_random.integers(0, 256, 256, np.uint8)


def draw(env: Tick) -> dict[str, Any]:
    shapes = [d.text(10, 40, str(env.time), size=20, fill="black")]
    return d.scene(120, 80, shapes)
