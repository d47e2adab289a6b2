"""Records of the browser that a session runs in: what it is able to do, and what happens to it."""

from typing import Any, Literal

from gymbrowser.contract.record_base import RecordBase
from gymbrowser.contract.wire import Count, SessionId, Wire


class BootRecord(RecordBase):
    """The worker became ready to play, or failed to."""

    type: Literal["boot"]
    ready: bool
    stages: dict[str, float]
    """When each stage ended, in ms after the worker was asked to boot."""
    way: Literal["plain", "pyc", "snapshot"] | None = None
    """How Python was started: as Pyodide does by itself, from compiled files, or from a snapshot of
    its memory."""
    why: str | None = None
    """Why in this way."""
    message: str | None
    """What went wrong."""


class InferenceRecord(RecordBase):
    """What runs a policy's model in this visit, of those that were tried on WebGPU.

    It stands again where that changes: a graphics processor may be lost.
    """

    type: Literal["inference"]
    policy: str
    provider: Literal["wasm", "webgpu"]
    """The execution provider, as ONNX Runtime calls it."""
    why: str
    wasm_ms: float | None
    webgpu_ms: float | None
    """A decision of the rehearsal, the median; None: there was none on this provider."""


class DeviceRecord(RecordBase):
    """What was measured of the device before the consent, where the study `requires` something."""

    type: Literal["device"]
    fps: float | None
    """Frames drawn in a second, the best of up to three tries; null: nothing was to be measured."""
    memory_gb: float | None
    storage_mb: float | None
    """Null where the browser does not tell."""
    width: Count
    height: Count
    """Of the window, in CSS pixels."""
    mouse: bool
    """There is a mouse or something as fine: of several devices, any."""
    touch: bool


class StorageRecord(RecordBase):
    """Where the browser keeps this visit's records: at its begin, and whenever that has changed."""

    type: Literal["storage"]
    place: Literal["database", "memory"]
    """`memory`: the browser has refused to store them, so that they last as long as the page does,
    or until they are sent."""
    why: str | None
    """What the browser has said where it refused."""
    persisted: bool | None
    """Whether it promised not to empty the storage by itself; null where it gave no answer."""
    quota: float | None
    usage: float | None
    """Bytes that the browser grants to this site, and that are in use, as far as it tells."""


class LossCount(Wire):
    """How many records of one writer there were when a loss was noticed."""

    made: Count
    """At least so many were in the browser's storage."""
    stored: Count
    """So many of them had been acknowledged by the store; more may have arrived since."""


class LossRecord(RecordBase):
    """The browser's storage was emptied before all that was in it had been sent."""

    type: Literal["loss"]
    when: Literal["during", "between"]
    """In the middle of this visit, or between an earlier visit and this one."""
    session: SessionId
    """Whose records they were: with `between`, those of an earlier session."""
    writers: dict[str, LossCount]


class ClockRecord(RecordBase):
    """The offset between page's and worker's clocks, by the exchange with the shortest way."""

    type: Literal["clock"]
    offset_ms: float
    """Worker's `performance.now()` minus the page's at the same instant."""
    round_trip_ms: float


class EventRecord(RecordBase):
    """Something that happened to the page: its visibility, focus, size, fullscreen, or network.

    `fullscreen`: `on` says whether the screen is filled from then on; with `step` and `why` it is
    not, since that step has asked in vain (`declined`, `unsupported`, or what the browser said).
    `held` and `released`: the games waited for the browser's storage, or for room in memory.
    `idle`: the participant had done nothing on a page or a form for as long as the study waits, and
    was asked whether they are still there; `back`: they were, after `idle_ms`.
    `jump`: somebody who makes the study went to another step by the inspector; never in mode
    `live`.
    """

    type: Literal["event"]
    event: Literal[
        "visible",
        "hidden",
        "focus",
        "blur",
        "resize",
        "fullscreen",
        "online",
        "offline",
        "pagehide",
        "held",
        "released",
        "idle",
        "back",
        "jump",
    ]
    detail: dict[str, Any]
