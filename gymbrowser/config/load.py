"""From the path of exp.yml to an `Experiment`, or to all that is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from ruamel.yaml.comments import CommentedMap

from gymbrowser.config.clips import ClipReader, Clips
from gymbrowser.config.drafts import GameDraft, PolicyFile, StepDraft
from gymbrowser.config.exclusions import read_exclusions
from gymbrowser.config.flow import Flow, FlowReader
from gymbrowser.config.language_rules import broken_languages
from gymbrowser.config.models import ExperimentConfig
from gymbrowser.config.page_reader import PageReader
from gymbrowser.config.parts import understand
from gymbrowser.config.probes import wrong_conditions
from gymbrowser.config.references import References
from gymbrowser.config.rules import broken_rules
from gymbrowser.config.scripts import Script
from gymbrowser.config.shown import unknown_shown
from gymbrowser.config.step_reader import StepReader
from gymbrowser.config.theme_models import Logo
from gymbrowser.config.tongue import Tongue, tongues_of
from gymbrowser.config.upload_models import AlsoConfig, EndpointConfig
from gymbrowser.config.validate import validate
from gymbrowser.config.yaml import line_of, read_mapping
from gymbrowser.contract.assets import Assets
from gymbrowser.contract.exclusions import Exclusion
from gymbrowser.contract.manifest import Completion, CompletionOutcome, Withdrawal
from gymbrowser.contract.upload import EndpointUpload, NoUpload
from gymbrowser.contract.wire import Mode
from gymbrowser.errors import Place, Problem, UserError
from gymbrowser.store.bucket import Bucket
from gymbrowser.store.grant import MAX_CHUNK_BYTES

type Which = Literal["first", "also"]
"""`upload` itself, or `upload.also`."""


@dataclass(frozen=True)
class Destination:
    """A bucket, the prefix of the study's keys in it, and who signs for it."""

    which: Which
    bucket: Bucket
    prefix: str
    endpoint: EndpointConfig | None
    """None: the site itself is signed."""

    @classmethod
    def of(cls, config: AlsoConfig, which: Which = "first") -> "Destination":
        """The destination that exp.yml names."""
        s3 = config.s3
        region = {} if s3.region is None else {"region": s3.region}
        bucket = Bucket(s3.bucket, endpoint_url=s3.endpoint_url, **region)
        return cls(which, bucket, s3.prefix, config.endpoint)

    def unsigned(self, mode: Mode) -> NoUpload | EndpointUpload:
        """What `upload.json` says until the site is signed; an endpoint needs no signature."""
        if self.endpoint is None:
            return NoUpload(kind="none")
        named = self.endpoint.model_dump()
        return EndpointUpload(kind="endpoint", mode=mode, max_bytes=MAX_CHUNK_BYTES, **named)


@dataclass(frozen=True)
class Experiment:
    """exp.yml and every file it names, checked as far as that goes without running anything."""

    file: Path
    config: ExperimentConfig
    source: Path | None
    """The folder or wheel with the environment's Python."""
    policies: dict[str, PolicyFile]
    """The models by the policies' names; those written in Python have none."""
    scripts: dict[str, Script]
    """The actions of those policies that are scripts."""
    assets: Assets
    """The images and sounds of games; their files are among the `media`."""
    clips: Clips
    """Pieces of episodes that are made when the site is built."""
    steps: tuple[StepDraft, ...]
    """As they are written, those in blocks too."""
    flow: Flow
    debrief: str
    """HTML below the words of every last page; may be empty."""
    exclusions: tuple[Exclusion, ...]
    """Which sessions a report leaves out."""
    withdrawal: Withdrawal | None
    """How a participant stops before the end; None where the study offers no way of its own."""
    completions: dict[CompletionOutcome, Completion]
    """What participants take along who don't reach the end."""
    logo: Logo | None
    """The theme's pictures; None: there is none."""
    media: dict[str, Path]
    """The files of pages and games, those of all translations too."""
    document: CommentedMap
    translations: Mapping[str, "Experiment"] = field(default_factory=dict)
    """The same study in its other languages, by their tags."""

    @property
    def folder(self) -> Path:
        """The folder that every path in exp.yml is relative to."""
        return self.file.parent

    @property
    def games(self) -> tuple[GameDraft, ...]:
        """The steps that are games."""
        return tuple(step for step in self.steps if isinstance(step, GameDraft))

    @property
    def destinations(self) -> tuple[Destination, ...]:
        """Where every record goes, to each of them; none where they stay in the browser."""
        upload = self.config.upload
        if upload is None:
            return ()
        first = Destination.of(upload)
        return (first,) if upload.also is None else (first, Destination.of(upload.also, "also"))

    def in_mode(self, mode: Mode) -> "Experiment":
        """The same in another mode than exp.yml says."""
        return replace(
            self,
            config=self.config.model_copy(update={"mode": mode}),
            translations={tag: one.in_mode(mode) for tag, one in self.translations.items()},
        )

    def s3(self, which: Which = "first") -> Destination:
        """One place that the records go to.

        Raises:
            UserError: exp.yml does not name it.
        """
        if self.config.upload is None:
            raise UserError(
                "no bucket is named here",
                where=Place(self.file),
                why="Without `upload` the records stay in the participant's browser.",
                remedy="Add `upload: {s3: {bucket: …, prefix: …, region: …}}`, and build again.",
            )
        for destination in self.destinations:
            if destination.which == which:
                return destination
        raise UserError(
            "no second bucket is named here",
            where=self.place("upload"),
            remedy="Leave out `--destination also`; or add `also: {s3: {…}}`, and build again.",
        )

    def signed(self) -> tuple[Destination, ...]:
        """Where the records go, at least one of these by a permission in the site.

        Raises:
            UserError: exp.yml does not say, or names endpoints that give all permissions.
        """
        self.s3()
        if all(destination.endpoint is not None for destination in self.destinations):
            raise UserError(
                "this study has a signing endpoint, so its site is not signed",
                where=self.place("upload", "endpoint"),
                why="A permission in the site would be one for everybody, past the endpoint.",
                remedy="Deploy the site as it was built; or remove `upload.endpoint`.",
            )
        return self.destinations

    def place(self, *location: str | int) -> Place:
        """Where a value stands in exp.yml, or what it would be part of."""
        return Place(self.file, line_of(self.document, location))


def load_experiment(file: Path) -> Experiment:
    """Read and check exp.yml and the files that it names.

    Raises:
        UserError: Everything that is wrong, all at once, each with its line.
    """
    document, repeated = read_mapping(file)
    readings: dict[str, Experiment] = {}
    problems: dict[Problem, None] = dict.fromkeys(repeated)
    for tongue in tongues_of(document):
        try:
            readings[tongue.language] = _read_in(tongue, document, file)
        except UserError as error:
            problems |= dict.fromkeys(error.problems)
    if problems:
        raise UserError.of(problems)
    (_, usual), *others = readings.items()
    media = {path: f for reading in readings.values() for path, f in reading.media.items()}
    return replace(usual, media=media, translations=dict(others))


def _read_in(tongue: Tongue, written: CommentedMap, file: Path) -> Experiment:
    """The study in one of its languages."""
    document, missing = tongue.choose(ExperimentConfig, written, file)
    if tongue.is_translation:
        document["language"] = tongue.language
    config, findings = validate(ExperimentConfig, document, file)
    parts = understand(document)
    pages = PageReader(file, document, tongue)
    references = References(pages, parts)
    source, policies = references.source(), references.policies()
    steps = StepReader(pages, parts).read()
    scripts = references.scripts()
    withdrawal, assets = references.withdrawal(), references.assets()
    completions, debrief = references.completions(), references.debrief()
    logo = references.logo()
    cutter = ClipReader(parts, steps, file.parent, pages.place)
    clips = cutter.read()
    reader = FlowReader(parts, steps, pages.place)
    flow = reader.read()
    exclusions, wrong = read_exclusions(document, reader.known, pages.place)
    problems = [*missing, *findings, *pages.problems, *cutter.problems, *reader.problems]
    problems += [*unknown_shown(pages.shown, parts, steps), *wrong]
    problems += wrong_conditions(parts, pages.place)
    for location, what, why, remedy in (*broken_languages(document), *broken_rules(parts)):
        problems.append(Problem(what, Place(file, line_of(document, location)), why, remedy))
    if config is None or problems:
        raise UserError.of(problems)
    return Experiment(
        file=file,
        config=config,
        source=source,
        policies=policies,
        scripts=scripts,
        assets=assets,
        clips=clips,
        steps=tuple(steps.values()),
        flow=flow,
        debrief=debrief,
        exclusions=tuple(exclusions),
        withdrawal=withdrawal,
        completions=completions,
        logo=logo,
        media=pages.media.files,
        document=document,
    )
