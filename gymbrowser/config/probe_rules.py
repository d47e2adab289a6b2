"""What holds between a probe and the limits of its game: its moment must be one that can come."""

from collections.abc import Iterator

from gymbrowser.config.base import Broken, Where
from gymbrowser.config.game_models import GameConfig
from gymbrowser.config.parts import Part
from gymbrowser.config.probe_models import MomentConfig


def broken_probes(game: Part[GameConfig], location: Where) -> Iterator[Broken]:
    """Every moment that comes after the round is over, or never."""
    if not game.has("probes"):
        return
    for index, probe in enumerate(game.value.probes):
        at = (*location, "probes", index, "at")
        if game.has("max_steps"):
            yield from _too_many_steps(probe.at, game.value.max_steps, at)
        if game.has("limits", "seconds"):
            yield from _too_late(probe.at, game.value.limits.seconds, at)


def _too_many_steps(moment: MomentConfig, most: int | None, at: Where) -> Iterator[Broken]:
    steps = {
        "step": moment.step,
        "every": moment.every,
        "random": None if moment.random is None else moment.random.to,
    }
    for key, given in steps.items():
        if most is not None and given is not None and given >= most:
            yield (
                (*at, key),
                f"step {given} is none at which a round can wait",
                f"`max_steps` ends it with step {most}, and nothing is left to wait then.",
                "Choose an earlier step, or ask `between` the rounds.",
            )


def _too_late(moment: MomentConfig, limit: float | None, at: Where) -> Iterator[Broken]:
    if limit is not None and moment.seconds is not None and moment.seconds >= limit:
        yield (
            (*at, "seconds"),
            f"after {moment.seconds:g} seconds the round is over",
            f"`limits.seconds` ends it after {limit:g}.",
            "Choose an earlier moment, or ask `between` the rounds.",
        )
