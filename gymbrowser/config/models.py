"""The shape of exp.yml, as pydantic models.

The docstring under a key is its documentation: `gymbrowser schema` prints it for editors.
"""

from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    Field,
    StringConstraints,
    model_validator,
)

from gymbrowser.config.asset_models import AssetsConfig
from gymbrowser.config.base import Config, EntryPoint, Slug, StepId
from gymbrowser.config.bonus_models import BonusConfig
from gymbrowser.config.completion_models import CompletionsConfig
from gymbrowser.config.condition_models import ConditionConfig, ConditionName
from gymbrowser.config.deploy_models import DeployConfig
from gymbrowser.config.id_patterns import IdPattern
from gymbrowser.config.judging_models import ClipConfig, ClipName
from gymbrowser.config.patterns import (
    HTTPS,
    LANGUAGE,
)
from gymbrowser.config.policy_models import PolicyConfig, plain_json
from gymbrowser.config.presence_models import PresenceConfig
from gymbrowser.config.requires_models import RequiresConfig
from gymbrowser.config.step_models import StepConfig
from gymbrowser.config.text import TRANSLATED
from gymbrowser.config.theme_models import ThemeConfig
from gymbrowser.config.upload_models import UploadConfig
from gymbrowser.contract.manifest import LanguageSource
from gymbrowser.contract.wire import Device, Mode

type _Language = Annotated[str, StringConstraints(pattern=LANGUAGE)]


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
    kwargs: dict[str, Annotated[Any, AfterValidator(plain_json)]] = {}
    """Keyword arguments of the environment's constructor."""

    @model_validator(mode="after")
    def _one_name(self) -> Self:
        if (self.gym_id is None) == (self.entry_point is None):
            raise ValueError("give exactly one of `gym_id` and `entry_point`")
        if self.entry_point is not None and self.source is None and not self.requirements:
            raise ValueError("`entry_point` needs `source`, the folder that holds its module")
        return self


class HookConfig(Config):
    """Your own Python beside a game: it sees what passes, and may change what a person does."""

    python: EntryPoint
    """`module:Class` in `source` or a requirement: a subclass of `gymbrowser.Hook`."""
    kwargs: dict[str, Annotated[Any, AfterValidator(plain_json)]] = {}
    """Keyword arguments of the class."""


class ParticipantConfig(Config):
    """What is kept of the address's parameters."""

    id: list[str] = ["PROLIFIC_PID", "participant"]
    """URL parameters: the first one that is present is the participant's id."""
    pattern: IdPattern | None = None
    """A regular expression that the whole id must match, `[0-9a-f]{24}`: who comes without such an
    id is told so, and does not take part."""
    params: list[str] = []
    """Other URL parameters to keep in the record."""
    number: str | None = None
    """URL parameter with the participant's number, from 0: it takes conditions and orders in turn,
    so that they are equally frequent. `gymbrowser links` writes the addresses."""

    @property
    def kept(self) -> list[str]:
        """The URL parameters that are kept under their own names."""
        return [*self.params, *([] if self.number is None else [self.number])]


class WithdrawalConfig(Config):
    """How a participant stops taking part before the end.

    From the consent on a quiet button stands under every step. It asks whether what was given so
    far may be kept or is to be deleted; after that nothing more is recorded.
    """

    offered: bool = True
    """`false` leaves the button out: then say in the consent how else one withdraws."""
    label: Annotated[str, StringConstraints(min_length=1, max_length=60), TRANSLATED] | None = None
    """What the button says; "Stop taking part", in the page's language, if not given."""
    page: str | None = None
    """Markdown or HTML file with your own words for the page after it: payment, contact,
    debriefing."""
    redirect: Annotated[str, StringConstraints(pattern=HTTPS)] | None = None
    """Where a link on that page leads, for example back to the recruiting service."""


class ExperimentConfig(Config):
    """An experiment: what `gymbrowser build` turns into a site."""

    id: Slug
    """Short name, used for the output folder, in keys and in the data."""
    title: Annotated[str, StringConstraints(min_length=1, max_length=200), TRANSLATED]
    """What the participant's browser shows as the page's title."""
    mode: Mode = "dev"
    """`dev`, `pilot` or `live`: in every key and record, so that test data never mix with real."""
    language: _Language = "en"
    """Language of the pages (BCP 47); see [Languages](languages.md)."""
    languages: Annotated[list[_Language], Field(min_length=1, max_length=50)] = []
    """All languages that the study can be taken in, `language` among them."""
    language_by: Annotated[list[LanguageSource], Field(min_length=1)] = ["param", "browser"]
    """Who says which of them it is, the first who says anything: `param`, the address's parameter
    `language`; `browser`, as it is set up; `question`, the participant on a page before all others.
    Where nobody does, it is `language`."""
    theme: ThemeConfig | None = None
    """The looks of the pages, see [Themes](themes.md)."""
    environment: EnvironmentConfig
    """The environment of all games."""
    policies: dict[StepId, PolicyConfig] = {}
    """Policies that can act for an agent, by a name of your choice."""
    hooks: dict[StepId, HookConfig] = {}
    """Python that stands beside games, by a name of your choice. What it keeps lasts over all
    episodes and games of a visit."""
    step_hook: StepId | None = None
    """Which of `hooks` is told of every step of the study that is entered and left. It must stand
    beside a game, too: Python is started for games."""
    assets: AssetsConfig = AssetsConfig()
    """Images and sounds for the games."""
    conditions: dict[ConditionName, ConditionConfig] = {}
    """What differs between participants: factors and their levels, for `when`."""
    participants: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    """How many you plan to have: `gymbrowser check` says how even the conditions come out."""
    exclusions: Annotated[
        dict[StepId, Annotated[str, Field(min_length=1)]], Field(max_length=50)
    ] = {}
    """Which sessions your results leave out, declared before there are any: by a name of your
    choice an expression over `answers`, `results`, `conditions`, `session` and `timing`. All are
    recorded; `gymbrowser report` shows the results with and without them."""
    steps: Annotated[list[StepConfig], Field(min_length=1, max_length=1000)]
    """What the participant sees, in this order."""
    clips: dict[ClipName, ClipConfig] = {}
    """Pieces of episodes to watch, compare and rank, by a name of your choice."""
    participant: ParticipantConfig = ParticipantConfig()
    """What is kept of the address that the participant came by."""
    device: Device = "own"
    """Whose the computers are. `shared`: those of a lab, where one person follows another. There no
    session is gone on with by the next person, and what was sent is wiped from the computer."""
    requires: RequiresConfig | None = None
    """What a participant's device must be able to do. That it can run Python and store records is
    always looked at."""
    on_abandon: Literal["keep", "discard"] = "keep"
    """What happens to a session that does not reach its end. `keep`: records are sent as they are
    made. `discard`: nothing is sent before the last step; a session that is broken off before it is
    deleted in the participant's browser, and you learn nothing of it."""
    max_minutes: Annotated[float, Field(gt=0, le=1440, allow_inf_nan=False)] | None = None
    """Minutes from the consent after which a session ends wherever it is, as `timed_out`. The
    participant is told 5 minutes before, and again 1 minute before. A reload does not begin them
    anew."""
    idle: PresenceConfig | None = None
    """Whether somebody who does nothing on a page or a form is asked if they are still there."""
    completion: CompletionsConfig = CompletionsConfig()
    """What participants take along who don't reach the `end`: a code, or where they are sent."""
    debrief: str | None = None
    """Markdown or HTML file that stands below the words of every last page, however the session has
    ended: by its `end`, a `screen_out`, an error, the time, or a withdrawal. Only who never agreed
    does not read it."""
    bonus: BonusConfig | None = None
    """What participants earn beyond taking part, by what they did."""
    withdrawal: WithdrawalConfig = WithdrawalConfig()
    """How a participant stops taking part before the end."""
    upload: UploadConfig | None = None
    """Where records go; without it they stay in the participant's browser."""
    deploy: DeployConfig | None = None
    """Where the site goes; without it `gymbrowser deploy` needs `--to`."""


def experiment_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of exp.yml, for editors and for people."""
    schema = ExperimentConfig.model_json_schema(mode="validation")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
