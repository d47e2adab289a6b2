"""From the path of exp.yml to an `Experiment`, or to all that is wrong with it."""

from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml.comments import CommentedMap

from gymbrowser.config.drafts import GameDraft, PolicyFile, StepDraft
from gymbrowser.config.models import ExperimentConfig
from gymbrowser.config.parts import understand
from gymbrowser.config.references import References
from gymbrowser.config.rules import broken_rules
from gymbrowser.config.upload_models import S3Config
from gymbrowser.config.validate import validate
from gymbrowser.config.yaml import line_of, read_mapping
from gymbrowser.errors import Place, Problem, UserError
from gymbrowser.store.s3 import Bucket


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


@dataclass(frozen=True)
class Experiment:
    """exp.yml and every file it names, checked as far as that goes without running anything."""

    file: Path
    config: ExperimentConfig
    source: Path | None
    """The folder or wheel with the environment's Python."""
    policies: dict[str, PolicyFile]
    """The models by the policies' names; those written in Python have none."""
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
                "no bucket is named here",
                where=Place(self.file),
                why="Without `upload` the records stay in the participant's browser.",
                remedy="Add `upload: {s3: {bucket: …, prefix: …, region: …}}`, and build again.",
            )
        return Destination.of(self.config.upload.s3)

    def signed_s3(self) -> "Destination":
        """Where the records go by a permission in the site.

        Raises:
            UserError: exp.yml does not say, or names an endpoint that gives the permissions.
        """
        if self.config.upload is not None and self.config.upload.endpoint is not None:
            raise UserError(
                "this study has a signing endpoint, so its site is not signed",
                where=self.place("upload", "endpoint"),
                why="A permission in the site would be one for everybody, past the endpoint.",
                remedy="Deploy the site as it was built; or remove `upload.endpoint`.",
            )
        return self.s3()

    def place(self, *location: str | int) -> Place:
        """Where a value stands in exp.yml, or what it would be part of."""
        return Place(self.file, line_of(self.document, location))


def load_experiment(file: Path) -> Experiment:
    """Read and check exp.yml and the files that it names.

    Raises:
        UserError: Everything that is wrong, all at once, each with its line.
    """
    document, repeated = read_mapping(file)
    config, findings = validate(ExperimentConfig, document, file)
    parts = understand(document)
    references = References(file, document, parts)
    source, policies, steps = references.source(), references.policies(), references.steps()
    problems = [*repeated, *findings, *references.problems]
    for location, what, why, remedy in broken_rules(parts):
        problems.append(Problem(what, Place(file, line_of(document, location)), why, remedy))
    if config is None or problems:
        raise UserError.of(problems)
    return Experiment(
        file=file,
        config=config,
        source=source,
        policies=policies,
        steps=steps,
        media=references.media.files,
        document=document,
    )
