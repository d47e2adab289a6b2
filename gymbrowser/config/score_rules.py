"""The scores of a form: expressions over its own answers."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from ruamel.yaml.comments import CommentedMap

from gymbrowser.config.base import did_you_mean
from gymbrowser.config.yaml import line_of
from gymbrowser.contract.questions import Question, Score, answer_names
from gymbrowser.errors import Place, Problem
from gymbrowser.flow.parse import ExpressionError, Parsed, parse


def read_scores(
    given: Mapping[str, str], questions: Sequence[Question], document: CommentedMap, file: Path
) -> tuple[list[Score], list[Problem]]:
    """The scores of a form, and what is wrong with them.

    Args:
        given: Name to expression.
        questions: Of the form.
        document: The form file, for lines.
        file: Its path.
    """
    scores, problems = [], []
    answers = [name for question in questions for name in answer_names(question)]
    for name, text in given.items():
        place = Place(file, line_of(document, ("scores", name)))
        if name in answers:
            remedy = "Give the score another name: both are columns in the data."
            problems.append(Problem(f"`{name}` is a question already", place, remedy=remedy))
        try:
            parsed = parse(text)
        except ExpressionError as error:
            problems.append(Problem(f"score `{name}`: {error.sentence}", place, quote=error.caret))
            continue
        problems += _unknown(name, parsed, answers, place)
        scores.append(Score(name=name, value=parsed.tree))
    return scores, problems


def _unknown(score: str, parsed: Parsed, answers: Sequence[str], place: Place) -> list[Problem]:
    problems = []
    for path, start in parsed.references:
        if len(path) > 1 or path[0] not in answers:
            name = ".".join(path)
            remedy = did_you_mean(name, answers, "Name questions of this form alone.")
            caret = ExpressionError("", parsed.text, start).caret
            what = f"score `{score}`: there is no question `{name}` in this form"
            problems.append(Problem(what, place, remedy=remedy, quote=caret))
    return problems
