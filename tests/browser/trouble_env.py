"""An environment whose seed says what goes wrong in it; imports only what a site has."""

import itertools
from typing import Any

import gymnasium
import numpy as np
from gymnasium import spaces

from gymbrowser import draw as d

FINE, RAISES, NAN, LOOPS, HANGS, UNPAID = range(6)
AT = 20
"""The step at which it happens, from 0."""
NEVER_RESETS = 2**32 - 1
"""The one seed with which no episode begins."""


class Trouble(gymnasium.Env[np.ndarray[Any, Any], np.int64]):
    """Counts its steps, so many of them, and those upwards."""

    def __init__(self, length: int = 40) -> None:
        self.length = length
        self.observation_space = spaces.Box(-np.inf, np.inf, (2,), np.float32)
        self.action_space = spaces.Discrete(2)

    def reset(self, *, seed: int | None = None, options: Any = None) -> tuple[Any, dict[str, Any]]:
        super().reset(seed=seed)
        self.kind = (seed or 0) % 10
        if seed == NEVER_RESETS:
            raise RuntimeError("no way in")
        self.steps = 0
        self.ups = 0
        return self.look(), {}

    def step(self, action: np.int64) -> tuple[Any, float, bool, bool, dict[str, Any]]:
        if self.steps == AT:
            go_wrong(self.kind)
        self.steps += 1
        self.ups += int(action)
        observation = self.look()
        if self.steps > AT and self.kind == NAN:
            observation[1] = np.nan
        reward = np.nan if self.steps > AT and self.kind == UNPAID else float(action)
        return observation, reward, self.steps == self.length, False, {}

    def look(self) -> np.ndarray[Any, Any]:
        return np.array([self.steps, self.ups], np.float32)


def go_wrong(kind: int) -> None:
    """Not for the kinds that go wrong by what they observe or get."""
    if kind == RAISES:
        raise RuntimeError("no way out")
    while kind == LOOPS:
        pass
    if kind == HANGS:
        sum(itertools.repeat(0))  # in C, where no Python runs that could be interrupted


def is_up(env: Trouble) -> bool:
    return env.ups >= 3


def draw(env: Trouble) -> dict[str, Any]:
    ball = d.circle(10 + 2 * env.steps, 30, 8, fill="steelblue")
    return dict(d.scene(100, 60, [ball], background="white"))
