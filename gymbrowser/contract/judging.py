"""Steps in which people watch and judge clips, as the manifest has them."""

from typing import Annotated, Literal

from pydantic import Field

from gymbrowser.contract.wire import Count, Positive, Wire

type Share = Annotated[float, Field(ge=0, le=1)]
"""Of a clip's length."""

type Pair = Annotated[list[str], Field(min_length=2, max_length=2)]
"""The names of two clips."""


class JudgingBase(Wire):
    """What every such step has."""

    id: str
    """Unique in the experiment; it is in every record of the step."""
    html: str
    """What stands above the clips."""
    speed: float
    """2 shows the clips twice as fast as they happened."""
    min_viewing: Share
    """How much of each clip must have been shown before an answer counts."""


class Reaction(Wire):
    """A button by which a person judges what they see."""

    name: str
    label: str
    value: float
    key: str | None
    """`KeyboardEvent.code`."""


class WatchStep(JudgingBase):
    """Clips one after the other."""

    kind: Literal["watch"]
    clips: list[str]
    replay: bool
    """Whether a clip may be seen again."""
    feedback: list[Reaction]


class GoldPair(Wire):
    """A pair of which the better clip is known."""

    clips: Pair
    better: str


class CompareStep(JudgingBase):
    """Two clips side by side, of which one is to be preferred, pair after pair."""

    kind: Literal["compare"]
    question: str
    pairs: list[Pair]
    """Those to be judged; empty where they are drawn."""
    draw: Positive | None
    """So many different pairs of `clips`, drawn for each session."""
    clips: list[str]
    """From which pairs are drawn; otherwise all that are in a pair."""
    tie: bool
    cant_tell: bool
    """Which answers there are beside the two clips."""
    gold: list[GoldPair]
    """They come among the others, at places that are drawn."""
    repeats: Count
    """So many of the pairs, drawn, come a second time, with the sides swapped."""


class RankStep(JudgingBase):
    """Clips to be put into an order, the best first."""

    kind: Literal["rank"]
    question: str
    clips: list[str]
