"""The shape of a game step in exp.yml: who acts, by which keys, and what is seen."""

from typing import Annotated, Literal, Self

from pydantic import (
    BeforeValidator,
    Field,
    model_validator,
)

from gymbrowser.config.base import Config, EntryPoint, StepId, short_for, text_keys
from gymbrowser.config.between_models import BetweenConfig
from gymbrowser.config.control_models import ControlsField, Person, people_of
from gymbrowser.config.pace_models import (
    AllowConfig,
    IdleConfig,
    LimitsConfig,
    OnErrorConfig,
    PausesConfig,
    SeedsConfig,
    YokeConfig,
)
from gymbrowser.config.probe_models import ProbeConfig
from gymbrowser.config.text import Text
from gymbrowser.config.widget_models import FeedbackField, WidgetConfig
from gymbrowser.contract.rules import OnReload, WhenSlow
from gymbrowser.contract.wire import Pace


class ViewConfig(Config):
    """How the environment shows itself: its own `render_mode`, or a `draw` function."""

    render_mode: Literal["rgb_array", "ansi", "human", "scene"] | None = None
    """Let the environment draw itself: an array of pixels, text, by `scene` a draw list, or, by
    `human`, what it draws with pygame into its window. The last two are sharp at every size."""
    draw: EntryPoint | None = None
    """`module:function` in `source` that takes the environment and returns a draw list."""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.render_mode is None) == (self.draw is None):
            raise ValueError("give exactly one of `render_mode` and `draw`")
        return self


class ObservationsConfig(Config):
    """Which observations are recorded; `observations: none` is short for `{keep: none}`.

    Without `keep`, `every` and `key_frames`, an observation of at most 4,096 bytes is recorded each
    time, and a larger one as `key_frames: 300`. Observation 0 is what `reset` gave.
    """

    keep: Literal["all", "changed", "none"] | None = None
    """`all`: each. `changed`: each that differs from the one recorded before it; from these all can
    be told. `none`: the observations of an episode are only known by running it again."""
    every: Annotated[int, Field(ge=2, le=100_000)] | None = None
    """Only the observations 0, n, 2n, … of an episode."""
    key_frames: Annotated[int, Field(ge=1, le=100_000)] | None = None
    """The SHA-256 of each observation, and the observations 0, n, 2n, … of an episode themselves.
    A rerun of the episode gives them all, and the hashes prove that they are the same."""
    downsample: Annotated[int, Field(ge=2, le=1000)] | None = None
    """Of pixels (arrays of uint8 with two or more axes) record only the rows and columns 0, k, 2k,
    …; nothing is averaged. A hash is that of the whole observation."""

    @model_validator(mode="after")
    def _one_rule(self) -> Self:
        given = [self.keep, self.every, self.key_frames]
        if sum(rule is not None for rule in given) > 1:
            raise ValueError("give at most one of `keep`, `every` and `key_frames`")
        if self.keep == "none" and self.downsample is not None:
            raise ValueError("`downsample` says nothing where no observation is recorded")
        return self


class RecordConfig(Config):
    """What of a game is recorded. Policies see the same whatever is recorded."""

    observations: Annotated[
        ObservationsConfig,
        BeforeValidator(
            short_for("keep"),
            json_schema_input_type=Literal["all", "changed", "none"] | ObservationsConfig,
        ),
    ] = ObservationsConfig()
    """Which observations. Actions, rewards and all else of a step are always recorded."""
    outputs: bool = True
    """`false` leaves out what the models of policies gave: logits, for example."""
    microphone: bool = False
    """What the participant says during the game, if they allow it: about 20 MB an hour."""


class GameConfig(Config):
    """Episodes of the environment, played or watched."""

    id: StepId | None = None
    """Name of the step in the data; `game` if not given."""
    page: str | None = None
    """Markdown or HTML file that stands above the game."""
    agents: Annotated[dict[str, str], Field(min_length=1), BeforeValidator(text_keys)] = {
        "player": "human"
    }
    """Who acts for each agent: `human`, the name of a policy, `random`, which takes any action that
    is allowed, or, with `yoke: {of: trajectory}`, `donor`. The agents of a PettingZoo environment
    go by its own names; the one of a Gymnasium environment has a name of yours. Where several are
    human, several people play at one computer."""
    episodes: Annotated[int, Field(ge=1, le=10_000)] = 1
    """How many rounds are played."""
    between: BetweenConfig | None = None
    """Pages and forms between the rounds."""
    probes: Annotated[list[ProbeConfig], Field(max_length=20)] = []
    """Pages and forms in the middle of a round, which waits for them."""
    practice: bool = False
    """Rounds to learn by. The participant reads so, their records say so, and neither `load` nor
    `data show` counts them unless they are asked to."""
    pace: Pace = "real_time"
    """`real_time`: `fps` steps a second, whatever the person does; they follow a screen of almost
    that rate, or a multiple of it, by half a percent at most.
    `turn_based`: one step for each press of a key, and none without; policies act in the same step,
    and where several people act at the same time, the step waits for all of them.
    `event_driven`: one step for each press and each release; a release gives the action of the key
    that is still held, or the default."""
    fps: Annotated[float, Field(gt=0, le=240)] | None = None
    """Environment steps per second of a real-time game; the environment's own `render_fps` if not
    given."""
    turn_delay: Annotated[float, Field(ge=0, le=60)] | None = None
    """Seconds that a policy's turn waits, in a turn-based game of a PettingZoo `AECEnv`; 0.5 if not
    given."""
    frame_skip: Annotated[int, Field(ge=1, le=1000)] = 1
    """Policies choose at every n-th step and repeat their action in between, as they were trained;
    a person is heard at every step."""
    when_slow: WhenSlow | None = None
    """What a real-time game does on a device that is too slow for it; no step is left out.
    `slow_down`, if not given: draw every step, and run slower. `skip_frames`: keep the rate as long
    as the steps alone allow, and draw fewer of them."""
    max_steps: Annotated[int, Field(ge=1)] | None = None
    """Ends an episode after so many steps, beyond what the environment truncates itself."""
    limits: LimitsConfig = LimitsConfig()
    """What else ends an episode, or the game."""
    countdown: Annotated[int, Field(ge=0, le=60)] | None = None
    """Seconds between Start and the first step, and after a pause. 3 where a person plays in real
    time, else 0, if not given."""
    turn_timeout: Annotated[float, Field(gt=0, le=86_400)] | None = None
    """Seconds after which a turn-based game takes its step without a press, by
    `controls.default`."""
    idle: IdleConfig | None = None
    """What happens when the person does nothing for long."""
    pauses: PausesConfig = PausesConfig()
    """When a game waits."""
    allow: AllowConfig = AllowConfig()
    """What the participant may do to the game: pause, end a round, change its speed."""
    on_error: Annotated[
        OnErrorConfig,
        BeforeValidator(
            short_for("then"),
            json_schema_input_type=Literal["retry", "skip", "end"] | OnErrorConfig,
        ),
    ] = OnErrorConfig()
    """The way on after an error in your code, and after a step that never ends."""
    on_reload: OnReload = "restart"
    """What follows when the page is loaded again during a round, or the browser crashes. Rounds
    that were over stay counted. `restart`: the round begins again, once in a game and on another
    seed, so that nobody repeats a layout that they know; at the second time the game is over.
    `replay`: the round goes on where it was, brought back by its seed and its actions; where the
    environment does not repeat itself, it is as with `restart`. `end`: the game is over at the
    first time. The study then goes on with its next step."""
    seeds: Annotated[
        SeedsConfig,
        BeforeValidator(
            short_for("draw"),
            json_schema_input_type=Literal["same", "per_session"] | SeedsConfig,
        ),
    ] = SeedsConfig(draw="same")
    """The environment's seeds. The same for every participant if not given."""
    hook: StepId | None = None
    """Which of `hooks` stands beside this game."""
    yoke: YokeConfig | None = None
    """Take the seeds of earlier sessions instead, or show what they did."""
    controls: ControlsField | None = None
    """How a person acts; or, for each of the agents that are human, how this one does:
    `{red: {keys: {KeyA: 0}}, blue: {keys: {KeyL: 0}}}`."""
    widgets: Annotated[list[WidgetConfig], Field(max_length=100)] = []
    """Buttons, sliders, text boxes, grids and panels beside the game. What is done with them is
    recorded, and the game's hook is told."""
    feedback: FeedbackField = {}
    """Judgements of what is seen, by key and by a button on the screen: `{good: KeyG, bad: KeyB}`.
    Each is recorded, and the game's hook is told."""
    words: Annotated[dict[Annotated[str, Field(min_length=1)], Text], Field(max_length=200)] = {}
    """What [Python says around the picture](drawing.md#around-the-picture) to what participants
    read in its place: in a study of several languages, in theirs."""
    view: ViewConfig = ViewConfig(render_mode="rgb_array")
    """How the environment shows itself."""
    record: RecordConfig = RecordConfig()
    """What of the observations is recorded."""

    @property
    def people(self) -> list[Person]:
        """The human agents that have controls."""
        return list(people_of(self.controls, self.agents))
