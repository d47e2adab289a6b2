"""Hooks without a browser: `from gymbrowser import hooks` lets one stand beside a game natively.

    run = hooks.run(Teacher(), MyEnv(), act=lambda agent, observation: 0,
                    say=lambda moment: [hooks.feedback(1)] if moment.reward > 0 else [])
    assert run.records[0].name == "weights"

What the participant does and says is given by functions, everything else is as in a session: the
same calls in the same order, the same checks of what the hook returns.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal

from gymbrowser.bridge import exact
from gymbrowser.bridge.base import Game
from gymbrowser.bridge.environment import ids_of, is_pettingzoo
from gymbrowser.bridge.game import game_of
from gymbrowser.bridge.hook import Hook
from gymbrowser.bridge.hooked import HookedGame
from gymbrowser.bridge.layout import layout_of
from gymbrowser.bridge.memory import ACTS, PRESENT, TERMINATED, TRUNCATED
from gymbrowser.bridge.policy import Player, Policy

_SLICE_MS = 50.0


@dataclass(frozen=True)
class Signal:
    """What a person says beside the game, see `feedback`, `button`, `message` and `widget`."""

    kind: Literal["button", "feedback", "slider", "text_box"]
    name: str
    value: Any = None


def feedback(value: float, name: str | None = None) -> Signal:
    """A judgement; its name is `good` or `bad`, by the sign of the value, if none is given."""
    return Signal("feedback", name or ("good" if value > 0 else "bad"), value)


def button(name: str, value: Any = None) -> Signal:
    """A button is pressed, or its key."""
    return Signal("button", name, value)


def message(name: str, text: str) -> Signal:
    """A text is written into the text box of this name."""
    return Signal("text_box", name, text)


def widget(name: str, value: float | list[float]) -> Signal:
    """A slider is set to a number, or a rectangle of a grid is marked."""
    return Signal("slider", name, value)


@dataclass(frozen=True)
class Moment:
    """How a game stands after a step, or (with `steps` 0) at the beginning of an episode."""

    episode: int
    """From 0."""
    steps: int
    """Of the episode, this one included."""
    actions: dict[str, Any]
    """Agent to what it has done: what the hook made of it. Empty at the beginning."""
    observations: dict[str, Any]
    """Of the agents that are in the game."""
    rewards: dict[str, float]

    @property
    def action(self) -> Any:
        """That of the only agent."""
        return next(iter(self.actions.values()))

    @property
    def observation(self) -> Any:
        """That of the only agent."""
        return next(iter(self.observations.values()))

    @property
    def reward(self) -> float:
        """That of the only agent."""
        return next(iter(self.rewards.values()))


@dataclass(frozen=True)
class Record:
    """What the hook has recorded."""

    episode: int
    after: int
    """How many steps of the episode were begun."""
    name: str
    data: Any


@dataclass
class Run:
    """What was played."""

    steps: list[int] = field(default_factory=list)
    """Of each episode."""
    reasons: list[str] = field(default_factory=list)
    """Why each ended: `terminated`, `truncated` or `max_steps`."""
    returns: list[dict[str, float]] = field(default_factory=list)
    """Of each, by agent."""
    records: list[Record] = field(default_factory=list)


def run(
    hook: Hook,
    env: Any,
    act: Callable[[str, Any], Any] | None = None,
    *,
    policies: Mapping[str, Policy] | None = None,
    say: Callable[[Moment], Iterable[Signal]] = lambda _moment: (),
    episodes: int = 1,
    max_steps: int = 1000,
    seed: int = 0,
    people: Sequence[str] | None = None,
    step: str = "game",
) -> Run:
    """Play a game with a hook beside it.

    Args:
        hook: Its state stays, so that it may be run again.
        env: A Gymnasium or PettingZoo environment; it is closed at the end. The agent of a
            Gymnasium environment is called `player`, or as `policies` names it.
        act: Takes an agent and its observation, returns what its devices ask for. Not needed where
            policies act for all agents.
        policies: Agent to the Python policy that acts for it, see `gymbrowser.bridge.policy`.
        say: Asked after `reset` and after each step what the person says.
        episodes: How many are played, with the seeds `seed`, `seed + 1`, …
        max_steps: Ends an episode.
        seed: Of the first episode; the hook's random numbers depend on it too.
        people: The agents that are human; all that no policy acts for, if not given.
        step: The id of the game.

    Returns:
        What was played and recorded.

    Raises:
        GameError: if the hook does what it may not; what it raises itself comes through.
    """
    done = Run()

    def tell(name: str, data: str, after: int) -> None:
        done.records.append(Record(len(done.steps), after, name, exact.decode(data)))

    game = game_beside(env, policies or {})
    others = [agent for agent in game.agents if agent not in game.players]
    spec = {
        "name": type(hook).__name__,
        "step": step,
        "people": others if people is None else people,
    }
    hooked = HookedGame(game, hook, spec, tell)
    try:
        for episode in range(episodes):
            hooked.seed_hook(seed + episode)
            hooked.reset(seed + episode)
            for player in game.players.values():
                player.begin(seed + episode)
            _play(_Playing(game, hooked, act, say), episode, max_steps, done)
    finally:
        hooked.close()
    return done


@dataclass(frozen=True)
class _Playing:
    game: Game
    hooked: HookedGame
    act: Callable[[str, Any], Any] | None
    say: Callable[[Moment], Iterable[Signal]]

    def step(self) -> int:
        """Returns the flags of the game."""
        return self.hooked.step(*[self._action(agent) for agent in self.game.agents])

    def hear(self, moment: Moment) -> None:
        """Let the person speak, and the hook finish what it begins."""
        for said in self.say(moment):
            self._finish(self.hooked.signal(said.kind, said.name, json.dumps(said.value)))

    def end(self, reason: str) -> None:
        """Tell the hook that the episode is over."""
        self._finish(self.hooked.end(reason))

    def moment(self, episode: int, steps: int, acted: Sequence[str]) -> Moment:
        """How the game stands; `acted` are the agents whose actions the last step has taken."""
        game = self.game
        present = game.marked(PRESENT)
        rewards = dict(zip(game.agents, game.memory.rewards.tolist(), strict=True))
        return Moment(
            episode,
            steps,
            {agent: game.meant(agent, self.hooked.executed(agent)) for agent in acted},
            {agent: game.seen(agent)[0] for agent in present},
            {agent: rewards[agent] for agent in present},
        )

    def _action(self, agent: str) -> Any:
        if agent not in self.game.marked(ACTS):
            return 0
        if (player := self.game.players.get(agent)) is not None:
            return player.act()
        if self.act is None:
            raise TypeError(f"nobody acts for the agent {agent}: give `act`, or a policy")
        return self.game.written(agent, self.act(agent, self.game.seen(agent)[0]))

    def _finish(self, is_left: bool) -> None:
        while is_left:
            is_left = self.hooked.work(_SLICE_MS)


def _play(playing: _Playing, episode: int, max_steps: int, done: Run) -> None:
    """One episode, up to and with its end."""
    returns = dict.fromkeys(playing.game.agents, 0.0)
    playing.hear(playing.moment(episode, 0, ()))
    steps, reason = 0, None
    while reason is None:
        acted = playing.game.marked(ACTS)
        flags, steps = playing.step(), steps + 1
        moment = playing.moment(episode, steps, acted)
        for agent, reward in moment.rewards.items():
            returns[agent] += reward
        playing.hear(moment)
        reason = _ending(flags, steps, max_steps)
    playing.end(reason)
    done.steps.append(steps)
    done.reasons.append(reason)
    done.returns.append(returns)


def _ending(flags: int, steps: int, max_steps: int) -> str | None:
    if flags & TERMINATED:
        return "terminated"
    if flags & TRUNCATED:
        return "truncated"
    return "max_steps" if steps >= max_steps else None


def game_beside(env: Any, policies: Mapping[str, Policy]) -> Game:
    """Make the game of an environment that is there, as `run` does it.

    The agent of a Gymnasium environment is called as the policy's, or `player`.
    """
    spaces = (
        {name: (env.observation_space(i), env.action_space(i)) for name, i in ids_of(env).items()}
        if is_pettingzoo(env)
        else {next(iter(policies), "player"): (env.observation_space, env.action_space)}
    )
    agents = {
        name: {"observation": layout_of(seen), "action": layout_of(done), "output": []}
        for name, (seen, done) in spaces.items()
    }
    game = game_of(env, {"draw": None, "render_mode": None, "agents": agents, "policies": {}})
    for agent, policy in policies.items():
        look = partial(game.seen, agent)
        name = type(policy).__name__
        game.players[agent] = Player(name, policy, agent, game.action_space(agent), look)
    return game
