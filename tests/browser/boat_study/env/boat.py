"""A boat and a buoy: where the boat goes is the action, two numbers from -1 to 1."""

import math
from typing import Any

import gymnasium
import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray

from gymbrowser import draw as d

type Pair = NDArray[np.float32]

SIZE = 400
BUOY = np.array([0.8, 0.6], np.float32)
"""Right of the middle, and below it: y points down, as on the screen."""
NEAR = 0.2


class Boat(gymnasium.Env[Pair, Pair]):
    metadata = {"render_fps": 30}  # noqa: RUF012 - Gymnasium's own form

    def __init__(self) -> None:
        self.action_space = spaces.Box(-1, 1, (2,), np.float32)
        self.observation_space = spaces.Box(-1, 1, (2,), np.float32)

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Pair, dict[str, Any]]:
        super().reset(seed=seed)
        self.place = np.zeros(2, np.float32)
        return self.place, {}

    def step(self, action: Pair) -> tuple[Pair, float, bool, bool, dict[str, Any]]:
        self.place = np.clip(self.place + 0.05 * action, -1, 1).astype(np.float32)
        distance = float(np.hypot(*(BUOY - self.place)))
        return self.place, -distance, distance < NEAR, False, {}


def toward(env: Boat, x: float, y: float) -> Pair | None:
    """From the boat to a place on the picture; None close to the boat."""
    way = np.array([x, y]) / (SIZE / 2) - 1 - env.place
    length = math.hypot(*way)
    return None if length < 0.05 else (way / length).astype(np.float32)


def draw(env: Boat) -> d.Scene:
    """The water, the buoy and the boat."""
    x, y = (float(part) for part in (env.place + 1) * SIZE / 2)
    buoy_x, buoy_y = (float(part) for part in (BUOY + 1) * SIZE / 2)
    return d.scene(
        SIZE,
        SIZE,
        [
            d.circle(buoy_x, buoy_y, 40, fill="#cfe8f3", stroke="#5b8fb0", line_width=2),
            d.circle(buoy_x, buoy_y, 10, fill="#d1495b"),
            d.ellipse(x, y, 16, 10, fill="#6b4226"),
            d.polygon([(x - 2, y - 8), (x - 2, y - 34), (x + 18, y - 12)], fill="#fff"),
        ],
        background="#a9d3e6",
    )
