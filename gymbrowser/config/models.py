"""The shape of exp.yml, as pydantic models.

The docstring under a key is its documentation: `gymbrowser schema` prints it for editors.
"""

import json
from collections.abc import Callable
from difflib import get_close_matches
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from gymbrowser.config.keys import KEY_CODES
from gymbrowser.config.patterns import (
    BUCKET,
    ENDPOINT,
    ENTRY_POINT,
    HTTPS,
    LANGUAGE,
    PREFIX,
    SIGNER,
    SLUG,
    STEP_ID,
)
from gymbrowser.contract.wire import Mode, Pace


class Config(BaseModel):
    """A mapping in exp.yml: closed, so that a misspelt key is an error and not silence."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


type Slug = Annotated[str, StringConstraints(pattern=SLUG)]
"""Lower-case letters, digits and hyphens: safe in addresses, file names and object keys."""

type StepId = Annotated[str, StringConstraints(pattern=STEP_ID)]

type EntryPoint = Annotated[str, StringConstraints(pattern=ENTRY_POINT)]
"""`module:attribute`."""


def _short_for(key: str) -> Callable[[Any], Any]:
    """Let `step: file.md` stand for `step: {key: file.md}`."""
    return lambda value: {key: value} if isinstance(value, str) else value


def _plain_json(value: Any) -> Any:
    try:
        json.dumps(value)
    except TypeError as error:
        kind = type(value).__name__
        raise ValueError(
            f"a {kind} cannot be given to Python from here; put it in quotes"
        ) from error
    return value


class EnvironmentConfig(Config):
    """The environment: a registered Gymnasium id, or your own class in `source`."""

    gym_id: str | None = None
    """A registered Gymnasium id, for example `CartPole-v1`."""
    entry_point: EntryPoint | None = None
    """`module:Class` of your own environment, found in `source`."""
    source: str | None = None
    """Where your Python is: a folder of modules, a folder with a `pyproject.toml`, or a wheel, each
    relative to exp.yml; or a package with its version, such as `my-env==1.2`. Pure Python only."""
    requirements: list[str] = []
    """Packages that your Python needs beyond numpy and gymnasium, such as `cogrid==0.3.2`: pure
    ones, and compiled ones that Pyodide's distribution has. exp.lock keeps the versions."""
    kwargs: dict[str, Annotated[Any, AfterValidator(_plain_json)]] = {}
    """Keyword arguments of the environment's constructor."""

    @model_validator(mode="after")
    def _one_name(self) -> Self:
        if (self.gym_id is None) == (self.entry_point is None):
            raise ValueError("give exactly one of `gym_id` and `entry_point`")
        if self.entry_point is not None and self.source is None and not self.requirements:
            raise ValueError("`entry_point` needs `source`, the folder that holds its module")
        return self


class ActionConfig(Config):
    """How a policy's output becomes an action."""

    from_: Annotated[str | None, Field(alias="from")] = None
    """Name of the model's output with one logit per action; the only output if not given."""
    choose: Literal["argmax", "sample"] = "argmax"
    """The largest logit, or a draw from the softmax."""
    temperature: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 1.0
    """Divides the logits before a draw: below 1 bolder, above 1 more random."""


class PolicyConfig(Config):
    """A policy that can act for an agent: an ONNX model, or Python beside the environment."""

    onnx: str | None = None
    """The model file, relative to exp.yml: float32 [batch, features] to logits [batch, actions]."""
    observation: Annotated[
        dict[str, Literal["flatten"]] | None, Field(min_length=1, max_length=1)
    ] = None
    """Input name to layout. `flatten`: the observation as one row of float32."""
    action: ActionConfig = ActionConfig()
    """How the output becomes an action."""
    python: EntryPoint | None = None
    """`module:factory` in `source` or a requirement; it returns an object with the methods
    `reset(*, agent, action_space, seed)` and `act(observation, info)`."""
    kwargs: dict[str, Annotated[Any, AfterValidator(_plain_json)]] = {}
    """Keyword arguments of the Python factory."""

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if (self.onnx is None) == (self.python is None):
            raise ValueError("give exactly one of `onnx` and `python`")
        others = {"kwargs"} if self.python is None else {"observation", "action"}
        if strange := sorted(others & self.model_fields_set):
            kind = "onnx" if self.python is None else "python"
            raise ValueError(f"`{strange[0]}` says nothing about a policy in `{kind}`")
        return self


class PageConfig(Config):
    """A text to read; `page: FILE` is short for `page: {file: FILE}`."""

    file: str
    """Markdown (.md) or HTML (.html) file, relative to exp.yml."""
    id: StepId | None = None
    """Name of the step in the data; the file's name if not given."""


class ConsentConfig(Config):
    """A text to agree to; `consent: FILE` is short for `consent: {page: FILE}`."""

    page: str
    """Markdown or HTML file with the text that is agreed to."""
    version: Annotated[str, BeforeValidator(lambda v: v if v is None else str(v))] = "1"
    """Your own name for this wording; the record also holds the hash of the text."""
    accept: str = "I agree"
    """Label of the button that agrees."""
    decline: str = "I do not agree"
    """Label of the button that does not."""
    id: StepId | None = None
    """Name of the step in the data; the page's file name if not given."""


class FormConfig(Config):
    """Questions from a form file; `form: FILE` is short for `form: {file: FILE}`."""

    file: str
    """YAML file with questions, relative to exp.yml."""
    id: StepId | None = None
    """Name of the step in the data; the file's name if not given."""


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


class EndConfig(Config):
    """The last page."""

    page: str | None = None
    """Markdown or HTML file that thanks the participant."""
    code: str | None = None
    """Completion code, shown with a copy button. Anybody can read it in the site's source."""
    redirect: Annotated[str, StringConstraints(pattern=HTTPS)] | None = None
    """Where the participant is sent once everything is uploaded."""
    id: StepId | None = None
    """Name of the step in the data."""


class StepConfig(Config):
    """One step: exactly one of these keys."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1, "maxProperties": 1})

    page: Annotated[
        PageConfig | None,
        BeforeValidator(_short_for("file"), json_schema_input_type=str | PageConfig),
    ] = None
    """A text to read."""
    consent: Annotated[
        ConsentConfig | None,
        BeforeValidator(_short_for("page"), json_schema_input_type=str | ConsentConfig),
    ] = None
    """Nothing is stored or sent before it is accepted."""
    form: Annotated[
        FormConfig | None,
        BeforeValidator(_short_for("file"), json_schema_input_type=str | FormConfig),
    ] = None
    """Questions."""
    game: GameConfig | None = None
    """Episodes of the environment, played or watched."""
    end: EndConfig | None = None
    """Thanks, completion code, redirect. Always the last step."""

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if len(self.model_fields_set) != 1:
            raise ValueError("a step has exactly one of page, consent, form, game, end")
        return self

    @property
    def kind(self) -> str:
        """The one key that is given."""
        return next(iter(self.model_fields_set))


class ParticipantConfig(Config):
    """What is kept of the address's parameters."""

    id: list[str] = ["PROLIFIC_PID", "participant"]
    """URL parameters: the first one that is present is the participant's id."""
    params: list[str] = []
    """Other URL parameters to keep in the record."""


class S3Config(Config):
    """A bucket on Amazon S3 or on any store that speaks its presigned POST."""

    bucket: Annotated[str, StringConstraints(pattern=BUCKET)]
    """Name of the bucket."""
    prefix: Annotated[str, StringConstraints(pattern=PREFIX)]
    """Object keys begin with `<prefix>/<mode>/`."""
    region: str | None = None
    """Amazon S3 region, for example `eu-west-1`."""
    endpoint_url: Annotated[str, StringConstraints(pattern=ENDPOINT)] | None = None
    """Any store that speaks S3; Amazon's own address for the region if not given."""

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        if self.region is None and self.endpoint_url is None:
            raise ValueError("give `region` (Amazon S3) or `endpoint_url` (any other store)")
        return self


class EndpointConfig(Config):
    """A signing endpoint; `endpoint: URL` is short for `endpoint: {url: URL}`."""

    url: Annotated[str, StringConstraints(pattern=SIGNER)]
    """Its address."""
    participants: bool = False
    """Tell it a hash of the participant's id: it needs one to refuse ids that were used."""
    code: bool = False
    """It gives the completion code once everything is stored; then `end.code` must not be set."""


class UploadConfig(Config):
    """Where records go."""

    s3: S3Config
    """A bucket that takes presigned POST uploads."""
    endpoint: Annotated[
        EndpointConfig | None,
        BeforeValidator(_short_for("url"), json_schema_input_type=str | EndpointConfig),
    ] = None
    """A signing endpoint that gives each session a permission of its own. Without it, `gymbrowser
    sign` gives one to all."""


class ExperimentConfig(Config):
    """An experiment: what `gymbrowser build` turns into a site."""

    id: Slug
    """Short name, used for the output folder, in keys and in the data."""
    title: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    """What the participant's browser shows as the page's title."""
    mode: Mode = "dev"
    """`dev`, `pilot` or `live`: in every key and record, so that test data never mix with real."""
    language: Annotated[str, StringConstraints(pattern=LANGUAGE)] = "en"
    """Language of the pages (BCP 47)."""
    environment: EnvironmentConfig
    """The environment of all games."""
    policies: dict[StepId, PolicyConfig] = {}
    """Policies that can act for an agent, by a name of your choice."""
    steps: Annotated[list[StepConfig], Field(min_length=1, max_length=1000)]
    """What the participant sees, in this order."""
    participant: ParticipantConfig = ParticipantConfig()
    """What is kept of the address that the participant came by."""
    upload: UploadConfig | None = None
    """Where records go; without it they stay in the participant's browser."""


def experiment_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of exp.yml, for editors and for people."""
    schema = ExperimentConfig.model_json_schema(mode="validation")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
