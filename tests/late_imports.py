"""An environment that needs more of Python once an action is held, as no build ever holds one."""

import importlib
from importlib import resources
from typing import Any

import gymnasium
import numpy as np
from gymnasium import spaces

from gymbrowser import draw as shapes

HELD = 20
TOO_LONG = 60
ASSET = "envs/mujoco/assets/ant.xml"


class LateImports(gymnasium.Env[np.ndarray[Any, Any], int]):
    """Holding action 1 for `HELD` steps imports, for longer than `TOO_LONG` raises."""

    observation_space = spaces.Box(-1e6, 1e6, (3,), np.float64)
    action_space = spaces.Discrete(2)  # type: ignore[assignment]
    held = 0
    found = np.zeros(3)

    def reset(self, *, seed: int | None = None, options: Any = None) -> Any:
        super().reset(seed=seed)
        self.held, self.found = 0, np.zeros(3)
        return self.found, {}

    def step(self, action: int) -> Any:
        self.held = self.held + 1 if action else 0
        if self.held == HELD:
            self.found = np.array([standard_library(), shared_library(), data_file()])
        if self.held > TOO_LONG:
            raise ValueError("held for too long")
        return self.found, 0.0, False, False, {}


def standard_library() -> float:
    """0.75, from a module that nothing else imports."""
    return float(importlib.import_module("colorsys").rgb_to_hls(0.5, 1.0, 1.0)[1])


def shared_library() -> float:
    """6, from a compiled module that numpy imports only when it is asked for."""
    return float(np.fft.fft([1, 2, 3])[0].real)


def data_file() -> float:
    """The length of a file of a package."""
    return float(len(resources.files("gymnasium").joinpath(ASSET).read_text(encoding="utf-8")))


def draw(env: LateImports) -> Any:
    found = ",".join(f"{number:g}" for number in env.found)
    return shapes.scene(300, 40, [shapes.text(10, 20, found)])
