"""Form files: questions in YAML."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ruamel.yaml.comments import CommentedMap

from gymbrowser.config.form_models import FormFile, QuestionConfig
from gymbrowser.config.pages import Media, inside, render_inline, render_markdown
from gymbrowser.config.validate import validate
from gymbrowser.config.yaml import line_of, read_mapping
from gymbrowser.contract.manifest import (
    ChoiceQuestion,
    FormStep,
    LikertQuestion,
    NumberQuestion,
    Option,
    Question,
    TextQuestion,
)
from gymbrowser.errors import Place, Problem, UserError


def read_form(path: Path, step: str, folder: Path, media: Media, place: Place) -> FormStep:
    """The form step that a form file describes.

    Args:
        path: The YAML file.
        step: Id of the step.
        folder: The folder of exp.yml: nothing outside it is read.
        media: Takes the pictures of the introduction.
        place: Where the file was named.

    Raises:
        UserError: Everything that is wrong with the file.
    """
    inside(path, folder, place)
    document, repeated = read_mapping(path, place)
    content, findings = validate(FormFile, document, path)
    problems = [*repeated, *findings, *_repeated_names(document, path)]
    if content is None or problems:
        raise UserError.of(problems)
    return FormStep(
        kind="form",
        id=step,
        html=render_markdown(content.intro, path, folder, media),
        questions=[_question(question) for question in content.questions],
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


def _question(question: QuestionConfig) -> Question:
    base: dict[str, Any] = {
        "name": question.name,
        "prompt": render_inline(question.prompt),
        "required": question.required,
    }
    if question.text is not None:
        return TextQuestion(kind="text", **base, **question.text.model_dump())
    if question.number is not None:
        return NumberQuestion(kind="number", **base, **question.number.model_dump())
    if question.choice is not None:
        given = question.choice.options
        pairs = given.items() if isinstance(given, dict) else zip(given, given, strict=True)
        options = [Option(value=value, label=label) for value, label in pairs]
        return ChoiceQuestion(
            kind="choice", **base, options=options, multiple=question.choice.multiple
        )
    assert question.likert is not None  # the model allows exactly one of the four
    return LikertQuestion(kind="likert", **base, **question.likert.model_dump())
