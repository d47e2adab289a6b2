"""Bots at every kind of step: studies of the examples and of the browser tests, all of each."""

import json
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from gymbrowser.cli import main
from gymbrowser.contract.browser_records import EventRecord
from gymbrowser.contract.judging_records import ComparisonRecord, RankingRecord, WatchedRecord
from gymbrowser.contract.records import AnswersRecord, BonusRecord, EndRecord
from gymbrowser.data.sessions import Session, read_sessions, scan
from gymbrowser.data.tables.load import load

ROOT = Path(__file__).parents[2]
FULL = ROOT / "examples" / "full-study"
PREFERENCES = ROOT / "examples" / "preferences"
QUESTIONS = ROOT / "tests" / "browser" / "questions_study"
SURVEY = ROOT / "tests" / "browser" / "survey_study"
ARRIVAL = ROOT / "tests" / "browser" / "arrival_study"
EARLY = """\
id: early
title: Who is too young
withdrawal: {offered: false}
environment: {gym_id: CartPole-v1}
steps:
  - form: pages/screening.yml
  - screen_out: {}
    when: answers.screening.age < 18
  - consent: pages/consent.md
  - page: pages/first.md
  - end: {}
"""


def simulate(study: Path, folder: Path, count: int, text: str | None = None) -> dict[str, Any]:
    """Nothing may be left that no bot has reached; gives the coverage."""
    source = shutil.copytree(study, folder / "source")
    if text is not None:
        (source / "exp.yml").write_text(text, encoding="utf-8")
    words = [source / "exp.yml", "-o", folder / "out", "-n", count, "--seed", "one"]
    command = ["simulate", *map(str, words), "--offline", "--require-full"]
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 0, done.output
    checked = CliRunner().invoke(main, ["data", "check", str(records(folder)), "--mode", "dev"])
    assert checked.exit_code == 0, checked.output
    coverage: dict[str, Any] = json.loads((folder / "out" / "coverage.json").read_text())
    return coverage


def records(folder: Path) -> Path:
    return folder / "out" / "records"


def sessions(folder: Path) -> list[Session]:
    return list(read_sessions(scan(records(folder)), "dev", identities=True))


def outcomes(session: Session) -> set[str]:
    return {end.outcome for end in session.records(EndRecord)}


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("full")
    return folder, simulate(FULL, folder, 24)


def test_bots_reach_all_of_the_full_study(full: tuple[Path, dict[str, Any]]) -> None:
    """Both sides of its branches and checks, its quiz passed and failed, and every way out."""
    _, coverage = full
    names = {kind: set[str]() for kind in ("branch", "outcome", "order")}
    for item in coverage["items"]:
        names.setdefault(item["kind"], set()).add(item["name"])
        assert item["reached"] > 0
    assert names["branch"] >= {
        "the quiz `understood`: passed",
        "the quiz `understood`: failed",
        "the check `looking-back.attentive`: passed",
        "the check `looking-back.attentive`: failed",
    }
    assert names["outcome"] == {"done", "declined", "screened_out", "withdrawn", "timed_out"}
    assert names["order"] == {"partners: 1 2", "partners: 2 1"}


def test_their_records_are_those_of_people(full: tuple[Path, dict[str, Any]]) -> None:
    folder, _ = full
    found = sessions(folder)
    ids = [session.participant for session in found if session.participant is not None]
    assert len(set(ids)) == len(ids)
    assert all(len(name) == 24 and int(name, 16) >= 0 for name in ids)
    done = [session for session in found if outcomes(session) == {"done"}]
    assert done
    for session in done:
        counted = Counter(record.step for record in session.records(AnswersRecord))
        assert counted["round-considerate"] == counted["round-greedy"] == 2
        within = [r.within for r in session.records(AnswersRecord) if r.within is not None]
        assert sorted((w.game, w.episode) for w in within) == [
            *(("considerate", 0), ("considerate", 1)),
            *(("greedy", 0), ("greedy", 1)),
        ]
        picked = sum(
            e.end.returns["you"] or 0
            for e in session.episodes
            if e.end is not None and e.start.step != "practice"
        )
        [bonus] = session.records(BonusRecord)
        assert bonus.amount == pytest.approx(0.02 * picked)
    assert set(load(records(folder), mode="dev").episodes["step"]) == {"considerate", "greedy"}


def test_every_kind_of_question_is_answered_and_refused(tmp_path: Path) -> None:
    """With scores and checks that a `when` asks for, media, and a break."""
    coverage = simulate(QUESTIONS, tmp_path, 12)
    assert coverage["refused"] > 100
    [answers, *_] = [
        record.answers
        for session in sessions(tmp_path)
        for record in session.records(AnswersRecord)
        if record.step == "all"
    ]
    assert all(answers[name] is not None for name in ("trust_fair", "slide", "order", "born"))
    attempts = [
        record.attempt
        for session in sessions(tmp_path)
        for record in session.records(AnswersRecord)
        if record.step == "quiz"
    ]
    assert {1, 2, 3} <= set(attempts)


def test_who_is_screened_out_before_the_consent_leaves_nothing(tmp_path: Path) -> None:
    coverage = simulate(ROOT / "tests" / "browser" / "flow_study", tmp_path, 8, EARLY)
    assert coverage["outcomes"]["screened_out"] > 0
    assert set.union(*map(outcomes, sessions(tmp_path))) == {"done"}


def test_a_login_is_passed_by_the_ids_of_its_list(tmp_path: Path) -> None:
    """Both roles are taken; one of the invited is excluded, and never comes in."""
    text = (ARRIVAL / "exp.yml").read_text(encoding="utf-8")
    simulate(ARRIVAL, tmp_path, 6, text)
    invited = (ARRIVAL / "ids" / "invited.txt").read_text().split()
    excluded = (ARRIVAL / "ids" / "earlier.txt").read_text().split()
    came = {session.participant for session in sessions(tmp_path)} - {None}
    assert came == set(invited) - set(excluded)


def test_clips_are_watched_compared_and_ranked(tmp_path: Path) -> None:
    """Who judges at random is screened out by the gold pairs, and who does not goes on."""
    text = (PREFERENCES / "exp.yml").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if "-test: {" not in line]
    assert len(text.splitlines()) - len(lines) == 4
    simulate(PREFERENCES, tmp_path, 8, "\n".join(lines))
    for session in sessions(tmp_path):
        if outcomes(session) == {"done"}:
            assert len(list(session.records(WatchedRecord))) == 2
            assert len(list(session.records(ComparisonRecord))) == 24 + 2 + 4
            [ranking] = session.records(RankingRecord)
            assert sorted(ranking.ranking) == ["aimless-3", "shaky-3", "steady-3"]


def test_bots_fill_the_screen_and_take_surveys_of_surveyjs(tmp_path: Path) -> None:
    """Both ways out of a step that needs the screen, and answers of every type."""
    text = (SURVEY / "exp.yml").read_text(encoding="utf-8")
    step = "  - surveyjs: pages/survey.json\n"
    assert text.count(step) == 1
    text = text.replace(step, f"  - fullscreen: {{required: true}}\n{step}")
    coverage = simulate(SURVEY, tmp_path, 24, text)
    found = sessions(tmp_path)
    assert {"done", "screened_out"} <= {one for session in found for one in outcomes(session)}
    assert coverage["failures"] == {}
    answers = [record.answers for session in found for record in session.records(AnswersRecord)]
    assert {type(value) for given in answers for value in given.values()} >= {str, float, list}
    told = [r.detail for s in found for r in s.records(EventRecord) if r.event == "fullscreen"]
    assert {detail["on"] for detail in told} == {True, False}
