"""Records of games: what was seen, done and shown in their episodes, step by step."""

from typing import Literal

from pydantic import Field

from gymbrowser.contract.record_base import RecordBase
from gymbrowser.contract.ui import UiCall
from gymbrowser.contract.wire import (
    Base64,
    Count,
    ObservationRule,
    OnErrorStep,
    Pace,
    SeedSource,
    Wire,
)

type ActionSource = Literal[
    "device", "default", "policy", "absent", "repeated", "buffer", "hook", "donor"
]
"""Where an executed action came from. `device`: an input of the person. `default`: what is done
without an input. `policy`: its choice. `absent`: the agent was not in the game and took none.
`repeated`: its policy was not asked, since the game's `frame_skip` repeats its last choice.
`buffer`: an earlier input, which still acts by the controls' `buffer`. `hook`: the study's own
Python. `donor`: it is what another session did, see `yoke`."""

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
    "stop",
    "idle",
    "donor",
    "error",
]
"""What ended an episode: the environment (the first two), one of the study's limits for an episode
(`until`: its Python function) or for all episodes together (`total_…`), the participant (`reset`,
or `stop`, which ends the game), their doing nothing (`idle`), the end of what the donor did
(`donor`), or a failure."""


class EpisodeRecord(RecordBase):
    """An episode began: `reset(seed=seed)` was called."""

    type: Literal["episode"]
    step: str
    attempt: Count
    """1, or more when the game step was begun again after a reload or an error."""
    episode: Count
    """From 0."""
    pace: Pace
    practice: bool = Field(default=False)
    """Whether it counts for nothing: analyses leave it out unless they ask for it."""
    replayed: Count = Field(default=0)
    """So many of its first steps were played in an earlier attempt, which a reload has interrupted,
    and are here once more: the environment took the same actions again, and gave the same. All
    their times are NaN: the earlier attempt has those of the play, its inputs and its pauses."""
    seed: Count
    seed_from: SeedSource | None = None
    """Where the seed comes from; this and the next two are missing in earlier records."""
    seed_list: Count | None = None
    """Which of the lists it is from, where there are several: from 0."""
    donor: str | None = None
    """The session whose seeds these are, where they are yoked, and whose actions those of the
    agents are whose actor is `donor`."""
    streams: dict[str, str]
    """Agent to the path of the random stream that its policy draws from."""
    policy_seeds: dict[str, Count]
    """Agent to what its Python policy was reset with: the first word of its stream."""
    thinking: dict[str, str] = Field(default={})
    """Agent to the path of the random stream that its policy's thinking times are drawn from, one
    number u for each of its turns: min + u * (max - min). None of an agent whose policy does not
    think, or always as long."""
    hook_stream: str | None = None
    """The path of the random stream that the game's hook draws from; None: it has none."""
    hook_seed: Count | None = None
    """What its `rng` was seeded with: the first word of that stream."""
    actors: dict[str, str]
    """Who acts in this episode; of a population the one that was drawn."""
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
    """What device or policy asked for; where none did (`default`), the executed action. It differs
    from that where a person held the key of an action that was not allowed (`action_mask`)."""
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
    """f8: the numbers in [0, 1) that the choice of action used, as many a row as the layout's
    `uniforms`; NaN where none was drawn."""


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
    """Presses that led to no action: more than could wait, or after the last step. None in a game
    in real time but in mode `press`, where a press is one of many things that a step heeds."""


class PauseRecord(RecordBase):
    """A running game began to wait, or went on."""

    type: Literal["pause"]
    step: str
    attempt: Count
    episode: Count
    steps: Count
    """Environment steps of the episode before it."""
    paused: bool
    why: Literal["hidden", "participant", "idle", "page", "journal", "hook", "probe"]
    """`page` and `journal`: there was no room for what is recorded. `hook`: the study's hook was at
    work. `probe`: the study asked something; it goes on when that is answered, after a countdown
    where the game has one."""
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
    """The episode that failed or was interrupted; a retry or a restart begins with it."""
    cause: Literal["error", "hang", "reload"]
    """`hang`: the worker gave no answer and was ended. `reload`: the page was loaded again, or the
    browser had crashed, while the episode ran; so it has no `episode_end`. It may stand twice, with
    the same content, where that happened again at once."""
    way: OnErrorStep | Literal["restart", "replay", "interrupted"]
    """The last three are those after a reload: the episode begins again, with another seed; or it
    is brought back to its last step; or the game is over, and the study goes on behind it."""
    failures: Count
    """How many there were in this visit to the step, this one included; of reloads, how many have
    interrupted an episode of the game."""
    why: str | None = None
    """Where an episode could not be brought back, which another `recovery` of the same reload had
    tried: the reason, as a sentence."""


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
