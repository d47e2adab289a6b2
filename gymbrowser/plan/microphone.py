"""The script of the microphone: part of a site only if it listens."""

from collections.abc import Iterable

from gymbrowser import resources
from gymbrowser.config.drafts import GameDraft, StepDraft
from gymbrowser.plan.asset import Asset

MICROPHONE = "microphone.js"


def microphone_assets(steps: Iterable[StepDraft]) -> list[Asset]:
    """For studies with a step or a game that records what is said."""
    listens = any(
        step.config.record.microphone if isinstance(step, GameDraft) else step.kind == "microphone"
        for step in steps
    )
    return [Asset(MICROPHONE, resources.bundles() / MICROPHONE)] if listens else []
