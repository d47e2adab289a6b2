"""What expressions can ask for: the answers, results, conditions and parameters of a study."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from gymbrowser.config.check_rules import FAILED
from gymbrowser.config.drafts import GameDraft, StepDraft
from gymbrowser.contract.expressions import Constant, Expression, Operation, Reference
from gymbrowser.contract.judging import CompareStep
from gymbrowser.contract.questions import (
    OTHER,
    ChoiceQuestion,
    GridQuestion,
    LikertQuestion,
    NumberQuestion,
    Question,
    SliderQuestion,
    answer_names,
    answer_options,
    checks_of,
)
from gymbrowser.contract.steps import FormStep
from gymbrowser.flow.parse import Parsed

RESULTS = ("best", "episodes", "last", "mean", "return", "steps")
"""Of a game so far, when it was last entered: the person's best, last, mean and summed return,
and how many episodes and environment steps there were."""

_ROOTS = ("answers", "checks", "conditions", "params", "results", "scores")


@dataclass(frozen=True)
class Fact:
    """Something that an expression can name."""

    step: str | None = None
    """The step that it comes from; None: it is known from the beginning."""
    values: tuple[str, ...] | None = None
    """The texts that it can be; None: it is none, or any."""
    is_number: bool = False


@dataclass(frozen=True)
class Mistake:
    """What is wrong with a reference, and where it stands in its expression."""

    sentence: str
    start: int


@dataclass(frozen=True)
class Known:
    """All facts of a study."""

    facts: Mapping[tuple[str, ...], Fact] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        steps: tuple[StepDraft, ...],
        levels: Mapping[str, tuple[str, ...]],
        params: list[str],
    ) -> "Known":
        """Gather them.

        Args:
            steps: Of the study.
            levels: Condition to its levels.
            params: The URL parameters that are kept.
        """
        facts: dict[tuple[str, ...], Fact] = {("params", name): Fact() for name in params}
        facts |= {("conditions", name): Fact(values=known) for name, known in levels.items()}
        for step in steps:
            if isinstance(step, FormStep):
                facts |= _answers(step)
                facts |= _judgements(step)
            elif isinstance(step, GameDraft):
                fact = Fact(step=step.id, is_number=True)
                facts |= {("results", step.id, name): fact for name in RESULTS}
            elif isinstance(step, CompareStep):
                fact = Fact(step=step.id, is_number=True)
                facts |= {("results", step.id, name): fact for name in _judged(step)}
        return cls(facts)

    def mistakes(self, parsed: Parsed) -> Iterator[Mistake]:
        """Every reference to something that there is not, or that can't be as it is compared."""
        places = dict(reversed(parsed.references))
        for path, start in parsed.references:
            if path not in self.facts:
                yield Mistake(self.unknown(path), start)
        for path, constant in _compared(parsed.tree):
            sentence = self._never(path, constant)
            if sentence is not None:
                yield Mistake(sentence, places[path])

    def unknown(self, path: tuple[str, ...]) -> str:
        """What is said of a path that names no fact."""
        name = ".".join(path)
        if path[0] not in _ROOTS:
            return (
                f"there is no `{name}`: a name begins with {', '.join(_ROOTS[:-1])} or {_ROOTS[-1]}"
            )
        beside = [".".join(known) for known in self.facts if known[0] == path[0]]
        near = get_close_matches(name, beside, n=1)
        if near:
            return f"there is no `{name}`; did you mean `{near[0]}`?"
        missing = {
            "answers": "a form with this question, as in `answers.FORM.QUESTION`",
            "checks": f"a question with a `check`, as in `checks.FORM.QUESTION`; or `.{FAILED}`",
            "conditions": "a condition of this name under `conditions`",
            "params": "this parameter in `participant.params`, so that it is recorded",
            "results": f"a game of this name, as in `results.GAME.{RESULTS[3]}`",
            "scores": "a form with this score, as in `scores.FORM.SCORE`",
        }
        return f"there is no `{name}`: it needs {missing[path[0]]}"

    def _never(self, path: tuple[str, ...], constant: Constant) -> str | None:
        fact, value = self.facts.get(path), constant.value
        if fact is None or value is None:
            return None
        name = ".".join(path)
        if fact.values is not None and value not in fact.values:
            return f"`{name}` is never {value!r}: it is one of {', '.join(fact.values)}"
        if fact.is_number and isinstance(value, str):
            return f"`{name}` is a number, and never the text {value!r}"
        return None


def _judged(step: CompareStep) -> Iterator[str]:
    """What is counted of the answers; see js/src/page/steps/judging/score.ts."""
    yield from ("judged", "ties", "cant_tell")
    if step.gold:
        yield "gold"
    if step.repeats:
        yield "consistency"


def _answers(step: FormStep) -> dict[tuple[str, ...], Fact]:
    return {
        ("answers", step.id, name): _answer(step.id, question, name)
        for question in step.questions
        for name in answer_names(question)
    }


def _answer(step: str, question: Question, name: str) -> Fact:
    options = answer_options(question).get(name)
    if isinstance(question, ChoiceQuestion) and options is not None:
        values = [*(option.value for option in question.options), OTHER]
        return Fact(step=step, values=tuple(value for value in values if value in options))
    kinds = NumberQuestion | LikertQuestion | SliderQuestion | GridQuestion
    return Fact(step=step, is_number=isinstance(question, kinds))


def _judgements(step: FormStep) -> dict[tuple[str, ...], Fact]:
    """Whether checks were passed, and what was calculated."""
    checks = [name for question in step.questions for name in checks_of(question)]
    facts: dict[tuple[str, ...], Fact] = {}
    facts |= {("scores", step.id, it.name): Fact(step.id, is_number=True) for it in step.scores}
    facts |= {("checks", step.id, name): Fact(step.id) for name in checks}
    if checks:
        facts["checks", step.id, FAILED] = Fact(step.id, is_number=True)
    return facts


def _compared(tree: Expression) -> Iterator[tuple[tuple[str, ...], Constant]]:
    """References that are held against values which are written out."""
    if not isinstance(tree, Operation):
        return
    operands = tree.operands
    if tree.operator in ("==", "!=", "in", "<", "<=", ">", ">=") and len(operands) == 2:
        for one, other in (operands, operands[::-1]):
            if isinstance(one, Reference):
                yield from ((tuple(one.path), constant) for constant in _constants(other))
    for operand in operands:
        yield from _compared(operand)


def _constants(tree: Expression) -> Iterator[Constant]:
    if isinstance(tree, Constant):
        yield tree
    elif isinstance(tree, Operation) and tree.operator == "list":
        yield from (item for item in tree.operands if isinstance(item, Constant))
