"""Plays a game natively for a while: with its own Python policies, and with actions at random."""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from gymbrowser.bridge import ui
from gymbrowser.bridge.actions import Action
from gymbrowser.bridge.game import Game, make_game
from gymbrowser.bridge.hook import make_hook
from gymbrowser.bridge.hooked import HookedGame, with_hook
from gymbrowser.bridge.memory import ACTS, TERMINATED, TRUNCATED
from gymbrowser.environment.canvas import Canvas
from gymbrowser.environment.findings import Findings, UnusableError
from gymbrowser.environment.footprint import MEASURED_STEPS, Footprint
from gymbrowser.environment.pictures import check_pictures
from gymbrowser.environment.scenes import check_calls

_STEPS = 50
_STEPS_THOROUGHLY = 1_000
_THOROUGHLY_S = 2.0
"""Of the processor, after which that many are not asked for: some environments draw slowly."""
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
    episode_steps: float | None
    """Of the episodes that ended, on average."""
    weight: dict[str, Any]
    """Of the first steps' records, see `Footprint.measured`."""


def steps_to_take(
    *, thoroughly: bool, clock: Callable[[], float] = time.process_time
) -> Iterator[int]:
    """Count steps: a few, or many if each of them takes little time.

    Args:
        thoroughly: Many are wanted.
        clock: In seconds; of the processor, so that a busy machine changes nothing.
    """
    begun = clock()
    for step in range(_STEPS_THOROUGHLY if thoroughly else _STEPS):
        if step >= _STEPS and clock() - begun > _THOROUGHLY_S:
            return
        yield step


@dataclass(frozen=True)
class Walk:
    """One game step that is to be walked through."""

    job: Mapping[str, Any]
    said: Mapping[str, Any]
    """What the job says of the game: `id`, `render_mode`, `draw`, `people`, `hook` and `fps`."""
    actors: Mapping[str, str]
    """Agent to `human` or the name of a policy."""
    agents: Mapping[str, Any]
    """What `look_at_agents` found of each."""
    recorded: Mapping[str, Any]
    """Agent to the contract's Recorded."""
    findings: Findings

    def take(self) -> Walked | None:
        """Play; None if a policy or the hook failed, which is a finding of its own."""
        game = self._make()
        try:
            with ui.recording() as calls:
                walked = self._play(game)
            check_calls(calls, self.job["assets"])
            check_pictures(self._states)
            return walked
        except _PolicyError:
            return None
        except Exception as error:
            if not _is_hooks(game):
                raise
            self._blame_hook(error)
            return None
        finally:
            game.close()

    def _play(self, game: Game) -> Walked:
        footprint = self._footprint()
        footprint.begin(game, self._reset(game, 0))
        self._try_until(game)
        canvas = Canvas(is_text=self.said["render_mode"] == "ansi", assets=self.job["assets"])
        canvas.hold(game.render())
        self._try_places(game, canvas.size)
        ends = []
        step = 0
        for step in steps_to_take(thoroughly=self.job["thoroughly"]):
            actions = self._actions(game, step)
            flags = game.step(*actions)
            is_measured = step < MEASURED_STEPS
            if is_measured:
                footprint.step(game, actions, flags)
            if flags & (TERMINATED | TRUNCATED):
                ends.append(step + 1)
                info = self._reset(game, step)
                if is_measured:
                    footprint.begin(game, info)
            if step < _PICTURES:
                canvas.hold(game.render())
        mean = ends[-1] / len(ends) if ends else None
        return Walked(canvas.size, step + 1, mean, footprint.measured())

    def _states(self, *, shown: bool) -> list[bytes]:
        """All that a new game gives at an episode's beginning, with its pictures or without."""
        game = self._make()
        try:
            states, over = [self._reset(game, 0).encode()], False
            for step in range(_PICTURES):
                if shown:
                    game.render()
                if over:
                    break
                over = bool(game.step(*self._actions(game, step)) & (TERMINATED | TRUNCATED))
                tails = "".join(map(game.tail, game.agents))
                states.append(game.buffer.tobytes() + f"{tails}{game.info()}".encode())
            return states
        finally:
            game.close()

    def _try_until(self, game: Game) -> None:
        until = self.said["until"]
        if until is not None:
            what, key = f"`{until}` cannot say whether an episode is over", ("limits", "until")
            self.findings.attempt(lambda: game.until(until)(), what, key, self.said["id"])

    def _try_places(self, game: Game, size: tuple[int, int]) -> None:
        """Ask what the middle of the picture means, where a function of the author's says it."""
        people = self.said["people"]
        for agent, controls in people.items():
            name = (controls["pointer"] or {}).get("python")
            if name is not None:
                what = f"`{name}` cannot say what a place on the picture means"
                owner = () if len(people) == 1 else (agent,)
                key = ("controls", *owner, "pointer", "python")
                ask = partial(_ask_middle, game, name, agent, size)
                self.findings.attempt(ask, what, key, self.said["id"])

    def _footprint(self) -> Footprint:
        policies = self._policies()
        kinds = {"human": "device", "donor": "donor", "random": "policy"}
        sources = {
            agent: kinds.get(actor) or ("policy" if agent in policies else "model")
            for agent, actor in self.actors.items()
        }
        fps = self.said["fps"]
        return Footprint(self.said["id"], self.agents, self.recorded, sources, fps)

    def _reset(self, game: Game, seed: int) -> str:
        info = game.reset(seed)
        for agent, name in self._policies().items():
            player = game.player(agent)
            self._ask(name, "cannot begin an episode", partial(player.begin, seed))
        return info

    def _actions(self, game: Game, step: int) -> list[Action]:
        """Those of the policies; the others seem random but are always the same."""
        return [self._action(game, agent, step) for agent in game.agents]

    def _action(self, game: Game, agent: str, step: int) -> Action:
        policies = self._policies()
        if not game.memory.flags[game.agents.index(agent)] & ACTS:
            return 0  # nobody looks at it
        if agent in policies:
            return self._ask(policies[agent], "cannot act", game.player(agent).act)
        return game.sample(agent, step)

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

    def _beside(self, game: Game) -> Game:
        """The game with a hook of its own, if it has one: what that keeps, no other game sees."""
        name = self.said["hook"]
        if name is None:
            return game
        people = [agent for agent, actor in self.actors.items() if actor == "human"]
        spec = json.dumps({"name": name, "step": self.said["id"], "people": people})
        hook = make_hook(json.dumps(self.job["hooks"][name]))
        return with_hook(game, hook, spec, lambda _name, _data, _after: None)

    def _blame_hook(self, error: Exception) -> None:
        def again() -> None:
            raise error

        name = self.said["hook"]
        self.findings.attempt(again, f"the hook `{name}` fails", ("hooks", name, "python"))

    def _make(self) -> Game:
        spec = {
            **{key: self.job[key] for key in ("gym_id", "entry_point", "kwargs")},
            **{key: self.said[key] for key in ("render_mode", "draw")},
            "agents": self.agents,
            "policies": {a: self.job["policies"][name] for a, name in self._policies().items()},
        }
        try:
            return self._beside(make_game(json.dumps(spec)))
        except TypeError as error:
            if "render_mode" not in str(error):
                raise
            raise UnusableError(
                f"the environment takes no `render_mode`, but is asked for "
                f"`{self.said['render_mode']}`",
                why="Without a `view`, a game shows the environment's `rgb_array`.",
                remedy="Add `render_mode=None` to its constructor, or give `view: {draw: …}`.",
            ) from error


def _is_hooks(game: object) -> bool:
    """Whether it is its hook that has just failed."""
    return isinstance(game, HookedGame) and game.hook_failed


def _ask_middle(game: Game, entry_point: str, agent: str, size: tuple[int, int]) -> None:
    game.place(entry_point, agent)(size[0] / 2, size[1] / 2)
