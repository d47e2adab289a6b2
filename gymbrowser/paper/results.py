"""What participants did in the games and answered in the forms, with and without exclusions."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from math import isfinite

import numpy as np

from gymbrowser.paper import model
from gymbrowser.paper.declared import Asked, Declared, Question
from gymbrowser.paper.statistics import estimate, estimates, median, numbers, quantile
from gymbrowser.paper.taken import MOST_NAMES, Answer, Game, Taken

MOST_GROUPS = 12
"""Combinations of conditions with results of their own."""
MOST_POINTS = 500
"""Of a learning curve."""
LATE_BINS = (0.01, 0.02, 0.05, 0.1, 0.2, 1.0)

type Sample = tuple[model.Sample, Sequence[Taken]]


def samples(taken: Sequence[Taken], declared: Declared) -> list[Sample]:
    """Everyone; and where exclusions are declared, those whom none of them leaves out."""
    everyone: Sample = ("everyone", taken)
    if not declared.exclusions:
        return [everyone]
    return [everyone, ("kept", [one for one in taken if not one.excluded])]


def games(found: Sequence[Sample], declared: Declared) -> list[model.Game]:
    """Each game and each person's agent in it, in the order of the steps."""
    everyone = found[0][1]
    seen = Counter(game for one in everyone for game in one.returns)
    order = {step: place for place, step in enumerate(declared.steps)}
    most = [game for game, _ in seen.most_common(MOST_NAMES)]
    names = sorted(most, key=lambda game: (order.get(game[0], len(order)), game))
    return [_game(name, found, declared) for name in names]


def questions(found: Sequence[Sample], declared: Declared) -> list[model.Question]:
    """The questions that the site has, then those that only records have."""
    seen = Counter(asked for one in found[0][1] for asked in one.answers)
    beyond = (asked for asked, _ in seen.most_common(MOST_NAMES))
    names = dict.fromkeys([*declared.questions, *beyond])
    return [_question(asked, declared.questions.get(asked), found) for asked in names]


def timings(taken: Sequence[Taken]) -> list[model.Timing]:
    """Of all sessions alike: a study whose games were late is to say so."""
    seen = Counter(game for one in taken for game in one.timing)
    return [_timing(game, taken) for game, _ in seen.most_common(MOST_NAMES)]


def _game(name: Game, found: Sequence[Sample], declared: Declared) -> model.Game:
    every = [value for one in found[0][1] for value in one.returns.get(name, ())]
    return model.Game(
        game=name[0],
        agent=name[1],
        episodes=len(every),
        not_finite=sum(not isfinite(value) for value in every),
        samples=[
            model.GameSample(sample=sample, groups=list(_groups(name, taken, declared)))
            for sample, taken in found
        ],
    )


def _groups(name: Game, taken: Sequence[Taken], declared: Declared) -> Iterator[model.Group]:
    played = [one for one in taken if one.returns.get(name)]
    yield _group(None, name, played)
    seen = {level for one in played for level in one.levels.items()}
    factors = [factor.name for factor in declared.factors] or sorted({name for name, _ in seen})
    is_shared = len({level for _, level in seen}) < len(seen)
    by_levels = defaultdict[str, list[Taken]](list)
    for one in played:
        if levels := _levels(one, factors, with_names=is_shared):
            by_levels[levels].append(one)
    largest = sorted(by_levels, key=lambda group: -len(by_levels[group]))[:MOST_GROUPS]
    for group in sorted(largest):
        yield _group(group, name, by_levels[group])


def _levels(one: Taken, factors: Sequence[str], *, with_names: bool) -> str:
    found = ((factor, one.levels[factor]) for factor in factors if factor in one.levels)
    return " · ".join(f"{factor}: {level}" if with_names else level for factor, level in found)


def _group(group: str | None, name: Game, played: Sequence[Taken]) -> model.Group:
    every = [[value for value in one.returns[name] if isfinite(value)] for one in played]
    means = [sum(values) / len(values) for values in every if values]
    longest = min(max((len(one.returns[name]) for one in played), default=0), MOST_POINTS)
    curve = np.full((len(played), longest), np.nan)
    for row, one in zip(curve, played, strict=True):
        values = one.returns[name][:longest]
        row[: len(values)] = values
    return model.Group(
        group=group,
        mean_return=estimate(means),
        curve=[
            model.CurvePoint(episode=episode, episode_return=point)
            for episode, point in enumerate(estimates(curve), 1)
        ],
    )


def _question(asked: Asked, question: Question | None, found: Sequence[Sample]) -> model.Question:
    return model.Question(
        form=asked[0],
        question=asked[1],
        prompt=_plain(question.prompt) if question else None,
        kind=question.kind if question else None,
        samples=[
            _answers(
                sample, [one.answers[asked] for one in taken if asked in one.answers], question
            )
            for sample, taken in found
        ],
    )


def _answers(
    sample: model.Sample, given: Sequence[Answer], question: Question | None
) -> model.QuestionSample:
    values = [answer for answer in given if isinstance(answer, float)]
    chosen = Counter(one for answer in given if isinstance(answer, tuple) for one in answer)
    options = question.options if question else {}
    if question and question.kind == "scale":
        chosen.update(f"{value:g}" for value in values)
    return model.QuestionSample(
        sample=sample,
        asked=len(given),
        answered=sum(answer is not None and answer != () for answer in given),
        numbers=numbers(values) if values else None,
        options=[
            model.Option(option=value, label=label, count=chosen[value])
            for value, label in options.items()
        ],
    )


def _timing(game: str, taken: Sequence[Taken]) -> model.Timing:
    kept = [one.timing[game] for one in taken if game in one.timing]
    intervals = sum(each.intervals for each in kept)
    shares = [each.late / each.intervals for each in kept if each.intervals]
    waits = [each.input_to_frame_ms for each in kept if each.input_to_frame_ms is not None]
    return model.Timing(
        game=game,
        sessions=len(shares),
        late=sum(each.late for each in kept) / intervals if intervals else None,
        late_median=median(shares),
        late_p95=quantile(shares, 0.95),
        input_to_frame_ms=median(waits),
        input_to_frame_p95_ms=quantile(waits, 0.95),
        stalls=sum(each.stalls for each in kept),
        missed=sum(each.missed for each in kept),
        bins=list(_bins(shares)),
    )


def _bins(shares: Sequence[float]) -> Iterator[model.LateBin]:
    below = -1.0
    for end in LATE_BINS:
        yield model.LateBin(up_to=end, sessions=sum(below < min(s, 1.0) <= end for s in shares))
        below = end


def _plain(html: str) -> str:
    """The words of a prompt, without its marks."""
    words = _Words()
    words.feed(html)
    words.close()
    return " ".join("".join(words.found).split())


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)
