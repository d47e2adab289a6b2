"""A field on which a ball rolls for ever, and a button that Python puts beside it."""

from typing import Any

import gymnasium
import numpy as np
from gymnasium import spaces

from gymbrowser import draw as d
from gymbrowser import ui


class Field(gymnasium.Env[np.ndarray[Any, Any], np.int64]):
    """The ball goes right while it is pushed, and left otherwise."""

    def __init__(self) -> None:
        self.observation_space = spaces.Box(0, 1, (1,), np.float32)
        self.action_space = spaces.Discrete(2)
        self.episodes = 0

    def reset(self, *, seed: int | None = None, options: Any = None) -> tuple[Any, dict[str, Any]]:
        super().reset(seed=seed)
        self.at = 0.5
        self.episodes += 1
        if self.episodes == 1:
            ui.button("advice", "Ask for advice", color="#ffd", key="KeyA")
        else:
            ui.remove("advice")
            ui.button("trainOnline", "Learn again")
        return self.look(), {}

    def step(self, action: np.int64) -> tuple[Any, float, bool, bool, dict[str, Any]]:
        self.at = min(1.0, max(0.0, self.at + (0.02 if action == 1 else -0.02)))
        return self.look(), float(action), False, False, {}

    def look(self) -> np.ndarray[Any, Any]:
        return np.array([self.at], np.float32)


def draw(env: Field) -> dict[str, Any]:
    ball = d.circle(20 + 260 * env.at, 60, 14, fill="steelblue")
    return dict(d.scene(300, 120, [ball], background="honeydew"))
