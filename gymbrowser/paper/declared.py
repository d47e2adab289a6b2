"""What a built site says of its study: names, orders and expectations that no record holds."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from gymbrowser.contract import questions as asked
from gymbrowser.contract.exclusions import Exclusion
from gymbrowser.contract.flow import Factor
from gymbrowser.contract.manifest import Manifest
from gymbrowser.contract.steps import FormStep
from gymbrowser.errors import UserError
from gymbrowser.store.site import read_site

type QuestionKind = Literal["number", "choice", "scale", "text", "other"]
type Asked = tuple[str, str]
"""A form's step and a question's name."""


@dataclass(frozen=True)
class Question:
    """One question of a form."""

    prompt: str
    """Inline HTML, as the author wrote it."""
    kind: QuestionKind
    options: Mapping[str, str] = field(default_factory=dict)
    """Value to label: no other text is an option. Of a scale, its points."""


@dataclass(frozen=True)
class Declared:
    """A study as its site says it; without a site, nothing."""

    experiment: str | None = None
    title: str | None = None
    steps: Mapping[str, str] = field(default_factory=dict)
    """Step to its kind, in the order in which they are written."""
    factors: Sequence[Factor] = ()
    questions: Mapping[Asked, Question] = field(default_factory=dict)
    exclusions: Sequence[Exclusion] = ()

    @classmethod
    def of(cls, manifest: Manifest) -> "Declared":
        """What one version of a site says."""
        forms = [step for step in manifest.steps if isinstance(step, FormStep)]
        return cls(
            experiment=manifest.experiment,
            title=manifest.title,
            steps={step.id: step.kind for step in manifest.steps},
            factors=manifest.factors,
            questions={
                (form.id, name): question
                for form in forms
                for each in form.questions
                for name, question in _questions(each)
            },
            exclusions=manifest.exclusions,
        )


class Versions:
    """The exclusions that each version of a site declared, read once each.

    Args:
        site: The built site; None: nothing is known.
    """

    def __init__(self, site: Path | None) -> None:
        self._site = site
        self._known: dict[str, Sequence[Exclusion] | None] = {}

    def exclusions_of(self, version: str) -> Sequence[Exclusion] | None:
        """None where this version's folder is not there, or can't be read.

        Args:
            version: The hash of the site that a session began on.
        """
        if version not in self._known:
            self._known[version] = self._read(version)
        return self._known[version]

    def _read(self, version: str) -> Sequence[Exclusion] | None:
        if self._site is None:
            return None
        try:
            return read_site(self._site, version).manifest.exclusions
        except UserError:  # strangers say what they began on, and earlier versions may be gone
            return None


def _questions(question: asked.Question) -> Iterator[tuple[str, Question]]:
    """By the names of its answers."""
    name, prompt = question.name, question.prompt
    match question:
        case asked.NumberQuestion() | asked.SliderQuestion():
            yield name, Question(prompt, "number")
        case asked.ChoiceQuestion(options=options, other=other):
            further = {} if other is None else {asked.OTHER: other}
            labels = {one.value: one.label for one in options} | further
            yield name, Question(prompt, "choice", labels)
        case asked.LikertQuestion(points=points, low=low, high=high):
            yield name, Question(prompt, "scale", _points(points, low, high))
        case asked.GridQuestion(points=points, low=low, high=high):
            scale = _points(points, low, high)
            for key, statement in zip(
                asked.answer_names(question), question.statements, strict=True
            ):
                yield key, Question(f"{prompt} {statement.label}", "scale", scale)
        case asked.TextQuestion():
            yield name, Question(prompt, "text")
        case _:
            yield name, Question(prompt, "other")


def _points(points: int, low: str, high: str) -> dict[str, str]:
    ends = {1: low, points: high}
    return {
        str(point): f"{point} ({ends[point]})" if ends.get(point) else str(point)
        for point in range(1, points + 1)
    }
