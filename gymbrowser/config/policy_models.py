"""The shape of `policies` in exp.yml: models, Python, scripts, and of whom one is chosen."""

import json
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from gymbrowser.config.base import Config, EntryPoint, StepId, short_for
from gymbrowser.config.condition_models import ConditionName, LevelName
from gymbrowser.config.control_models import ActionValue

type Finite = Annotated[float, Field(allow_inf_nan=False)]
type Above0 = Annotated[float, Field(gt=0, allow_inf_nan=False)]
MOST_ACTIONS = 10_000
"""Of a script: every participant downloads them with the manifest."""

type InputLayout = Literal["flatten", "keep", "chw"]


def plain_json(value: Any) -> Any:
    """A value that Python can be given from here, by way of JSON."""
    for key in _keys_in(value):
        if not isinstance(key, str):
            # JSON would make a text of it, and Python would look for the number in vain.
            said = json.dumps(key, default=str).strip('"')
            raise ValueError(f"the key `{said}` is no text; put quotes around it")
    try:
        json.dumps(value)
    except TypeError as error:
        kind = type(value).__name__
        raise ValueError(
            f"a {kind} cannot be given to Python from here; put it in quotes"
        ) from error
    return value


def _keys_in(value: Any) -> Iterator[Any]:
    """The keys of all mappings in a value."""
    if isinstance(value, dict):
        yield from value
    parts = value.values() if isinstance(value, dict) else value
    if isinstance(value, dict | list):
        for part in parts:
            yield from _keys_in(part)


class InputConfig(Config):
    """What an input of a model is given; `flatten`, `keep` or `chw` is short for `{layout: …}`."""

    from_: Annotated[str | list[str] | None, Field(alias="from")] = None
    """The key of a Dict observation, or several, which stand one after the other; inside of it with
    slashes, as in `inventory/tools`. The whole observation if not given."""
    layout: InputLayout | None = None
    """`flatten`: one row of numbers. `keep`: an array as it is. `chw`: an image [height, width,
    channels] as [channels, height, width]. What the model's shape asks for if not given."""
    one_hot: bool | None = None
    """Whether each number of a Discrete or MultiDiscrete becomes a vector of zeros with a one, as
    Gymnasium's `flatten` does. What fits the model's shape if not given."""
    scale: Above0 | None = None
    """Divides each number: 255 for pixels."""
    mean: Finite | list[Finite] = 0.0
    """Taken from each number, before the division by `std`: one for all, or one for each."""
    std: Above0 | list[Above0] = 1.0
    """Divides what is left; for `VecNormalize` the square root of `var + epsilon`."""
    clip: Above0 | None = None
    """Cuts the result to the range from -clip to clip."""
    frames: Annotated[int, Field(ge=1, le=64)] = 1
    """Stacks so many of the last observations, the oldest first."""
    padding: Literal["first", "zeros"] = "first"
    """What stands for those before the episode: its first one, as in Gymnasium's
    `FrameStackObservation`, or zeros, as in Stable-Baselines3's `VecFrameStack`."""

    @model_validator(mode="after")
    def _one_division(self) -> Self:
        if self.scale is not None and {"mean", "std"} & self.model_fields_set:
            raise ValueError("give `scale`, or `mean` and `std`")
        return self


_WAYS = {
    "temperature": ("sample",),
    "epsilon": ("argmax",),
    "log_std": ("gaussian",),
    "bounds": ("mean", "gaussian"),
    "mask": ("argmax", "sample"),
}
"""Key of `action` to the ways to choose that it is for."""


class ActionConfig(Config):
    """How a policy's output becomes an action."""

    from_: Annotated[str | None, Field(alias="from")] = None
    """Name of the model's output; the only one, or that of a known export, if not given."""
    choose: Literal["argmax", "sample", "mean", "gaussian", "given"] | None = None
    """Discrete and MultiDiscrete: `argmax`, the largest logit, or `sample`, a draw from the
    softmax. Box: `mean`, the output itself, or `gaussian`, a draw around it. `given`: the output is
    the action's number. The first that fits if not given."""
    temperature: Above0 = 1.0
    """Divides the logits before a draw: below 1 bolder, above 1 more random."""
    epsilon: Annotated[float, Field(ge=0, le=1)] = 0.0
    """With `argmax`: how likely an action is drawn from all instead."""
    log_std: Finite | str | None = None
    """With `gaussian`: the logarithm of the standard deviation, or the output that gives it. If not
    given, the second half of an output that is twice as long as the action."""
    bounds: Literal["clip", "scale", "tanh"] | None = None
    """Box: `clip` cuts to its bounds, `scale` stretches [-1, 1] onto it, `tanh` squashes before
    that. If not given, `scale` for a model that ends with a tanh, else `clip`."""
    mask: bool = False
    """Choose only what the `action_mask` in the observation or the info allows."""

    @model_validator(mode="after")
    def _fitting(self) -> Self:
        default = {"argmax", "mean"}
        if strange := self.unfit({self.choose} if self.choose else default):
            raise ValueError(strange)
        return self

    def unfit(self, ways: set[str]) -> str | None:
        """What is wrong with a key that says nothing where it is chosen in none of these ways."""
        for key, its_ways in _WAYS.items():
            if key in self.model_fields_set and not ways & set(its_ways):
                listed = " or ".join(f"`{way}`" for way in its_ways)
                return f"`{key}` needs `choose` to be {listed}"
        return None


class ThinkingConfig(Config):
    """How long a policy thinks: drawn anew for each of its turns."""

    min: Annotated[float, Field(ge=0, le=60)]
    """Seconds, the shortest."""
    max: Annotated[float, Field(gt=0, le=60)]
    """Seconds, the longest."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.min > self.max:
            raise ValueError(f"`min` is {self.min:g}, which is more than `max`, {self.max:g}")
        return self


def _always(value: Any) -> Any:
    """`0.8` stands for `{min: 0.8, max: 0.8}`."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return {"min": value, "max": value} if is_number else value


_KEYS_OF = {
    "onnx": {"observation", "state", "constants", "episode_start", "action", "webgpu", "thinking"},
    "python": {"kwargs", "thinking"},
    "script": {"then", "thinking"},
    "population": {"per"},
    "by": {"levels"},
}
"""The kinds of policies, with the keys that say something about them."""


class PolicyConfig(Config):
    """A policy that can act for an agent: a model, Python, a script, or one of several policies."""

    onnx: str | None = None
    """The model file, relative to exp.yml."""
    observation: Annotated[
        dict[
            str,
            Annotated[
                InputConfig,
                BeforeValidator(
                    short_for("layout"), json_schema_input_type=InputLayout | InputConfig
                ),
            ],
        ]
        | None,
        Field(min_length=1),
    ] = None
    """Input name to what it is given. If not given, what fits: the whole observation, or for
    several inputs the keys of a Dict observation by their names."""
    state: dict[str, str] = {}
    """Recurrent state: name of the input to name of the output that it is given at the next
    step."""
    constants: dict[str, Finite] = {}
    """Input name to a number that it always has."""
    episode_start: str | None = None
    """Name of an input that is 1 at an episode's first decision, and then 0."""
    action: ActionConfig = ActionConfig()
    """How the output becomes an action."""
    webgpu: bool | None = None
    """Whether the model is tried on the participant's graphics processor, and runs there if it is
    faster and decides the same. If not given, it is from 50 million multiplications a decision on,
    which take WebAssembly some 7 ms; the site then carries 27 MB more, for browsers with WebGPU."""
    python: EntryPoint | None = None
    """`module:factory` in `source` or a requirement; it returns an object with the methods
    `reset(*, agent, action_space, seed)` and `act(observation, info)`."""
    kwargs: dict[str, Annotated[Any, AfterValidator(plain_json)]] = {}
    """Keyword arguments of the Python factory."""
    script: (
        Annotated[list[ActionValue], Field(min_length=1, max_length=MOST_ACTIONS)] | str | None
    ) = None
    """Actions, one for each decision of an episode, as `controls.keys` has them: `[0, 0, 1]`; or a
    CSV file with one in each line, of a Box or MultiDiscrete space its numbers."""
    then: Literal["repeat", "last", "noop"] = "repeat"
    """What a script does when its actions are used up: begins again, goes on with the last one, or
    with the action that the environment declares to do nothing."""
    thinking: Annotated[
        ThinkingConfig | None,
        BeforeValidator(_always, json_schema_input_type=float | ThinkingConfig),
    ] = None
    """Seconds that its turn waits in a turn-based game, in the place of `turn_delay`; `{min: 0.5,
    max: 2}` draws them for each turn."""
    population: Annotated[dict[StepId, Above0], Field(min_length=1)] | None = None
    """Policies of which one is drawn by the session's seed, or `random`; each with how often it is
    drawn, relative to the others."""
    per: Literal["session", "episode"] = "episode"
    """When one of the population is drawn: once in a session and agent, or for each episode."""
    by: ConditionName | None = None
    """The condition whose level says who acts: see `levels`."""
    levels: Annotated[dict[LevelName, StepId] | None, Field(min_length=1)] = None
    """Each level of the condition to the policy that acts where it was given out, or `random`."""

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        given = {kind: getattr(self, kind) is not None for kind in _KEYS_OF}
        if sum(given.values()) != 1:
            kinds = ", ".join(f"`{kind}`" for kind in list(_KEYS_OF)[:-1])
            raise ValueError(f"give exactly one of {kinds} and `{list(_KEYS_OF)[-1]}`")
        (kind,) = (kind for kind, is_given in given.items() if is_given)
        others = set().union(*_KEYS_OF.values()) - _KEYS_OF[kind]
        if strange := sorted(others & self.model_fields_set):
            raise ValueError(f"`{strange[0]}` says nothing about a policy in `{kind}`")
        if self.by is not None and self.levels is None:
            raise ValueError("`by` needs `levels`: who acts at each level of the condition")
        return self
