"""Scripts of the page that are part of a site only if one of its steps needs them."""

from collections.abc import Iterable, Iterator

from gymbrowser import resources
from gymbrowser.asset import Asset
from gymbrowser.config.drafts import GameDraft, StepDraft
from gymbrowser.contract.steps import FormStep

GAME = "game.js"
JUDGING = "judging.js"
MICROPHONE = "microphone.js"
SURVEYJS = "surveyjs.js"
SURVEYJS_STYLE = "surveyjs.css"
OF_STEPS = {GAME, JUDGING, MICROPHONE, SURVEYJS, SURVEYJS_STYLE}
_JUDGED = {"watch", "compare", "rank"}


def script_assets(steps: Iterable[StepDraft]) -> list[Asset]:
    """For games, clips that are judged, SurveyJS, and studies that record what is said."""
    wanted = {name for step in steps for name in _needs(step)}
    return [Asset(name, resources.bundles() / name) for name in sorted(wanted)]


def is_survey(step: StepDraft) -> bool:
    """Whether SurveyJS shows it."""
    return isinstance(step, FormStep) and step.surveyjs is not None


def _needs(step: StepDraft) -> Iterator[str]:
    if isinstance(step, GameDraft):
        yield GAME
        if step.config.record.microphone:
            yield MICROPHONE
    elif step.kind == "microphone":
        yield MICROPHONE
    elif is_survey(step):
        yield from (SURVEYJS, SURVEYJS_STYLE)
    elif step.kind in _JUDGED:
        yield JUDGING
