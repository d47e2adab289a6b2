"""Scripts of the page that are part of a site only if one of its steps needs them."""

from collections.abc import Iterable, Iterator

from gymbrowser import resources
from gymbrowser.config.drafts import GameDraft, StepDraft
from gymbrowser.plan.asset import Asset

GAME = "game.js"
JUDGING = "judging.js"
MICROPHONE = "microphone.js"
OF_STEPS = {GAME, JUDGING, MICROPHONE}
_JUDGED = {"watch", "compare", "rank"}


def script_assets(steps: Iterable[StepDraft]) -> list[Asset]:
    """For games, for clips that are judged, and for studies that record what is said."""
    wanted = {name for step in steps for name in _needs(step)}
    return [Asset(name, resources.bundles() / name) for name in sorted(wanted)]


def _needs(step: StepDraft) -> Iterator[str]:
    if isinstance(step, GameDraft):
        yield GAME
        if step.config.record.microphone:
            yield MICROPHONE
    elif step.kind == "microphone":
        yield MICROPHONE
    elif step.kind in _JUDGED:
        yield JUDGING
