"""From a question of a form file to what the page is told of it."""

from pathlib import Path
from typing import Any

from gymbrowser.config.form_models import QuestionConfig
from gymbrowser.config.pages import Media, add_picture, render_inline, render_markdown
from gymbrowser.config.question_models import CheckConfig, ImagesConfig
from gymbrowser.contract.questions import (
    Check,
    ChoiceQuestion,
    DateQuestion,
    GridQuestion,
    LikertQuestion,
    NumberQuestion,
    Option,
    OptionPicture,
    Question,
    RankingQuestion,
    SliderQuestion,
    Statement,
    TextQuestion,
)


def make_question(question: QuestionConfig, file: Path, folder: Path, media: Media) -> Question:
    """The question as it is in the manifest.

    Args:
        question: As it was read.
        file: The form file, which its pictures are relative to.
        folder: Nothing outside it is read.
        media: Takes the pictures.

    Raises:
        UserError: A picture is missing or none.
        FormulaError: Its words have a formula that can't be read.
    """
    base: dict[str, Any] = {
        "name": question.name,
        "prompt": render_inline(question.prompt),
        "required": question.required,
        "above": render_markdown(question.above, file, folder, media),
        "check": _check(question.check),
    }
    if question.text is not None:
        return TextQuestion(kind="text", **base, **question.text.model_dump())
    if question.number is not None:
        return NumberQuestion(kind="number", **base, **question.number.model_dump())
    if question.likert is not None:
        return LikertQuestion(kind="likert", **base, **question.likert.model_dump())
    if question.slider is not None:
        return SliderQuestion(kind="slider", **base, **question.slider.model_dump())
    if question.date is not None:
        return DateQuestion(kind="date", **base, **question.date.model_dump(mode="json"))
    if question.grid is not None:
        return _grid(question, base)
    if question.ranking is not None:
        return RankingQuestion(kind="ranking", **base, options=_options(question.ranking.options))
    if question.choice is not None:
        given = question.choice.model_dump() | {"options": _options(question.choice.options)}
        return ChoiceQuestion(kind="choice", **base, **given)
    assert question.images is not None  # the model allows exactly one of them
    shown = question.images.model_dump() | {
        "options": _pictures(question.images, file, folder, media)
    }
    return ChoiceQuestion(kind="choice", **base, **shown)


def _grid(question: QuestionConfig, base: dict[str, Any]) -> GridQuestion:
    assert question.grid is not None
    check = question.check
    points = check.answer if check is not None and isinstance(check.answer, dict) else {}
    statements = [
        Statement(
            name=f"{question.name}_{name}",
            label=render_inline(text),
            check=None
            if check is None or name not in points
            else _check(check.model_copy(update={"answer": float(points[name])})),
        )
        for name, text in question.grid.named().items()
    ]
    given = question.grid.model_dump(exclude={"statements"})
    return GridQuestion(kind="grid", **base, **given, statements=statements)


def _check(check: CheckConfig | None) -> Check | None:
    """Of a grid each statement has its own."""
    if check is None or isinstance(check.answer, dict):
        return None
    return Check(
        answer=check.answer,
        on_fail=check.on_fail,
        right=render_inline(check.right),
        wrong=render_inline(check.wrong),
    )


def _options(given: list[str] | dict[str, str]) -> list[Option]:
    pairs = given.items() if isinstance(given, dict) else zip(given, given, strict=True)
    return [Option(value=value, label=label) for value, label in pairs]


def _pictures(images: ImagesConfig, file: Path, folder: Path, media: Media) -> list[Option]:
    return [
        Option(
            value=value,
            label=image.label,
            picture=OptionPicture(file=add_picture(image.file, file, folder, media), alt=image.alt),
        )
        for value, image in images.options.items()
    ]
