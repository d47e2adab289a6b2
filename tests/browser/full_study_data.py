"""What the data of examples/full-study are to hold, of whoever took it as `Volunteer` does."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from gymbrowser.contract.audio_records import MicrophoneRecord
from gymbrowser.contract.records import (
    AnswersRecord,
    BonusRecord,
    ConditionRecord,
    ConsentRecord,
    OrderRecord,
)
from gymbrowser.data.audio import recordings_of
from gymbrowser.data.sessions import Session
from gymbrowser.data.tables.load import load
from tests.browser.volunteer import GAMES, LOADS, ROUNDS, TRUST

MOVES = 4
"""Of each round."""
ANSWERS: dict[str, dict[str, Any]] = {
    "about-you": {
        "age": 31,
        "gender": "woman",
        "gender_other": None,
        "plays": "every month",
        "worked_with": ["robot"],
    },
    "understood": {"moves": "with-me", "apples": "both", "length": 20},
    **{f"round-{game}": {"together": 50} for game in GAMES},
    **{f"load-{game}": dict.fromkeys(LOADS, 50) for game in GAMES},
    "looking-back": {
        "preferred": "first",
        "matters": ["apples", "space", "sense"],
        "attentive": 2,
        "comment": None,
    },
    "why": {"what": "It saw me."},
    "trust": {f"trust_{name}": point for name, point in TRUST.items()},
}
SCORES = {"load-considerate": {"tlx": 50}, "load-greedy": {"tlx": 50}, "trust": {"trust": 6}}


def judge_voice(session: Session, folder: Path) -> None:
    """What was said is there, of both games, in step with their steps."""
    recordings = {recording.step: recording for recording, _ in recordings_of(session)}
    assert recordings.keys() == set(GAMES)
    assert all(recording.whole and recording.bytes > 0 for recording in recordings.values())
    steps = load(folder / "data", mode="live").steps
    pressed = [
        (row["step"], row["input_t_ms"])
        for row in steps.rows()
        if row["session"] == session.id and row["source"] == "device"
    ]
    assert Counter(step for step, _ in pressed) == dict.fromkeys(GAMES, ROUNDS * MOVES)
    for step, at in pressed:
        recording = recordings[step]
        assert 0 < at - recording.begun_t_ms < recording.recorded_ms


def judge(session: Session, *, speaks: bool = False) -> None:
    """All that was entered is there, once, with the way that was drawn."""
    assert session.problems == ()
    assert session.end is not None
    assert session.end.outcome == "done"
    [consent] = session.records(ConsentRecord)
    assert consent.items == {"adult": True, "voluntary": True, "share": False}
    [asked] = session.records(MicrophoneRecord)
    assert (asked.step, asked.state) == ("think-aloud", "open" if speaks else "without")
    [condition] = session.records(ConditionRecord)
    [order] = session.records(OrderRecord)
    first, second = (GAMES[position] for position in order.order)
    judge_way(list(session.steps), condition.level, first, second)
    judge_answers(list(session.records(AnswersRecord)))
    judge_rounds(session)


def judge_way(steps: list[str], told: str, first: str, second: str) -> None:
    entered = list(dict.fromkeys(steps))
    assert entered == [
        *("welcome", "consent", "about-you", "instructions", f"told-{told}", "understood"),
        *("practice", "think-aloud", first, f"load-{first}", second, f"load-{second}"),
        *("looking-back", "why", "trust", "end"),
    ]


def judge_answers(records: list[AnswersRecord]) -> None:
    counted = Counter(record.step for record in records)
    assert counted == {step: ROUNDS if "round-" in step else 1 for step in ANSWERS}
    for record in records:
        assert record.answers == ANSWERS[record.step], record.step
        assert record.scores == SCORES.get(record.step)
        if record.within is not None:
            assert record.step == f"round-{record.within.game}"


def judge_rounds(session: Session) -> None:
    """Each was played to its end once; the bonus is what they brought."""
    ends = [
        (episode.start.step, episode.start.episode, episode.end)
        for episode in session.episodes
        if episode.end is not None
    ]
    played = Counter((step, number) for step, number, _ in ends)
    rounds = [("practice", 0), *((game, number) for game in GAMES for number in range(ROUNDS))]
    assert played == Counter(rounds)
    picked = sum(end.returns["you"] or 0 for step, _, end in ends if step in GAMES)
    # Whoever loads the last page again reads the same amount, which is recorded again.
    (amount,) = {record.amount for record in session.records(BonusRecord)}
    assert amount == pytest.approx(0.02 * picked)
