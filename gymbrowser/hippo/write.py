"""Writes the experiment: exp.yml, pages, forms and the agent; all of it, or nothing."""

import io
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from textwrap import indent
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from gymbrowser.config import load_experiment
from gymbrowser.data.new_folder import new_folder
from gymbrowser.errors import Place, Problem, UserError
from gymbrowser.hippo.agent import Agent
from gymbrowser.hippo.game import Game
from gymbrowser.hippo.sections import About
from gymbrowser.hippo.steps import FOLDER, PAGES, Entry, Steps

_INSTRUCTIONS = f"{PAGES}/instructions.md"
_SOURCE = "env"
_WIDTH = 100


@dataclass(frozen=True)
class Study:
    """A project as it was understood."""

    about: About
    game: Game
    steps: Steps
    agent: Agent


def write_study(study: Study, folder: Path) -> list[Path]:
    """Fill a new folder, and have it read as `build` will read it.

    Returns:
        The files, relative to the folder.

    Raises:
        UserError: There is something in the folder, or what would stand there is wrong.
    """
    why = "An import never changes what you have written since."
    with new_folder(folder, why=why) as place:
        _copy(study, place)
        (place / "exp.yml").write_text(exp_yml(study), encoding="utf-8")
        if study.game.instructions:
            (place / _INSTRUCTIONS).write_text(_instructions(study.game), encoding="utf-8")
        _read_back(place, folder)
        return sorted(path.relative_to(place) for path in place.rglob("*") if path.is_file())


def exp_yml(study: Study) -> str:
    """The text of exp.yml."""
    return "\n".join(_paragraphs(study))


def _copy(study: Study, place: Path) -> None:
    (place / PAGES).mkdir()
    for path in study.agent.files:
        _copy_file(study.agent.folder / path, place / _SOURCE / path)
    for path in sorted(study.steps.files):
        _copy_file(study.steps.root / path, place / PAGES / path)


def _copy_file(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _read_back(place: Path, folder: Path) -> None:
    """Nothing is left that the next command would refuse."""
    try:
        load_experiment(place / "exp.yml")
    except UserError as error:
        raise UserError.of(_moved(each, place, folder) for each in error.problems) from error


def _moved(problem: Problem, place: Path, folder: Path) -> Problem:
    where = problem.where
    if where is None or not where.file.is_relative_to(place):
        return problem
    return replace(problem, where=Place(folder / where.file.relative_to(place), where.line))


def _paragraphs(study: Study) -> Iterator[str]:
    about = study.about
    people = f" by {', '.join(about.people)}" if about.people else ""
    title = " ".join(f"{about.title}{people}".split())
    yield _comment(f"{title}: from a project of HIPPO Gym.")
    head = {"id": about.id, "title": about.title, "mode": "dev"}
    yield _noted("project.id, project.name; project.live: `live` when you have seen it", head)
    yield _noted("trial.game, and agent.py in env", {"environment": _environment(study)})
    if study.steps.conditions:
        levels = {name: {"levels": levels} for name, levels in study.steps.conditions.items()}
        yield _noted(f"Files of {FOLDER} that end in -0, -1, …", {"conditions": levels})
    entries = "".join(indent(_entry(entry, study.game), "  ") for entry in study.steps.entries)
    yield f"{_comment(f'project.{study.steps.key}')}steps:\n{entries}"
    who = {"id": ["userId", "PROLIFIC_PID", "participant"]}
    yield _noted("The address's userId", {"participant": who})
    if about.max_minutes is not None:
        yield _noted("project.maxRuntime", {"max_minutes": about.max_minutes})
    if about.upload is not None:
        yield _noted("project.awsSetup", {"upload": about.upload})


def _environment(study: Study) -> dict[str, Any]:
    agent = study.agent
    kwargs = {"agent": f"agent:{agent.class_name}", "game": study.game.name}
    return {
        "entry_point": "gymbrowser.bridge.hippo:HippoEnv",
        "source": _SOURCE,
        "kwargs": kwargs,
        **({"requirements": agent.requirements} if agent.requirements else {}),
    }


def _entry(entry: Entry, game: Game) -> str:
    step = entry.step
    if "game" in step:
        step = {"game": _game(step["game"]["id"], game)}
    return _noted(entry.comment, [step])


def _game(name: str, game: Game) -> CommentedMap:
    page = {"page": _INSTRUCTIONS} if game.instructions else {}
    content = CommentedMap({"id": name, **page, **game.keys})
    if page:
        content.yaml_set_comment_before_after_key("page", before="trial.instructions", indent=4)
    for key, comment in game.comments.items():
        content.yaml_set_comment_before_after_key(key, before=comment, indent=4)
    return content


def _instructions(game: Game) -> str:
    lines = "".join(f"- {' '.join(line.split())}\n" for line in game.instructions)
    return f"# Instructions\n\n{lines}"


def _noted(comment: str, content: Any) -> str:
    return _comment(comment) + _dump(content)


def _comment(text: str) -> str:
    return f"# {text}\n"


def _short(content: Any) -> Any:
    """The same, each list of plain values on one line."""
    if isinstance(content, dict):
        short = content if isinstance(content, CommentedMap) else CommentedMap(content)
        for key, value in content.items():
            short[key] = _short(value)
        return short
    if not isinstance(content, list):
        return content
    sequence = CommentedSeq([_short(each) for each in content])
    if not any(isinstance(each, dict | list) for each in sequence):
        sequence.fa.set_flow_style()
    return sequence


def _dump(content: Any) -> str:
    yaml = YAML()
    yaml.width = _WIDTH
    stream = io.StringIO()
    yaml.dump(_short(content), stream)
    return stream.getvalue()
