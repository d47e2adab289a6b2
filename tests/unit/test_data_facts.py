"""What is known of a session once it is over: the same as its page knew."""

import json
from pathlib import Path
from typing import Any

import pytest

from gymbrowser.data.facts import known_of
from gymbrowser.data.sessions import read_sessions, scan
from gymbrowser.flow.evaluate import Facts
from tests.chunks import (
    CART,
    STARTED_MS,
    Plain,
    Writer,
    cart_steps,
    comparison,
    episode,
    episode_end,
    pack,
    save,
    session,
)

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


@pytest.mark.parametrize("second", ["2", "500000"], ids=["numbered", "drawn"])
def test_a_clock_that_was_set_between_two_visits_changes_no_order(
    second: str, tmp_path: Path
) -> None:
    """It is set back; where a browser stores nothing, only the clock says which visit was first."""
    hour = 3_600_000.0
    times = [STARTED_MS + hour, STARTED_MS]
    form = {"type": "answers", "step": "quiz", "duration_ms": 5.0}
    for visit, t in zip(("1", second), times if second == "2" else times[::-1], strict=True):
        load = 1 if visit == "1" else 2
        page = Writer(f"page-{visit}")
        game = Writer(f"game-{visit}", layouts={"main": {"player": CART}})
        said = {**form, "answers": {"visit": load}}
        place = {"attempt": load, "episode": load - 1}
        start = {**episode({"player": pack([0] * 4, "<f4")}), **place}
        played = [
            start,
            cart_steps(0, [1.0], **place),
            {**episode_end(1, {"player": 1.0}), **place},
        ]
        save(tmp_path, page.seal(*({**record, "t": t} for record in (session(load), said))))
        save(tmp_path, game.seal(*({**record, "t": t} for record in played)))
    [one] = read_sessions(scan(tmp_path), "live")
    facts: Any = known_of(one)
    assert [visit.load for visit in one.visits] == [1, 2]
    assert [each.start.episode for each in one.episodes] == [0, 1]
    assert facts["answers"] == {"quiz": {"visit": 2}}
    assert facts["results"]["main"]["episodes"] == 2
