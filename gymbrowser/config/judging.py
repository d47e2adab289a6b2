"""Steps with clips, from exp.yml's terms to the contract's, before any environment is looked at."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

from gymbrowser.config.judging_models import (
    CompareConfig,
    JudgingConfig,
    RankConfig,
    WatchConfig,
)
from gymbrowser.config.widget_models import USUAL_FEEDBACK, FeedbackConfig
from gymbrowser.contract.judging import CompareStep, GoldPair, RankStep, Reaction, WatchStep
from gymbrowser.words import Words


def judging_step(
    config: JudgingConfig, name: str, html: str, clips: list[str], words: Words
) -> WatchStep | CompareStep | RankStep:
    """The step as the manifest has it.

    Args:
        config: A `watch`, `compare` or `rank`.
        name: The step's id.
        html: What stands above the clips.
        clips: The names of all clips of the study.
        words: What is said where the step does not say it.
    """
    same: dict[str, Any] = {
        "id": name,
        "html": html,
        "speed": config.speed,
        "min_viewing": config.min_viewing,
    }
    match config:
        case WatchConfig():
            feedback = [_reaction(name, given, words) for name, given in config.feedback.items()]
            return WatchStep(
                kind="watch", **same, clips=config.clips, replay=config.replay, feedback=feedback
            )
        case CompareConfig():
            return _compare(config, same, clips, words.better)
        case RankConfig():
            question = config.question or words.order
            return RankStep(kind="rank", **same, question=question, clips=config.clips)
    raise TypeError(f"{type(config).__name__} is no step with clips")


def shown_clips(step: WatchStep | CompareStep | RankStep) -> Iterator[str]:
    """The names of the clips that a step may show."""
    yield from dict.fromkeys(step.clips)
    if isinstance(step, CompareStep):
        yield from chain.from_iterable(gold.clips for gold in step.gold)


def _compare(
    config: CompareConfig, same: dict[str, Any], clips: list[str], question: str
) -> CompareStep:
    pairs = config.pairs or []
    of = list(dict.fromkeys(chain.from_iterable(pairs))) if pairs else config.clips or clips
    return CompareStep(
        kind="compare",
        **same,
        question=config.question or question,
        pairs=pairs,
        draw=config.draw,
        clips=of,
        tie=config.tie,
        cant_tell=config.cant_tell,
        gold=[GoldPair(clips=gold.pair, better=gold.better) for gold in config.gold],
        repeats=config.repeats,
    )


def _reaction(name: str, given: FeedbackConfig, words: Words) -> Reaction:
    usual = {"good": words.good, "bad": words.bad}
    return Reaction(
        name=name,
        label=given.label or usual.get(name, name),
        # What no name is worth by itself is told as a mistake elsewhere.
        value=USUAL_FEEDBACK.get(name, 0) if given.value is None else given.value,
        key=given.key,
    )
