"""What the page knew of a session at its end, from its records: for the expressions of its study.

The twin of `js/src/page/flow/facts.ts`. What a bonus comes to and whom an exclusion leaves out is
calculated from this, as the page does it from what it saw.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import isnan, nan

from gymbrowser.contract.judging_records import ComparisonRecord, Preference
from gymbrowser.contract.questions import Answer
from gymbrowser.contract.records import AnswersRecord, ConditionRecord, LeaveRecord
from gymbrowser.data.episodes import Episode, last_way, players
from gymbrowser.data.sessions import Session
from gymbrowser.flow.evaluate import Facts, Value


def known_of(session: Session) -> Mapping[str, Facts]:
    """`answers`, `checks`, `scores`, `results` and `conditions`, by name.

    What was done more than once counts as it was the last time. Practice is in it too.
    """
    forms = {form.step: form for form in session.records(AnswersRecord)}
    return {
        "answers": {step: _answers(form) for step, form in forms.items()},
        "checks": {step: _checks(form) for step, form in forms.items()},
        "scores": {step: form.scores or {} for step, form in forms.items()},
        "results": {**_played(session.episodes), **_judged(session)},
        "conditions": {c.factor: c.level for c in session.records(ConditionRecord)},
    }


def _answers(form: AnswersRecord) -> Mapping[str, Value]:
    return {question: _value(answer) for question, answer in form.answers.items()}


def _value(answer: Answer) -> Value:
    return [*answer] if isinstance(answer, list) else answer


def _checks(form: AnswersRecord) -> Mapping[str, Value]:
    checks = form.checks or {}
    return {**checks, "failed": sum(not is_passed for is_passed in checks.values())}


def _played(episodes: Iterable[Episode]) -> Mapping[str, Facts]:
    """Of the last way through each game, as `Scoring` in js/src/page/flow/scoring.ts adds up."""
    games = defaultdict[str, list[Episode]](list)
    for episode in episodes:
        games[episode.start.step].append(episode)
    ways = {game: last_way(played) for game, played in games.items()}
    return {game: _results(way) for game, way in ways.items() if way}


def _results(way: Sequence[Episode]) -> Mapping[str, Value]:
    scores = [_score(episode) for episode in way]
    total = 0.0
    for score in scores:  # in this order, and not by `sum`, which rounds otherwise than the page
        total += score
    return {
        "episodes": len(way),
        "steps": sum(episode.end.steps for episode in way if episode.end),
        "return": total,
        "last": scores[-1],
        "best": max(scores, key=lambda score: (isnan(score), score)),
        "mean": total / len(scores),
    }


def _score(episode: Episode) -> float:
    """Of the first person in it; NaN where the record says that it was no finite number."""
    returns = episode.end.returns if episode.end else {}
    score = next((returns.get(agent, 0.0) for agent in players(episode)), 0.0)
    return nan if score is None else score


def _judged(session: Session) -> Mapping[str, Facts]:
    """Of each step with pairs of clips, the last time that it was answered to its end."""
    ended = {(left.step, left.index) for left in session.records(LeaveRecord)}
    passes = defaultdict[tuple[str, int], dict[int, ComparisonRecord]](dict)
    for given in session.records(ComparisonRecord):
        passes[given.step, given.index][given.judgement] = given
    last = {step: passes[step, index] for step, index in sorted(passes) if (step, index) in ended}
    return {step: _counted(answered) for step, answered in last.items()}


def _counted(answered: Mapping[int, ComparisonRecord]) -> Mapping[str, Value]:
    """As `scoreOf` in js/src/page/steps/judging/score.ts counts."""

    def count(answer: Preference) -> int:
        return sum(given.answer == answer for given in answered.values())

    right = [given.preferred == given.gold for given in answered.values() if given.gold is not None]
    alike = [
        given.repeat_of in answered and _meaning(given) == _meaning(answered[given.repeat_of])
        for given in answered.values()
        if given.repeat_of is not None
    ]
    shares = {"gold": right, "consistency": alike}
    return {
        "judged": len(answered),
        "ties": count("tie"),
        "cant_tell": count("cant_tell"),
        **{name: sum(good) / len(good) for name, good in shares.items() if good},
    }


def _meaning(given: ComparisonRecord) -> tuple[str | None, Preference | None]:
    """The clip that was preferred, whichever side it was on, or which answer was no preference."""
    return given.preferred, given.answer if given.preferred is None else None
