"""The rules of a game step: what ends, pauses and mends an episode beside its environment."""

from typing import Literal

from gymbrowser.contract.wire import OnErrorStep, Sha256, Wire

type OnReload = Literal["restart", "replay", "end"]
"""What becomes of a game after a reload, or a crash, that interrupted an episode. `restart`: the
episode is begun again, with another seed; at the second time in a game, or with `end` at the first,
the game is over and the study goes on behind it. `replay`: the episode goes on after its last step,
to which it was brought back by its seed and its actions; where that gives anything else than what
was recorded, it is as with `restart`. Episodes that had ended stay counted."""

type WhenSlow = Literal["slow_down", "skip_frames"]
"""What a real-time game does that takes longer for its steps and frames than it has. `slow_down`:
every step is drawn, and the game runs slower. `skip_frames`: it keeps its rate as long as the steps
alone allow, and draws fewer of them. Neither leaves a step out."""


class Limits(Wire):
    """What ends an episode from outside, beside `max_steps`; None: no such limit."""

    seconds: float | None
    """Of play: pauses, countdowns and the time before Start are not counted."""
    score: float | None
    """Ends with the step by which the sum of rewards of the person (or, where nobody plays, of the
    first agent) reaches it."""
    until: str | None
    """`module:function` that takes the environment, without its wrappers, after each step; the
    episode ends where it returns a true value."""


class Totals(Wire):
    """Limits of all episodes of a game together, in all its attempts; None: no such limit."""

    steps: int | None
    seconds: float | None
    score: float | None


class Idle(Wire):
    """What becomes of a game whose player does nothing."""

    after: float
    """Seconds of play without an input and without a key held."""
    way: Literal["pause", "end_episode", "end_game"]


class Pauses(Wire):
    """When a game waits."""

    hidden: Literal["pause", "go_on"]
    """What it does while its tab is hidden."""
    at_most: int | None
    """So many pauses in a game; beyond them it goes on. None: any number."""


class FpsRange(Wire):
    """Frame rates that the participant may choose, bounds included."""

    min: float
    max: float
    step: float
    set: bool = False
    """Whether any rate between them may be written, too."""


class AllowedKeys(Wire):
    """Keys that do what the page's own buttons do: `KeyboardEvent.code`; None: there is none."""

    start: str | None = None
    """Begin the episode that is on show, or go on after a pause."""
    stop: str | None = None
    pause: str | None = None
    reset: str | None = None
    fps_up: str | None = None
    fps_down: str | None = None


class Allowed(Wire):
    """What the participant may do to the game from outside of it.

    Each use is a `signal` of kind `button`, whose name is HIPPO Gym's: `start`, `stop`, `pause`,
    `reset`, `fpsUp`, `fpsDown`, and `fpsSet`, of which the value is the rate.
    """

    pause: bool
    reset: bool
    """End the episode, which counts as one of the game's."""
    fps: FpsRange | None
    stop: bool = False
    """End the game."""
    keys: AllowedKeys = AllowedKeys()


class OnError(Wire):
    """The way on after an error in the environment or in a policy."""

    way: OnErrorStep
    retries: int
    """How often `retry` is offered in one visit to the step."""
    otherwise: Literal["skip", "end"]
    """The way on when these are used up."""
    hang_after: float
    """Seconds after which one step of the game counts as hung, and is stopped."""


class DonorFile(Wire):
    """A file that holds a `DonorActions`."""

    file: str
    """Relative to the manifest."""
    sha256: Sha256


class SeedLists(Wire):
    """Seeds of which each session gets one list."""

    lists: list[list[int]]
    """Each has one seed for each episode."""
    by: str | None
    """URL parameter with the number of the list, from 0. None: the participant's number decides,
    unless they are donors'. Without a valid number it is drawn from the session's seed."""
    donors: list[str] | None
    """The session that each list was taken from, where they are yoked."""
    actions: list[DonorFile] | None
    """What each of these sessions did, for the agents whose actor is `donor`; None where there are
    no such agents."""


class Rules(Wire):
    """All rules of a game step."""

    limits: Limits
    total: Totals
    countdown: int
    """Seconds between Start, or the end of a pause, and the first step."""
    frame_skip: int
    """Policies choose at every n-th step and repeat their action in between."""
    when_slow: WhenSlow
    """Of a real-time game."""
    turn_timeout: float | None
    """Seconds after which a turn-based game takes its step with the default action."""
    idle: Idle | None
    pauses: Pauses
    allow: Allowed
    on_error: OnError
    on_reload: OnReload
    seed_lists: SeedLists | None
    """None: `seeds` of the step say all."""
