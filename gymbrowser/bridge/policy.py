"""Policies written in Python: they act beside the environment, in its own interpreter.

A policy is what the factory named in exp.yml returns: any object with

    reset(*, agent: str, action_space: gymnasium.Space, seed: int) -> None
    act(observation, info) -> action

`reset` is called at the beginning of each episode, after the environment's own. Whatever is random
in a policy must come from `seed`, which is recorded: then its actions come out the same again.
"""

import json
import operator
from collections.abc import Callable, Mapping
from copy import deepcopy
from pkgutil import resolve_name
from typing import Any, Protocol

from gymnasium import spaces

from gymbrowser.bridge.errors import GameError


class Policy(Protocol):
    """What a factory returns; see above."""

    def reset(self, *, agent: str, action_space: spaces.Discrete, seed: int) -> None:
        """Begin an episode."""

    def act(self, observation: Any, info: Any) -> Any:
        """Choose an action: an integer of the action space."""


def make_policy(spec: Mapping[str, Any]) -> Policy:
    """Call a policy's factory.

    Args:
        spec: `entry_point` ("module:attribute") and `kwargs` (JSON text).

    Raises:
        GameError: if the factory returned no policy.
    """
    policy: Policy = resolve_name(spec["entry_point"])(**json.loads(spec["kwargs"]))
    for method in ("reset", "act"):
        if not callable(getattr(policy, method, None)):
            raise GameError(
                f"`{spec['entry_point']}` gave a {type(policy).__name__}, which is no policy: it "
                f"has no method `{method}`."
            )
    return policy


class Player:
    """A policy that acts for one agent of a game.

    Args:
        name: The policy's entry point, for error messages.
        policy: What acts.
        agent: For whom.
        action_space: Of the agent.
        look: Gives the agent's present observation and info.
    """

    def __init__(
        self,
        name: str,
        policy: Policy,
        agent: str,
        action_space: spaces.Discrete,
        look: Callable[[], tuple[Any, Any]],
    ) -> None:
        self._name = name
        self._policy = policy
        self._agent = agent
        # A policy may seed its space and draw from it: that must not disturb anybody else.
        self._space = deepcopy(action_space)
        self._look = look
        first = int(action_space.start)
        self._actions = range(first, first + int(action_space.n))

    def begin(self, seed: int) -> None:
        """Begin an episode."""
        try:
            self._policy.reset(agent=self._agent, action_space=self._space, seed=seed)
        except Exception as error:
            error.add_note(self._note())
            raise

    def act(self) -> int:
        """Return the action that the policy chooses now.

        Raises:
            GameError: if it is none of the agent's actions. What the policy itself raises comes
                through, with a note that says whose it is.
        """
        try:
            action = self._policy.act(*self._look())
        except Exception as error:
            error.add_note(self._note())
            raise
        return self._checked(action)

    def _checked(self, action: Any) -> int:
        try:
            chosen = operator.index(action)
        except TypeError:
            chosen = None
        if chosen is not None and chosen in self._actions:
            return chosen
        raise GameError(
            f"The policy {self._name} gave the action {action!r} for the agent {self._agent}, "
            f"but the actions are the integers {self._actions[0]} to {self._actions[-1]}."
        )

    def _note(self) -> str:
        return f"Raised by the policy {self._name}, which acts for the agent {self._agent}."
