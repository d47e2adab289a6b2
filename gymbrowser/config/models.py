"""The shape of exp.yml, as pydantic models.

The docstring under a key is its documentation: `gymbrowser schema` prints it for editors.
"""

import json
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from gymbrowser.config.asset_models import AssetsConfig
from gymbrowser.config.base import Config, EntryPoint, Slug, StepId, short_for
from gymbrowser.config.game_models import GameConfig
from gymbrowser.config.patterns import (
    HTTPS,
    LANGUAGE,
)
from gymbrowser.config.upload_models import UploadConfig
from gymbrowser.contract.wire import Device, Mode


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
    """A registered Gymnasium id, for example `CartPole-v1`; with a module before it, if that
    registers it when it is imported: `minigrid:MiniGrid-Empty-8x8-v0`."""
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
        BeforeValidator(short_for("file"), json_schema_input_type=str | PageConfig),
    ] = None
    """A text to read."""
    consent: Annotated[
        ConsentConfig | None,
        BeforeValidator(short_for("page"), json_schema_input_type=str | ConsentConfig),
    ] = None
    """Nothing is stored or sent before it is accepted."""
    form: Annotated[
        FormConfig | None,
        BeforeValidator(short_for("file"), json_schema_input_type=str | FormConfig),
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


class WithdrawalConfig(Config):
    """How a participant stops taking part before the end.

    From the consent on a quiet button stands under every step. It asks whether what was given so
    far may be kept or is to be deleted; after that nothing more is recorded.
    """

    offered: bool = True
    """`false` leaves the button out: then say in the consent how else one withdraws."""
    label: Annotated[str, StringConstraints(min_length=1, max_length=60)] = "Stop taking part"
    """What the button says."""
    page: str | None = None
    """Markdown or HTML file with your own words for the page after it: payment, contact,
    debriefing."""
    redirect: Annotated[str, StringConstraints(pattern=HTTPS)] | None = None
    """Where a link on that page leads, for example back to the recruiting service."""


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
    assets: AssetsConfig = AssetsConfig()
    """Images and sounds for the games."""
    steps: Annotated[list[StepConfig], Field(min_length=1, max_length=1000)]
    """What the participant sees, in this order."""
    participant: ParticipantConfig = ParticipantConfig()
    """What is kept of the address that the participant came by."""
    device: Device = "own"
    """Whose the computers are. `shared`: those of a lab, where one person follows another. There no
    session is gone on with by the next person, and what was sent is wiped from the computer."""
    on_abandon: Literal["keep", "discard"] = "keep"
    """What happens to a session that does not reach its end. `keep`: records are sent as they are
    made. `discard`: nothing is sent before the last step; a session that is broken off before it is
    deleted in the participant's browser, and you learn nothing of it."""
    withdrawal: WithdrawalConfig = WithdrawalConfig()
    """How a participant stops taking part before the end."""
    upload: UploadConfig | None = None
    """Where records go; without it they stay in the participant's browser."""


def experiment_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of exp.yml, for editors and for people."""
    schema = ExperimentConfig.model_json_schema(mode="validation")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
