"""The way through a study as a tree of shapes, for a picture of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from gymbrowser.config.completion_models import CompletionConfig, CompletionsConfig
from gymbrowser.config.drafts import step_id
from gymbrowser.config.models import ExperimentConfig
from gymbrowser.config.step_models import (
    BlockConfig,
    EndConfig,
    RepeatConfig,
    ScreenOutConfig,
    StepConfig,
)
from gymbrowser.console import count_of

type Exit = Literal["done", "screened out", "declined", "failed"]

_ORDERS = {
    "as_written": "",
    "shuffled": "in a drawn order",
    "latin_square": "in the order of a Latin square",
    "counterbalanced": "in one of all orders",
}


@dataclass(frozen=True)
class Way:
    """A way out of the study, and what the participant takes along."""

    outcome: Exit
    takes: str | None = None
    """A code, or where they are sent."""


@dataclass(frozen=True)
class StepShape:
    """One step."""

    kind: str
    name: str
    note: str | None
    when: str | None
    way_out: Way | None
    ends: bool
    """Whoever comes here takes the way out; otherwise some do, and all others go on."""


@dataclass(frozen=True)
class BlockShape:
    """Steps that belong together."""

    name: str
    notes: tuple[str, ...]
    """How often it is passed, and in which order."""
    when: str | None
    way_out: Way | None
    """Of those who passed it in vain."""
    comes_back: bool
    in_order: bool
    """Whether the shapes in it follow each other as they stand."""
    shapes: tuple["Shape", ...]


type Shape = StepShape | BlockShape


@dataclass(frozen=True)
class Graph:
    """A study."""

    title: str
    shapes: tuple[Shape, ...]
    notes: tuple[str, ...]
    """What holds at every step."""

    def told(self) -> str:
        """The same in words, a line for each shape."""
        return "\n".join([*_told(self.shapes, 0), *self.notes])


def graph_of(config: ExperimentConfig) -> Graph:
    """The graph of an experiment."""
    shapes = tuple(_shape(step, config.completion) for step in config.steps)
    return Graph(config.title, shapes, tuple(_notes(config)))


def _notes(config: ExperimentConfig) -> Iterator[str]:
    for name, condition in config.conditions.items():
        levels = ", ".join(condition.levels)
        yield f"Condition {name}: {levels}; assigned by {condition.assign}."
    if config.requires is not None:
        given = _given(config.completion.unsupported)
        takes = "" if given is None else f", {given}"
        yield f"Before the consent the device is looked at: unsupported{takes}."
    if config.max_minutes is not None:
        given = _given(config.completion.timed_out)
        takes = "" if given is None else f", {given}"
        yield f"{config.max_minutes:g} minutes after the consent it is over: timed out{takes}."
    if config.withdrawal.offered:
        yield "From the consent on a participant can stop at every step: withdrawn."


def _shape(step: StepConfig, completion: CompletionsConfig) -> Shape:
    if step.block is not None:
        return _block(step.block, step.when, completion)
    ends = step.end is not None or step.screen_out is not None
    way_out = _way_out(step, completion)
    return StepShape(step.kind, step_id(step), _note(step), step.when, way_out, ends)


def _note(step: StepConfig) -> str | None:
    if step.quiz is not None:
        return f"at most {count_of(step.quiz.attempts, 'attempt')}"
    if step.wait is not None:
        return f"{step.wait.seconds:g} s"
    if step.game is not None:
        return count_of(step.game.episodes, "episode")
    if step.compare is not None:
        count = step.compare.count + len(step.compare.gold) + step.compare.repeats
        return count_of(count, "pair")
    shown = step.watch or step.rank
    return None if shown is None else count_of(len(shown.clips), "clip")


def _way_out(step: StepConfig, completion: CompletionsConfig) -> Way | None:
    if step.consent is not None:
        return Way("declined", _given(completion.declined))
    if step.end is not None:
        return Way("done", _given(step.end))
    if step.screen_out is not None:
        return Way("screened out", _given(step.screen_out))
    if step.quiz is not None and step.quiz.on_fail == "screen_out":
        return Way("screened out", _given(completion.screened_out))
    return None


def _given(end: EndConfig | ScreenOutConfig | CompletionConfig | None) -> str | None:
    """The code, and where a participant is sent."""
    if end is None:
        return None
    parts = [f"code {end.code}"] if end.code is not None else []
    if end.redirect is not None:
        parts.append(f"to {end.redirect.removeprefix('https://').partition('/')[0]}")
    return ", ".join(parts) or None


def _block(block: BlockConfig, when: str | None, completion: CompletionsConfig) -> BlockShape:
    repeat = block.repeat
    return BlockShape(
        name=block.id,
        notes=tuple(note for note in (_repeated(repeat), _ordered(block)) if note),
        when=when,
        way_out=None if repeat is None else _in_vain(repeat, completion),
        comes_back=repeat is not None,
        in_order=block.order == "as_written",
        shapes=tuple(_shape(step, completion) for step in block.steps),
    )


def _in_vain(repeat: RepeatConfig, completion: CompletionsConfig) -> Way | None:
    match repeat.on_fail:
        case "screen_out":
            return Way("screened out", _given(completion.screened_out))
        case "fail":
            return Way("failed", _given(completion.failed))
        case "go_on":
            return None


def _repeated(repeat: RepeatConfig | None) -> str | None:
    if repeat is None:
        return None
    if repeat.times is not None:
        return f"{repeat.times} times"
    return f"until {repeat.until}, at most {repeat.max} times"


def _ordered(block: BlockConfig) -> str | None:
    chosen = "" if block.choose is None else f"{block.choose} of {len(block.steps)}, drawn"
    return ", ".join(part for part in (chosen, _ORDERS[block.order]) if part) or None


def _told(shapes: tuple[Shape, ...], depth: int) -> Iterator[str]:
    for shape in shapes:
        only = f", if {shape.when}" if shape.when else ""
        leaves = f"; or {shape.way_out.outcome}" if shape.way_out else ""
        if isinstance(shape, StepShape):
            yield f"{'  ' * depth}{shape.kind} {shape.name}{only}{leaves}"
        else:
            how = "".join(f", {note}" for note in shape.notes)
            yield f"{'  ' * depth}block {shape.name}{how}{only}{leaves}"
            yield from _told(shape.shapes, depth + 1)
