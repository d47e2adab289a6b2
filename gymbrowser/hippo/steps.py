"""The steps of a project: its HTML files, where the game is, and what comes last."""

import re
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from gymbrowser.config.html_forms import SUFFIXES, has_controls, read_html_form
from gymbrowser.config.pages import Media, render_page
from gymbrowser.config.patterns import STEP_ID
from gymbrowser.config.yaml import read_text
from gymbrowser.errors import UserError
from gymbrowser.hippo.lost import tell_lost
from gymbrowser.hippo.project import Project, Section
from gymbrowser.hippo.variants import Variants, find_variants

FOLDER = "StepFiles"
PAGES = "pages"
GAME = "game"
_MTURK = re.compile(r"""class\s*=\s*["']?[^"'>]*\bMTURK_CODE\b""")
_NUMBER = re.compile(r"[1-9][0-9]{0,3}")
_CONSENT = re.compile("consent", re.IGNORECASE)
_BEFORE_CONSENT = (
    "A form as it is. Recording begins with the first page: with a `consent` step of its text, "
    "nothing is stored before it is accepted."
)

type _Kind = Literal["page", "form"]


@dataclass(frozen=True)
class Entry:
    """A step of exp.yml."""

    comment: str
    step: dict[str, Any]


@dataclass
class Steps:
    """All of them, and the files that they show."""

    root: Path
    """The folder StepFiles."""
    key: str
    """`step` or `steps`, as config.yml calls them."""
    entries: list[Entry] = field(default_factory=list)
    conditions: dict[str, list[str]] = field(default_factory=dict)
    """Condition to its levels."""
    files: set[Path] = field(default_factory=set)
    """Relative to StepFiles: pages and their pictures."""
    ids: set[str] = field(default_factory=lambda: {"end"})
    """Names that are taken; the last step's is always."""


def read_steps(project: Project) -> Steps:
    """The steps as exp.yml has them; what is wrong is among the project's problems."""
    noted = len(project.problems)
    section = _section(project)
    steps = Steps(project.folder / FOLDER, section.name.rpartition(".")[2])
    values = _values(section)
    if not values and len(project.problems) == noted:
        what = f"`{section.name}` has no step"
        project.about.problem(steps.key, what, None, "Number them from 1: `1: welcome.html`.")
    if not values:
        return steps
    reader = _Reader(project, section, steps)
    *before, last = values
    for key, value in before:
        reader.add(key, value)
    reader.end(*last)
    return steps


def _section(project: Project) -> Section:
    """`step` in the documentation, `steps` in its examples."""
    name = "steps" if "steps" in project.about else "step"
    project.about.tell(name, "carried", "`steps`, in their order; a reload resumes where it was.")
    return project.about.below(name)


def _values(section: Section) -> list[tuple[Any, str]]:
    """Keys and values in the order of a participant: 1, 2, …, and the final one."""
    numbered: dict[int, tuple[Any, str]] = {}
    final: tuple[Any, str] | None = None
    for key, value in section.items():
        if not isinstance(value, str):
            section.wrong(key, "expected the name of an HTML file, or `game`")
        elif key == "finalStep":
            final = (key, value)
        elif not _NUMBER.fullmatch(str(key)):
            section.problem(key, f"`{key}` is no step", None, "Steps are numbers, and `finalStep`.")
        else:
            numbered[int(key)] = (key, value)
    for number in range(1, max(numbered, default=0) + 1):
        if number not in numbered:
            why = "From there on everybody would see the final step."
            section.problem(number, f"the step {number} is missing", why, "Number them from 1.")
            break
    found = [numbered[number] for number in sorted(numbered)]
    is_same = final is not None and bool(found) and found[-1][1] == final[1] != GAME
    return found if final is None or is_same else [*found, final]


class _Reader:
    """Makes steps of files."""

    def __init__(self, project: Project, section: Section, steps: Steps) -> None:
        self._project = project
        self._section = section
        self._steps = steps
        self._root = steps.root
        self._kinds: dict[Path, _Kind | None] = {}

    def add(self, key: Any, value: str) -> None:
        """A step that is not the last."""
        comment = f"{self._section.name}.{key}"
        if value == GAME:
            self._append(comment, {"game": {"id": self._name("game")}})
            return
        variants = self._files(key, value)
        condition = self._condition(variants)
        for level, file in enumerate(variants.files):
            step = self._step(file, key)
            if step is not None:
                if condition is not None:
                    step["when"] = f"conditions.{condition} == '{level}'"
                self._append(comment, step)

    def end(self, key: Any, value: str) -> None:
        """The last step: its page thanks, unless it asks something."""
        files = () if value == GAME else self._files(key, value).files
        end: dict[str, Any] = {}
        if value == GAME or len(files) > 1:
            self.add(key, value)
        for file in files if len(files) == 1 else ():
            step = self._step(file, key)
            if step is not None and "page" in step:
                end["page"] = f"{PAGES}/{file.as_posix()}"
            elif step is not None:
                self._append(f"{self._section.name}.{key}", step)
        code = self._code()
        self._append(f"{self._section.name}.{key}", {"end": end | code})

    def _files(self, key: Any, value: str) -> Variants:
        found, problems = find_variants(self._root, value, self._section.place(key))
        self._project.problems += problems
        return found

    def _step(self, file: Path, key: Any) -> dict[str, Any] | None:
        """A page, or a form where it asks something; None where it can't be one."""
        if file not in self._kinds:
            self._kinds[file] = self._look(file, key)
        kind, named = self._kinds[file], f"{PAGES}/{file.as_posix()}"
        if kind is None:
            return None
        name = self._name(file.stem)
        return {kind: named if name == file.stem else {"file": named, "id": name}}

    def _look(self, file: Path, key: Any) -> _Kind | None:
        """Which of both it is; what a page does not show of it is said."""
        path, place, media = self._root / file, self._section.place(key), Media()
        try:
            text = read_text(path, place)
            asks = has_controls(text)
            if asks:
                read_html_form(path, file.stem, self._root, media, place)
            else:
                render_page(path, self._root, media, place)
        except UserError as error:
            self._project.problems += error.problems
            return None
        self._take(file, media)
        tell_lost(self._project, Path(FOLDER) / file, text)
        if asks and _CONSENT.search(file.stem):
            self._project.tell(f"{FOLDER}/{file}", "changed", _BEFORE_CONSENT)
        return "form" if asks else "page"

    def _take(self, file: Path, media: Media) -> None:
        pictures = {path.resolve() for path in media.files.values()}
        root = self._root.resolve()
        self._steps.files |= {file, *(path.relative_to(root) for path in pictures)}

    def _name(self, wanted: str) -> str:
        """A name of its own for each step, since one file may stand at several."""
        plain = wanted if re.fullmatch(STEP_ID, wanted) else _plain(wanted)
        name, number = plain, 2
        while name in self._steps.ids:
            name, number = f"{plain[:56]}-{number}", number + 1
        self._steps.ids.add(name)
        return name

    def _condition(self, variants: Variants) -> str | None:
        """All steps with as many variants share one condition, as they did."""
        count = len(variants.files)
        if count < 2:
            return None
        name = f"group_of_{count}"
        if name not in self._steps.conditions:
            self._steps.conditions[name] = [str(level) for level in range(count)]
            self._project.tell(
                f"{FOLDER}: {variants.pattern}",
                "changed",
                f"`conditions.{name}`: drawn evenly, and recorded; HIPPO Gym's way favoured some.",
            )
        return name

    def _code(self) -> dict[str, str]:
        """The completion code, where a page shows Mechanical Turk's."""
        pages = sorted(file for file in self._steps.files if file.suffix.lower() in SUFFIXES)
        showing = [file for file in pages if _MTURK.search((self._root / file).read_text("utf-8"))]
        if not showing:
            return {}
        id_ = self._project.about.text("id") or ""
        code = f"{_plain(id_)[:20]}-{sha256(id_.encode()).hexdigest()[:6]}".upper()
        self._project.tell(
            f"{FOLDER}/{showing[0]}: MTURK_CODE",
            "changed",
            f"`code: {code}` at the `end`, with a copy button: the same for all, so choose yours.",
        )
        return {"code": code}

    def _append(self, comment: str, step: dict[str, Any]) -> None:
        self._steps.entries.append(Entry(comment, step))


def _plain(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]+", "-", text).strip("-_")[:60] or "step"
