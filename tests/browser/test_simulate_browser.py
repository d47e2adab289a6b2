"""`gymbrowser simulate --browser`: bots see a page of each kind, and fill in all that is on it.

The page speaks German, so that they have to know its buttons in another language than their own.
"""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from gymbrowser.cli import main
from gymbrowser.contract.browser_records import BootRecord
from gymbrowser.contract.records import AnswersRecord, SessionRecord
from gymbrowser.data.sessions import Session, read_sessions, scan

QUESTIONS = Path(__file__).parent / "questions_study"
SURVEY = Path(__file__).parent / "survey_study"
STUDY = """
id: seen
title: Seen
language: de
environment: {gym_id: FrozenLake-v1, kwargs: {is_slippery: false}}
steps:
  - login: {label: Your number, pattern: "[A-Z]{2}[0-9]{4}"}
  - consent:
      page: pages/consent.md
      scroll: true
      items:
        - {name: read, text: I have *read* all of it}
        - {name: share, text: My answers may be shared, required: false}
  - page: pages/easy.md
  - fullscreen: {}
  - form: pages/all.yml
  - surveyjs: {file: survey.json, id: survey}
  - quiz: {file: pages/quiz.yml, attempts: 2, on_fail: screen_out}
  - media: {file: pages/tone.wav, label: A tone, page: pages/listen.md, to_end: true}
  - wait: {seconds: 1}
  - game:
      id: lake
      pace: turn_based
      episodes: 2
      max_steps: 3
      between: {steps: [form: mood.yml, page: pages/picky.md]}
      probes:
        - at: {step: 1}
          steps: [form: why.yml, page: rest.md]
      controls: {keys: {ArrowLeft: 0, ArrowDown: 1, ArrowRight: 2, ArrowUp: 3}}
      view: {render_mode: ansi}
  - end: {page: pages/bye.md}
withdrawal: {offered: false}
"""

WHY = """
questions:
  - {name: why, prompt: Why did you go there?, text: {}}
"""
MOOD = """
questions:
  - {name: mood, prompt: How was it?, likert: {points: 7, low: bad, high: good}}
"""


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a simulation has left: one bot by chance, and who was sent to what it left out."""
    folder = tmp_path_factory.mktemp("bots")
    shutil.copytree(QUESTIONS / "pages", folder / "pages")
    for file in (SURVEY / "pages").iterdir():
        shutil.copy(file, folder)
    (folder / "exp.yml").write_text(STUDY, encoding="utf-8")
    (folder / "mood.yml").write_text(MOOD, encoding="utf-8")
    (folder / "why.yml").write_text(WHY, encoding="utf-8")
    (folder / "rest.md").write_text("# Take a breath", encoding="utf-8")
    words = ["simulate", f"{folder}/exp.yml", "-o", f"{folder}/out", "--offline", "--browser"]
    done = CliRunner().invoke(main, [*words, "-n", "1", "--seed", "one", "--require-full"])
    assert done.exit_code == 0, done.output
    return folder / "out"


@pytest.fixture(scope="module")
def sessions(out: Path) -> list[Session]:
    return list(read_sessions(scan(out / "records"), "dev", identities=True))


def test_what_is_reached_is_told_as_without_a_browser(out: Path) -> None:
    coverage: dict[str, Any] = json.loads((out / "coverage.json").read_text())
    assert {item["kind"] for item in coverage["items"]} == {"step", "branch", "outcome"}
    assert "the quiz `quiz`: failed" in {item["name"] for item in coverage["items"]}
    assert all(item["reached"] > 0 for item in coverage["items"])
    assert coverage["refused"] > 0
    assert coverage["failures"] == {}


def test_the_records_are_whole_and_say_that_nobody_was_there(
    out: Path, sessions: list[Session]
) -> None:
    data = str(out / "records")
    checked = CliRunner().invoke(main, ["data", "check", data, "--mode", "dev"])
    assert checked.exit_code == 0, checked.output
    begun = [record for session in sessions for record in session.records(SessionRecord)]
    assert begun
    assert all(record.simulated for record in begun)
    assert {record.user_agent for record in begun} == {"gymbrowser-simulate/1"}


def test_a_survey_of_surveyjs_is_completed(sessions: list[Session]) -> None:
    done = [s for s in sessions if s.end is not None and s.end.outcome == "done"]
    for session in done:
        [survey] = [r.answers for r in session.records(AnswersRecord) if r.step == "survey"]
        assert survey["name"]
        assert survey["plays"] in ("chess", "go", "poker", "other")
        assert survey["feel_calm"] in ("not", "very")


def test_games_are_played_in_the_browser_by_its_keys(sessions: list[Session]) -> None:
    done = [s for s in sessions if s.end is not None and s.end.outcome == "done"]
    assert done
    for session in done:
        assert any(session.records(BootRecord))
        ended = [episode.end for episode in session.episodes if episode.end is not None]
        assert len(ended) == 2
        answers = list(session.records(AnswersRecord))
        asked = [(record.step, record.within) for record in answers if record.within is not None]
        places = [(step, within.episode, within.after) for step, within in asked]
        assert places == [("why", 0, 1), ("mood", 0, None), ("why", 1, 1), ("mood", 1, None)]
        [everything] = [record.answers for record in answers if record.step == "all"]
        required = set(everything) - {"words", "plays_other"}
        assert all(everything[name] is not None for name in required)
