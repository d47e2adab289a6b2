"""Questionnaires that travel with the package: form files whose authors let others hand them on."""

from pathlib import Path
from typing import Literal

from gymbrowser.config.forms import read_form
from gymbrowser.config.pages import Media
from gymbrowser.config.tongue import ENGLISH, Tongue
from gymbrowser.contract.steps import FormStep
from gymbrowser.errors import Place, UserError
from gymbrowser.words import primary

type Survey = Literal["nasa-tlx", "sus"]
"""The name of its file, without `.yml`."""

SURVEYS = Path(__file__).parent.parent / "surveys"


def read_survey(
    survey: str, step: str, media: Media, tongue: Tongue = ENGLISH, place: Place | None = None
) -> FormStep:
    """The form step of a questionnaire.

    Args:
        survey: A `Survey`.
        step: Id of the step.
        media: Takes its pictures.
        tongue: The language in which it is to be read.
        place: Where it is named.

    Raises:
        UserError: That is none that it comes in.
    """
    if len(tongue.offered) > 1 and primary(tongue.language) != "en":
        raise UserError(
            f"the survey `{survey}` comes in English alone, and the study in "
            f"`{tongue.language}` too",
            where=place,
            why="Scores can be compared only where the translation was tested.",
            remedy=f"Put a published translation into a form file, as in `form: {{file: "
            f"{survey}.yml, id: {survey}}}` and {survey}.{tongue.language}.yml beside it.",
        )
    file = SURVEYS / f"{survey}.yml"
    return read_form(file, step, SURVEYS, media, Place(file), ENGLISH)
