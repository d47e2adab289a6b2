"""A road, and a hook beside it that does all that a hook may do. Imports only what a site has."""

import time
from collections.abc import Iterator
from typing import Any

import gymnasium
import numpy as np
from gymnasium import spaces

from gymbrowser import Hook, ui
from gymbrowser import draw as d

STAY, WALK, RUN = range(3)
PIECES = 30


class Road(gymnasium.Env[np.ndarray[Any, Any], np.int64]):
    """Goes on for ever; the reward is how far one came in the step."""

    metadata = {"render_fps": 20}  # noqa: RUF012  # as every book on Gymnasium has it

    def __init__(self) -> None:
        self.observation_space = spaces.Box(-np.inf, np.inf, (1,), np.float64)
        self.action_space = spaces.Discrete(3)

    def reset(self, *, seed: int | None = None, options: Any = None) -> tuple[Any, dict[str, Any]]:
        super().reset(seed=seed)
        self.at = float(self.np_random.normal())
        return np.array([self.at]), {}

    def step(self, action: np.int64) -> tuple[Any, float, bool, bool, dict[str, Any]]:
        self.at += float(action)
        return np.array([self.at]), float(action), False, False, {}


def draw(env: Road) -> dict[str, Any]:
    walker = d.circle(60 + 40 * np.tanh(env.at / 40), 30, 8, fill="seagreen")
    return dict(d.scene(120, 60, [walker], background="white"))


class Guard(Hook):
    """Nobody runs on this road."""

    def __init__(self, slowly: str) -> None:
        self.word = slowly
        self.games = 0
        self.seen: list[tuple[Any, ...]] = []

    def on_start(self, game: Any) -> None:
        self.game = game
        self.games += 1

    def on_reset(self, observation: Any, info: Any) -> None:
        self.game.record("drawn", self.game.rng.random())
        self.seen.clear()

    def on_human_action(self, agent: str, action: Any, observation: Any) -> Any:
        return WALK if action == RUN else None

    def on_step(self, *given: Any) -> None:
        self.seen.append(given)

    def on_render(self, picture: Any) -> Any:
        sign = d.text(4, 54, self.word, size=10)
        return {**picture, "shapes": [*picture["shapes"], sign]}

    def on_feedback(self, name: str, value: float) -> None:
        self.game.record("told", {"name": name, "value": value, "steps": self.game.steps})

    def on_button(self, name: str, value: Any) -> Iterator[None] | None:
        if name == "breakDown":
            raise RuntimeError("no chalk")
        return self._train() if name == "trainOffline" else None

    def on_episode_end(self, reason: str) -> None:
        rewards = sum(reward for _, _, reward, *_ in self.seen)
        steps = len(self.seen)
        self.game.record("end", {"reason": reason, "games": self.games, "steps": steps})
        self.game.record("rewards", rewards)

    def _train(self) -> Iterator[None]:
        for piece in range(1, PIECES + 1):
            until = time.perf_counter() + 0.01
            while time.perf_counter() < until:
                pass
            ui.progress("Training", piece, PIECES)
            yield
        self.game.record("trained", PIECES)
