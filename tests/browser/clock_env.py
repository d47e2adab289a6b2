"""A game that shows the time of day, where it runs in a browser: it never comes out the same."""

import sys
import time
from typing import Any

import gymnasium
import numpy as np
from gymnasium import spaces


class Clock(gymnasium.Env[Any, Any]):
    """Goes one step each time, whatever is pressed."""

    metadata = {"render_modes": ["ansi"]}  # noqa: RUF012  # as every book on Gymnasium has it

    def __init__(self, render_mode: str | None = None) -> None:
        self.render_mode = render_mode
        self.observation_space = spaces.Box(0, np.inf, (1,), np.float64)
        self.action_space = spaces.Discrete(2)
        self.taken = 0

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Any, dict[str, Any]]:
        super().reset(seed=seed)
        self.taken = 0
        return self._look(), {}

    def step(self, action: Any) -> tuple[Any, float, bool, bool, dict[str, Any]]:
        self.taken += 1
        return self._look(), 1.0, False, False, {}

    def render(self) -> str:
        return str(self.taken)

    def _look(self) -> Any:
        seen = time.time() if self.taken > 1 and sys.platform == "emscripten" else self.taken
        return np.array([seen], np.float64)
