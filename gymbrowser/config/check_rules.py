"""What holds of the checks of a form: a right answer must be one that can be given."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml.comments import CommentedMap

from gymbrowser.config.form_models import QuestionConfig
from gymbrowser.config.question_models import CheckConfig
from gymbrowser.config.yaml import line_of
from gymbrowser.contract.questions import (
    ChoiceQuestion,
    GridQuestion,
    LikertQuestion,
    NumberQuestion,
    Question,
    RankingQuestion,
    SliderQuestion,
    answer_options,
)
from gymbrowser.errors import Place, Problem

FAILED = "failed"
"""`checks.FORM.failed` is how many were not passed."""


@dataclass(frozen=True)
class Scale:
    """Numbers that lie equally far from each other."""

    low: float
    high: float
    step: float

    def has(self, answer: object) -> bool:
        """Whether an answer is one of them."""
        if not isinstance(answer, float) or not self.low <= answer <= self.high:
            return False
        places = (answer - self.low) / self.step
        return abs(places - round(places)) < 1e-6


def wrong_checks(
    configs: Sequence[QuestionConfig],
    questions: Sequence[Question],
    document: CommentedMap,
    file: Path,
    *,
    quiz: bool,
    in_game: bool,
) -> Iterator[Problem]:
    """Every check that nobody could pass, or that says something in vain.

    Args:
        configs: The questions as they are written.
        questions: The same as they are asked.
        document: The form file, for lines.
        file: Its path.
        quiz: Whether the form is asked as a quiz.
        in_game: Whether it is asked between the rounds of a game, or in the middle of one.
    """
    pairs = list(zip(configs, questions, strict=True))
    for index, (config, question) in enumerate(pairs):
        if config.check is not None:
            place = Place(file, line_of(document, ("questions", index, "check")))
            yield from _of_question(config.check, question, place, quiz=quiz)
            if in_game and config.check.on_fail == "screen_out":
                yield Problem(
                    f"the check of `{question.name}`: a form in a game screens out nobody",
                    place,
                    "It is asked between rounds or in one of them, and the game goes on after it.",
                    "Remove `on_fail`; behind the game put a `screen_out` with "
                    f"`when: checks.FORM.{FAILED} >= 1`.",
                )
    if quiz and all(config.check is None for config in configs):
        yield Problem(
            "no question of this quiz has a `check`",
            Place(file, line_of(document, ("questions",))),
            "Everybody would pass it.",
            "Give its questions a right answer: `check: {answer: …}`.",
        )


def _of_question(
    check: CheckConfig, question: Question, place: Place, *, quiz: bool
) -> Iterator[Problem]:
    wanted = _wanted(check, question)
    if wanted is not None:
        given = check.answer
        why = f"Given: {given:g}." if isinstance(given, float) else f"Given: {given!r}."
        yield Problem(f"the check of `{question.name}`: expected {wanted}", place, why)
    if question.name == FAILED:
        yield Problem(
            f"a question with a check can't have the name `{FAILED}`",
            place,
            f"`checks.FORM.{FAILED}` is how many checks were not passed.",
            "Give it another `name`.",
        )
    vain = {"on_fail"} if quiz else {"right", "wrong"}
    for key in sorted(vain & check.model_fields_set):
        where = "in a quiz, which has its own" if quiz else "in a form, which tells nobody"
        yield Problem(f"the check of `{question.name}`: `{key}` says nothing {where}", place)


def _wanted(check: CheckConfig, question: Question) -> str | None:
    """What the answer should be, in words; None: it can be given."""
    answer = check.answer
    match question:
        case GridQuestion():
            return _wanted_of_grid(check, question)
        case LikertQuestion(points=points):
            scale = Scale(1, points, 1)
            return None if scale.has(answer) else f"a point of the scale, 1 to {points}"
        case SliderQuestion(min=low, max=high, step=step):
            return None if Scale(low, high, step).has(answer) else "a place of the slider"
        case NumberQuestion(min=low, max=high):
            takes = isinstance(answer, float) and (
                (low is None or answer >= low) and (high is None or answer <= high)
            )
            return None if takes else "a number that the question takes"
        case RankingQuestion():
            options = sorted(answer_options(question)[question.name])
            fits = isinstance(answer, list) and sorted(answer) == options
            return None if fits else f"all options in their order, of {', '.join(options)}"
        case ChoiceQuestion():
            return _wanted_of_choice(check, question)
        case _:
            return None if isinstance(answer, str) else "a text; put quotes around it"


def _wanted_of_choice(check: CheckConfig, question: ChoiceQuestion) -> str | None:
    options = answer_options(question)[question.name]
    answer = check.answer
    if question.multiple:
        fits, what = isinstance(answer, list) and set(answer) <= options, "a list of options"
    else:
        fits, what = isinstance(answer, str) and answer in options, "an option"
    return None if fits else f"{what}, of {', '.join(sorted(options))}"


def _wanted_of_grid(check: CheckConfig, question: GridQuestion) -> str | None:
    names = [each.name.removeprefix(f"{question.name}_") for each in question.statements]
    answer = check.answer
    fits = isinstance(answer, dict) and all(
        name in names and 1 <= point <= question.points for name, point in answer.items()
    )
    if fits:
        return None
    return f"`statement: point`, of {', '.join(names)}, each 1 to {question.points}"
