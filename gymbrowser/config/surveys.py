"""Questionnaires that travel with the package: form files whose authors let others hand them on."""

from pathlib import Path
from typing import Literal

from gymbrowser.config.forms import read_form
from gymbrowser.config.pages import Media
from gymbrowser.contract.manifest import FormStep
from gymbrowser.errors import Place

type Survey = Literal["nasa-tlx", "sus"]
"""The name of its file, without `.yml`."""

SURVEYS = Path(__file__).parent.parent / "surveys"


def read_survey(survey: str, step: str, media: Media) -> FormStep:
    """The form step of a questionnaire.

    Args:
        survey: A `Survey`.
        step: Id of the step.
        media: Takes its pictures.
    """
    file = SURVEYS / f"{survey}.yml"
    return read_form(file, step, SURVEYS, media, Place(file))
