"""Plays a game natively for a while: with its own Python policies, and with actions at random."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from gymbrowser.bridge.game import Game, make_game
from gymbrowser.bridge.memory import ACTS, TERMINATED, TRUNCATED
from gymbrowser.environment.canvas import Canvas
from gymbrowser.environment.findings import Findings, UnusableError

_STEPS = 50
_STEPS_THOROUGHLY = 1_000
_PICTURES = 20
"""Pictures of so many steps are looked at."""


class _PolicyError(Exception):
    """A policy could not go on; what it raised is among the findings."""


@dataclass(frozen=True)
class Walked:
    """What was seen on the way."""

    size: tuple[int, int]
    """Width and height that hold every picture."""
    steps: int


@dataclass(frozen=True)
class Walk:
    """One game step that is to be walked through."""

    job: Mapping[str, Any]
    view: Mapping[str, Any]
    """`render_mode` and `draw`."""
    actors: Mapping[str, str]
    """Agent to `human` or the name of a policy."""
    agents: Mapping[str, Any]
    """What `look_at_agents` found of each."""
    findings: Findings

    def take(self) -> Walked | None:
        """Play; None if a policy failed, which is a finding of its own."""
        game = self._make()
        try:
            return self._play(game)
        except _PolicyError:
            return None
        finally:
            game.close()

    def _play(self, game: Game) -> Walked:
        self._reset(game, 0)
        canvas = Canvas(is_text=self.view["render_mode"] == "ansi")
        canvas.hold(game.render())
        steps = _STEPS_THOROUGHLY if self.job["thoroughly"] else _STEPS
        for step in range(steps):
            if game.step(*self._actions(game, step)) & (TERMINATED | TRUNCATED):
                self._reset(game, step)
            if step < _PICTURES:
                canvas.hold(game.render())
        return Walked(canvas.size, steps)

    def _reset(self, game: Game, seed: int) -> None:
        game.reset(seed)
        for agent, name in self._policies().items():
            player = game.player(agent)
            self._ask(name, "cannot begin an episode", partial(player.begin, seed))

    def _actions(self, game: Game, step: int) -> list[int]:
        """Those of the policies; the others seem random but are always the same."""
        random, policies, actions = np.random.default_rng(step), self._policies(), []
        for (agent, known), bits in zip(self.agents.items(), game.memory.flags, strict=True):
            space = known["action_space"]
            drawn = int(random.integers(space["n"])) + space["start"]
            if agent in policies and bits & ACTS:
                drawn = self._ask(policies[agent], "cannot act", game.player(agent).act)
            actions.append(drawn)
        return actions

    def _ask[T](self, policy: str, what: str, action: Callable[[], T]) -> T:
        """Do something with a policy; what it raises is about the policy, not the environment."""
        done: list[T] = []
        key = ("policies", policy, "python")
        self.findings.attempt(lambda: done.append(action()), f"the policy `{policy}` {what}", key)
        if not done:
            raise _PolicyError
        return done[0]

    def _policies(self) -> dict[str, str]:
        known = self.job["policies"]
        return {agent: actor for agent, actor in self.actors.items() if actor in known}

    def _make(self) -> Game:
        spec = {
            **{key: self.job[key] for key in ("gym_id", "entry_point", "kwargs")},
            **{key: self.view[key] for key in ("render_mode", "draw")},
            "agents": self.agents,
            "policies": {a: self.job["policies"][name] for a, name in self._policies().items()},
        }
        try:
            return make_game(json.dumps(spec))
        except TypeError as error:
            if "render_mode" not in str(error):
                raise
            raise UnusableError(
                f"the environment takes no `render_mode`, but is asked for "
                f"`{self.view['render_mode']}`",
                why="Without a `view`, a game shows the environment's `rgb_array`.",
                remedy="Add `render_mode=None` to its constructor, or give `view: {draw: …}`.",
            ) from error
