"""`check` holds the agents and Python policies of exp.yml against a PettingZoo environment."""

import shutil
from pathlib import Path

import pytest

from gymbrowser.check import Checked
from gymbrowser.contract.steps import Discrete
from gymbrowser.errors import Problem, UserError
from gymbrowser.plan import plan_site
from tests.unit.test_check import change, run

ROOT = Path(__file__).parents[2]
EXPERIMENT = """
id: relay
title: Run with me
environment:
  entry_point: relay:Relay
  source: env
policies:
  lost: {python: "relay:Wanderer"}
  idle: {python: "relay:Wanderer", kwargs: {wrong: null}}
steps:
  - game:
      id: play
      agents: {0: human, helper: lost}
      controls: {keys: {ArrowUp: 3}, default: 1}
      view: {draw: relay:draw}
      seeds: {same: [1]}
  - game:
      id: watch
      agents: {"0": lost, helper: idle}
      view: {render_mode: rgb_array}
  - end: {}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "env").mkdir()
    shutil.copy(ROOT / "tests" / "relay.py", tmp_path / "env" / "relay.py")
    (tmp_path / "exp.yml").write_text(EXPERIMENT.lstrip())
    return tmp_path


def problem(folder: Path) -> Problem:
    with pytest.raises(UserError) as caught:
        run(folder)
    (found,) = caught.value.problems
    return found


def line(found: Problem) -> str:
    assert found.where is not None
    text = found.where.file.read_text().splitlines()[(found.where.line or 0) - 1]
    return text.strip()


@pytest.fixture
def checked(folder: Path) -> Checked:
    return run(folder)


def test_each_agent_has_its_own_spaces(checked: Checked) -> None:
    runner, helper = checked.inspection.agent("0"), checked.inspection.agent("helper")
    assert [field.path for field in runner.observation] == [[]]
    assert [field.path for field in helper.observation] == [["at"], ["turn"]]
    assert runner.action_space == Discrete(n=3, start=1)
    assert helper.action_space == Discrete(n=5, start=0)
    assert checked.inspection.render_fps == 5
    view = checked.inspection.views["play"]
    assert (view.width, view.height) == (10, 20)
    assert checked.inspection.views["watch"].width == 6


def test_the_manifest_says_who_acts_and_how(checked: Checked) -> None:
    manifest = plan_site(
        checked.experiment, checked.lock, checked.inspection, checked.policies
    ).manifest
    assert {
        name: policy.model_dump(exclude={"sha256"}, exclude_none=True)
        for name, policy in manifest.policies.items()
    } == {
        "idle": {"kind": "python", "entry_point": "relay:Wanderer", "kwargs": '{"wrong": null}'},
        "lost": {"kind": "python", "entry_point": "relay:Wanderer", "kwargs": "{}"},
    }
    assert manifest.policies["idle"].sha256 != manifest.policies["lost"].sha256
    play = manifest.steps[0]
    assert play.kind == "game"
    assert {name: agent.actor for name, agent in play.agents.items()} == {
        "0": "human",
        "helper": "lost",
    }
    assert play.agents["helper"].layout.output == []
    assert not any("ort" in file.path for file in manifest.runtime.files)


@pytest.mark.parametrize(
    ("old", "new", "what", "remedy"),
    [
        (
            "helper: lost}",
            "helpr: lost}",
            "game `play`: the environment has no agent `helpr`",
            "Did you mean `helper`?",
        ),
        (
            "{0: human, helper: lost}",
            "{0: human}",
            "game `play`: nobody acts for the agent `helper`",
            "Say under `agents` who acts for each: `human`, or the name of a policy.",
        ),
        (
            "{0: human, helper: lost}",
            "{0: human, helper: lost, x: lost}",
            "game `play`: the environment has no agent `x`",
            "Name these under `agents`.",
        ),
    ],
)
def test_agents_are_the_environments(
    folder: Path, old: str, new: str, what: str, remedy: str
) -> None:
    change(folder / "exp.yml", (old, new))
    found = problem(folder)
    assert (found.what, found.remedy) == (what, remedy)
    assert line(found) == f"agents: {new}" if new.startswith("{") else f"agents: {{0: human, {new}"


def test_a_gymnasium_environment_has_one_agent(folder: Path) -> None:
    change(folder / "exp.yml", ("entry_point: relay:Relay", "gym_id: CartPole-v1"))
    with pytest.raises(UserError) as caught:
        run(folder)
    found = caught.value.problems[0]
    assert found.what == "game `play`: 2 agents are named, but the environment has one"


@pytest.mark.parametrize(
    ("old", "new", "what", "quote"),
    [
        (
            'relay:Wanderer"}',
            'relay:Wonderer"}',
            "`relay` has no `Wonderer`",
            None,
        ),
        (
            'relay:Wanderer"}',
            'relay:Wanderer", kwargs: {speed: 1}}',
            "the policy `lost` cannot be made",
            "TypeError: Wanderer.__init__() got an unexpected keyword argument 'speed'",
        ),
        (
            'relay:Wanderer"}',
            'relay:Still"}',
            "the policy `lost` cannot be made",
            "no method `act`",
        ),
        (
            'relay:Wanderer"}',
            'relay:Wanderer", kwargs: {wrong: raise}}',
            "the policy `lost` cannot act",
            'raise RuntimeError("lost the way")',
        ),
        (
            'relay:Wanderer"}',
            'relay:Wanderer", kwargs: {wrong: 9}}',
            "the policy `lost` cannot act",
            "gave the action 9 for the agent helper. The actions are the integers 0 to 4",
        ),
    ],
)
def test_mistakes_in_a_policy_show_at_its_line(
    folder: Path, old: str, new: str, what: str, quote: str | None
) -> None:
    change(folder / "exp.yml", (old, new))
    with pytest.raises(UserError) as caught:
        run(folder)
    found = caught.value.problems[0]
    assert found.what == what
    assert line(found) == f'lost: {{python: "{new}'
    assert (quote or "") in f"{found.why}\n{found.quote}"


def test_policies_may_act_in_a_gymnasium_environment(folder: Path) -> None:
    change(
        folder / "exp.yml",
        ("entry_point: relay:Relay", "gym_id: CartPole-v1"),
        ("{0: human, helper: lost}", "{cart: lost}"),
        ('{"0": lost, helper: idle}', "{cart: lost}"),
        ("      view: {draw: relay:draw}\n", "      view: {draw: relay:cart}\n"),
        ("      view: {render_mode: rgb_array}\n", "      view: {draw: relay:cart}\n"),
    )
    run(folder)


@pytest.mark.parametrize(
    ("kwargs", "what"),
    [
        ("{unseeded: true}", "the same seed and actions give another observation at `reset`"),
        ("{outside: true}", "an observation of the agent 0 is not in its space"),
    ],
)
def test_promises_of_an_environment_are_held_against_it(
    folder: Path, kwargs: str, what: str
) -> None:
    change(folder / "exp.yml", ("  source: env", f"  source: env\n  kwargs: {kwargs}"))
    assert problem(folder).what == what


def test_a_mistake_about_an_agent_that_is_a_number_is_told_in_its_line(folder: Path) -> None:
    theirs = "\n        0:\n          keys: {ArrowUp: 3}\n          default: 1\n          mod: hold"
    change(folder / "exp.yml", (" {keys: {ArrowUp: 3}, default: 1}", theirs))
    found = problem(folder)
    assert (found.what, found.remedy) == ("unknown key `mod`", "Did you mean `mode`?")
    assert line(found) == "mod: hold"


@pytest.mark.parametrize(
    ("policy", "words"),
    [
        ("{onnx: a.onnx, python: 'a:b'}", "give exactly one of `onnx`, `python`, "),
        ("{kwargs: {}}", "give exactly one of `onnx`, `python`, "),
        ("{python: 'a:b', action: {choose: sample}}", "`action` says nothing about a policy in"),
        ("{onnx: a.onnx, kwargs: {}}", "`kwargs` says nothing about a policy in `onnx`"),
    ],
)
def test_a_policy_is_of_one_kind(folder: Path, policy: str, words: str) -> None:
    change(folder / "exp.yml", ('{python: "relay:Wanderer"}', policy))
    assert words in problem(folder).what
