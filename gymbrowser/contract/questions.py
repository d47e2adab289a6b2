"""What a form asks: one class for each kind of question, and what becomes of its answers.

A question has one answer as a rule. A grid has one for each of its statements, and a choice with a
box of its own for words has a second one: `answer_names` says which.
"""

from typing import Annotated, Literal

from pydantic import Field

from gymbrowser.contract.expressions import Expression
from gymbrowser.contract.wire import Count, Positive, Wire

type Answer = str | float | list[str] | None
"""What is recorded of one answer. None: the question was left without one."""


class Check(Wire):
    """The answer that somebody who has read and understood gives."""

    answer: str | float | list[str]
    """Of a question of which several options may be chosen, all of them in any order; of a ranking,
    in this order. A text may be written in capitals too, and with blanks around it."""
    on_fail: Literal["record", "screen_out"]
    """Of a form: what becomes of whoever gives another one. In a quiz the quiz says that."""
    right: str
    wrong: str
    """Inline HTML that a quiz says beside the question; may be empty."""


class QuestionBase(Wire):
    """What every question has."""

    name: str
    """The key of its answer."""
    prompt: str
    """Inline HTML."""
    required: bool
    above: str = ""
    """HTML before the question: a heading, a text, a picture."""
    check: Check | None = None
    """None: there is no right answer."""


class TextQuestion(QuestionBase):
    """Free text."""

    kind: Literal["text"]
    multiline: bool
    max_length: int


class NumberQuestion(QuestionBase):
    """A number within bounds."""

    kind: Literal["number"]
    min: float | None
    max: float | None
    integer: bool


class OptionPicture(Wire):
    """A picture that stands for an option."""

    file: str
    """Relative to the manifest."""
    alt: str


class Option(Wire):
    """One option of a choice or ranking."""

    value: str
    label: str
    """May be empty where there is a picture."""
    picture: OptionPicture | None = None


class ChoiceQuestion(QuestionBase):
    """One or several of a list."""

    kind: Literal["choice"]
    options: list[Option]
    multiple: bool
    """Radio buttons, or boxes of which several may be ticked."""
    min: Count | None = None
    max: Count | None = None
    """How many boxes, where the question is answered at all."""
    other: str | None = None
    """Label of a further option `other`, with a box for words. They are an answer of their own."""


class LikertQuestion(QuestionBase):
    """A scale with labelled ends."""

    kind: Literal["likert"]
    points: int
    """The answer is 1 to `points`."""
    low: str
    high: str
    """Labels of the two ends."""


class Statement(Wire):
    """One row of a grid."""

    name: str
    """The key of its answer."""
    label: str
    """Inline HTML."""
    check: Check | None = None


class GridQuestion(QuestionBase):
    """Several statements, each judged on the same scale. It has no answer under its own name."""

    kind: Literal["grid"]
    statements: list[Statement]
    points: int
    low: str
    high: str
    """As in a `LikertQuestion`."""


class SliderQuestion(QuestionBase):
    """A number that is pointed at. Before it is moved it has no position, and no answer."""

    kind: Literal["slider"]
    min: float
    max: float
    step: float
    low: str
    high: str
    """Labels of the two ends."""
    show_value: bool
    """Whether the participant sees the number."""


class RankingQuestion(QuestionBase):
    """Options to be put in order. Before the order is touched or confirmed there is no answer."""

    kind: Literal["ranking"]
    options: list[Option]
    """The answer holds all their values, the first one first."""


class DateQuestion(QuestionBase):
    """A day of the Gregorian calendar; the answer is ISO 8601, `2026-05-31`."""

    kind: Literal["date"]
    min: str | None
    max: str | None


type Question = Annotated[
    TextQuestion
    | NumberQuestion
    | ChoiceQuestion
    | LikertQuestion
    | GridQuestion
    | SliderQuestion
    | RankingQuestion
    | DateQuestion,
    Field(discriminator="kind"),
]


class Score(Wire):
    """A number that is calculated from a form's answers when it is sent."""

    name: str
    value: Expression
    """Its references are names of answers."""


class Quiz(Wire):
    """A form that is given again until every check of it is passed."""

    attempts: Positive
    on_fail: Literal["go_on", "screen_out"]
    """The way on after the last attempt."""


class SurveyJsSource(Wire):
    """Where an answer stands in the data of a SurveyJS survey."""

    question: str
    """The key of the question's value."""
    part: str | None = None
    """The row of a matrix, or the item of a multiple text; None: the value itself."""
    comment: bool = False
    """Whether it is what was written beside the options."""


class SurveyJs(Wire):
    """A survey that SurveyJS shows."""

    survey: str
    """Its JSON; pictures in it are relative to the manifest."""
    sources: dict[str, SurveyJsSource]
    """By the names of all answers."""


class AnswerTimes(Wire):
    """How one answer came about. All times are milliseconds, from when the form was shown."""

    first_ms: float | None
    """The first change; None: there was none."""
    last_ms: float | None
    """The last change."""
    changes: Count
    """A key typed, an option chosen, a place of a ranking changed."""
    focus_ms: float
    """How long its controls had the keyboard's focus, all in all."""


OTHER = "other"
"""The value of a choice's further option, and the end of the name of its words."""


def answer_names(question: Question) -> list[str]:
    """The keys of all answers that a question has."""
    match question:
        case GridQuestion(statements=statements):
            return [statement.name for statement in statements]
        case ChoiceQuestion(name=name, other=str()):
            return [name, f"{name}_{OTHER}"]
        case _:
            return [question.name]


def answer_options(question: Question) -> dict[str, frozenset[str]]:
    """Answer to the texts that the study itself offers for it; none where a person's words are."""
    match question:
        case ChoiceQuestion(name=name, options=options, other=other):
            further = frozenset() if other is None else frozenset([OTHER])
            return {name: frozenset(option.value for option in options) | further}
        case RankingQuestion(name=name, options=options):
            return {name: frozenset(option.value for option in options)}
        case _:
            return {}


def checks_of(question: Question) -> dict[str, Check]:
    """Answer to what it must be, of those that must be something."""
    if isinstance(question, GridQuestion):
        rows = {statement.name: statement.check for statement in question.statements}
        return {name: check for name, check in rows.items() if check is not None}
    return {} if question.check is None else {question.name: question.check}
