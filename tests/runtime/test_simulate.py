"""`gymbrowser simulate`: bots take a whole study in the site's own Python, under Node."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from gymbrowser.cli import main
from gymbrowser.contract.records import AnswersRecord, EndRecord, SessionRecord
from gymbrowser.data.sessions import Session, read_sessions, scan
from gymbrowser.data.tables.load import load

STUDY = """
id: bots
title: Bots
mode: live
environment: {source: env, entry_point: "world:World"}
max_minutes: 60
conditions:
  partner: {levels: [skilled, naive]}
withdrawal: {offered: true}
steps:
  - consent: page.md
  - form: {file: screening.yml, id: screening}
  - screen_out: {page: page.md}
    when: answers.screening.age < 18
  - page: {file: page.md, id: secret}
    when: answers.screening.word == 'xyzzy' and conditions.partner == 'skilled'
  - block:
      id: maps
      order: latin_square
      steps:
        - page: {file: page.md, id: first}
        - page: {file: page.md, id: second}
  - block:
      id: training
      repeat: {until: results.turns.last >= 3, max: 2, on_fail: fail}
      steps:
        - game:
            id: turns
            pace: turn_based
            controls: {keys: {ArrowLeft: 0, ArrowRight: 1}}
            view: {render_mode: ansi}
  - game:
      id: real
      fps: 30
      episodes: 2
      controls: {keys: {ArrowLeft: 0, ArrowRight: 1}, default: 0}
      view: {render_mode: ansi}
  - end: {}
participant: {id: [PROLIFIC_PID, participant], params: [lab]}
"""
SCREENING = """
questions:
  - {name: age, prompt: Age?, number: {min: 10, max: 99, integer: true}}
  - {name: word, prompt: The word?, text: {max_length: 20}, required: false}
  - {name: colours, prompt: Which?, choice: {options: [red, green], multiple: true}}
"""
WORLD = """
import sys

import gymnasium
import numpy as np


class World(gymnasium.Env):
    metadata = {"render_modes": ["ansi"], "render_fps": 30}
    observation_space = gymnasium.spaces.Box(0, 100, (1,), np.float32)
    action_space = gymnasium.spaces.Discrete(2)

    def __init__(self, render_mode=None):
        self.render_mode = render_mode

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.left = 4
        return self._state(), {}

    def step(self, action):
        self.left -= 1
        FAILURE
        return self._state(), float(action), self.left == 0, False, {}

    def render(self):
        return "left: " + str(self.left)

    def _state(self):
        return np.array([self.left], np.float32)
"""


def write(folder: Path, failure: str = "pass", text: str = STUDY) -> Path:
    (folder / "env").mkdir(parents=True)
    (folder / "env" / "world.py").write_text(WORLD.replace("FAILURE", failure))
    (folder / "page.md").write_text("# Read this\n")
    (folder / "screening.yml").write_text(SCREENING)
    (folder / "exp.yml").write_text(text)
    return folder / "exp.yml"


def simulate(experiment: Path, output: Path, *words: str) -> Result:
    given = ["simulate", str(experiment), "-o", str(output), "--offline", "--seed", "one", *words]
    return CliRunner().invoke(main, given)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bots")


@pytest.fixture(scope="module")
def simulated(folder: Path) -> tuple[Result, dict[str, Any]]:
    """What the command said, and its coverage."""
    experiment = write(folder / "study")
    result = simulate(
        experiment, folder / "out", "-n", "16", "--param", "lab=lab-{n}", "--require-full"
    )
    assert result.exit_code == 0, result.output
    return result, json.loads((folder / "out" / "coverage.json").read_text())


def sessions(folder: Path) -> list[Session]:
    return list(read_sessions(scan(folder), "dev", identities=True))


def test_everything_is_reached_even_what_chance_would_not_find(
    simulated: tuple[Result, dict[str, Any]],
) -> None:
    result, coverage = simulated
    reached = {(item["kind"], item["name"]): item["reached"] for item in coverage["items"]}
    assert min(reached.values()) > 0
    assert reached["branch", "`when` of the step `secret`: true"] <= coverage["aimed"]
    assert {name for kind, name in reached if kind == "outcome"} == {
        "done", "declined", "withdrawn", "timed_out", "screened_out", "failed"
    }  # fmt: skip
    assert {name for kind, name in reached if kind == "order"} == {"maps: 1 2", "maps: 2 1"}
    assert coverage["sessions"] == 16 + coverage["aimed"]
    assert coverage["refused"] > 0
    assert "Never reached" not in result.output


def test_bots_may_be_named_by_any_name_that_an_id_has(folder: Path) -> None:
    experiment = write(folder / "named")
    given = ["-n", "4", "--param", "participant=pilot-{n}"]
    result = simulate(experiment, folder / "named-out", *given)
    assert result.exit_code == 0, result.output
    names = {session.participant for session in sessions(folder / "named-out" / "records")}
    assert names - {None}
    assert {name.split("-")[0] for name in names if name is not None} == {"pilot"}


def test_the_records_are_whole_and_can_be_told_from_real_ones(
    simulated: tuple[Result, dict[str, Any]], folder: Path
) -> None:
    _, coverage = simulated
    found = sessions(folder / "out" / "records")
    # Who declined, or wanted all deleted, has left nothing but perhaps the wish.
    assert len(found) >= coverage["sessions"] - coverage["outcomes"]["declined"] - 2
    for session in found:
        assert session.problems == ()
    begun = [record for session in found for record in session.records(SessionRecord)]
    assert begun
    assert all(record.simulated for record in begun)
    ends = {end.outcome for session in found for end in session.records(EndRecord)}
    assert {"done", "screened_out", "timed_out", "failed"} <= ends
    answers = [given.answers for s in found for given in s.records(AnswersRecord)]
    assert "xyzzy" in {given["word"] for given in answers}
    assert all(10 <= float(str(given["age"])) <= 99 for given in answers)


def test_what_reads_real_records_reads_these(
    simulated: tuple[Result, dict[str, Any]], folder: Path
) -> None:
    data = str(folder / "out" / "records")
    checked = CliRunner().invoke(main, ["data", "check", data, "--mode", "dev"])
    assert checked.exit_code == 0, checked.output
    tables = load(data, mode="dev")
    assert set(tables.episodes["step"]) == {"turns", "real"}
    assert set(tables.sessions["simulated"]) <= {True, None}  # None: of a wish that all be deleted


def test_the_same_seed_gives_the_same_bots(folder: Path) -> None:
    experiment = write(
        folder / "reading", text=STUDY[: STUDY.index("  - block:")] + "  - end: {}\n"
    )
    for name in ("one", "again"):
        result = simulate(experiment, folder / name, "-n", "3")
        assert result.exit_code == 0, result.output
    first, again = (given_by_session(folder / name / "records") for name in ("one", "again"))
    assert any(first.values())
    assert first == again


def given_by_session(records: Path) -> dict[str, list[Any]]:
    """Session to all that was answered in it."""
    return {
        session.id: [record.answers for record in session.records(AnswersRecord)]
        for session in sessions(records)
    }


def test_a_game_that_fails_is_told_with_its_traceback(folder: Path) -> None:
    experiment = write(folder / "failing", "assert sys.platform != 'emscripten', 'the wall fell'")
    result = simulate(experiment, folder / "failed", "-n", "2", "--require-full")
    assert result.exit_code == 1
    assert "the wall fell" in result.output
    assert "world.py" in (folder / "failed" / "coverage.json").read_text()
