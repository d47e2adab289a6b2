"""What a game leaves in the records: what of observations is recorded, and how much that weighs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gymbrowser.config.game_models import GameConfig
from gymbrowser.contract.steps import Recorded
from gymbrowser.contract.wire import ObservationRule

_ENDLESS = "none ended within these; with `max_steps` there is an estimate"


@dataclass(frozen=True)
class Weight:
    """Bytes of records."""

    json: float
    gzip: float
    """After compression: what is uploaded."""

    def __add__(self, other: "Weight") -> "Weight":
        return Weight(self.json + other.json, self.gzip + other.gzip)

    def __mul__(self, factor: float) -> "Weight":
        return Weight(self.json * factor, self.gzip * factor)


@dataclass(frozen=True)
class ObservationsInspection:
    """What observations weigh, on the example of some."""

    looked_at: int
    taken: int
    """Fewer than were looked at, where only those that changed are recorded."""
    whole: Weight
    """Of those that were taken."""


@dataclass(frozen=True)
class RecordsInspection:
    """What a game step leaves in the records, measured on its first steps."""

    recorded: Mapping[str, Recorded]
    """Agent, as the game names it, to what is recorded of its observations."""
    steps: int
    episodes: int
    """How much was measured."""
    bare: Weight
    """Of all that, but without the observations."""
    observations: Mapping[str, ObservationsInspection]
    """Of each agent."""
    episode_steps: float | None
    """Mean of the episodes that ended while looking."""

    @classmethod
    def of(cls, said: dict[str, Any]) -> "RecordsInspection":
        """What the probe answered of one game step."""
        weight = said["weight"]
        observations = {
            name: ObservationsInspection(each["looked_at"], each["taken"], Weight(*each["whole"]))
            for name, each in weight["agents"].items()
        }
        return cls(
            recorded={name: Recorded.model_validate(r) for name, r in said["recorded"].items()},
            steps=weight["steps"],
            episodes=weight["episodes"],
            bare=Weight(*weight["bare"]),
            observations=observations,
            episode_steps=said["episode_steps"],
        )


@dataclass(frozen=True)
class Estimate:
    """What one participant's records of a game step weigh."""

    weight: Weight
    steps: int
    """Of an episode."""
    basis: str
    """Where that number is from."""
    ends: bool
    """False: an episode is longer than that, and nobody knows by how much."""


def estimate(
    game: GameConfig, records: RecordsInspection, max_episode_steps: int | None
) -> Estimate:
    """Scale what was measured to all episodes of a game.

    Args:
        game: As exp.yml has it.
        records: What was measured.
        max_episode_steps: After so many the environment ends an episode itself.
    """
    steps, basis = _episode_steps(game, records, max_episode_steps)
    episode = records.bare * (steps / max(1, records.steps))
    for agent, recorded in records.recorded.items():
        seen = records.observations[agent]
        if seen.taken > 0:
            whole = seen.whole * (1 / seen.taken)
            episode += whole * _count(recorded.rule, steps + 1, seen.taken / seen.looked_at)
    ends = basis != _ENDLESS
    return Estimate(episode * game.episodes, steps, basis, ends)


def _episode_steps(
    game: GameConfig, records: RecordsInspection, max_episode_steps: int | None
) -> tuple[int, str]:
    limits = {"`max_steps`": game.max_steps, "the environment's own limit": max_episode_steps}
    given = {name: limit for name, limit in limits.items() if limit is not None}
    if given:
        name = min(given, key=lambda name: given[name])
        return given[name], name
    if records.episode_steps is not None:
        return round(records.episode_steps), "the mean with actions at random"
    return records.steps, _ENDLESS


def _count(rule: ObservationRule, observations: int, share: float) -> float:
    """How many of an episode's observations are recorded whole."""
    match rule.keep:
        case "changed":
            return observations * share
        case "none":
            return 0
        case _:
            return (observations - 1) // rule.every + 1
