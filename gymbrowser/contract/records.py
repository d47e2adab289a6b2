"""Records: what a session leaves behind, one JSON object per line.

Floats and wide integers of the trajectory are exact: packed little-endian bytes in base64, with
dtype and shape in the chunk's header. All times are milliseconds; `t` counts from the Unix epoch.
"""

from typing import Annotated, Any, Literal

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from gymbrowser.contract.ui import UiCall
from gymbrowser.contract.wire import (
    Base64,
    Count,
    Mode,
    ObservationRule,
    OnErrorStep,
    Pace,
    SeedSource,
    SessionId,
    Sha256,
    Wire,
)

type ActionSource = Literal["device", "default", "policy", "absent", "repeated"]
"""Where an executed action came from. `absent`: the agent was not in the game and took none.
`repeated`: its policy was not asked, since the game's `frame_skip` repeats its last choice."""

type EndReason = Literal[
    "terminated",
    "truncated",
    "max_steps",
    "max_seconds",
    "max_score",
    "until",
    "total_steps",
    "total_seconds",
    "total_score",
    "reset",
    "idle",
    "error",
]
"""What ended an episode: the environment (the first two), one of the study's limits for an episode
(`until`: its Python function) or for all episodes together (`total_…`), the participant (`reset`),
their doing nothing (`idle`), or a failure."""

type Outcome = Literal["done", "declined", "withdrawn", "superseded", "failed"]
"""How a session ended. `superseded`: the participant came back, but the version of the site that it
began on was served no more, and a session of its own was begun on the newer one. `failed`: by an
error in a game, as the study's `on_error` has it."""

type WithdrawalChoice = Literal["keep", "delete"]
"""What is to become of what a participant gave before they withdrew."""


class RecordBase(Wire):
    """What every record has."""

    n: Count
    """0, 1, 2, … of its writer, without a gap."""
    t: float
    """When it was written, on the writer's clock: `performance.timeOrigin + performance.now()`."""
    mode: Mode
    """The study's: a record that is copied out of its chunk still says whether it counts."""


class SessionRecord(RecordBase):
    """The first record of every `page` writer."""

    type: Literal["session"]
    session: SessionId
    load: Count
    """1 for the first visit; a reload or a return adds one."""
    experiment: str
    gymbrowser: str
    site: Sha256
    environment: Sha256
    policies: dict[str, Sha256]
    seed: SessionId
    """128 bits from which every random choice of the session is derived."""
    user_agent: str
    languages: list[str]
    screen: list[Count]
    """Width and height in CSS pixels."""
    pixel_ratio: float
    time_origin: float
    """The page's `performance.timeOrigin`."""
    participant: SkipJsonSchema[str | None] = None
    params: SkipJsonSchema[dict[str, str] | None] = None
    """Earlier pages wrote these two here; now they are in the `identity` record."""


class IdentityRecord(RecordBase):
    """Who took part, as the address of the page says it.

    It is the only record of the writer `identity-1`: one chunk, which can be withheld from those
    who have no need to know. A session without an id and without parameters has none.
    """

    type: Literal["identity"]
    participant: str | None
    """The value of the first parameter of `participant.id` that was there."""
    params: dict[str, str]
    """Those of `participant.params` that were there."""


class WithdrawalRecord(RecordBase):
    """The participant stopped taking part. It is the only record of the writer `withdrawal-1`.

    Where the choice is `delete`, the browser sent nothing else of the session after it, and what
    the store has of it is to be deleted.
    """

    type: Literal["withdrawal"]
    step: str
    """The step at which it was."""
    choice: WithdrawalChoice


class EnterRecord(RecordBase):
    """A step of the study was entered."""

    type: Literal["enter"]
    step: str
    index: Count


class LeaveRecord(RecordBase):
    """A step of the study was left."""

    type: Literal["leave"]
    step: str
    index: Count
    duration_ms: float


class ConsentRecord(RecordBase):
    """The consent was accepted: a declined one leaves no record."""

    type: Literal["consent"]
    step: str
    version: str
    sha256: Sha256
    """Of the text that was agreed to."""


class AnswersRecord(RecordBase):
    """A form as it was sent. Every question is in it: an unanswered one is null."""

    type: Literal["answers"]
    step: str
    answers: dict[str, str | float | list[str] | None]
    duration_ms: float


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
    """Something that happened to the page: its visibility, focus, size, or network.

    `held` and `released`: the games waited for the browser's storage, or for room in memory.
    """

    type: Literal["event"]
    event: Literal[
        "visible",
        "hidden",
        "focus",
        "blur",
        "resize",
        "online",
        "offline",
        "pagehide",
        "held",
        "released",
    ]
    detail: dict[str, Any]


class ErrorRecord(RecordBase):
    """A failure of ours or of the environment, with all that is known of it."""

    type: Literal["error"]
    where: str
    message: str
    detail: str


class EndRecord(RecordBase):
    """The session is over.

    At an `end`; by a withdrawal that lets what was given be kept; or since the participant came
    back when the site was another one (`superseded`).
    """

    type: Literal["end"]
    outcome: Outcome
    writers: dict[str, Count]
    """How many records each writer of the session has made so far, this one included."""


class EpisodeRecord(RecordBase):
    """An episode began: `reset(seed=seed)` was called."""

    type: Literal["episode"]
    step: str
    attempt: Count
    """1, or more when the game step was begun again after a reload."""
    episode: Count
    """From 0."""
    pace: Pace
    seed: Count
    seed_from: SeedSource | None = None
    """Where the seed comes from; this and the next two are missing in earlier records."""
    seed_list: Count | None = None
    """Which of the lists it is from, where there are several: from 0."""
    donor: str | None = None
    """The session whose seeds these are, where they are yoked."""
    streams: dict[str, str]
    """Agent to the path of the random stream that its policy draws from."""
    policy_seeds: dict[str, Count]
    """Agent to what its Python policy was reset with: the first word of its stream."""
    actors: dict[str, str]
    present: list[str]
    """The agents that `reset` gave an observation: in PettingZoo some may come later."""
    recorded: dict[str, ObservationRule]
    """Agent to what of its observations is recorded in this episode."""
    observation: dict[str, Base64]
    """Agent to the first observation, packed by its layout; zeros for one that is not present, no
    bytes where none is recorded."""
    digest: dict[str, Base64]
    """Agent to the SHA-256 of its first observation, as in `steps`."""
    info: str
    """What `reset` gave, as exact JSON (`gymbrowser.bridge.exact`); for a PettingZoo environment a
    dict from agent to info, here and in `steps`."""


class AgentColumns(Wire):
    """What one agent saw and did: each column holds `count` packed rows in base64.

    `observation` may hold fewer. An agent that is not in the game has zeros: in `action` and
    `intended` where its `source` is `absent`, in `observation`, `reward`, `terminated` and
    `truncated` where `present` is 0.
    """

    action: Base64
    """Executed: what `step` was called with."""
    intended: Base64
    """What device or policy asked for; where none did (`default`), the executed action."""
    source: Base64
    """u1: position in the header's `sources`."""
    present: Base64
    """u1: 1 where the environment gave the agent an observation and a reward after the step."""
    input_t: Base64
    """f8: the page's `event.timeStamp` of the input that decided; NaN where none did."""
    observed: Base64
    """u1: 1 where the observation after the step is recorded, by the episode's `recorded`."""
    observation: Base64
    """After the step: rows only where `observed` is 1."""
    digest: Base64
    """The SHA-256 of the whole observation after each step, 32 bytes a row; empty unless the
    episode's `recorded` says `key_frames`."""
    reward: Base64
    """f8."""
    terminated: Base64
    """u1: 0 or 1."""
    truncated: Base64
    """u1: 0 or 1."""
    output: Base64
    """The policy's output before the step; empty without a policy."""
    uniform: Base64
    """f8: the number in [0, 1) that the choice of action used; NaN where none was drawn."""


class StepsRecord(RecordBase):
    """Consecutive environment steps of one episode, at most 100 ms of them in real time."""

    type: Literal["steps"]
    step: str
    attempt: Count
    episode: Count
    first: Count
    """Index of its first environment step in the episode, from 0."""
    count: Count
    agents: dict[str, AgentColumns]
    due: Base64
    started: Base64
    stepped: Base64
    drawn: Base64
    """f8, worker's `performance.now()`: when the step was due (in a turn-based game: when the
    worker heard of the press), when it was begun, when the environment had answered, when its
    frame was handed to the canvas (NaN: not drawn)."""
    info: dict[str, str]
    """Offset in this record to a non-empty info, as exact JSON."""


class EpisodeEndRecord(RecordBase):
    """An episode is over."""

    type: Literal["episode_end"]
    step: str
    attempt: Count
    episode: Count
    steps: Count
    returns: dict[str, float | None]
    """Agent to the sum of its rewards, null where that is not finite; `steps` has them exactly."""
    reason: EndReason
    unused_presses: Count | None
    """Presses of a turn-based game that led to no step: too many while a step was under way, or
    after the last one. None in real time, where a press is one of many things that a step heeds."""


class PauseRecord(RecordBase):
    """A running game began to wait, or went on."""

    type: Literal["pause"]
    step: str
    attempt: Count
    episode: Count
    steps: Count
    """Environment steps of the episode before it."""
    paused: bool
    why: Literal["hidden", "participant", "idle", "page", "journal"]
    """`page` and `journal`: there was no room for what is recorded."""
    pauses: Count
    """How many of the first three kinds the attempt had so far, this one included."""


class RateRecord(RecordBase):
    """The participant changed the frame rate, where the study lets them."""

    type: Literal["rate"]
    step: str
    attempt: Count
    episode: Count
    steps: Count
    """Environment steps of the episode before it."""
    fps: float


class RecoveryRecord(RecordBase):
    """A game could not go on, and this is how the study did. An `error` record says what failed."""

    type: Literal["recovery"]
    step: str
    attempt: Count
    episode: Count
    """The episode that failed; a retry begins with it."""
    cause: Literal["error", "hang"]
    """`hang`: the worker gave no answer and was ended."""
    way: OnErrorStep
    failures: Count
    """How many there were in this visit to the step, this one included."""


class UiRecord(RecordBase):
    """What Python has changed around the game was handed to the page: `gymbrowser.ui`."""

    type: Literal["ui"]
    step: str
    attempt: Count
    episode: Count
    after: Count
    """How many environment steps of the episode were over when it was shown. What the first step
    says is shown while it is under way: after 0."""
    calls: list[UiCall]
    """In their order. Of values that were shown too briefly to be seen (under 100 ms), the last."""


type AnyRecord = Annotated[
    SessionRecord
    | IdentityRecord
    | WithdrawalRecord
    | EnterRecord
    | LeaveRecord
    | ConsentRecord
    | AnswersRecord
    | StorageRecord
    | LossRecord
    | BootRecord
    | ClockRecord
    | EventRecord
    | ErrorRecord
    | EndRecord
    | EpisodeRecord
    | StepsRecord
    | EpisodeEndRecord
    | UiRecord
    | PauseRecord
    | RateRecord
    | RecoveryRecord,
    Field(discriminator="type"),
]
