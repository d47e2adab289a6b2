"""What holds of the microphone: nobody's voice is recorded who has not agreed to it."""

from collections.abc import Iterator

from gymbrowser.config.base import Broken
from gymbrowser.config.parts import Parts


def broken_microphone(parts: Parts) -> Iterator[Broken]:
    """Every rule that is broken. All kinds of steps must be known."""
    places, kinds = list(parts.kinds), list(parts.kinds.values())
    consent = kinds.index("consent") if "consent" in kinds else None
    for index, place in enumerate(places):
        step = parts.steps.get(place)
        if step is None:
            continue
        game = step.value.game
        asks = step.value.microphone is not None
        if not asks and not (game is not None and game.record.microphone):
            continue
        if consent is None or (asks and index < consent):
            yield (
                (*place, "microphone") if asks else (*place, "game", "record", "microphone"),
                "the microphone is opened without a consent"
                if consent is None
                else "the microphone is opened before the consent",
                "A voice tells who somebody is.",
                "Put a `consent` step before it, which says what is recorded and who hears it.",
            )
