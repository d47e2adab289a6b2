"""The shape of what is asked in the middle of a round."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from gymbrowser.config.base import Config, StepId
from gymbrowser.config.between_models import AskedConfig

type _Step = Annotated[int, Field(ge=1, le=10_000_000)]


class BoundsConfig(Config):
    """Steps of a round, both bounds included."""

    from_: Annotated[_Step, Field(alias="from")]
    """The first that it may be."""
    to: _Step
    """The last."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.from_ > self.to:
            raise ValueError("`from` must not be more than `to`")
        return self


class MomentConfig(Config):
    """When a probe comes: exactly one of these. The step that ends a round is no such moment."""

    step: _Step | None = None
    """After so many steps of a round."""
    every: _Step | None = None
    """After each n-th step of a round."""
    seconds: Annotated[float, Field(gt=0, le=86_400)] | None = None
    """After the first step at which so many seconds of a round were played; pauses, countdowns and
    earlier probes are not counted."""
    random: BoundsConfig | None = None
    """After a step between these, drawn for each round from the session's seed."""
    when: Annotated[str, StringConstraints(min_length=1)] | None = None
    """After a step by which this has become true: an expression over `reward`, `return`, `steps`
    and `info.NAME`."""
    event: StepId | None = None
    """After a step in which the environment, its picture, a policy or a hook has called
    `ui.probe("NAME")`."""

    @model_validator(mode="after")
    def _one_moment(self) -> Self:
        if sum(value is not None for value in self.model_dump().values()) != 1:
            raise ValueError(
                "give exactly one of `step`, `every`, `seconds`, `random`, `when` and `event`"
            )
        return self


class ProbeConfig(Config):
    """Freezes a round at a moment, and asks.

    The environment, its hook and what policies remember stay as they are, and no time passes for
    the game. The record of the answers says which round it was and after how many steps.
    """

    at: MomentConfig
    """When."""
    steps: Annotated[list[AskedConfig], Field(min_length=1, max_length=20)]
    """What comes then, in this order."""
    max: Annotated[int, Field(ge=1, le=10_000)] | None = None
    """At most so often in a round, of a moment that comes again. Once, if not given; with `every`,
    as often as that comes."""

    @model_validator(mode="after")
    def _comes_again(self) -> Self:
        again = self.at.every or self.at.when or self.at.event
        if self.max is not None and again is None:
            raise ValueError("`max` is for moments that come again: `every`, `when` and `event`")
        return self
