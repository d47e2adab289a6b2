"""Policies written in Python: they act beside the environment, in its own interpreter.

A policy is what the factory named in exp.yml returns: any object with

    reset(*, agent: str, action_space: gymnasium.Space, seed: int) -> None
    act(observation, info) -> action

`reset` is called at the beginning of each episode, after the environment's own. Whatever is random
in a policy must come from `seed`, which is recorded: then its actions come out the same again.
"""

import json
from collections.abc import Callable, Mapping
from copy import deepcopy
from pkgutil import resolve_name
from typing import Any, Protocol

from gymnasium import spaces

from gymbrowser.bridge.actions import Action, Actions
from gymbrowser.bridge.errors import GameError
from gymbrowser.bridge.layout import SpaceError


class Policy(Protocol):
    """What a factory returns; see above."""

    def reset(self, *, agent: str, action_space: spaces.Space[Any], seed: int) -> None:
        """Begin an episode."""

    def act(self, observation: Any, info: Any) -> Any:
        """Choose an action of the action space."""


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
        action_space: spaces.Space[Any],
        look: Callable[[], tuple[Any, Any]],
    ) -> None:
        self._name = name
        self.policy = policy
        self._agent = agent
        self._actions = Actions(action_space)
        # A policy may seed its space and draw from it: that must not disturb anybody else.
        self._space = deepcopy(action_space)
        self._look = look

    def begin(self, seed: int) -> None:
        """Begin an episode."""
        try:
            self.policy.reset(agent=self._agent, action_space=self._space, seed=seed)
        except Exception as error:
            error.add_note(self._note())
            raise

    def act(self) -> Action:
        """Return the action that the policy chooses now, see `gymbrowser.bridge.actions`.

        Raises:
            GameError: if it is none of the agent's actions. What the policy itself raises comes
                through, with a note that says whose it is.
        """
        try:
            action = self.policy.act(*self._look())
        except Exception as error:
            error.add_note(self._note())
            raise
        return self._checked(action)

    def _checked(self, action: Any) -> Action:
        try:
            return self._actions.write(action)
        except SpaceError as error:
            raise GameError(
                f"The policy {self._name} gave the action {action!r} for the agent {self._agent}. "
                f"{error}"
            ) from error

    def _note(self) -> str:
        return f"Raised by the policy {self._name}, which acts for the agent {self._agent}."
