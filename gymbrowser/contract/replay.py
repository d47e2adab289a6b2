"""What `gymbrowser replay` tells its page of recorded sessions. Nothing of it is in a site."""

from typing import Literal

from gymbrowser.contract.game_records import ActionSource
from gymbrowser.contract.input_records import InputKind
from gymbrowser.contract.steps import Recorded
from gymbrowser.contract.wire import Base64, Count, Mode, SessionId, Wire

type ReplayEventKind = Literal[
    "feedback", "widget", "answer", "pause", "page", "hook", "shown", "error"
]
"""`feedback`: a judgement of what was seen. `widget`: a button, slider, text box or grid beside the
game. `answer`: a form that was answered between the rounds. `pause`: the game began to wait, went
on, stood still, or had its rate changed. `page`: focus, visibility, size or network of the page.
`hook`: the study's hook recorded something. `shown`: what Python changed around the game."""


class ReplayHead(Wire):
    """One episode, as it is chosen from."""

    step: str
    """The game step."""
    attempt: Count
    episode: Count
    practice: bool
    steps: Count
    """Environment steps that have arrived."""
    why: str | None
    """Why it can't be replayed; None: it can."""


class ReplaySession(Wire):
    """One session."""

    id: SessionId
    experiment: str
    mode: Mode
    site: str
    """The version of the site that it is replayed by: the name of a folder below `v/`."""
    simulated: bool
    episodes: list[ReplayHead]
    """By the time that they began."""
    problems: list[str]
    """What is missing or wrong, in sentences."""


class ReplayIndex(Wire):
    """What the page begins with."""

    sessions: list[ReplaySession]
    """One, or two side by side."""
    first: list[Count]
    """For each the position in `episodes` of the one that is shown first."""


class ReplayAgent(Wire):
    """What one agent saw and did in an episode of T environment steps."""

    actor: str
    """Who acted; of a population the one that was drawn."""
    actions: list[int | Base64]
    """[T]: executed. That of a Discrete space is its number, any other its packed row; where the
    agent could not act, any."""
    sources: list[ActionSource]
    """[T]."""
    recorded: Recorded
    """What of its observations was recorded."""
    present: Base64
    """u1, [T + 1]."""
    observed: Base64
    """u1, [T + 1]: whether the observation is among `observations`."""
    observations: Base64
    """Packed rows, one where `observed` is 1."""
    digests: Base64
    """32 bytes for each of [T + 1]; empty unless the rule says `key_frames`."""
    rewards: Base64
    """f8, [T]."""
    terminated: Base64
    truncated: Base64
    """u1, [T]."""
    outputs: Base64
    """[T] rows of the policy's output, packed by the agent's layout; empty without a policy."""


class ReplayInput(Wire):
    """One thing that happened at a person's device."""

    after: Count
    """How many steps were over, or begun, by then."""
    kind: InputKind
    agent: str
    code: str
    x: float | None
    y: float | None
    """See the record `inputs`; None where there is none."""


class ReplayEvent(Wire):
    """Something that happened around the episode."""

    at: Count
    """The picture that was the newest one then: 0 is that of `reset`, i that of step i - 1."""
    kind: ReplayEventKind
    text: str


class ReplaySound(Wire):
    """A recording of the microphone that was made during the episode."""

    number: Count
    """Which of the session's, in the order of its writers and takes."""
    at_ms: list[float]
    """[T + 1]: where in the recording each picture is; below 0 before it began."""


class ReplayEpisode(Wire):
    """An episode to be run again: T environment steps, T + 1 pictures."""

    step: str
    seed: Count
    agents: dict[str, ReplayAgent]
    infos: list[str | None]
    """Exact JSON, [T + 1]; None where it was empty."""
    times_ms: list[float]
    """[T + 1]: when each picture comes, from 0. Long waits are cut short."""
    inputs: list[ReplayInput]
    """In the order in which the worker heard of them."""
    events: list[ReplayEvent]
    """By `at`."""
    sound: ReplaySound | None
    """None: nothing was recorded of what was said."""
