"""Who acts by condition, from a population, by a script: what the build looks at, and tells."""

import base64
import shutil
from pathlib import Path

import numpy as np
import pytest

from gymbrowser.config.casting import castings, members_of, named_by
from gymbrowser.config.policy_models import PolicyConfig
from gymbrowser.config.scripts import read_script
from gymbrowser.errors import Place, UserError
from gymbrowser.plan import plan_site
from tests.unit.test_check import change, run

ROOT = Path(__file__).parents[2]
EXPERIMENT = """\
id: relay
title: Run with me
environment: {entry_point: "relay:Relay", source: env}
conditions:
  mate: {levels: [still, lively]}
policies:
  lost: {python: "relay:Wanderer"}
  other: {python: "relay:Wanderer", kwargs: {wrong: null}}
  dance: {script: [1, 3, 2], then: last}
  march: {script: moves.csv}
  anybody: {population: {lost: 1, other: 2, dance: 1}}
  mate: {by: mate, levels: {still: march, lively: anybody}}
steps:
  - game:
      id: play
      agents: {0: march, helper: mate}
      view: {draw: relay:draw}
  - end: {}
"""
MOVES = "move\n1\n\n2\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "env").mkdir()
    shutil.copy(ROOT / "tests" / "relay.py", tmp_path / "env" / "relay.py")
    (tmp_path / "exp.yml").write_text(EXPERIMENT, encoding="utf-8")
    (tmp_path / "moves.csv").write_text(MOVES, encoding="utf-8")
    return tmp_path


def numbers(rows: str) -> list[int]:
    return [int(each) for each in np.frombuffer(base64.b64decode(rows), "<i8")]


def test_the_site_has_everybody_who_may_act(folder: Path) -> None:
    checked = run(folder)
    manifest = plan_site(
        checked.experiment, checked.lock, checked.inspection, checked.policies
    ).manifest
    assert set(manifest.policies) == {"anybody", "dance", "lost", "march", "mate", "other"}
    mate, march, dance = (manifest.policies[name] for name in ("mate", "march", "dance"))
    assert mate.kind == "condition"
    assert (mate.factor, mate.levels) == ("mate", {"still": "march", "lively": "anybody"})
    assert march.kind == dance.kind == "script"
    assert (numbers(march.rows), march.then) == ([1, 2], "repeat")
    assert (numbers(dance.rows), dance.then) == ([1, 3, 2], "last")
    (play, _) = manifest.steps
    assert play.kind == "game"
    assert play.agents["helper"].actor == "mate"


def test_a_choice_is_named_by_what_is_chosen_from(folder: Path) -> None:
    def digests() -> list[str]:
        checked = run(folder)
        plan = plan_site(checked.experiment, checked.lock, checked.inspection, checked.policies)
        return [plan.manifest.policies[name].sha256 for name in ("anybody", "mate", "march")]

    before = digests()
    change(folder / "moves.csv", ("2\n", "3\n"))
    anybody, mate, march = digests()
    assert anybody == before[0]
    assert mate != before[1]
    assert march != before[2]


@pytest.mark.parametrize("policy", ["lost", "other"])
def test_everybody_who_may_act_is_tried(folder: Path, policy: str) -> None:
    change(
        folder / "exp.yml",
        (f'{policy}: {{python: "relay:Wanderer"', f'{policy}: {{python: "relay:Failing"'),
    )
    failing = "\n\nclass Failing(Wanderer):\n    def act(self, observation, info):\n        1 / 0\n"
    with (folder / "env" / "relay.py").open("a", encoding="utf-8") as module:
        module.write(failing)
    with pytest.raises(UserError) as caught:
        run(folder)
    (problem,) = caught.value.problems
    assert problem.what == f"the policy `{policy}` cannot act"


def test_a_script_is_held_against_every_agent_that_it_acts_for(folder: Path) -> None:
    change(folder / "moves.csv", ("1\n\n2", "4\n\n2"))
    with pytest.raises(UserError) as caught:
        run(folder)
    (problem,) = caught.value.problems
    assert problem.what == "the script `march` takes the action 4, which does not exist"
    assert problem.why == "The actions are 1 to 3."
    assert problem.where is not None
    assert (problem.where.file.name, problem.where.line) == ("moves.csv", 2)


def test_a_script_of_excels_has_its_first_action(tmp_path: Path) -> None:
    (tmp_path / "moves.csv").write_bytes(b"\xef\xbb\xbf1\r\n2\r\n")
    script = read_script("moves.csv", tmp_path, lambda *_: Place(tmp_path / "exp.yml"))
    assert script.actions == (1, 2)
    assert [place.line for place in script.places] == [1, 2]


def test_casts_are_few_and_have_everybody() -> None:
    policies = {
        "a": PolicyConfig(python="m:A"),
        "crowd": PolicyConfig(population={"a": 1, "random": 1}),
        "mate": PolicyConfig(by="kind", levels={"x": "crowd", "y": "a", "z": "human-like"}),
        "human-like": PolicyConfig(python="m:B"),
    }
    assert members_of("mate", policies) == ["a", "random", "human-like"]
    assert named_by("mate", policies) == {"mate", "crowd", "a", "random", "human-like"}
    assert list(castings({"0": "human", "1": "mate", "2": "crowd"}, policies)) == [
        {"0": "human", "1": "a", "2": "a"},
        {"0": "human", "1": "random", "2": "random"},
        {"0": "human", "1": "human-like", "2": "a"},
    ]
