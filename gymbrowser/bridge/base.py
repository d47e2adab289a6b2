"""A game: one environment and its players, their data kept by the agents' names.

JavaScript holds a view of `Game.buffer`, one block of memory that never moves inside the heap, and
calls `reset` and `step`; each leaves rewards, packed observations and flags there. Nothing else
crosses on the hot path than one action per agent and one number.
"""

import json
from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import partial
from pkgutil import resolve_name
from typing import Any

import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray

from gymbrowser.bridge import exact
from gymbrowser.bridge.actions import Action, Actions
from gymbrowser.bridge.environment import unwrapped
from gymbrowser.bridge.errors import GameError
from gymbrowser.bridge.layout import Packer
from gymbrowser.bridge.memory import ACTS, PRESENT, Memory
from gymbrowser.bridge.pictures import Layers, shown
from gymbrowser.bridge.policy import Player, make_policy
from gymbrowser.bridge.window import Window


class Game(ABC):
    """An environment and its players, their data kept by the agents' names.

    Attributes:
        memory: What `reset` and `step` leave behind.
        buffer: uint8, all of that as JavaScript sees it.
        frame: What `render` gave last: "text", "scene", "rgb" or "window".
        agents: Their names, in the order of the spec.
        is_single: Whether the environment itself knows of one agent only, and of no names.
        players: Agent to the Python policy that acts for it, in every episode.
    """

    is_single = False

    def __init__(self, env: Any, spec: dict[str, Any]) -> None:
        self._env = env
        self._draw: Callable[[Any], Any] | None = spec["draw"] and resolve_name(spec["draw"])
        self.memory = Memory(spec["agents"])
        self.buffer = self.memory.buffer
        self.frame = ""
        self._sent: Layers = {}
        self._window = Window() if spec["render_mode"] == "human" else None
        self.agents = tuple(spec["agents"])
        self._actions = [Actions(self.action_space(agent)) for agent in self.agents]
        self.players = {
            agent: self._make_player(agent, policy) for agent, policy in spec["policies"].items()
        }

    @abstractmethod
    def reset(self, seed: int) -> str:
        """Begin an episode and return its info as exact JSON."""

    @abstractmethod
    def step(self, *actions: Action) -> int:
        """Take one step.

        Args:
            actions: One per agent, in the order of the spec; that of an agent without ACTS is not
                looked at.

        Returns:
            TERMINATED | TRUNCATED | HAS_INFO, as far as they hold for the episode.
        """

    @abstractmethod
    def info(self) -> str:
        """Return the info of the last `reset` or `step` as exact JSON."""

    def info_of(self, agent: str) -> str:
        """Return the last info of one agent as exact JSON: `{}` of one that is not in the game."""
        is_present = self.memory.flags[self.agents.index(agent)] & PRESENT
        return exact.encode(self.seen(agent)[1] if is_present else {})

    @abstractmethod
    def action_space(self, agent: str) -> spaces.Space[Any]:
        """Return the agent's action space."""

    @abstractmethod
    def observation_space(self, agent: str) -> spaces.Space[Any]:
        """Return the agent's observation space."""

    @abstractmethod
    def seen(self, agent: str) -> tuple[Any, Any]:
        """Return a present agent's observation and info, as the environment gave them."""

    def tail(self, agent: str) -> str:
        """Return what follows the agent's packed observation, one character for each byte."""
        return self._packer(agent).tail().decode("latin-1")

    def sample(self, agent: str, seed: int) -> Action:
        """Return an action that seems random, and that is allowed now as far as that is told."""
        index = self.agents.index(agent)
        seen = self.seen(agent) if self.memory.flags[index] & ACTS else ()
        return self._actions[index].sample(seed, *seen)

    def allows(self, agent: str, action: Action) -> bool:
        """Return whether an agent may take an action at the next step: its `action_mask` says so.

        Nothing is forbidden where there is none, or to an agent that is not to act.
        """
        index = self.agents.index(agent)
        acts = self.memory.flags[index] & ACTS
        return not acts or self._actions[index].allows(action, *self.seen(agent))

    def player(self, agent: str, spec_json: str | None = None) -> Player:
        """Return the Python policy that acts for an agent.

        Args:
            agent: Its name.
            spec_json: Of one of several policies that take turns in acting: `entry_point` and
                `kwargs` as in the game's spec. It is made now.
        """
        known = self.players.get(agent)
        if known is not None or spec_json is None:
            return self.players[agent]
        return self._make_player(agent, json.loads(spec_json))

    @property
    def env(self) -> Any:
        """The environment inside all wrappers."""
        return unwrapped(self._env)

    def marked(self, flag: int) -> list[str]:
        """Return the agents that have this flag: PRESENT, ACTS, TERMINATED or TRUNCATED."""
        flags = self.memory.flags
        return [agent for agent, bits in zip(self.agents, flags, strict=True) if bits & flag]

    def meant(self, agent: str, action: Action) -> Any:
        """Return an agent's action as the environment is called with it."""
        return self._given(self.agents.index(agent), action)

    def written(self, agent: str, action: Any) -> Action:
        """Return an agent's action as it crosses.

        Raises:
            SpaceError: if it is none of the agent's.
        """
        return self._actions[self.agents.index(agent)].write(action)

    def until(self, entry_point: str) -> Callable[[], bool]:
        """Return what asks a "module:function" of the environment whether the episode is over.

        Raises:
            GameError: if there is no such function.
        """
        function, env = _resolved(entry_point), self.env
        return lambda: bool(function(env))

    def place(self, entry_point: str, agent: str) -> Callable[[float, float], Action | None]:
        """Return what asks a "module:function" which action of an agent a place means.

        The function takes the environment and x and y in pixels of the picture. It returns an
        action, or None for none.

        Raises:
            GameError: if there is no such function.
        """
        function, env = _resolved(entry_point), self.env
        actions = self._actions[self.agents.index(agent)]

        def ask(x: float, y: float) -> Action | None:
            action = function(env, x, y)
            return None if action is None else actions.write(action)

        return ask

    def render(
        self, change: Callable[[Any], Any] = lambda _picture: None
    ) -> str | NDArray[np.uint8]:
        """Return the picture of the present state, and leave in `frame` what it is.

        Args:
            change: Takes what was drawn, but for a window's, and returns another picture, or None.

        Raises:
            GameError: if the environment gave nothing that `gymbrowser.bridge.pictures` can show.
        """
        if self._window is not None:
            self.frame = "window"
            return self._window.scene(self._env.render)
        picture = self._draw(unwrapped(self._env)) if self._draw else self._env.render()
        changed = change(picture)
        self.frame, answer = shown(picture if changed is None else changed, self._sent)
        return answer

    def image(self, number: int) -> NDArray[np.uint8]:
        """Return pixels that the last picture of a window names: RGBA, [height, width, 4]."""
        assert self._window is not None
        return np.ascontiguousarray(self._window.images[number])

    def close(self) -> None:
        """Let the environment free what it holds."""
        self._env.close()

    def _packer(self, agent: str) -> Packer:
        return self.memory.packers[self.agents.index(agent)]

    def _given(self, index: int, action: Action) -> Any:
        """Return what the environment is called with. Most actions are numbers: those are quick."""
        return action if type(action) is int else self._actions[index].read(action)

    def _make_player(self, agent: str, policy: dict[str, Any]) -> Player:
        space, look = self.action_space(agent), partial(self.seen, agent)
        return Player(policy["entry_point"], make_policy(policy), agent, space, look)


def _resolved(entry_point: str) -> Callable[..., Any]:
    try:
        function: Callable[..., Any] = resolve_name(entry_point)
    except (ImportError, AttributeError) as error:
        raise GameError(f"There is no such function: {error}.") from error
    return function
