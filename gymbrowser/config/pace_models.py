"""The shape of a game's rules in exp.yml: what ends it, pauses it and mends it."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from gymbrowser.config.base import Config, EntryPoint
from gymbrowser.config.codes import KeyCode
from gymbrowser.contract.wire import OnErrorStep

type _Seconds = Annotated[float, Field(gt=0, le=86_400)]
type _Seed = Annotated[int, Field(ge=0, lt=2**32)]


class TotalConfig(Config):
    """Ends the game during whatever episode it is in; no other one is begun then."""

    steps: Annotated[int, Field(ge=1)] | None = None
    """Environment steps of all episodes together."""
    seconds: _Seconds | None = None
    """Seconds of play; pauses, countdowns and the time before Start are not counted."""
    score: Annotated[float, Field(allow_inf_nan=False)] | None = None
    """The sum of all rewards of the person (of several: of the first), reached or passed."""


class LimitsConfig(Config):
    """Ends an episode beyond what the environment does; `max_steps` counts its steps."""

    seconds: _Seconds | None = None
    """Seconds of play; pauses, the countdown and the time before Start are not counted."""
    score: Annotated[float, Field(allow_inf_nan=False)] | None = None
    """The sum of the person's rewards (of several: of the first one's; where nobody plays: of the
    first agent's), reached or passed."""
    until: EntryPoint | None = None
    """`module:function` in `source`; it takes the environment, without its wrappers, after each
    step. The episode ends where it returns a true value."""
    total: TotalConfig = TotalConfig()
    """Limits of all episodes together."""


class PausesConfig(Config):
    """When a game waits. Every pause is recorded, and after it a countdown leads back."""

    hidden: Literal["pause", "go_on"] = "pause"
    """While its tab is hidden, which is recorded either way."""
    at_most: Annotated[int, Field(ge=0, le=1000)] | None = None
    """So many pauses in a game, by the button, by hiding the tab, or for being idle; beyond them
    the game goes on. Any number if not given."""


class IdleConfig(Config):
    """What happens when the person does nothing."""

    after: _Seconds
    """Seconds of play without an input; a key that is held counts as one."""
    then: Literal["pause", "end_episode", "end_game"] = "pause"
    """`pause`: ask whether they are still there."""


class FpsRangeConfig(Config):
    """Frame rates between which the participant may choose, bounds included."""

    min: Annotated[float, Field(gt=0, le=240)]
    """The slowest."""
    max: Annotated[float, Field(gt=0, le=240)]
    """The fastest."""
    step: Annotated[float, Field(gt=0, le=240)] = 5
    """How much a press of Slower or Faster changes."""
    set: bool = False
    """Between these two a box in which any rate within the bounds can be written."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.min > self.max:
            raise ValueError("`min` must not be more than `max`")
        return self


class AllowKeysConfig(Config):
    """Keys that press the page's own buttons, for what `allow` has besides."""

    start: KeyCode | None = None
    """Begins the round that is on show, and goes on after a pause."""
    stop: KeyCode | None = None
    """Ends the game: `stop`."""
    pause: KeyCode | None = None
    """Pauses it."""
    reset: KeyCode | None = None
    """Ends the round."""
    fps_up: KeyCode | None = None
    """Faster, by the `step` of `fps`."""
    fps_down: KeyCode | None = None
    """Slower."""


class AllowConfig(Config):
    """What the participant may do to the game from outside: nothing, unless it is named here.

    Each use is recorded, and a hook is told.
    """

    pause: bool = False
    """A Pause button."""
    reset: bool = False
    """A button that ends the round; it counts as one of `episodes`."""
    stop: bool = False
    """A button that ends the game: the study goes on with its next step."""
    fps: FpsRangeConfig | None = None
    """Buttons Slower and Faster."""
    keys: AllowKeysConfig = AllowKeysConfig()
    """Keys for these buttons, and for Start."""


class OnErrorConfig(Config):
    """The way on after an error in the environment, its picture or a policy.

    `on_error: skip` is short for `{then: skip}`. The episode ends, the record gets the whole
    traceback, and the participant a sentence. A step that never ends is stopped.
    """

    then: OnErrorStep = "retry"
    """`retry`: the round can be tried again. `skip`: on with the next step. `end`: the study ends,
    without the completion code."""
    retries: Annotated[int, Field(ge=1, le=100)] = 2
    """How often `retry` is offered in a game."""
    otherwise: Literal["skip", "end"] = "skip"
    """The way on when the retries are used up."""
    hang_after: Annotated[float, Field(ge=1, le=600)] = 15
    """Seconds after which a step that does not end is stopped. Making the environment and its
    `reset` may take up to a minute in any case."""


class SeedsConfig(Config):
    """Where the seeds of the environment come from: exactly one of the first four keys.

    `seeds: per_session` is short for `seeds: {draw: per_session}`. Policies draw from streams of
    their own, so the seeds decide nothing of what a policy does.
    """

    draw: Literal["same", "per_session"] | None = None
    """`same`: drawn once for the study, from its id, the step's and the episode: every participant
    gets the same. `per_session`: drawn from each session's own seed."""
    same: Annotated[list[_Seed], Field(min_length=1)] | None = None
    """The environment's seed of each episode, the same for every participant."""
    file: str | None = None
    """A text file, relative to exp.yml, with one line of seeds for each group, and in it one seed
    for each episode; of one line, all participants get the same. `#` begins a comment."""
    counterbalanced: Annotated[list[list[_Seed]], Field(min_length=2)] | None = None
    """Lists of seeds, one for each group."""
    by: str | None = None
    """Which URL parameter has the number of the group, from 0: name the one by which your
    recruiting service tells the groups apart. Without `by` the participant's number decides, so
    that lists are crossed with conditions and orders. Where there is no number of either kind, the
    group is drawn from the session's seed."""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        given = [self.draw, self.same, self.file, self.counterbalanced]
        if sum(way is not None for way in given) != 1:
            raise ValueError("give exactly one of `draw`, `same`, `file` and `counterbalanced`")
        if self.by is not None and self.file is None and self.counterbalanced is None:
            raise ValueError("`by` says nothing where there is one list for all")
        return self


class YokeConfig(Config):
    """Gives each session the seeds of an earlier one, its donor, which is named in the record.

    With `of: trajectory` it also sees what the donor did: the agents whose actor is `donor` take
    the donor's actions, exactly, and after the last of them the episode ends. With `of: feedback`
    the game's hook is told the donor's judgements, at the same steps of the same episodes.
    """

    from_: Annotated[str, Field(alias="from")]
    """The donors: a JSON file, relative to exp.yml, that `gymbrowser data donors` writes."""
    of: Literal["seeds", "trajectory", "feedback"] = "seeds"
    """What is taken over: the seeds of the environment, or these and the actions, or these and the
    judgements by `feedback`."""
    by: str | None = None
    """Which URL parameter has the number of the donor, from 0; drawn from the session's seed if not
    given."""
