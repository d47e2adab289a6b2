"""A hook sees what passes between a person and a game, and changes what it may."""

import json
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any, cast

import gymnasium
import numpy as np
import pytest
from gymnasium import spaces
from pettingzoo import ParallelEnv  # type: ignore[import-untyped, unused-ignore]

from gymbrowser import Hook, hooks
from gymbrowser.bridge.errors import GameError
from gymbrowser.bridge.hook import CALLS, GameHandle, make_hook
from gymbrowser.bridge.hooked import REPLACED, HookedGame
from gymbrowser.bridge.memory import TERMINATED
from gymbrowser.bridge.work import Slices


class Corridor(gymnasium.Env[Any, Any]):
    """Ends after three steps; the reward is the action."""

    observation_space: spaces.Space[Any] = spaces.Box(0, 9, (1,), np.float32)
    action_space: spaces.Space[Any] = spaces.Discrete(3, start=1)

    def reset(self, *, seed: int | None = None, options: Any = None) -> tuple[Any, dict[str, Any]]:
        self.steps = 0
        return np.zeros(1, np.float32), {"seed": seed}

    def step(self, action: int) -> tuple[Any, float, bool, bool, dict[str, Any]]:
        self.steps += 1
        observation = np.array([self.steps], np.float32)
        return observation, float(action), self.steps == 3, False, {"steps": self.steps}

    def render(self) -> str:
        return f"step {self.steps}"


class Pair(ParallelEnv):  # type: ignore[misc, unused-ignore]
    """Two agents, of whom `b` leaves after its first step."""

    metadata: dict[str, Any] = {"name": "pair"}  # noqa: RUF012
    possible_agents = ["a", "b"]  # noqa: RUF012

    def observation_space(self, agent: str) -> spaces.Space[Any]:
        return spaces.Discrete(10)

    def action_space(self, agent: str) -> spaces.Space[Any]:
        return spaces.Discrete(4)

    def reset(self, seed: int | None = None, options: Any = None) -> tuple[Any, Any]:
        self.agents, self.steps = ["a", "b"], 0
        return {"a": 0, "b": 0}, {"a": {}, "b": {}}

    def step(self, actions: dict[str, int]) -> tuple[Any, Any, Any, Any, Any]:
        self.steps += 1
        given = list(self.agents)
        over = {agent: agent == "b" or self.steps == 2 for agent in given}
        self.agents = [agent for agent in given if not over[agent]]
        nobody = dict.fromkeys(given, False)
        return (
            dict.fromkeys(given, self.steps),
            {agent: float(actions[agent]) for agent in given},
            over,
            nobody,
            {agent: {"did": actions[agent]} for agent in given},
        )


class Diary(Hook):
    """Writes down all that it hears."""

    def __init__(self, **answers: Any) -> None:
        self.said: list[Any] = []
        self.answers = answers

    def on_start(self, game: GameHandle) -> None:
        self.game = game
        self.said.append(("start", game.id, game.agents, game.people))

    def on_reset(self, observation: Any, info: Any) -> None:
        self.said.append(("reset", observation, info))

    def on_human_action(self, agent: str, action: Any, observation: Any) -> Any:
        self.said.append(("human", agent, action, observation))
        return self.answers.get("action")

    def on_step(
        self,
        action: Any,
        observation: Any,
        reward: Any,
        terminated: Any,
        truncated: Any,
        info: Any,
    ) -> None:
        self.said.append(("step", action, observation, reward, terminated, truncated, info))

    def on_feedback(self, name: str, value: float) -> Any:
        self.said.append(("feedback", name, value))
        return self.answers.get("work")

    def on_message(self, name: str, text: str) -> None:
        self.said.append(("message", name, text))

    def on_button(self, name: str, value: Any) -> None:
        self.said.append(("button", name, value))

    def on_widget(self, name: str, value: Any) -> None:
        self.said.append(("widget", name, value))

    def on_episode_end(self, reason: str) -> None:
        self.said.append(("end", reason))

    def on_close(self) -> None:
        self.said.append(("close",))


def kinds(diary: Diary) -> list[str]:
    return [said[0] for said in diary.said]


def test_all_is_heard_in_the_order_in_which_it_passes() -> None:
    diary = Diary()
    said = [
        hooks.feedback(-1),
        hooks.button("train", 3),
        hooks.message("say", "hello"),
        hooks.widget("caution", 0.5),
    ]
    run = hooks.run(
        diary,
        Corridor(),
        act=lambda _agent, _observation: 2,
        say=lambda moment: said if moment.steps == 1 else [],
        seed=7,
        step="walk",
    )
    assert diary.said[0] == ("start", "walk", ("player",), ("player",))
    assert diary.said[1] == ("reset", np.zeros(1), {"seed": 7})
    assert diary.said[2] == ("human", "player", 2, np.zeros(1))
    assert diary.said[3] == ("step", 2, np.ones(1), 2.0, False, False, {"steps": 1})
    assert diary.said[4:8] == [
        ("feedback", "bad", -1),
        ("button", "train", 3),
        ("message", "say", "hello"),
        ("widget", "caution", 0.5),
    ]
    assert diary.said[-3] == ("step", 2, np.full(1, 3), 2.0, True, False, {"steps": 3})
    assert diary.said[-2:] == [("end", "terminated"), ("close",)]
    assert (run.steps, run.reasons, run.returns) == ([3], ["terminated"], [{"player": 6.0}])


def test_the_environment_gets_the_action_that_the_hook_gives_instead() -> None:
    diary = Diary(action=3)
    run = hooks.run(diary, Corridor(), act=lambda _agent, _observation: 1)
    assert run.returns == [{"player": 9.0}]
    assert [said[1] for said in diary.said if said[0] == "step"] == [3, 3, 3]


def test_only_people_are_asked_and_those_who_left_are_not() -> None:
    diary = Diary(action=3)
    run = hooks.run(diary, Pair(), act=lambda _agent, _observation: 1, people=["b"])
    heard = [said for said in diary.said if said[0] == "human"]
    assert heard == [("human", "b", 1, 0)]
    steps = [said[1:] for said in diary.said if said[0] == "step"]
    assert steps[0] == (
        {"a": 1, "b": 3},
        {"a": 1, "b": 1},
        {"a": 1.0, "b": 3.0},
        {"a": False, "b": True},
        {"a": False, "b": False},
        {"a": {"did": 1}, "b": {"did": 3}},
    )
    assert steps[1][0] == {"a": 1}
    assert diary.said[1] == ("reset", {"a": 0, "b": 0}, {"a": {}, "b": {}})
    assert run.returns == [{"a": 2.0, "b": 3.0}]


def test_what_was_replaced_is_told_by_a_bit_and_asked_for_by_agent() -> None:
    game = hooked(Diary(action=2))
    game.reset(0)
    assert game.step(1) == REPLACED | 4
    assert game.executed("player") == 2
    same = hooked(Diary(action=1))
    same.reset(0)
    assert same.step(1) == 4
    assert same.step(1) == 4
    assert same.step(1) == 4 | TERMINATED


@pytest.mark.parametrize("action", [0, 4, 1.5, "left"])
def test_an_action_that_is_none_is_refused_by_the_hooks_name(action: Any) -> None:
    game = hooked(Diary(action=action))
    game.reset(0)
    with pytest.raises(GameError, match=r"The hook `Diary` gave the action .* 1 to 3"):
        game.step(1)
    assert game.hook_failed


def test_what_a_hook_raises_says_whose_it_is() -> None:
    class Broken(Hook):
        def on_reset(self, observation: Any, info: Any) -> None:
            raise RuntimeError("no chalk")

    game = hooked(Broken())
    with pytest.raises(RuntimeError) as caught:
        game.reset(0)
    assert caught.value.__notes__ == ["Raised by the hook `Broken`, in `on_reset`."]


def test_a_failing_step_says_what_the_hook_made_of_it() -> None:
    class Fragile(Corridor):
        def step(self, action: int) -> Any:
            raise RuntimeError("the floor is gone")

    game = hooked(Diary(action=3), Fragile())
    game.reset(0)
    with pytest.raises(RuntimeError) as caught:
        game.step(1)
    assert caught.value.__notes__ == ["The hook `Diary` made these of them: [3]."]
    assert not game.hook_failed


def test_another_picture_is_shown() -> None:
    class Painter(Hook):
        def on_render(self, picture: Any) -> Any:
            return f"[{picture}]"

    game = hooked(Painter())
    game.reset(0)
    assert game.render() == "[step 0]"
    plain = hooked(Diary())
    plain.reset(0)
    assert plain.render() == "step 0"


def test_records_are_exact_and_say_when() -> None:
    class Scribe(Hook):
        def on_start(self, game: GameHandle) -> None:
            self.game = game
            game.record("begun", None)

        def on_step(self, *given: Any) -> None:
            self.game.record("weights", {"w": np.arange(2, dtype=np.float32), "t": (1, 2.0)})

    run = hooks.run(Scribe(), Corridor(), lambda _agent, _observation: 1, episodes=2)
    begun, first, *_ = run.records
    assert (begun.episode, begun.after, begun.name, begun.data) == (0, 0, "begun", None)
    assert (first.episode, first.after, first.name) == (0, 1, "weights")
    assert first.data["w"].dtype == np.float32
    assert first.data["t"] == (1, 2.0)
    assert [(record.episode, record.after) for record in run.records] == [
        (0, 0), (0, 1), (0, 2), (0, 3), (1, 1), (1, 2), (1, 3),
    ]  # fmt: skip


def test_random_numbers_come_from_the_episodes_seed() -> None:
    class Dice(Hook):
        def on_start(self, game: GameHandle) -> None:
            self.game = game

        def on_reset(self, observation: Any, info: Any) -> None:
            self.game.record("drawn", float(self.game.rng.random()))

    def drawn(seed: int) -> list[float]:
        run = hooks.run(Dice(), Corridor(), lambda _agent, _obs: 1, episodes=2, seed=seed)
        return [record.data for record in run.records]

    assert drawn(3) == [float(np.random.default_rng(seed).random()) for seed in (3, 4)]


def test_its_state_lasts_over_games() -> None:
    diary = Diary()
    for _ in range(2):
        hooks.run(diary, Corridor(), lambda _agent, _observation: 1)
    assert (kinds(diary).count("start"), kinds(diary).count("close")) == (2, 2)


def test_long_work_is_done_before_the_game_goes_on() -> None:
    class Learner(Diary):
        def on_feedback(self, name: str, value: float) -> Any:
            for part in range(3):
                self.said.append(("part", part))
                yield

    learner = Learner()
    hooks.run(
        learner,
        Corridor(),
        lambda _agent, _observation: 1,
        say=lambda moment: [hooks.feedback(1)] if moment.steps == 1 else [],
    )
    heard = kinds(learner)
    assert heard[heard.index("step") + 1 :][:4] == ["part", "part", "part", "human"]


def test_a_piece_is_begun_only_while_there_is_time() -> None:
    now, done = [0.0], list[int]()

    def work(first: int) -> Iterator[None]:
        for part in range(3):
            done.append(first + part)
            now[0] += 0.02
            yield

    slices = Slices(lambda: now[0])
    slices.add(work(0))
    slices.add(work(10))
    slices.run(0.05)
    assert (done, slices.are_left) == ([0, 1, 2], True)
    slices.run(0.05)
    slices.run(0.05)
    assert (done, slices.are_left) == ([0, 1, 2, 10, 11, 12], False)


def test_what_is_no_work_is_refused() -> None:
    game = hooked(Diary(work=5))
    game.reset(0)
    with pytest.raises(GameError, match="`on_feedback` of the hook `Diary` returned 5"):
        game.signal("feedback", "good", "1")


@pytest.fixture
def school() -> Iterator[ModuleType]:
    """Where `school:…` is found."""
    module = ModuleType("school")
    sys.modules["school"] = module
    yield module
    del sys.modules["school"]


class Misspelt(Hook):
    def on_feedbck(self, name: str, value: float) -> None: ...


class Narrow(Hook):
    def on_button(self, name: str) -> None:  # type: ignore[override]
        ...


@pytest.mark.parametrize(
    ("made", "sentence"),
    [
        (dict, "`school:it` gave a dict, which is no hook: let its class be a subclass"),
        (Misspelt, "`on_feedbck`, which nothing calls. Did you mean `on_feedback`?"),
        (Narrow, r"`on_button` is called with \(name, value\), and does not take them: too many"),
    ],
)
def test_what_nothing_would_call_is_no_hook(school: ModuleType, made: Any, sentence: str) -> None:
    school.__dict__["it"] = made
    with pytest.raises(GameError, match=sentence):
        make_hook(json.dumps({"entry_point": "school:it", "kwargs": "{}"}))


def test_a_call_that_a_hook_sets_as_it_is_made_is_heard() -> None:
    class Chosen(Hook):
        def __init__(self) -> None:
            self.heard: list[str] = []
            self.on_episode_end = self.heard.append  # type: ignore[method-assign, assignment]

    hook = Chosen()
    hooks.run(hook, Corridor(), act=lambda agent, observation: 1)
    assert hook.heard == ["terminated"]


def test_a_hook_is_made_with_its_arguments(school: ModuleType) -> None:
    school.__dict__["it"] = Diary
    hook = make_hook(json.dumps({"entry_point": "school:it", "kwargs": '{"action": 2}'}))
    assert cast(Diary, hook).answers == {"action": 2}


def test_every_call_is_tried_by_the_diary() -> None:
    """Else a new one would be tested by nobody; pictures have a test of their own.

    So have the steps of the study, which are no calls of a game: `tests/unit/test_probes.py`.
    """
    untried = {call for call in CALLS if call not in vars(Diary)}
    assert untried == {"on_render", "on_step_enter", "on_step_leave"}


def hooked(hook: Hook, env: Any = None) -> HookedGame:
    game = hooks.game_beside(env or Corridor(), {})
    spec = {"name": type(hook).__name__, "step": "game", "people": list(game.agents)}
    return HookedGame(game, hook, spec, lambda _name, _data, _after: None)
