"""Records of time: when frames were seen, where a game stood still, how well it kept time."""

from typing import Literal

from gymbrowser.contract.record_base import RecordBase
from gymbrowser.contract.wire import Base64, Count, Wire


class FramesRecord(RecordBase):
    """When the frames of consecutive environment steps of one episode were painted.

    That is known after the step is written, and so is said here: once a second, and at the end of
    an episode.
    """

    type: Literal["frames"]
    step: str
    attempt: Count
    episode: Count
    first: Count
    """Index of its first environment step in the episode, from 0."""
    count: Count
    painted: Base64
    """f8, worker's `performance.now()` in the first animation frame (`requestAnimationFrame`) after
    the step's frame was handed to the canvas. NaN: the step was not drawn, a newer frame took its
    place before, or there was no animation frame, as in a hidden tab."""


class StallRecord(RecordBase):
    """A real-time game stood still for a second or longer, although a step was due.

    The computer slept, the browser held the tab back, a debugger had stopped the worker, or a step
    took that long. No step was left out: the due times were moved, and no limit counts this time.
    """

    type: Literal["stall"]
    step: str
    attempt: Count
    episode: Count
    steps: Count
    """Environment steps of the episode before it."""
    due: float
    """When the next step would have been due: ms on the worker's clock."""
    moved_ms: float
    """By so much the due times were moved."""


class Spread(Wire):
    """How durations are spread: nearest-rank quantiles in ms, rounded up to 0.1 ms.

    None where `count` is 0; what is above one second counts as the longest one.
    """

    count: Count
    p50: float | None
    p95: float | None
    p99: float | None
    max: float | None


class TimingRecord(RecordBase):
    """How well an episode, or all episodes of an attempt, kept time.

    All but `slowed_ms` can be computed anew from what is recorded of each step and frame
    (`gymbrowser.data.timing`). Time in pauses and stalls is in no interval.
    """

    type: Literal["timing"]
    step: str
    attempt: Count
    episode: Count | None
    """None: all episodes of the attempt together."""
    fps: float | None
    """Steps a second at its end; None where no clock makes steps due."""
    steps: Count
    interval: Spread
    """From the begin of a step to the begin of the next one, in real time."""
    delay: Spread
    """From when a step was due to its begin."""
    late: Count
    """Intervals of more than 1.5 periods of the frame rate at that time."""
    slowed_ms: float
    """By so much due times were moved because the rate could not be kept, stalls not counted."""
    stalls: Count
    skipped: Count
    """Steps that were not drawn since the game was behind (`when_slow: skip_frames`)."""
    missed: Count
    """Drawn frames that were not painted: a newer one took their place, or the tab was hidden."""
    frame_interval: Spread
    """From a painted frame to the next one."""
    late_frames: Count
    """Those of more than 1.5 periods of the frame rate at that time."""
    input_to_paint: Spread
    """From an input's `timeStamp` to the first painted frame of the step that it decided first, or
    of a later one. Not counted: what was made before the first step, and an earlier key that
    decides again since a later one came up."""
