"""Actions, as they cross between JavaScript and Python.

An action of a Discrete space is its number. Any other is its packed row, tail and all, as a text of
one character for each byte (Latin-1): a text is simply copied, while bytes would need a proxy that
somebody has to release.
"""

import operator
from copy import deepcopy
from typing import Any

import numpy as np
from gymnasium import spaces

from gymbrowser.bridge.layout import Packer, SpaceError, layout_of
from gymbrowser.bridge.values import unpack

type Action = int | str


class Actions:
    """The actions of one agent.

    Args:
        space: Of the agent's actions. It is copied, since drawing from it must disturb nobody.
    """

    def __init__(self, space: spaces.Space[Any]) -> None:
        self.space = deepcopy(space)
        self._packer = Packer(layout_of(self.space), what="action", giver="The policy")

    def read(self, given: Action) -> Any:
        """Return the action that the environment is called with.

        Raises:
            SpaceError: if it is no packed row of this space.
        """
        return given if isinstance(given, int) else unpack(self.space, given.encode("latin-1"))

    def write(self, action: Any) -> Action:
        """Return an action as it crosses.

        Raises:
            SpaceError: if it is none of the space's.
        """
        if isinstance(self.space, spaces.Discrete):
            return self._number(self.space, action)
        self._packer.pack(action)
        # What is judged is what the environment will get, in the form that `unpack` gives it.
        row = self._packer.whole().tobytes()
        if not self.space.contains(unpack(self.space, row)):
            raise SpaceError(f"The action {action!r} is not in the space {self.space}.")
        return row.decode("latin-1")

    def sample(self, seed: int, observation: Any = None, info: Any = None) -> Action:
        """Return an action that seems random and is the same for the same seed.

        Args:
            seed: In [0, 2^32).
            observation: What the agent observes now.
            info: What it was told beside that. Both may hold an `action_mask` (PettingZoo's).
        """
        self.space.seed(seed)
        return self.write(self.space.sample(mask_of(self.space, observation, info)))

    def allows(self, given: Action, observation: Any, info: Any) -> bool:
        """Return whether an action may be taken now, as far as that is told; arguments as above."""
        mask = mask_of(self.space, observation, info)
        if mask is None or not isinstance(self.space, spaces.Discrete):
            return True
        return bool(mask[int(given) - int(self.space.start)])

    def _number(self, space: spaces.Discrete, action: Any) -> int:
        first, last = int(space.start), int(space.start + space.n) - 1
        try:
            chosen = operator.index(action)
        except TypeError:
            chosen = first - 1
        if not first <= chosen <= last:
            raise SpaceError(f"The actions are the integers {first} to {last}.")
        return chosen


def mask_of(space: spaces.Space[Any], observation: Any, info: Any) -> Any:
    """Return which of a Discrete space's actions are allowed now, int8 of shape [n].

    Source: PettingZoo, "Action Masking": under `action_mask`, in the observation or in the info.

    Returns:
        None where nothing is said, or where it says that nothing is allowed.
    """
    for given in (observation, info):
        if isinstance(space, spaces.Discrete) and isinstance(given, dict):
            mask = np.asarray(given.get("action_mask", ()))
            if mask.shape == (space.n,) and mask.any():
                return mask.astype(np.int8)
    return None
