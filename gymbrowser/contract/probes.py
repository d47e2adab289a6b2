"""Probes: what is asked in the middle of an episode, which waits for it."""

from typing import Annotated, Literal

from pydantic import Field

from gymbrowser.contract.expressions import Expression
from gymbrowser.contract.wire import Count, Wire


class StepMoment(Wire):
    """After so many steps of an episode."""

    kind: Literal["step"]
    step: Count


class EveryMoment(Wire):
    """After each n-th step of an episode."""

    kind: Literal["every"]
    steps: Count


class TimeMoment(Wire):
    """After the first step at which so much of an episode was played."""

    kind: Literal["time"]
    seconds: float
    """Pauses, countdowns and earlier probes are not counted."""


class RandomMoment(Wire):
    """After a step that is drawn for each episode, each of them with equal chance.

    With a number u of the stream `probe/<name>` of the episode: low + floor(u * (high - low + 1)).
    """

    kind: Literal["random"]
    low: Count
    high: Count
    """Bounds included."""


class ConditionMoment(Wire):
    """After a step by which a condition has become true: it was not true after the one before.

    It may ask for `steps` (how many of the episode are over), `reward` (of the last one) and
    `return` (their sum), both of the person, of the first where there are several, or of the first
    agent where nobody plays; and for `info.NAME`, a plain value of that agent's last info.
    """

    kind: Literal["when"]
    when: Expression


class EventMoment(Wire):
    """After the step during which, or before which, Python has called `ui.probe(name)`."""

    kind: Literal["event"]
    event: str


type Moment = Annotated[
    StepMoment | EveryMoment | TimeMoment | RandomMoment | ConditionMoment | EventMoment,
    Field(discriminator="kind"),
]
"""A step that ends the episode is none: nothing is left to wait then."""


class Probe(Wire):
    """What is asked at a moment of an episode."""

    name: str
    """The id of the first of its steps, which is no other probe's."""
    at: Moment
    steps: list[str]
    """Ids of pages and forms, in their order."""
    most: Count | None
    """So often in an episode; None: as often as the moment comes."""
