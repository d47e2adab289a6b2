"""What a person says beside the game: presses, settings and words that are no action in it."""

from typing import Literal

from gymbrowser.contract.record_base import RecordBase
from gymbrowser.contract.wire import Count

type SignalKind = Literal["button", "feedback", "slider", "text_box", "grid"]
"""`button`: it was pressed, or its key. `feedback`: a judgement of what is seen, as a number. The
others: what a widget of this kind was set to."""

type SignalValue = bool | float | str | list[float] | None
"""Of a button, nothing, or what it sets; of feedback and a slider, a number; of a text box, what
was written; of a grid, the marked rectangle: first row, first column, last row, last column, from
0."""


class SignalRecord(RecordBase):
    """The person pressed, set or wrote something beside the game, and the study's hook was told."""

    type: Literal["signal"]
    step: str
    attempt: Count
    episode: Count
    after: Count
    """How many environment steps of the episode were over, or begun, when it was told."""
    kind: SignalKind
    name: str
    """The widget's, or of feedback the button's (`good`, `bad`)."""
    value: SignalValue
    event_t: float | None
    """The event's `timeStamp`, on the page's clock; null where a donor said it."""
    received_t: float
    """When the worker heard of it, on its own clock."""
    source: Literal["device", "donor"]
    """`donor`: it is what another session said, see `yoke`."""


class HookRecord(RecordBase):
    """The study's hook put something into the record."""

    type: Literal["hook"]
    step: str
    attempt: Count
    episode: Count
    after: Count
    """As in `signal`."""
    name: str
    data: str
    """As exact JSON (`gymbrowser.bridge.exact`)."""


class StepHookRecord(RecordBase):
    """The study's hook has given something when a step of the study was entered or left."""

    type: Literal["step_hook"]
    step: str
    call: Literal["enter", "leave"]
    data: str
    """As exact JSON (`gymbrowser.bridge.exact`)."""
