"""What is known of a session once it is over: the same as its page knew."""

import json
from pathlib import Path
from typing import Any

import pytest

from gymbrowser.data.facts import known_of
from gymbrowser.data.sessions import read_sessions, scan
from gymbrowser.flow.evaluate import Facts
from tests.chunks import Plain, Writer, comparison, save, session

CASES = json.loads((Path(__file__).parents[1] / "data" / "comparisons.json").read_text("utf-8"))


def known(folder: Path, *records: Plain) -> Any:
    save(folder, Writer("page-1").seal(session(), *records))
    [one] = read_sessions(scan(folder), "live")
    return known_of(one)


def judged(trials: list[Plain], answers: list[str], index: int = 1) -> list[Plain]:
    given = enumerate(zip(trials, answers, strict=True))
    return [comparison(at, trial, answer, index) for at, (trial, answer) in given]


def leave(index: int = 1) -> Plain:
    return {"type": "leave", "step": "pairs", "index": index, "duration_ms": 9.0}


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["counted"]))
def test_comparisons_are_counted_as_in_the_page(case: Plain, tmp_path: Path) -> None:
    facts = known(tmp_path, *judged(case["trials"], case["answers"]), leave())
    assert facts["results"] == {"pairs": case["counted"]}


def test_an_answer_that_was_given_again_after_a_reload_counts_once(tmp_path: Path) -> None:
    [case] = CASES[-1:]
    once, again = judged(case["trials"], ["tie"]), judged(case["trials"], case["answers"])
    facts = known(tmp_path, *once, *again, leave())
    assert facts["results"] == {"pairs": case["counted"]}


def test_comparisons_that_were_broken_off_leave_the_last_that_were_not(tmp_path: Path) -> None:
    trial = CASES[-1]["trials"]
    ended = [*judged(trial, ["tie"], 1), leave(1), *judged(trial, ["cant_tell"], 4), leave(4)]
    facts: Facts = known(tmp_path, *ended, *judged(trial, ["first"], 11))
    assert facts["results"] == {"pairs": {"judged": 1, "ties": 0, "cant_tell": 1}}


def test_checks_and_scores_are_those_of_the_last_time(tmp_path: Path) -> None:
    form = {"type": "answers", "step": "quiz", "answers": {"goal": None}, "duration_ms": 5.0}
    first = {**form, "attempt": 1, "checks": {"goal": False, "keys": False}, "scores": {"sum": 0.0}}
    last = {**form, "attempt": 2, "checks": {"goal": False, "keys": True}, "scores": {"sum": None}}
    facts = known(tmp_path, first, last, {**form, "step": "about"})
    assert facts["answers"] == {"quiz": {"goal": None}, "about": {"goal": None}}
    assert facts["checks"]["quiz"] == {"goal": False, "keys": True, "failed": 1}
    assert facts["scores"] == {"quiz": {"sum": None}, "about": {}}
