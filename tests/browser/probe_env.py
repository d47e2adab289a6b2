"""A lane, and a coach who keeps count and asks. Imports only what a site has."""

from typing import Any

import gymnasium
import numpy as np
from gymnasium import spaces

from gymbrowser import Hook, ui
from gymbrowser import draw as d


class Lane(gymnasium.Env[np.ndarray[Any, Any], np.int64]):
    """Goes on for ever; the info says how far one came, as a number of NumPy."""

    metadata = {"render_fps": 20}  # noqa: RUF012  # as every book on Gymnasium has it

    def __init__(self) -> None:
        self.observation_space = spaces.Box(-np.inf, np.inf, (2,), np.float64)
        self.action_space = spaces.Discrete(2)

    def reset(self, *, seed: int | None = None, options: Any = None) -> tuple[Any, dict[str, Any]]:
        super().reset(seed=seed)
        self.place = np.int64(0)
        return self._seen(), {"place": self.place}

    def step(self, action: np.int64) -> tuple[Any, float, bool, bool, dict[str, Any]]:
        self.place = self.place + action
        return self._seen(), float(action), False, False, {"place": self.place}

    def _seen(self) -> np.ndarray[Any, Any]:
        return np.array([float(self.place), self.np_random.normal()])


def draw(env: Lane) -> dict[str, Any]:
    walker = d.circle(20 + 10 * float(env.place), 30, 8, fill="seagreen")
    return dict(d.scene(120, 60, [walker], background="white"))


class Coach(Hook):
    """Counts all steps of the session, and has the participant asked about the fifth of a round."""

    def __init__(self) -> None:
        self.steps = 0
        self.entered: list[str] = []

    def on_start(self, game: Any) -> None:
        self.game = game

    def on_step(self, *_given: Any) -> None:
        self.steps += 1
        if self.game.steps == 5:
            ui.probe("halfway")

    def on_step_enter(self, step: str, facts: dict[str, Any]) -> None:
        self.entered.append(step)
        if step == "time":
            raise RuntimeError(f"{sorted(facts['results'])} are over")

    def on_step_leave(self, step: str, answers: dict[str, Any]) -> Any:
        return {"entered": self.entered, "answers": answers, "steps": self.steps}

    def on_episode_end(self, reason: str) -> None:
        self.game.record("steps", self.steps)
