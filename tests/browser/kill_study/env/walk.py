"""A game of 150 steps that tells its witness of every frame, when it is drawn."""

import json
import sys
from typing import Any

import gymnasium
import numpy as np
from gymnasium import spaces

from gymbrowser import draw as d

LENGTH = 150


class Walk(gymnasium.Env[Any, Any]):
    """Goes one step each time, whatever is pressed."""

    def __init__(self, render_mode: str | None = None) -> None:
        self.render_mode = render_mode
        self.observation_space = spaces.Box(-np.inf, np.inf, (4,), np.float32)
        self.action_space = spaces.Discrete(2)
        self.seed: int | None = None
        self.time = 0

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Any, dict[str, Any]]:
        super().reset(seed=seed)
        self.seed, self.time = seed, 0
        return self._look(), {}

    def step(self, action: Any) -> tuple[Any, float, bool, bool, dict[str, Any]]:
        self.time += 1
        return self._look(), 1.0, self.time == LENGTH, False, {}

    def _look(self) -> Any:
        return self.np_random.standard_normal(4).astype(np.float32)


def draw(env: Walk) -> dict[str, Any]:
    sys.stdout.write(json.dumps({"seed": env.seed, "steps": env.time}) + "\n")
    return d.scene(120, 80, [d.text(10, 40, str(env.time), size=20, fill="black")])
