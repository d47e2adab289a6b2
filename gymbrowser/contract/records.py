"""Records: what a session leaves behind, one JSON object per line.

Floats and wide integers of the trajectory are exact: packed little-endian bytes in base64, with
dtype and shape in the chunk's header. All times are milliseconds; `t` counts from the Unix epoch.
"""

from typing import Annotated, Literal

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from gymbrowser.contract.audio_records import AudioRecord, MicrophoneRecord
from gymbrowser.contract.browser_records import (
    BootRecord,
    ClockRecord,
    DeviceRecord,
    EventRecord,
    InferenceRecord,
    LossRecord,
    StorageRecord,
)
from gymbrowser.contract.game_records import (
    EpisodeEndRecord,
    EpisodeRecord,
    PauseRecord,
    RateRecord,
    RecoveryRecord,
    StepsRecord,
    UiRecord,
)
from gymbrowser.contract.input_records import InputsRecord, RemapRecord
from gymbrowser.contract.judging_records import (
    ComparisonRecord,
    RankingRecord,
    ReactionRecord,
    WatchedRecord,
)
from gymbrowser.contract.questions import Answer, AnswerTimes
from gymbrowser.contract.record_base import RecordBase
from gymbrowser.contract.signals import HookRecord, SignalRecord, StepHookRecord
from gymbrowser.contract.timing_records import FramesRecord, StallRecord, TimingRecord
from gymbrowser.contract.wire import Count, Positive, SessionId, Sha256, Wire

type Outcome = Literal[
    "done",
    "screened_out",
    "declined",
    "unsupported",
    "withdrawn",
    "superseded",
    "failed",
    "timed_out",
]
"""How a session ended. `superseded`: the participant came back, but the version of the site that it
began on was served no more, and a session of its own was begun on the newer one. `failed`: by an
error in a game, as the study's `on_error` has it, or a block that was repeated in vain.
`screened_out`: at a `screen_out`. `timed_out`: after `max_minutes`, or
`idle.end_after`. Of who is `declined` or
`unsupported` there is no session, and so no record."""

type WithdrawalChoice = Literal["keep", "delete"]
"""What is to become of what a participant gave before they withdrew."""


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
    language: str | None = None
    """In which the study was taken, as a BCP 47 tag; None: by a page that did not say so yet."""
    screen: list[Count]
    """Width and height in CSS pixels."""
    pixel_ratio: float
    time_origin: float
    """The page's `performance.timeOrigin`."""
    simulated: bool = False
    """Whether nobody took part but a program: a bot of `gymbrowser simulate`, or whatever drives a
    browser and does not hide it."""
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


class ConditionRecord(RecordBase):
    """The session got a level of a condition, once: when an expression asked for it first.

    This and `order` are made before the step after them is entered. After a tab was killed in
    between they stand twice, with the same content.
    """

    type: Literal["condition"]
    factor: str
    level: str
    by: Literal["hash", "number", "param", "quota", "override"]
    """Drawn from the participant's id or the session's seed; in turn by the participant's number;
    as the address named it; as the endpoint counted; as the address named it for a test
    (`?condition.FACTOR=LEVEL`). A condition of `assign: quota` that was drawn by `hash` was so
    since the endpoint gave no answer."""


class QuotaRecord(RecordBase):
    """The session has reached its end, and the endpoint was told that its slot is filled."""

    type: Literal["quota"]
    factors: list[str]
    """The conditions of the slot."""
    slot: Literal["filled", "late", "none", "unknown"]
    """`late`: it had been given back, since the session took long, so that this cell may have one
    participant more. `none`: the session had no slot; its levels were drawn. `unknown`: the
    endpoint gave no answer in time."""


class OrderRecord(RecordBase):
    """Which steps of a block come, and in which order."""

    type: Literal["order"]
    block: str
    pass_: Annotated[Count, Field(alias="pass")]
    """From 0."""
    order: list[Count]
    """Their positions in the block."""
    by: Literal["drawn", "number"]
    """Drawn from the session's seed, or in turn by the participant's number."""


class BonusRecord(RecordBase):
    """What the participant read at the end that they have earned."""

    type: Literal["bonus"]
    amount: float
    currency: str
    """ISO 4217."""


class ConsentRecord(RecordBase):
    """The consent was accepted: a declined one leaves no record."""

    type: Literal["consent"]
    step: str
    version: str
    sha256: Sha256
    """Of the text that was agreed to."""
    html: str | None = None
    """The text itself."""
    items: dict[str, bool] | None = None
    """The boxes below it, and whether they were ticked; None: there are none."""


class Within(Wire):
    """The episode of a game that something followed, or that waited for it."""

    game: str
    """The game step."""
    attempt: Count
    episode: Count
    after: Count | None = None
    """How many of its environment steps were over when a probe froze it; None: it was over."""


class AnswersRecord(RecordBase):
    """A form as it was sent. Every question is in it: an unanswered one is null."""

    type: Literal["answers"]
    step: str
    within: Within | None = None
    """Where it was asked between the episodes of a game, or in the middle of one."""
    answers: dict[str, Answer]
    duration_ms: float
    times: dict[str, AnswerTimes] = Field(default={})
    """By the same keys; earlier pages wrote none."""
    checks: dict[str, bool] | None = None
    """Of the questions that have a right answer, whether it was given; None: there are none."""
    attempt: Positive | None = None
    """Of a quiz: which one it was, from 1."""
    scores: dict[str, float | None] | None = None
    """Calculated from the answers, as the form has it; null where one of them is missing."""


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


type AnyRecord = Annotated[
    SessionRecord
    | IdentityRecord
    | WithdrawalRecord
    | EnterRecord
    | LeaveRecord
    | ConditionRecord
    | OrderRecord
    | QuotaRecord
    | BonusRecord
    | ConsentRecord
    | AnswersRecord
    | DeviceRecord
    | ComparisonRecord
    | RankingRecord
    | WatchedRecord
    | ReactionRecord
    | StorageRecord
    | LossRecord
    | BootRecord
    | InferenceRecord
    | MicrophoneRecord
    | AudioRecord
    | ClockRecord
    | EventRecord
    | ErrorRecord
    | EndRecord
    | EpisodeRecord
    | StepsRecord
    | EpisodeEndRecord
    | UiRecord
    | SignalRecord
    | HookRecord
    | StepHookRecord
    | PauseRecord
    | RateRecord
    | RecoveryRecord
    | RemapRecord
    | InputsRecord
    | FramesRecord
    | StallRecord
    | TimingRecord,
    Field(discriminator="type"),
]
