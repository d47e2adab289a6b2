"""A walk with gates that open and close; its info says when. Imports only what a site has."""

from typing import Any

import gymnasium
import numpy as np
from gymnasium import spaces

from gymbrowser import draw as d

WAIT, STEP, LEAP = range(3)


class Gates(gymnasium.Env[np.ndarray[Any, Any], np.int64]):
    """Leaps are for every second step; who tries one at another time ends the game by an error."""

    metadata = {"render_fps": 30}  # noqa: RUF012  # as every book on Gymnasium has it

    def __init__(self, length: int = 40) -> None:
        self.length = length
        self.observation_space = spaces.Box(-np.inf, np.inf, (2,), np.float64)
        self.action_space = spaces.Discrete(3)

    def reset(self, *, seed: int | None = None, options: Any = None) -> tuple[Any, dict[str, Any]]:
        super().reset(seed=seed)
        self.time, self.at = 0, 0.0
        return self.look(), {"action_mask": self.mask()}

    def step(self, action: np.int64) -> tuple[Any, float, bool, bool, dict[str, Any]]:
        if not self.mask()[action]:
            raise RuntimeError(f"action {action} is not allowed at time {self.time}")
        gain = float(action) + self.np_random.normal()
        self.time += 1
        self.at += gain
        over = self.time == self.length
        return self.look(), gain, over, False, {"action_mask": self.mask()}

    def mask(self) -> np.ndarray[Any, Any]:
        return np.array([1, 1, self.time % 2 == 0], np.int8)

    def look(self) -> np.ndarray[Any, Any]:
        return np.array([self.time, self.at])


def draw(env: Gates) -> dict[str, Any]:
    walker = d.circle(60 + 10 * np.tanh(env.at / 20), 30, 8, fill="seagreen")
    return dict(d.scene(120, 60, [walker], background="white"))
