"""An environment that observes, and is acted on by, a value of every kind of space.

Also runs in Pyodide, so it imports only what a site has.
"""

import hashlib
from typing import Any

import gymnasium
import numpy as np
from gymnasium import spaces

from gymbrowser.bridge import exact


class Word(spaces.Space[str]):
    """A space of somebody's own, as MiniGrid has one for its missions."""

    def __init__(self) -> None:
        super().__init__(dtype=str)

    def sample(self, mask: Any = None, probability: Any = None) -> str:
        del mask, probability
        return str(self.np_random.choice(["hither", "thither", "é\u2028☃"]))

    def contains(self, x: Any) -> bool:
        return isinstance(x, str)


def every_space() -> spaces.Dict:
    pair = spaces.Tuple([spaces.Discrete(4, start=-2), spaces.Box(-1, 1, (2,))])
    return spaces.Dict(
        {
            "box": spaces.Box(-np.inf, np.inf, (2, 2), np.float64),
            "scalar": spaces.Box(-1, 1, (), np.float32),
            "bytes": spaces.Box(0, 255, (2, 3), np.uint8),
            "discrete": spaces.Discrete(7, start=3),
            "multi_discrete": spaces.MultiDiscrete(np.array([[2, 3], [4, 5]])),
            "multi_binary": spaces.MultiBinary(5),
            "dict": spaces.Dict({"z": spaces.Text(8), "a": spaces.Discrete(2)}),
            "tuple": spaces.Tuple([Word(), spaces.Discrete(2), spaces.Text(3, min_length=0)]),
            "text": spaces.Text(12, min_length=0),
            "sequence": spaces.Sequence(pair),
            "stacked": spaces.Sequence(spaces.Box(-1, 1, (3,)), stack=True),
            "graph": spaces.Graph(spaces.Box(-1, 1, (2,)), spaces.Discrete(3)),
            "one_of": spaces.OneOf([spaces.Discrete(3), spaces.Box(0, 1, (2,)), pair]),
        }
    )


class Menagerie(gymnasium.Env[Any, Any]):
    """Every observation is a sample; the reward and the info tell the action bit by bit."""

    metadata = {"render_modes": ["ansi"], "render_fps": 50}  # noqa: RUF012

    def __init__(self, render_mode: str | None = None) -> None:
        self.render_mode = render_mode
        self.observation_space = every_space()
        self.action_space = every_space()

    def reset(self, *, seed: int | None = None, options: Any = None) -> tuple[Any, Any]:
        super().reset(seed=seed)
        self.observation_space.seed(int(self.np_random.integers(2**31)))
        self.turn = 0
        return self.observation_space.sample(), {}

    def step(self, action: Any) -> tuple[Any, float, bool, bool, Any]:
        self.turn += 1
        text = exact.encode(action)
        reward = int.from_bytes(hashlib.sha256(text.encode()).digest()[:4]) / 2**32
        observation = self.observation_space.sample()
        return observation, reward, self.turn == 6, False, {"action": text}

    def render(self) -> str:
        return f"turn {self.turn}"


class Keeper:
    """A policy that draws its actions."""

    def reset(self, *, agent: str, action_space: spaces.Space[Any], seed: int) -> None:
        self.space = action_space
        self.space.seed(seed)

    def act(self, observation: Any, info: Any) -> Any:
        return self.space.sample()
