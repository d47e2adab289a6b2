"""Records of what people saw and how they judged it. A judgement is one record."""

from typing import Literal

from gymbrowser.contract.record_base import RecordBase
from gymbrowser.contract.wire import Count, Sha256

type GivenBy = Literal["key", "button"]
"""How a judgement was given: by a key, or by what stands on the screen."""

type Preference = Literal["first", "second", "tie", "cant_tell"]
"""The first clip is better, the second, both are as good, or it can't be told."""


class JudgementBase(RecordBase):
    """What every judgement has."""

    step: str
    index: Count
    """The number of the step on this session's way, as in its `enter` record."""
    judgement: Count
    """From 0, in the order in which they were asked for. One that stands twice was given again
    after the browser was closed in between: the last one counts."""
    duration_ms: float
    """From when the clips were shown to the answer."""
    viewed_ms: float
    """Of this, how long they were playing while the page could be seen."""
    plays: Count
    """How often they were begun from their first frame."""


class ComparisonRecord(JudgementBase):
    """Which of two clips is better."""

    type: Literal["comparison"]
    clips: list[str]
    """The first one stood to the left, or above where the page is narrow."""
    data: list[Sha256]
    """`data_sha256` of each in the manifest: names exactly what was seen."""
    answer: Preference
    preferred: str | None
    """The clip that is better by this answer."""
    by: GivenBy
    gold: str | None
    """The clip that is known to be better, of a pair that tests attention."""
    repeat_of: Count | None
    """The judgement of the same pair with its sides swapped, which was asked for before."""


class RankingRecord(JudgementBase):
    """An order of clips."""

    type: Literal["ranking"]
    clips: list[str]
    """As they were shown at first; the order is drawn."""
    data: list[Sha256]
    """`data_sha256` of each in the manifest."""
    ranking: list[str]
    """The best first."""
    moves: Count
    """How often a clip was moved."""


class WatchedRecord(JudgementBase):
    """A clip was watched."""

    type: Literal["watched"]
    clip: str
    data: Sha256
    """Its `data_sha256` in the manifest."""


class ReactionRecord(RecordBase):
    """A judgement of what is seen at a moment of a clip."""

    type: Literal["reaction"]
    step: str
    index: Count
    judgement: Count
    """Of the `watched` record that follows it."""
    clip: str
    play: Count
    """Of the clip, from 0: in which it was given."""
    frame: Count
    """The clip's frame that was shown."""
    after: Count
    """How many environment steps of the episode lie before that frame."""
    position_s: float
    """Where the clip was then, in seconds at the speed 1."""
    name: str
    """The button's."""
    value: float
    by: GivenBy
