"""Policies for Pendulum: one controller, disturbed more or less."""

from typing import Any

import numpy as np

MAX_TORQUE = 2.0


class Swinger:
    """Swings the pendulum up by its energy and holds it there, unless noise takes over.

    Args:
        noise: The share of steps, 0 to 1, in which any torque is taken instead.
    """

    def __init__(self, noise: float) -> None:
        self.noise = noise

    def reset(self, *, agent: str, action_space: Any, seed: int) -> None:
        """An episode begins."""
        self._random = np.random.default_rng(seed)

    def act(self, observation: Any, info: Any) -> Any:
        """Observation: cosine and sine of the angle (0 is upright), angular velocity."""
        lot, torque = self._random.random(), self._random.uniform(-MAX_TORQUE, MAX_TORQUE)
        if lot >= self.noise:
            torque = _controlled(*(float(value) for value in observation))
        return np.array([np.clip(torque, -MAX_TORQUE, MAX_TORQUE)], np.float32)


def _controlled(cosine: float, sine: float, velocity: float) -> float:
    if cosine > 0.9:
        return -(12 * float(np.arctan2(sine, cosine)) + 3 * velocity)
    # Energy shaping: push with the swing while there is too little energy, else against it.
    energy = velocity**2 / 6 + 5 * cosine
    return MAX_TORQUE * float(np.sign((5 - energy) * velocity or 1.0))
