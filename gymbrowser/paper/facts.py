"""What exclusions can ask of a session that is over.

`answers`, `results` and `conditions` are what the page knew at its end (js/src/page/flow); the rest
is known only now.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import isfinite, isnan, nan

from gymbrowser.contract.exclusions import Exclusion
from gymbrowser.contract.records import AnswersRecord, ConditionRecord
from gymbrowser.data.episodes import Episode, last_way
from gymbrowser.data.sessions import Session
from gymbrowser.flow.evaluate import Facts, Value, evaluate, is_true
from gymbrowser.paper.taken import Taken, players


def excluded_by(session: Session, taken: Taken, exclusions: Sequence[Exclusion]) -> frozenset[str]:
    """The names of the exclusions that hold of a session."""
    if not exclusions:
        return frozenset()
    facts = facts_of(session, taken)
    return frozenset(e.name for e in exclusions if is_true(evaluate(e.when, facts)))


def facts_of(session: Session, taken: Taken) -> Facts:
    """What is known of it, by name.

    Args:
        session: As it was read.
        taken: The same, summed up.
    """
    return {
        "answers": _answers(session.records(AnswersRecord)),
        "results": _results(session.episodes),
        "conditions": {c.factor: c.level for c in session.records(ConditionRecord)},
        "session": {
            "outcome": taken.outcome,
            "minutes": taken.minutes,
            "visits": float(taken.visits),
            "damaged": taken.damaged,
        },
        "timing": {
            game: {
                "late": kept.late / kept.intervals if kept.intervals else None,
                "input_to_frame_ms": kept.input_to_frame_ms,
            }
            for game, kept in taken.timing.items()
        },
    }


def _answers(forms: Iterable[AnswersRecord]) -> dict[str, Facts | Value]:
    """A form that was sent again counts as it was then."""
    return {form.step: {q: _value(a) for q, a in form.answers.items()} for form in forms}


def _value(answer: object) -> Value:
    match answer:
        case bool() | str() | None:
            return answer
        case int() | float():
            return float(answer)
        case list():
            return [_value(one) for one in answer]
        case _:
            return None


def _results(episodes: Iterable[Episode]) -> dict[str, Facts | Value]:
    """Of the last way through each game, as `Scoring` in js/src/page/flow/scoring.ts adds up."""
    games = defaultdict[str, list[Episode]](list)
    for episode in episodes:
        games[episode.start.step].append(episode)
    ways = {game: last_way(played) for game, played in games.items()}
    return {
        game: _result([_scored(episode) for episode in way]) for game, way in ways.items() if way
    }


def _scored(episode: Episode) -> tuple[float, int]:
    """Return and steps."""
    end = episode.end
    return (0.0, 0) if end is None else (_score(episode, end.returns), end.steps)


def _score(episode: Episode, returns: Mapping[str, float | None]) -> float:
    """Of the first person in it; NaN where that was no finite number."""
    said = [returns.get(agent, 0.0) for agent in players(episode)[:1]]
    return next((nan if score is None else score for score in said), 0.0)


def _result(scores: Sequence[tuple[float, int]]) -> Mapping[str, Facts | Value]:
    returns = [score for score, _ in scores]
    found = {
        "episodes": float(len(scores)),
        "steps": float(sum(steps for _, steps in scores)),
        "return": sum(returns),
        "last": returns[-1],
        "best": max(returns, key=lambda score: (isnan(score), score)),
        "mean": sum(returns) / len(returns),
    }
    return {name: value if isfinite(value) else None for name, value in found.items()}
