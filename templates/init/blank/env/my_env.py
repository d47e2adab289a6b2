"""An environment of your own: the least that one has, to be replaced piece by piece.

The interface is Gymnasium's `Env`. What is here already: a token on a row of fields, and a goal at
one of its ends.
"""

from typing import Any

import gymnasium
import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray

from gymbrowser import draw as d

LIMIT = 60  # steps of an episode, at most
FIELD = 60  # pixels of the picture
TOKEN, GOAL = "#1c66b0", "#2b8a3e"  # colours

type Observation = NDArray[np.float32]


class MyEnv(gymnasium.Env[Observation, np.int64]):
    """A token is moved to the goal.

    Observation: float32 of shape (2,): the field of the token, the field of the goal.
    Actions: 0 left, 1 stay, 2 right.
    """

    # exp.yml may leave `fps` out; then the game runs at this many steps per second.
    metadata = {"render_fps": 6}

    def __init__(self, length: int = 9) -> None:
        """Say what is possible here; called once. Takes what `kwargs` in exp.yml gives.

        Observations are any mixture of numbers (`Box`, `Discrete`, `Dict`, ...). Actions are
        `Discrete`, since each key of `controls` stands for one of them.
        """
        self.length = length
        self.observation_space = spaces.Box(0, length - 1, shape=(2,), dtype=np.float32)
        self.action_space = spaces.Discrete(3)

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Observation, dict[str, Any]]:
        """Begin an episode.

        Returns:
            The first observation, and a dict with anything else that is to be in the data.
        """
        super().reset(seed=seed)  # seeds self.np_random: draw every random number from it
        self.token = self.length // 2
        self.goal = int(self.np_random.choice([0, self.length - 1]))
        self.steps = 0
        return self._observe(), {}

    def step(self, action: np.int64) -> tuple[Observation, float, bool, bool, dict[str, Any]]:
        """Take one action; these are the rules of the game.

        Returns:
            The observation; the reward, which the participant sees summed up as the score; whether
            the episode has ended by its rules; whether it was cut off; the dict as in `reset`.
        """
        self.token = min(max(self.token + int(action) - 1, 0), self.length - 1)
        self.steps += 1
        arrived = self.token == self.goal
        reward = 1.0 if arrived else 0.0
        return self._observe(), reward, arrived, self.steps == LIMIT, {}

    def _observe(self) -> Observation:
        """What a policy sees: of the shape and dtype that `observation_space` says."""
        return np.array([self.token, self.goal], dtype=np.float32)


def draw(env: MyEnv) -> dict[str, Any]:
    """What a person sees, after every step: a list of shapes, in pixels from the upper left.

    `gymbrowser.draw` has rectangle, circle, line, polygon and text; later ones cover earlier ones.
    """
    middle = FIELD * 1.5
    fields = [
        d.rectangle(i * FIELD + 3, FIELD + 3, FIELD - 6, FIELD - 6, fill="#e3e8ee", radius=8)
        for i in range(env.length)
    ]
    x = (env.goal + 0.5) * FIELD
    goal = d.circle(x, middle, FIELD * 0.3, fill=None, stroke=GOAL, line_width=6)
    token = d.circle((env.token + 0.5) * FIELD, middle, FIELD * 0.25, fill=TOKEN)
    return d.scene(env.length * FIELD, FIELD * 3, [*fields, goal, token], background="#f8f9fa")
