"""An environment that runs in Pyodide, with whatever is hard for the bridge."""

from typing import Any

import gymnasium
import numpy as np
from gymnasium import spaces

FAIL = 2


class Growing(gymnasium.Env[Any, Any]):
    """Makes the heap grow, uses Python's default integer, prints, and fails on demand."""

    observation_space: spaces.Space[Any] = spaces.Dict(
        {
            "ints": spaces.Box(-99, 99, (2,), dtype=int),  # type: ignore[arg-type]
            "multi": spaces.MultiDiscrete([5, 5]),
            "step": spaces.Discrete(99),
        }
    )
    action_space: spaces.Space[Any] = spaces.Discrete(3)

    def reset(self, *, seed: int | None = None, options: Any = None) -> tuple[Any, dict[str, Any]]:
        super().reset(seed=seed)
        self.n = 0
        self.hoard: list[Any] = []
        return self.observe(), {}

    def step(self, action: int) -> tuple[Any, float, bool, bool, dict[str, Any]]:
        if action == FAIL:
            raise RuntimeError("asked to fail")
        print("this must not get between the results")  # noqa: T201
        self.n += 1
        self.hoard.append(np.ones(2_000_000))
        return self.observe(), self.n / 3, False, False, {"noise": self.np_random.random()}

    def observe(self) -> dict[str, Any]:
        ints = np.array([self.n, -self.n], dtype=int)
        return {"ints": ints, "multi": np.array([1, 4]), "step": self.n}
