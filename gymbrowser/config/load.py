"""From the path of exp.yml to an `Experiment`, or to all that is wrong with it."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ruamel.yaml.comments import CommentedMap

from gymbrowser.config.forms import read_form
from gymbrowser.config.models import (
    ConsentConfig,
    EndConfig,
    ExperimentConfig,
    FormConfig,
    GameConfig,
    PageConfig,
    S3Config,
    StepConfig,
)
from gymbrowser.config.pages import Media, inside, render_page
from gymbrowser.config.validate import validate
from gymbrowser.config.yaml import Location, line_of, read_mapping
from gymbrowser.contract.manifest import (
    ConsentStep,
    EndStep,
    FormStep,
    PageStep,
)
from gymbrowser.errors import Place, Problem, UserError
from gymbrowser.store.s3 import Bucket


@dataclass(frozen=True)
class GameDraft:
    """A game step before its environment was looked at."""

    id: str
    html: str
    config: GameConfig
    location: tuple[str | int, ...]
    """Where the step stands in exp.yml."""


@dataclass(frozen=True)
class PolicyFile:
    """A policy's model, found but not yet read."""

    file: Path
    place: Place


@dataclass(frozen=True)
class Destination:
    """A bucket, and the prefix of the study's keys in it."""

    bucket: Bucket
    prefix: str

    @classmethod
    def of(cls, config: S3Config) -> "Destination":
        """The destination that exp.yml names."""
        region = {} if config.region is None else {"region": config.region}
        return cls(Bucket(config.bucket, endpoint_url=config.endpoint_url, **region), config.prefix)


type StepDraft = PageStep | ConsentStep | FormStep | EndStep | GameDraft


@dataclass(frozen=True)
class Experiment:
    """exp.yml and every file it names, checked as far as that goes without running anything."""

    file: Path
    config: ExperimentConfig
    source: Path | None
    """The folder with the environment's Python."""
    policies: dict[str, PolicyFile]
    steps: tuple[StepDraft, ...]
    media: dict[str, Path]
    document: CommentedMap

    @property
    def folder(self) -> Path:
        """The folder that every path in exp.yml is relative to."""
        return self.file.parent

    @property
    def games(self) -> tuple[GameDraft, ...]:
        """The steps that are games."""
        return tuple(step for step in self.steps if isinstance(step, GameDraft))

    def s3(self) -> "Destination":
        """Where the records go.

        Raises:
            UserError: exp.yml does not say.
        """
        if self.config.upload is None:
            raise UserError(
                "exp.yml names no bucket",
                where=Place(self.file),
                why="Without `upload` the records stay in the participant's browser.",
                remedy="Add `upload: {s3: {bucket: …, prefix: …, region: …}}`, and build again.",
            )
        return Destination.of(self.config.upload.s3)

    def place(self, *location: str | int) -> Place:
        """Where a value stands in exp.yml, or what it would be part of."""
        return Place(self.file, line_of(self.document, location))


def load_experiment(file: Path) -> Experiment:
    """Read and check exp.yml and the files that it names.

    Raises:
        UserError: Everything that is wrong, all at once, each with its line.
    """
    document = read_mapping(file)
    config = validate(ExperimentConfig, document, file)
    reader = _Reader(file, document, config)
    experiment = Experiment(
        file=file,
        config=config,
        source=reader.source(),
        policies=reader.policies(),
        steps=reader.steps(),
        media=reader.media.files,
        document=document,
    )
    reader.check_order(experiment.steps)
    reader.check_agents(experiment.games)
    if reader.problems:
        raise UserError.of(reader.problems)
    return experiment


class _Reader:
    """Follows every reference of a valid exp.yml and gathers what is wrong on the way."""

    def __init__(self, file: Path, document: CommentedMap, config: ExperimentConfig) -> None:
        self.file = file
        self.folder = file.parent
        self.document = document
        self.config = config
        self.media = Media()
        self.problems: list[Problem] = []

    def source(self) -> Path | None:
        named = self.config.environment.source
        if named is None:
            return None
        place = self._place(("environment", "source"))
        folder = self._gather(lambda: inside(self.folder / named, self.folder, place))
        if folder is not None and not folder.is_dir():
            self._report(
                f"`source` is not a folder: {named}",
                ("environment", "source"),
                remedy="Name the folder that holds your module, relative to exp.yml.",
            )
        return folder

    def policies(self) -> dict[str, PolicyFile]:
        found = {}
        for name, policy in self.config.policies.items():
            location = ("policies", name, "onnx")
            place = self._place(location)
            path = self.folder / policy.onnx
            file = self._gather(partial(inside, path, self.folder, place))
            if file is not None and not file.is_file():
                self._report(f"there is no file {policy.onnx}", location)
            elif file is not None:
                found[name] = PolicyFile(file, place)
        return found

    def steps(self) -> tuple[StepDraft, ...]:
        drafts: dict[str, StepDraft] = {}
        for index, step in enumerate(self.config.steps):
            location = ("steps", index)
            draft = self._gather(partial(self._step, step, location))
            if draft is not None and draft.id in drafts:
                self._report(
                    f"two steps have the id `{draft.id}`",
                    location,
                    remedy="Give one of them another `id`: it names the step in the data.",
                )
            elif draft is not None:
                drafts[draft.id] = draft
        return tuple(drafts.values())

    def check_order(self, steps: tuple[StepDraft, ...]) -> None:
        kinds = [step.kind for step in self.config.steps]
        if kinds[-1] != "end" or "end" in kinds[:-1]:
            self._report(
                "the last step must be an `end`, and no other",
                ("steps", len(kinds) - 1),
                why="It is where the study tells the participant that all is saved.",
                remedy="Add `- end: {}` as the last step.",
            )
        if "consent" in kinds and "game" in kinds[: kinds.index("consent")]:
            self._report(
                "a game stands before the consent",
                ("steps", kinds.index("game")),
                why="A game is recorded from its first step on, which needs the consent.",
                remedy="Put the consent first.",
            )
        if kinds.count("consent") > 1:
            self._report("there is more than one `consent` step", ("steps",))

    def check_agents(self, games: tuple[GameDraft, ...]) -> None:
        for game in games:
            for agent, actor in game.config.agents.items():
                if actor != "human" and actor not in self.config.policies:
                    known = ", ".join(["human", *self.config.policies])
                    self._report(
                        f"game `{game.id}`: there is no policy `{actor}`",
                        (*game.location, "agents", agent),
                        remedy=f"Known: {known}. Declare others under `policies`.",
                    )
            if "human" in game.config.agents.values() and game.config.controls is None:
                self._report(
                    f"game `{game.id}` has a human agent but no `controls`",
                    game.location,
                    remedy="Add for example `controls: {keys: {ArrowLeft: 0, ArrowRight: 1}}`.",
                )

    def _step(self, step: StepConfig, location: tuple[str | int, ...]) -> StepDraft:
        location = (*location, step.kind)
        place = self._place(location)
        match getattr(step, step.kind):
            case PageConfig() as page:
                html = self._page(page.file, (*location, "file"))
                return PageStep(kind="page", id=page.id or Path(page.file).stem, html=html)
            case ConsentConfig() as consent:
                return self._consent(consent, (*location, "page"))
            case FormConfig() as form:
                return self._form(form, (*location, "file"))
            case GameConfig() as game:
                html = "" if game.page is None else self._page(game.page, (*location, "page"))
                return GameDraft(id=game.id or "game", html=html, config=game, location=location)
            case EndConfig() as end:
                return self._end(end, (*location, "page"))
        raise UserError(f"the step `{step.kind}` is empty", where=place)

    def _consent(self, consent: ConsentConfig, location: Location) -> ConsentStep:
        html = self._page(consent.page, location)
        return ConsentStep(
            kind="consent",
            id=consent.id or Path(consent.page).stem,
            html=html,
            version=consent.version,
            sha256=hashlib.sha256(html.encode()).hexdigest(),
            accept=consent.accept,
            decline=consent.decline,
        )

    def _form(self, form: FormConfig, location: Location) -> FormStep:
        step, place = form.id or Path(form.file).stem, self._place(location)
        return read_form(self.folder / form.file, step, self.folder, self.media, place)

    def _end(self, end: EndConfig, location: Location) -> EndStep:
        html = "<h1>Thank you!</h1>" if end.page is None else self._page(end.page, location)
        return EndStep(
            kind="end", id=end.id or "end", html=html, code=end.code, redirect=end.redirect
        )

    def _page(self, name: str, location: Location) -> str:
        return render_page(self.folder / name, self.folder, self.media, self._place(location))

    def _gather[T](self, read: Callable[[], T]) -> T | None:
        """What `read` gives; None if it fails, whose problems are kept."""
        try:
            return read()
        except UserError as error:
            self.problems.extend(error.problems)
            return None

    def _place(self, location: Location) -> Place:
        return Place(self.file, line_of(self.document, location))

    def _report(
        self, what: str, location: Location, why: str | None = None, remedy: str | None = None
    ) -> None:
        self.problems.append(Problem(what, self._place(location), why, remedy))
