"""Records of what is said: recordings of the microphone, in pieces."""

from typing import Literal

from gymbrowser.contract.record_base import RecordBase
from gymbrowser.contract.wire import Base64, Count


class MicrophoneRecord(RecordBase):
    """What became of the question for the microphone, or of the microphone."""

    type: Literal["microphone"]
    step: str
    state: Literal["open", "refused", "without", "lost"]
    """`refused`: by the browser, or the person; they may have tried again. `without`: the person
    went on without one. `lost`: it ended by itself, by being unplugged for example."""
    why: str | None
    """In the browser's words."""


class AudioRecord(RecordBase):
    """A second or so of a recording. Its pieces, one behind the other, are a file."""

    type: Literal["audio"]
    step: str
    take: Count
    """Which recording of this writer it belongs to, from 0."""
    part: Count
    """Its place in the recording, from 0."""
    mime: str
    """The type of the whole file, as the browser's MediaRecorder says it."""
    begun_t: float
    """When the recording began: the page's `performance.now()`, the clock of each `input_t`."""
    last: bool
    """Whether the recording ends with it."""
    data: Base64
