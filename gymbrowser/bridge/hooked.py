"""A game with a hook beside it: what passes between JavaScript and the game, the hook sees.

A game without one is not wrapped, and pays nothing. With one, nothing more crosses at a step than
without: that an action was replaced is a bit of what `step` returns.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import MethodType
from typing import Any, cast

from gymbrowser.bridge.actions import Action
from gymbrowser.bridge.base import Game
from gymbrowser.bridge.errors import GameError
from gymbrowser.bridge.hook import CALLS, GameHandle, Hook, Tell
from gymbrowser.bridge.layout import SpaceError
from gymbrowser.bridge.memory import ACTS, PRESENT, TERMINATED, TRUNCATED
from gymbrowser.bridge.work import Slices

REPLACED = 32
"""A further bit of what `step` returns: `executed` tells what was done instead."""

_CALLS = {"button": "on_button", "feedback": "on_feedback", "text_box": "on_message"}
"""Kind of a signal to the method that hears of it; `on_widget` of all others."""


def with_hook(game: Game, hook: Hook, spec_json: str, tell: Tell) -> Game:
    """Put a hook beside a game.

    Args:
        game: The game.
        hook: The same object in all games of a session.
        spec_json: A JSON object with `name` (the hook's in exp.yml), `step` (the game's id) and
            `people` (a list of the human agents).
        tell: Takes what the hook records.

    Returns:
        What stands for the game from now on, and can do all that it can: a `HookedGame`.
    """
    return cast(Game, HookedGame(game, hook, json.loads(spec_json), tell))


class HookedGame:
    """A game and its hook; what is not said here, the game does.

    Attributes:
        hook_failed: Whether what was raised last came from the hook.
    """

    def __init__(self, game: Game, hook: Hook, spec: dict[str, Any], tell: Tell) -> None:
        self._game = game
        self._hook = hook
        self._name: str = spec["name"]
        self._people = [game.agents.index(agent) for agent in spec["people"]]
        self._handle = GameHandle(
            spec["step"],
            game.env,
            {agent: game.action_space(agent) for agent in game.agents},
            {agent: game.observation_space(agent) for agent in game.agents},
            spec["people"],
            {agent: player.policy for agent, player in game.players.items()},
            tell,
        )
        self._slices = Slices()
        self._seed = 0
        self._is_started = False
        self._executed: Sequence[Action] = ()
        # Not by its class: a hook may also set one of them as it is made.
        inherited = {call: MethodType(getattr(Hook, call), hook) for call in CALLS}
        self._has = {call for call in CALLS if getattr(hook, call) != inherited[call]}
        self.hook_failed = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._game, name)

    def seed_hook(self, seed: int) -> None:
        """Say what the hook draws its random numbers from in the next episode; [0, 2^32)."""
        self._seed = seed

    def reset(self, seed: int) -> str:
        """Begin an episode: see `Game.reset`."""
        self._handle.begin(self._seed)
        if not self._is_started:
            self._is_started = True
            self._call("on_start", self._handle)
        info = self._game.reset(seed)
        if "on_reset" in self._has:
            present = self._game.marked(PRESENT)
            seen = {agent: self._game.seen(agent) for agent in present}
            observations, infos = ({a: s[i] for a, s in seen.items()} for i in (0, 1))
            self._call("on_reset", self._form(observations), self._form(infos))
        return info

    def step(self, *actions: Action) -> int:
        """Take one step: see `Game.step`.

        Returns:
            REPLACED besides, if the hook had an action replaced.
        """
        self._handle.steps += 1
        acted = self._game.marked(ACTS) if "on_step" in self._has else []
        self._executed = self._decided(actions) if "on_human_action" in self._has else actions
        try:
            flags = self._game.step(*self._executed)
        except Exception as error:
            if self._executed is not actions:
                error.add_note(f"The hook `{self._name}` made these of them: {self._executed}.")
            raise
        if "on_step" in self._has:
            self._call("on_step", *self._transition(acted))
        return flags if self._executed is actions else flags | REPLACED

    def executed(self, agent: str) -> Action:
        """Return what the last step was called with for this agent."""
        return self._executed[self._game.agents.index(agent)]

    def signal(self, kind: str, name: str, value_json: str) -> bool:
        """Tell the hook what a person says beside the game; arguments as in SignalRecord.

        Returns:
            Whether something is left to be done: call `work` until nothing is.
        """
        return self._work_of(_CALLS.get(kind, "on_widget"), name, json.loads(value_json))

    def end(self, reason: str) -> bool:
        """Tell the hook that the episode is over; returns as `signal` does."""
        return self._work_of("on_episode_end", reason)

    def work(self, limit_ms: float) -> bool:
        """Let the hook work for about so long; returns as `signal` does."""
        with self._blamed("work"):
            self._slices.run(limit_ms / 1000)
        return self._slices.are_left

    def render(self) -> Any:
        """Return the picture of the present state: see `Game.render`."""
        if "on_render" not in self._has:
            return self._game.render()
        return self._game.render(lambda picture: self._call("on_render", picture))

    def close(self) -> None:
        """Let hook and environment free what they hold."""
        try:
            if self._is_started:
                self._call("on_close")
        finally:
            self._game.close()

    def _decided(self, actions: Sequence[Action]) -> Sequence[Action]:
        """What is done: `actions` themselves where the hook leaves all of them."""
        game, decided = self._game, list(actions)
        for index in self._people:
            if not game.memory.flags[index] & ACTS:
                continue
            agent = game.agents[index]
            observation, _ = game.seen(agent)
            meant = game.meant(agent, actions[index])
            instead = self._call("on_human_action", agent, meant, observation)
            if instead is not None:
                decided[index] = self._written(agent, instead)
        return actions if decided == list(actions) else decided

    def _written(self, agent: str, action: Any) -> Action:
        try:
            return self._game.written(agent, action)
        except SpaceError as error:
            self.hook_failed = True
            raise GameError(
                f"The hook `{self._name}` gave the action {action!r} for the agent {agent}. {error}"
            ) from error

    def _transition(self, acted: Sequence[str]) -> Iterator[Any]:
        """The arguments of `on_step`.

        Args:
            acted: The agents whose actions the step has taken.
        """
        game = self._game
        rewards, flags = game.memory.rewards.tolist(), game.memory.flags.tolist()
        present = {a: i for i, a in enumerate(game.agents) if flags[i] & PRESENT}
        seen = {agent: game.seen(agent) for agent in present}
        yield self._form({agent: game.meant(agent, self.executed(agent)) for agent in acted})
        yield self._form({agent: observation for agent, (observation, _) in seen.items()})
        yield self._form({agent: rewards[index] for agent, index in present.items()})
        for bit in (TERMINATED, TRUNCATED):
            yield self._form({agent: bool(flags[index] & bit) for agent, index in present.items()})
        yield self._form({agent: info for agent, (_, info) in seen.items()})

    def _form(self, by_agent: dict[str, Any]) -> Any:
        """As the environment's own interface has it."""
        return next(iter(by_agent.values())) if self._game.is_single else by_agent

    def _work_of(self, call: str, *given: Any) -> bool:
        if call in self._has:
            work = getattr(self._hook, call)
            with self._blamed(call):
                begun = work(*given)
            if begun is not None:
                self._slices.add(self._iterator(call, begun))
        return self._slices.are_left

    def _iterator(self, call: str, given: Any) -> Iterator[object]:
        if isinstance(given, Iterator):
            return given
        self.hook_failed = True
        raise GameError(
            f"`{call}` of the hook `{self._name}` returned {given!r}: it returns nothing, or is a "
            "generator."
        )

    def _call(self, call: str, *given: Any) -> Any:
        with self._blamed(call):
            return getattr(self._hook, call)(*given)

    @contextmanager
    def _blamed(self, call: str) -> Iterator[None]:
        """What is raised here is the hook's."""
        self.hook_failed = False
        try:
            yield
        except Exception as error:
            self.hook_failed = True
            error.add_note(f"Raised by the hook `{self._name}`, in `{call}`.")
            raise
