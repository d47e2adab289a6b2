"""TAMER: a car in a valley learns from a person's judgements alone, and never sees a reward.

Source: Knox and Stone, "Interactively Shaping Agents via Human Reinforcement: The TAMER Framework",
K-CAP 2009, doi:10.1145/1597735.1597738. A judgement is for what was done shortly before it; from
these, a model learns what judgement each action would get; the car does what it expects to be
praised most for.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gymbrowser import Hook, ui

type Floats = NDArray[np.float64]

LOW, HIGH = np.array([-1.2, -0.07]), np.array([0.6, 0.07])
"""Bounds of MountainCar's position and velocity."""
ACTIONS = 3
EARLIEST_S, LATEST_S = 0.2, 0.8
"""A person judges what happened so long ago, each delay in between as likely as the others."""


class Basis:
    """Gaussian bumps on a grid over position and velocity, whose sum is 1 everywhere."""

    def __init__(self, per_side: int = 12) -> None:
        line = np.linspace(0, 1, per_side)
        self._centres = np.stack(np.meshgrid(line, line), axis=-1).reshape(-1, 2)
        self._width = 1 / (per_side - 1)
        self.size = per_side**2

    def __call__(self, observation: Any) -> Floats:
        """Return float64 of shape [size]."""
        place = (np.asarray(observation, np.float64) - LOW) / (HIGH - LOW)
        squares = ((place - self._centres) ** 2).sum(axis=1)
        bumps: Floats = np.exp(-squares / (2 * self._width**2))
        bumps /= bumps.sum()
        return bumps


@dataclass(frozen=True)
class Sample:
    """A judgement, and what it is for."""

    features: Floats
    """[actions, size]: of the steps before it, each weighted by its credit."""
    value: float


class HumanReward:
    """Predicts how a person judges an action: linear in the basis, with weights for each action."""

    def __init__(self, rate: float = 0.3) -> None:
        self.basis = Basis()
        self.weights: Floats = np.zeros((ACTIONS, self.basis.size))
        self._rate = rate

    def predict(self, observation: Any) -> Floats:
        """Return what each action would be given: float64 of shape [actions]."""
        return self.weights @ self.basis(observation)

    def learn(self, sample: Sample) -> None:
        """Go a step towards a judgement: normalised least mean squares."""
        error = sample.value - float((self.weights * sample.features).sum())
        self.weights += self._rate * error * sample.features / (sample.features**2).sum()


class Credit:
    """Which of the last steps a judgement is for.

    Args:
        fps: Steps per second.
    """

    def __init__(self, fps: float) -> None:
        self._step_s = 1 / fps
        self._steps: deque[Floats] = deque(maxlen=int(LATEST_S * fps) + 2)

    @property
    def is_ready(self) -> bool:
        """Whether a judgement could be for anything yet."""
        return len(self._steps) * self._step_s > EARLIEST_S

    def forget(self) -> None:
        """An episode begins."""
        self._steps.clear()

    def add(self, features: Floats) -> None:
        """Note a step's features of shape [actions, size]."""
        self._steps.append(features)

    def sample(self, value: float) -> Sample | None:
        """Return the judgement with what it is for; None: nothing was done that long ago."""
        ages = self._step_s * np.arange(len(self._steps), dtype=np.float64)[::-1]
        shares = _delayed_less_than(ages + self._step_s) - _delayed_less_than(ages)
        if shares.sum() <= 0:
            return None
        weighted = np.tensordot(shares / shares.sum(), np.array(self._steps), axes=1)
        return Sample(weighted, value)


def _delayed_less_than(seconds: Floats) -> Floats:
    """The distribution function of the delay."""
    shares: Floats = np.clip((seconds - EARLIEST_S) / (LATEST_S - EARLIEST_S), 0, 1)
    return shares


class Driver:
    """The policy: does what it expects to be praised most for, and anything where it can't tell."""

    def __init__(self) -> None:
        self.model = HumanReward()

    def reset(self, *, agent: str, action_space: Any, seed: int) -> None:
        """Begin an episode."""
        self._rng = np.random.default_rng(seed)

    def act(self, observation: Any, info: Any) -> int:
        """Choose greedily."""
        expected = self.model.predict(observation)
        return int(self._rng.choice(np.flatnonzero(expected == expected.max())))


class Teacher(Hook):
    """The hook: hears the person's judgements, and lets the driver's model learn from them.

    Args:
        fps: Steps per second of the game.
        passes: Through all that was said, when Train is pressed.
    """

    def __init__(self, fps: float, passes: int = 20) -> None:
        self.model = HumanReward()
        self.samples: list[Sample] = []
        self._credit = Credit(fps)
        self._passes = passes
        self._is_online = True

    def on_start(self, game: Any) -> None:
        """The driver of this game goes on with what was learnt in the games before it."""
        self.game = game
        game.policies["car"].model = self.model

    def on_reset(self, observation: Any, info: Any) -> None:
        """A judgement is for its own episode."""
        self._credit.forget()
        self._observation = observation

    def on_step(self, action: Any, observation: Any, *outcome: Any) -> None:
        """Note what was done, and where."""
        features = np.zeros((ACTIONS, self.model.basis.size))
        features[int(action)] = self.model.basis(self._observation)
        self._credit.add(features)
        self._observation = observation
        if self._credit.is_ready:
            ui.hud(Judgements=len(self.samples))

    def on_feedback(self, name: str, value: float) -> None:
        """Keep each judgement, and learn from it at once unless that was switched off."""
        sample = self._credit.sample(value)
        if sample is None:
            return
        self.samples.append(sample)
        if self._is_online:
            self.model.learn(sample)

    def on_button(self, name: str, value: Any) -> Iterator[None] | None:
        """`trainOnline` switches learning while playing; `trainOffline` learns from all so far."""
        if name == "trainOnline":
            self._is_online = not self._is_online
            ui.message("I learn while I drive." if self._is_online else "I only listen.")
        return self._train() if name == "trainOffline" else None

    def on_episode_end(self, reason: str) -> None:
        """What was learnt so far is part of the data."""
        self.game.record("weights", self.model.weights)

    def _train(self) -> Iterator[None]:
        for number in range(1, self._passes + 1):
            for index in self.game.rng.permutation(len(self.samples)):
                self.model.learn(self.samples[index])
                yield
            ui.progress("Training", number, self._passes)
        ui.progress("Training", None)
        self.game.record("trained", {"samples": len(self.samples), "passes": self._passes})
