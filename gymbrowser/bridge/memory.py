"""The one block of memory that a game shares with JavaScript.

It holds, in the order of the agents of the game's spec: one float64 reward per agent, one packed
observation per agent, one uint8 of flags per agent. It never moves inside the heap. Where
observations have no fixed size, their tails are kept apart (`gymbrowser.bridge.layout`).
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gymbrowser.bridge.errors import GameError
from gymbrowser.bridge.exact import has_nan
from gymbrowser.bridge.layout import Layout, Packer, has_tail, row_size

TERMINATED, TRUNCATED, HAS_INFO = 1, 2, 4
"""The bits of what `step` returns; the first two are among an agent's flags too."""

PRESENT, ACTS = 8, 16
"""Further flags of an agent: `reset` or the last step gave it an observation and a reward; the
next step takes an action of it. An agent that left the game has neither, and a row of zeros."""

REWARD_BYTES = 8


class Memory:
    """The block, cut into what Python writes.

    Args:
        agents: Agent to AgentLayout of the contract.

    Attributes:
        buffer: uint8, all of it.
        rewards: float64 of shape [agents].
        flags: uint8 of shape [agents]; a memoryview, whose items are written three times as fast.
        packers: What writes the observations, one per agent. Those of no fixed size raise GameError
            if there is NaN in them; in the others the worker looks for it, in their bytes.
    """

    def __init__(self, agents: Mapping[str, Mapping[str, Layout]]) -> None:
        layouts = [agent["observation"] for agent in agents.values()]
        end = REWARD_BYTES * len(layouts)
        rows = [row_size(layout) for layout in layouts]
        self.buffer = np.zeros(end + sum(rows) + len(layouts), np.uint8)
        self.rewards: NDArray[np.float64] = self.buffer[:end].view(np.float64)
        self.packers: list[Packer] = []
        for layout, size in zip(layouts, rows, strict=True):
            packer = Packer(layout, self.buffer[end : end + size], "observation")
            if has_tail(layout):
                packer.pack = _without_nan(packer.pack)
            self.packers.append(packer)
            end += size
        self.flags = memoryview(self.buffer)[end:]

    def clear(self, index: int) -> None:
        """Leave zeros of an agent that is not in the game."""
        self.rewards[index] = 0
        self.packers[index].clear()
        self.flags[index] = 0


def _without_nan(pack: Callable[[Any], None]) -> Callable[[Any], None]:
    def pack_checked(observation: Any) -> None:
        if has_nan(observation):
            raise GameError(
                f"There is NaN in the observation {observation!r:.200}: no space of Gymnasium "
                "contains it. Look in the environment for a division by zero, a root or a "
                "logarithm of a negative number."
            )
        pack(observation)

    return pack_checked


def real(reward: Any) -> float:
    """Return a reward as float64; NaN is allowed, since it is what the environment said.

    NumPy would also store "1.5" as 1.5 and None as NaN, which hides errors.
    """
    if isinstance(reward, np.generic | np.ndarray):
        if reward.ndim == 0 and reward.dtype.kind in "biuf":
            return float(reward)
    elif isinstance(reward, int | float):
        return float(reward)
    raise GameError(f"The environment gave the reward {reward!r}, which is not a real number.")
