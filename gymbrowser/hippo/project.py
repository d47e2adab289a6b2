"""A HIPPO Gym project as it lies on the disk, and what was found out about it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from ruamel.yaml.comments import CommentedMap

from gymbrowser.config.yaml import line_of, missing_file, read_mapping
from gymbrowser.errors import Place, Problem, UserError

type Outcome = Literal["carried", "changed", "left out", "not needed"]
"""`changed`: it is there, but not quite as it was. `left out`: the experiment lacks it."""

SECTIONS = ("project", "trial")
_FLAGS = {"yes": True, "on": True, "true": True, "no": False, "off": False, "false": False}
"""As YAML 1.1 has them, which HIPPO Gym reads."""


@dataclass(frozen=True)
class Fate:
    """What became of one key."""

    key: str
    """Such as `trial.maxEpisodes`, a file, or a parameter of the address, `?redirect`."""
    outcome: Outcome
    sentence: str
    """Where it stands now, or why it does not."""
    line: int | None = None
    """In config.yml."""


class Section:
    """One of the two roots of config.yml; remembers which keys somebody has asked for."""

    def __init__(self, name: str, content: CommentedMap, project: "Project") -> None:
        self.name = name
        self._content = content
        self._project = project
        self._asked: set[Any] = set()

    def value(self, key: str) -> Any:
        """As it is; None where it is not given."""
        self._asked.add(key)
        return self._content.get(key)

    def text(self, key: str) -> str | None:
        """A text; numbers and dates as they are written."""
        value = self.value(key)
        if isinstance(value, dict | list):
            self.wrong(key, "expected a text")
            return None
        return None if value is None else str(value)

    def flag(self, key: str, *, otherwise: bool = False) -> bool:
        """True or False."""
        value = self.value(key)
        if isinstance(value, str):
            value = _FLAGS.get(value.lower(), value)
        if value is None or isinstance(value, bool):
            return otherwise if value is None else value
        self.wrong(key, "expected True or False")
        return otherwise

    def number(self, key: str, otherwise: int, *, least: int, most: int) -> int:
        """A whole number within bounds."""
        value = self.value(key)
        if value is None:
            return otherwise
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self.wrong(key, f"expected a whole number from {least} to {most}")
            return otherwise
        return value

    def names(self, key: str) -> list[str]:
        """A list of texts."""
        value = self.value(key)
        if value is None:
            return []
        if not isinstance(value, list) or any(isinstance(each, dict | list) for each in value):
            self.wrong(key, "expected a list of names")
            return []
        return ["" if each is None else str(each) for each in value]

    def below(self, key: str) -> "Section":
        """A mapping in this one; an empty one where there is none."""
        value = self.value(key)
        if value is not None and not isinstance(value, dict):
            self.wrong(key, "expected a mapping, `key: value` lines")
        content = value if isinstance(value, CommentedMap) else CommentedMap()
        return Section(f"{self.name}.{key}", content, self._project)

    def wrong(self, key: str, expectation: str) -> None:
        """Note that a value is of the wrong kind."""
        given = repr(self._content.get(key))
        shown = given if len(given) <= 60 else f"{given[:60]}…"
        self.problem(key, f"`{self.name}.{key}`: {expectation}", f"Given: {shown}.")

    def problem(
        self, key: Any, what: str, why: str | None = None, remedy: str | None = None
    ) -> None:
        """Note what is wrong, with the key's line."""
        self._project.problems.append(Problem(what, self.place(key), why, remedy))

    def tell(self, key: Any, outcome: Outcome, sentence: str) -> None:
        """Say what became of a key, if it is given."""
        self._asked.add(key)
        if key in self._content:
            line = self.place(key).line
            self._project.fates.append(Fate(f"{self.name}.{key}", outcome, sentence, line))

    def place(self, key: Any) -> Place:
        """Where a key stands."""
        location = (*self.name.split("."), key)
        return Place(self._project.file, line_of(self._project.document, location))

    def unasked(self) -> Iterator[Any]:
        """The keys that nobody knows, as they are: a number may be one."""
        yield from (key for key in self._content if key not in self._asked)

    def __contains__(self, key: str) -> bool:
        return key in self._content

    def items(self) -> Iterator[tuple[Any, Any]]:
        """Keys and values as they are."""
        yield from self._content.items()


@dataclass
class Project:
    """A project, and all that is said about it so far."""

    file: Path
    document: CommentedMap
    problems: list[Problem]
    fates: list[Fate] = field(default_factory=list)

    def __post_init__(self) -> None:
        contents = [self.document.get(name) for name in SECTIONS]
        self.about, self.trial = (
            Section(name, content if isinstance(content, CommentedMap) else CommentedMap(), self)
            for name, content in zip(SECTIONS, contents, strict=True)
        )

    @property
    def folder(self) -> Path:
        """Where StepFiles lies."""
        return self.file.parent

    def tell(self, key: str, outcome: Outcome, sentence: str) -> None:
        """Say what became of something that is no key of config.yml."""
        self.fates.append(Fate(key, outcome, sentence))

    def settle_unknown(self) -> None:
        """Say of every other key that nothing here does what it did."""
        for section in (self.about, self.trial):
            for key in section.unasked():
                sentence = "gymbrowser knows no key of HIPPO Gym by this name: see what it was for."
                section.tell(key, "left out", sentence)

    def fates_in_order(self) -> list[Fate]:
        """By their lines; what has none comes last."""
        return sorted(self.fates, key=lambda fate: fate.line or 10**9)


def read_project(file: Path) -> Project:
    """Read config.yml.

    Raises:
        UserError: It is no YAML, or none of HIPPO Gym's.
    """
    if not file.is_file():
        remedy = "Name a project's config.yml: it lies beside its StepFiles."
        raise UserError.of([missing_file(file, None, remedy=remedy)])
    document, repeated = read_mapping(file)
    missing = [name for name in SECTIONS if not isinstance(document.get(name), CommentedMap)]
    if missing:
        raise UserError(
            f"there is no section `{'`, and no section `'.join(missing)}`",
            where=Place(file, 1),
            why="A config.yml of HIPPO Gym has two: `project`, with the steps, and `trial`, with "
            "the game.",
            remedy="Name the config.yml that updateProject.py reads, not one that it writes.",
        )
    return Project(file, document, repeated)
