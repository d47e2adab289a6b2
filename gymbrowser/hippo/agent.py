"""`agent.py` and what it imports: read, never run."""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from gymbrowser.config.yaml import read_text
from gymbrowser.errors import Place, Problem, UserError
from gymbrowser.hippo.atari import REMEDY, newer_name
from gymbrowser.hippo.project import Project

_FILE = "agent.py"
_FOLDERS = (".", "App", "src/hippogym_app", "src", "app")
"""Where versions of HIPPO Gym have it, beside config.yml."""
_FUNCTIONS = ("start", "step", "render", "reset", "close")
_THERE = {"numpy", "gym", "gymnasium", "gymbrowser"}
"""Every site has them; `gym` is a stand-in over Gymnasium."""
_PACKAGES = {
    "PIL": "pillow",
    "cv2": "opencv-python",
    "sklearn": "scikit-learn",
    "skimage": "scikit-image",
    "yaml": "pyyaml",
    "pygame": "pygame-ce",
    "dateutil": "python-dateutil",
}
"""Modules whose package has another name."""
_IMPOSSIBLE = {
    **dict.fromkeys(
        ("torch", "tensorflow", "keras", "jax", "stable_baselines", "stable_baselines3", "ray"),
        "Export the policy to ONNX, name it under `policies`, and leave the library out.",
    ),
    **dict.fromkeys(("atari_py", "ale_py", "retro", "procgen", "vizdoom", "minerl"), REMEDY),
    **dict.fromkeys(("mujoco", "mujoco_py", "Box2D", "pybullet", "dm_control"), REMEDY),
    **dict.fromkeys(
        ("boto3", "botocore", "websockets", "websocket"),
        "Leave it out: the page records and sends by itself, and holds no keys.",
    ),
}
"""Modules that no page can load, and what to do."""
_STILL = {"threading", "multiprocessing", "subprocess", "socket"}
"""Of the standard library: they import, and then can't do their work."""


@dataclass
class Agent:
    """The agent and its modules."""

    folder: Path
    class_name: str
    files: list[Path] = field(default_factory=list)
    """Relative to the folder."""
    requirements: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Import:
    module: str
    place: Place


def read_agent(project: Project) -> Agent | None:
    """The agent of a project; None where it can't be read, which is then among the problems."""
    file = _find(project)
    if file is None:
        return None
    try:
        tree = _parse(file)
        agent = Agent(file.parent, _class_of(tree, file))
        imports = [*_gather(agent, Path(file.name))]
    except UserError as error:
        project.problems += error.problems
        return None
    project.tell(str(file.relative_to(project.folder)), "carried", _said(agent))
    project.problems += _impossible(imports)
    agent.requirements = _requirements(imports)
    _tell_imports(project, agent, imports)
    _check_version(project, tree)
    return agent


def _find(project: Project) -> Path | None:
    for folder in _FOLDERS:
        if (project.folder / folder / _FILE).is_file():
            return project.folder / folder / _FILE
    project.problems.append(
        Problem(
            "there is no agent.py",
            Place(project.file),
            f"It was looked for beside config.yml, and in {', '.join(_FOLDERS[1:])}.",
            "Put it there, with the five functions that the trial calls.",
        )
    )
    return None


def _parse(file: Path) -> ast.Module:
    try:
        return ast.parse(read_text(file))
    except SyntaxError as error:
        raise UserError(
            f"this is no Python that can be read: {error.msg}",
            where=Place(file, error.lineno),
            remedy="Python 2 has to be rewritten for Python 3.",
        ) from error


def _class_of(tree: ast.Module, file: Path) -> str:
    """The class that a trial makes: `Agent`, or the only one with its functions."""
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    whole = [node for node in classes if not _missing(node)]
    named = [node for node in classes if node.name == "Agent"]
    found = (named or whole)[:1]
    if not found:
        raise UserError(
            "there is no class `Agent`",
            where=Place(file),
            remedy=f"Write one, with the functions {', '.join(_FUNCTIONS)}.",
        )
    missing = _missing(found[0])
    if missing and not found[0].bases:
        raise UserError(
            f"`{found[0].name}` has no function {', '.join(f'`{name}`' for name in missing)}",
            where=Place(file, found[0].lineno),
            why=f"A trial calls {', '.join(_FUNCTIONS)}.",
        )
    return found[0].name


def _missing(node: ast.ClassDef) -> list[str]:
    there = {
        each.name for each in node.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    return [name for name in _FUNCTIONS if name not in there]


def _gather(agent: Agent, first: Path) -> Iterator[_Import]:
    """Every import of the agent and of the modules beside it, which are noted as its files."""
    waiting = [first]
    while waiting:
        path = waiting.pop(0)
        if path in agent.files:
            continue
        agent.files.append(path)
        for each in _imports(_parse(agent.folder / path), agent.folder / path):
            beside = [*_beside(agent.folder, each.module)]
            waiting += beside
            if not beside:
                yield each


def _beside(folder: Path, module: str) -> Iterator[Path]:
    """The files of a module or package that lies in a folder."""
    if (folder / f"{module}.py").is_file():
        yield Path(f"{module}.py")
    elif (folder / module).is_dir():
        yield from (path.relative_to(folder) for path in sorted((folder / module).rglob("*.py")))


def _imports(tree: ast.Module, file: Path) -> Iterator[_Import]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names = [node.module or ""]
        else:
            continue
        for name in names:
            yield _Import(name.partition(".")[0], Place(file, node.lineno))


def _impossible(imports: list[_Import]) -> Iterator[Problem]:
    seen: set[str] = set()
    for each in imports:
        if each.module in _IMPOSSIBLE and each.module not in seen:
            seen.add(each.module)
            what = f"`{each.module}` can't be loaded in a browser"
            yield Problem(what, each.place, remedy=_IMPOSSIBLE[each.module])


def _requirements(imports: list[_Import]) -> list[str]:
    modules = {each.module for each in imports}
    beyond = modules - _THERE - _IMPOSSIBLE.keys() - sys.stdlib_module_names
    return sorted(_PACKAGES.get(module, module.replace("_", "-")) for module in beyond)


def _said(agent: Agent) -> str:
    others = [str(path) for path in agent.files[1:]]
    beside = f", and beside it {', '.join(others)}" if others else ""
    return f"env/agent.py, unchanged{beside}; `gymbrowser.bridge.hippo` calls its functions."


def _tell_imports(project: Project, agent: Agent, imports: list[_Import]) -> None:
    for name in agent.requirements:
        sentence = "`environment.requirements`; the first build resolves it, and exp.lock keeps it."
        project.tell(f"import of {name}", "carried", sentence)
    for name in sorted({each.module for each in imports} & _STILL):
        sentence = "It does nothing in a browser, where there are no threads and processes."
        project.tell(f"import of {name}", "left out", sentence)


def _check_version(project: Project, tree: ast.Module) -> None:
    """Gymnasium has the game under this name, unless the agent makes it in another way."""
    newer = newer_name(project.trial.text("game") or "")
    calls = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    if newer is not None and "make" in calls and "register" not in calls:
        project.trial.problem(
            "game",
            f"Gymnasium has no `{project.trial.text('game')}`",
            "It is a version of the old `gym`.",
            f"Write {newer}.",
        )
