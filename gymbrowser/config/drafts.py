"""What exp.yml and the files that it names say, before the environment was looked at."""

from dataclasses import dataclass
from pathlib import Path

from gymbrowser.config.game_models import GameConfig
from gymbrowser.config.seeds import Seeds
from gymbrowser.config.step_models import (
    ConsentConfig,
    FormConfig,
    MediaConfig,
    PageConfig,
    QuizConfig,
    StepConfig,
)
from gymbrowser.config.surveyjs_models import SurveyJsConfig
from gymbrowser.contract.expressions import Expression
from gymbrowser.contract.judging import CompareStep, RankStep, WatchStep
from gymbrowser.contract.steps import (
    ConsentStep,
    EndStep,
    FormStep,
    FullscreenStep,
    LoginStep,
    MediaStep,
    MicrophoneStep,
    PageStep,
    WaitStep,
)
from gymbrowser.errors import Place


@dataclass(frozen=True)
class GameDraft:
    """A game step before its environment was looked at."""

    id: str
    html: str
    config: GameConfig
    location: tuple[str | int, ...]
    """Where the step stands in exp.yml."""
    seeds: Seeds
    """The environment's."""
    shown: tuple[Expression, ...] = ()
    """What the page above it shows of the session."""


@dataclass(frozen=True)
class PolicyFile:
    """A policy's model, found but not yet read."""

    file: Path
    place: Place


type JudgingStep = WatchStep | CompareStep | RankStep

type StepDraft = (
    PageStep
    | LoginStep
    | ConsentStep
    | FormStep
    | MediaStep
    | WaitStep
    | MicrophoneStep
    | FullscreenStep
    | JudgingStep
    | EndStep
    | GameDraft
)


def step_id(step: StepConfig) -> str:
    """The step's name in the data: its own `id`, else the one of its file, else its kind."""
    content = getattr(step, step.kind)
    if content is None or content.id is not None:
        return step.kind if content is None else str(content.id)
    match content:
        case FormConfig(survey=str(survey)):
            return survey
        case (
            PageConfig(file=str(file))
            | FormConfig(file=str(file))
            | QuizConfig(file=file)
            | SurveyJsConfig(file=file)
            | MediaConfig(file=file)
            | ConsentConfig(page=file)
        ):
            return Path(file).stem
        case _:
            return step.kind
