"""Shared control: what a person steers and what a policy would steer, blended.

Source of the scheme: Dragan and Srinivasa, "A policy-blending formalism for shared control", The
International Journal of Robotics Research 32(7), 2013, doi:10.1177/0278364913490324: the executed
action is (1 - a) person + a policy, where the arbitration `a` grows with how sure the policy is.
"""

from typing import Any

import numpy as np

from gymbrowser import Hook, ui

MAX_TORQUE = 2.0


def expert(observation: Any) -> tuple[float, float]:
    """What would swing the pendulum up and hold it there, and how sure that is.

    Args:
        observation: Pendulum's: cosine and sine of the angle (0 is upright), angular velocity.

    Returns:
        Torque in [-2, 2]; confidence in [0, 1], 1 where it only has to be held.
    """
    cosine, sine, velocity = (float(value) for value in observation)
    if cosine > 0.9:
        torque, confidence = -(12 * np.arctan2(sine, cosine) + 3 * velocity), 1.0
    else:
        # Energy shaping: push with the swing while there is too little energy, else against it.
        energy = velocity**2 / 6 + 5 * cosine
        torque, confidence = MAX_TORQUE * np.sign((5 - energy) * velocity or 1.0), 0.7
    return float(np.clip(torque, -MAX_TORQUE, MAX_TORQUE)), confidence


class Blend(Hook):
    """Executes a blend of the two, and records how each was made.

    Args:
        help: The largest share of the policy, until the participant sets it.
    """

    def __init__(self, help: float = 0.5) -> None:  # noqa: A002
        self.help = help
        self._shares: list[float] = []
        self._agreements: list[float] = []

    def on_start(self, game: Any) -> None:
        """Kept for its `record`."""
        self.game = game

    def on_reset(self, observation: Any, info: Any) -> None:
        """What is recorded at the end is that of the episode."""
        self._shares.clear()
        self._agreements.clear()

    def on_human_action(self, agent: str, action: Any, observation: Any) -> Any:
        """Arbitrate: the policy's share is as large as it is sure."""
        person = float(action[0])
        torque, confidence = expert(observation)
        share = self.help * confidence
        blended = (1 - share) * person + share * torque
        self._shares.append(share)
        self._agreements.append(person * torque)
        ui.progress("The computer's share", share)
        return np.array([blended], np.float32)

    def on_widget(self, name: str, value: Any) -> None:
        """The participant says how much help they want."""
        if name == "help":
            self.help = float(value)

    def on_episode_end(self, reason: str) -> None:
        """Of each step: the share, and the product of both torques (above 0: they agreed)."""
        shares, agreements = np.array(self._shares), np.array(self._agreements)
        self.game.record("arbitration", {"share": shares, "agreement": agreements})
