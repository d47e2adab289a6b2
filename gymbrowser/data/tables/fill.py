"""From a session to rows: of the session itself, of what happened, and of what was answered."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

from gymbrowser.contract.audio_records import AudioRecord
from gymbrowser.contract.game_records import EpisodeEndRecord, EpisodeRecord, StepsRecord
from gymbrowser.contract.input_records import InputsRecord
from gymbrowser.contract.judging_records import ComparisonRecord
from gymbrowser.contract.records import (
    AnswersRecord,
    AnyRecord,
    ConditionRecord,
    IdentityRecord,
    SessionRecord,
)
from gymbrowser.contract.timing_records import FramesRecord
from gymbrowser.data.interruptions import interrupted_episodes, place_of
from gymbrowser.data.sessions import Session
from gymbrowser.data.tables.batch import Batch
from gymbrowser.data.tables.fill_games import Played, batches_of_game
from gymbrowser.data.tables.fill_judging import comparison_rows
from gymbrowser.data.tables.origin import Origin
from gymbrowser.data.tables.schema import tables

_ELSEWHERE = (
    SessionRecord,
    IdentityRecord,
    AnswersRecord,
    ComparisonRecord,
    AudioRecord,
    EpisodeRecord,
    StepsRecord,
    EpisodeEndRecord,
    InputsRecord,
    FramesRecord,
)
"""What other tables hold, or files of their own."""
_OWN = ("n", "t", "mode", "type", "step", "attempt", "episode", "after")
"""Fields of a record that have columns of their own in `events`."""
_SPOKEN = frozenset({"signal", "hook", "step_hook", "ui", "error"})
"""Kinds of record that may hold what a person wrote."""


@dataclass(frozen=True)
class Privacy:
    """What of a session may be told."""

    public: bool = False
    """Nothing that could tell who took part, and nothing that they wrote in their own words."""
    options: Mapping[tuple[str, str], Set[str]] = field(default_factory=dict)
    """Form step and question to the options that a person chooses from: no words of their own."""


def batches_of(
    session: Session, origin: Origin, privacy: Privacy, *, practice: bool = True
) -> Iterator[Batch]:
    """All rows of a session, that of `sessions` last.

    Args:
        session: As it was read.
        origin: What all its rows have.
        privacy: What may be told.
        practice: With the episodes that were for practice.
    """
    known = tables(public=privacy.public)
    same = {"experiment": origin.experiment, "date": origin.date, "session": origin.session}
    records = list(_records(session))
    yield Batch.of_rows(known["events"], same, list(_event_rows(records, origin, privacy)))
    yield Batch.of_rows(known["answers"], same, list(_answer_rows(session, origin, privacy)))
    comparisons = list(comparison_rows(session, origin))
    yield Batch.of_rows(known["comparisons"], same, comparisons)
    problems = list(session.problems)
    interrupted = interrupted_episodes(session)
    for episode in session.episodes:
        played = Played.of(episode, interrupted=place_of(episode.start) in interrupted)
        problems += played.problems
        if practice or not episode.start.practice:
            yield from batches_of_game(played, origin.started, same, known, public=privacy.public)
    yield Batch.of_rows(known["sessions"], same, [_session_row(session, origin, problems)])


def _session_row(session: Session, origin: Origin, problems: Sequence[str]) -> dict[str, Any]:
    duration = _since(session.end.t, origin) if session.end else None
    return {
        "participant": session.participant,
        "params": _json(session.params) if session.params else None,
        "started": origin.moment,
        "duration_ms": duration if duration is not None and duration >= 0 else None,
        "visits": len(session.visits),
        "outcome": session.end.outcome if session.end else None,
        "state": "damaged" if problems else "whole" if session.end else "open",
        "problems": list(problems),
        "conditions": _json({c.factor: c.level for c in session.records(ConditionRecord)}),
        "steps": session.steps,
        **(_visit_columns(session.visits[0]) if session.visits else {}),
    }


def _visit_columns(visit: SessionRecord) -> dict[str, Any]:
    return {
        "gymbrowser": visit.gymbrowser,
        "site": visit.site,
        "environment": visit.environment,
        "policies": _json(visit.policies),
        "seed": visit.seed,
        "simulated": visit.simulated,
        "user_agent": visit.user_agent,
        "languages": visit.languages,
        "language": visit.language,
        "screen": [float(length) for length in visit.screen],
        "pixel_ratio": visit.pixel_ratio,
    }


def _records(session: Session) -> Iterator[tuple[str, AnyRecord]]:
    for writer, chain in session.chains.items():
        for chunk in chain.chunks:
            yield from ((writer, record) for record in chunk.records)


def _event_rows(
    records: Iterable[tuple[str, AnyRecord]], origin: Origin, privacy: Privacy
) -> Iterator[dict[str, Any]]:
    events = [(w, r) for w, r in records if not isinstance(r, _ELSEWHERE)]
    for writer, record in sorted(events, key=lambda event: event[1].t):
        said = record.model_dump(mode="json", by_alias=True)
        after = said.get("after", said.get("steps") if "attempt" in said else None)
        withheld = privacy.public and record.type in _SPOKEN
        yield {
            "writer": writer,
            "n": record.n,
            "t_ms": _since(record.t, origin),
            "type": record.type,
            "step": said.get("step"),
            "attempt": said.get("attempt"),
            "episode": said.get("episode"),
            "after": after,
            "detail": None if withheld else _detail(said),
        }


def _detail(said: Mapping[str, Any]) -> str | None:
    rest = {name: value for name, value in said.items() if name not in _OWN}
    return _json(rest) if rest else None


def _answer_rows(session: Session, origin: Origin, privacy: Privacy) -> Iterator[dict[str, Any]]:
    for form in session.records(AnswersRecord):
        same = {
            "t_ms": _since(form.t, origin),
            "step": form.step,
            **_within(form),
            "duration_ms": form.duration_ms,
            "attempt": form.attempt,
        }
        for question, answer in form.answers.items():
            options = privacy.options.get((form.step, question), frozenset())
            yield {
                **same,
                "question": question,
                "calculated": False,
                "passed": (form.checks or {}).get(question),
                **(form.times[question].model_dump() if question in form.times else {}),
                **_answer(answer, options, public=privacy.public),
            }
        for name, score in (form.scores or {}).items():
            yield {**same, "question": name, "calculated": True, "number": score}


def _within(form: AnswersRecord) -> dict[str, Any]:
    within = form.within
    if within is None:
        return {}
    return {
        "after_game": within.game,
        "after_attempt": within.attempt,
        "after_episode": within.episode,
        "after_steps": within.after,
    }


def _answer(
    answer: str | float | list[str] | None, options: Set[str], *, public: bool
) -> dict[str, Any]:
    """By its type. In public only what the study itself offered is told."""
    match answer:
        case str():
            return {"text": answer if not public or answer in options else None}
        case list():
            return {"chosen": [one for one in answer if not public or one in options]}
        case None:
            return {}
        case number:
            return {"number": float(number)}


def _since(t: float, origin: Origin) -> float | None:
    return None if origin.started is None else t - origin.started


def _json(value: object) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except ValueError:  # a stranger's 1e999, which JSON can't say again: it is "Infinity"
        return _json(json.loads(json.dumps(value), parse_constant=str))
