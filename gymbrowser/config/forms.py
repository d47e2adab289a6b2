"""Form files: questions in YAML, or HTML with controls."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from ruamel.yaml.comments import CommentedMap

from gymbrowser.config.check_rules import wrong_checks
from gymbrowser.config.form_models import FormFile
from gymbrowser.config.formulas import FormulaError
from gymbrowser.config.html_forms import SUFFIXES, read_html_form
from gymbrowser.config.pages import Media, inside, placed, render_markdown
from gymbrowser.config.questions import make_question
from gymbrowser.config.score_rules import read_scores
from gymbrowser.config.tongue import Tongue
from gymbrowser.config.validate import validate
from gymbrowser.config.yaml import line_of, read_mapping
from gymbrowser.contract.questions import Question, Quiz, answer_names
from gymbrowser.contract.steps import FormStep
from gymbrowser.errors import Place, Problem, UserError


def read_form(
    path: Path,
    step: str,
    folder: Path,
    media: Media,
    place: Place,
    tongue: Tongue,
    quiz: Quiz | None = None,
    *,
    in_game: bool = False,
) -> FormStep:
    """The form step that a form file describes.

    Args:
        path: The YAML file, or one in HTML.
        step: Id of the step.
        folder: The folder of exp.yml: nothing outside it is read.
        media: Takes the pictures of the introduction.
        place: Where the file was named.
        tongue: The language in which it is read: from a file beside it, or from its mappings.
        quiz: How often it may be tried, if it is a quiz.
        in_game: Whether it is asked between the rounds of a game, or in the middle of one.

    Raises:
        UserError: Everything that is wrong with the file.
    """
    own = tongue.version_of(path)
    inside(own, folder, place)
    if path.suffix.lower() in SUFFIXES:
        _refuse_quiz(path, place, quiz)
        return read_html_form(own, step, folder, media, place)
    document, repeated = read_mapping(own, place)
    missing: list[Problem] = []
    if own == path:
        document, missing = tongue.choose(FormFile, document, path)
    path = own
    content, findings = validate(FormFile, document, path)
    problems = [*repeated, *missing, *findings, *_repeated_names(document, path)]
    if content is None or problems:
        raise UserError.of(problems)
    try:
        questions = [make_question(each, path, folder, media) for each in content.questions]
    except FormulaError as error:
        raise placed(error, path) from error
    scores, wrong_scores = read_scores(content.scores, questions, document, path)
    problems = [
        *_repeated_answers(questions, document, path),
        *wrong_checks(
            content.questions, questions, document, path, quiz=quiz is not None, in_game=in_game
        ),
        *wrong_scores,
    ]
    if problems:
        raise UserError.of(problems)
    html = render_markdown(content.intro, path, folder, media)
    return FormStep(kind="form", id=step, html=html, questions=questions, scores=scores, quiz=quiz)


def _refuse_quiz(path: Path, place: Place, quiz: Quiz | None) -> None:
    """HTML has no place for a right answer that a quiz could mark."""
    if quiz is not None:
        raise UserError(
            f"{path.name} can be no quiz: it is HTML, which names no right answers",
            where=place,
            remedy="Write its questions in a form file, .yml, each with its `check`; "
            "or name it as a `form`.",
        )


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
