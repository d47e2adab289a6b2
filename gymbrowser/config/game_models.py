"""The shape of a game step in exp.yml: who acts, by which keys, and what is seen."""

from difflib import get_close_matches
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    model_validator,
)

from gymbrowser.config.base import Config, EntryPoint, StepId, short_for
from gymbrowser.config.keys import KEY_CODES
from gymbrowser.contract.wire import Pace


def _key_code(name: str) -> str:
    if name in KEY_CODES:
        return name
    guesses = [f"Key{name.upper()}", f"Digit{name}", f"Arrow{name.title()}"]
    near = [guess for guess in guesses if guess in KEY_CODES] or get_close_matches(name, KEY_CODES)
    hint = f"; did you mean {near[0]}?" if near else ", for example ArrowLeft, KeyA or Space"
    raise ValueError(f"`{name}` is not the name of a key (KeyboardEvent.code){hint}")


class ControlsConfig(Config):
    """The keys of a person."""

    keys: Annotated[dict[Annotated[str, AfterValidator(_key_code)], int], Field(min_length=1)]
    """`KeyboardEvent.code` to action, for example `ArrowLeft: 0`."""
    default: int | Literal["previous"] | None = None
    """The action while no key is held; `previous` repeats the last one. Needed in real time, and
    not used in a turn-based game."""


class ViewConfig(Config):
    """How the environment shows itself: its own `render_mode`, or a `draw` function."""

    render_mode: Literal["rgb_array", "ansi"] | None = None
    """Let the environment draw itself."""
    draw: EntryPoint | None = None
    """`module:function` in `source` that takes the environment and returns a draw list."""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.render_mode is None) == (self.draw is None):
            raise ValueError("give exactly one of `render_mode` and `draw`")
        return self


class SeedsConfig(Config):
    """Where the seeds of the environment come from."""

    same: Annotated[list[Annotated[int, Field(ge=0, lt=2**32)]], Field(min_length=1)]
    """The environment's seed of each episode, the same for every participant."""


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


def _text_key(key: Any) -> Any:
    return str(key) if isinstance(key, int) and not isinstance(key, bool) else key


def _text_keys(value: Any) -> Any:
    """PettingZoo's agents may be numbers, and YAML reads `0: human` as one."""
    if not isinstance(value, dict):
        return value
    named = {_text_key(key): item for key, item in value.items()}
    if len(named) < len(value):
        raise ValueError("an agent is named twice, as a number and as a text")
    return named


class GameConfig(Config):
    """Episodes of the environment, played or watched."""

    id: StepId | None = None
    """Name of the step in the data; `game` if not given."""
    page: str | None = None
    """Markdown or HTML file that stands above the game."""
    agents: Annotated[dict[str, str], Field(min_length=1), BeforeValidator(_text_keys)] = {
        "player": "human"
    }
    """Who acts for each agent: `human` or the name of a policy. The agents of a PettingZoo
    environment go by its own names; the one of a Gymnasium environment has a name of yours."""
    episodes: Annotated[int, Field(ge=1, le=10_000)] = 1
    """How many rounds are played."""
    pace: Pace = "real_time"
    """`real_time`: `fps` steps a second, whatever the person does. `turn_based`: one step for each
    press of a key, and none without; policies act in the same step."""
    fps: Annotated[float, Field(gt=0, le=240)] | None = None
    """Environment steps per second of a real-time game; the environment's own `render_fps` if not
    given."""
    max_steps: Annotated[int, Field(ge=1)] | None = None
    """Ends an episode after so many steps, beyond what the environment truncates itself."""
    seeds: SeedsConfig | None = None
    """The environment's seeds. Drawn for every session if not given."""
    controls: ControlsConfig | None = None
    """How a person acts."""
    view: ViewConfig = ViewConfig(render_mode="rgb_array")
    """How the environment shows itself."""
    record: RecordConfig = RecordConfig()
    """What of the observations is recorded."""
