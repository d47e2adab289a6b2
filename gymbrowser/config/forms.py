"""Form files: questions in YAML."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from ruamel.yaml.comments import CommentedMap

from gymbrowser.config.check_rules import wrong_checks
from gymbrowser.config.form_models import FormFile
from gymbrowser.config.pages import Media, inside, render_markdown
from gymbrowser.config.questions import make_question
from gymbrowser.config.score_rules import read_scores
from gymbrowser.config.validate import validate
from gymbrowser.config.yaml import line_of, read_mapping
from gymbrowser.contract.manifest import FormStep
from gymbrowser.contract.questions import Question, Quiz, answer_names
from gymbrowser.errors import Place, Problem, UserError


def read_form(
    path: Path, step: str, folder: Path, media: Media, place: Place, quiz: Quiz | None = None
) -> FormStep:
    """The form step that a form file describes.

    Args:
        path: The YAML file.
        step: Id of the step.
        folder: The folder of exp.yml: nothing outside it is read.
        media: Takes the pictures of the introduction.
        place: Where the file was named.
        quiz: How often it may be tried, if it is a quiz.

    Raises:
        UserError: Everything that is wrong with the file.
    """
    inside(path, folder, place)
    document, repeated = read_mapping(path, place)
    content, findings = validate(FormFile, document, path)
    problems = [*repeated, *findings, *_repeated_names(document, path)]
    if content is None or problems:
        raise UserError.of(problems)
    questions = [make_question(each, path, folder, media) for each in content.questions]
    scores, wrong_scores = read_scores(content.scores, questions, document, path)
    problems = [
        *_repeated_answers(questions, document, path),
        *wrong_checks(content.questions, questions, document, path, quiz=quiz is not None),
        *wrong_scores,
    ]
    if problems:
        raise UserError.of(problems)
    html = render_markdown(content.intro, path, folder, media)
    return FormStep(kind="form", id=step, html=html, questions=questions, scores=scores, quiz=quiz)


def _repeated_names(document: CommentedMap, file: Path) -> Iterator[Problem]:
    """Of all questions that have one, whatever else may be wrong with them."""
    questions = document.get("questions")
    lines: dict[str, int] = {}
    for index, question in enumerate(questions if isinstance(questions, list) else ()):
        name = question.get("name") if isinstance(question, dict) else None
        line = line_of(document, ("questions", index))
        if isinstance(name, str) and lines.setdefault(name, line) != line:
            yield Problem(
                f"two questions have the name `{name}`",
                Place(file, line),
                f"The other one is on line {lines[name]}.",
                "Give one of them another `name`: it is the answer's column in the data.",
            )


def _repeated_answers(
    questions: Sequence[Question], document: CommentedMap, file: Path
) -> Iterator[Problem]:
    """Of questions with several answers: `trust_1` of a grid, `plays_other` of a choice."""
    owners: dict[str, str] = {}
    for index, question in enumerate(questions):
        for name in answer_names(question):
            owner = owners.setdefault(name, question.name)
            if owner != question.name:
                yield Problem(
                    f"the questions `{owner}` and `{question.name}` both have an answer `{name}`",
                    Place(file, line_of(document, ("questions", index))),
                    "It would be one column in the data.",
                    "Give one of the questions another `name`.",
                )
