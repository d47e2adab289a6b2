"""Runs in a process of its own: makes an environment, steps it, and writes down what it is like.

`python -P -m gymbrowser.environment.probe ANSWER < JOB`, both JSON; see `inspect.py`.
"""

import difflib
import importlib.abc
import json
import re
import sys
import traceback
import warnings
from collections.abc import Callable, Sequence
from functools import partial
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

import gymnasium
import numpy as np
from gymnasium.utils.env_checker import check_env

from gymbrowser.bridge.game import Game, make_environment
from gymbrowser.bridge.layout import layout_of

_STEPS = 50
_STEPS_THOROUGHLY = 1_000
_OWN = Path(__file__).parents[1]
_MISSING_MODULE = (
    "The site's Python has numpy, gymnasium, the standard library and your `source`. What "
    "draws with pygame needs a `view.draw` function in place of `render_mode`."
)
_ANSI_CELL = (20, 40)
"""Width and height of a character cell in CSS pixels: a board of letters fills half a page."""
_ANSI_CODE = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")
"""Control sequences (ECMA-48, 5.4) take no room."""


class UnusableError(Exception):
    """Something wrong with the environment, in the words of an error message."""

    def __init__(self, what: str, **more: str) -> None:
        super().__init__(what)
        self.finding = {"what": what, **more}


class OnlyImportable(importlib.abc.MetaPathFinder):
    """Refuses what the browser will not have, so that it is missing here in the same way."""

    def __init__(self, importable: Sequence[str]) -> None:
        self.importable = {*importable, *sys.stdlib_module_names}

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Leave what is importable to the finders behind this one."""
        if name.partition(".")[0] in self.importable:
            return None
        raise ModuleNotFoundError(f"No module named {name!r} in the site", name=name)


def probe(job: dict[str, Any]) -> dict[str, Any]:
    """What a build must know of the environment, and everything that is wrong with it."""
    answer: dict[str, Any] = {"problems": [], "warnings": [], "views": {}, "steps": 0}
    _enclose(job)
    env = _attempt(answer, lambda: _make(job, None), "the environment cannot be made")
    if env is None:
        return answer
    _attempt(answer, lambda: answer.update(_spaces(env)), "the environment's spaces are unusable")
    if not answer["problems"] and job["thoroughly"]:
        _attempt(
            answer, lambda: _check(env, answer), "the environment fails Gymnasium's `check_env`"
        )
    for step, view in job["views"].items():
        if "action_space" not in answer:
            break
        size = _attempt(answer, partial(_play, job, view, answer), "it cannot be played", step)
        if size is not None:
            answer["views"][step] = size
    return answer


def _enclose(job: dict[str, Any]) -> None:
    source = [job["source"]] if job["source"] else []
    own = [path.stem for folder in source for path in Path(folder).iterdir()]
    sys.path[:0] = source
    sys.meta_path.insert(0, OnlyImportable([*job["importable"], *own]))


def _attempt[T](
    answer: dict[str, Any], action: Callable[[], T], what: str, step: str | None = None
) -> T | None:
    try:
        return action()
    except UnusableError as error:
        answer["problems"].append({**error.finding, "step": step})
    except Exception as error:
        answer["problems"].append({"what": what, "step": step, **_explain(error)})
    return None


def _explain(error: Exception) -> dict[str, str]:
    """The environment's own traceback, without the part of it that is ours."""
    report = traceback.TracebackException.from_exception(error)
    causes = [report]
    while cause := causes[-1].__cause__ or causes[-1].__context__:
        causes.append(cause)
    for each in causes:
        frames = [frame for frame in each.stack if not Path(frame.filename).is_relative_to(_OWN)]
        each.stack = traceback.StackSummary.from_list(frames)
    explanation = {"quote": "".join(report.format())}
    if any("ModuleNotFoundError" in line for line in report.format()):
        explanation["remedy"] = _MISSING_MODULE
    return explanation


def _make(job: dict[str, Any], render_mode: str | None) -> gymnasium.Env[Any, Any]:
    spec = _spec(job, {"render_mode": render_mode, "draw": None})
    if job["gym_id"] is not None:
        _check_id(job["gym_id"])
    return make_environment(spec)


def _spec(job: dict[str, Any], view: dict[str, Any], layout: Any = None) -> dict[str, Any]:
    return {
        "gym_id": job["gym_id"],
        "entry_point": job["entry_point"],
        "kwargs": job["kwargs"],
        "render_mode": view["render_mode"],
        "draw": view["draw"],
        "agents": {"player": {"observation": layout}},
    }


def _check_id(gym_id: str) -> None:
    if gym_id in gymnasium.registry:
        return
    near = difflib.get_close_matches(gym_id, gymnasium.registry, n=1)
    remedy = (
        f"Did you mean `{near[0]}`?" if near else "Use `entry_point` for an environment of yours."
    )
    raise UnusableError(f"Gymnasium knows no environment `{gym_id}`", remedy=remedy)


def _spaces(env: gymnasium.Env[Any, Any]) -> dict[str, Any]:
    if not isinstance(env.action_space, gymnasium.spaces.Discrete):
        raise UnusableError(
            f"actions of the space {env.action_space} cannot be given yet",
            why="Keys and policies choose among the actions of a Discrete space.",
            remedy="Wrap the environment so that its action space is Discrete.",
        )
    space = env.action_space
    return {
        "observation": layout_of(env.observation_space),
        "action": layout_of(space),
        "action_space": {"n": int(space.n), "start": int(space.start)},
        "render_fps": env.metadata.get("render_fps"),
    }


def _check(env: gymnasium.Env[Any, Any], answer: dict[str, Any]) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        check_env(env.unwrapped, skip_render_check=True)
    answer["warnings"] = [_plain(str(warning.message)) for warning in caught]


def _plain(message: str) -> str:
    """Gymnasium colours its warnings for a terminal."""
    return message.replace("\x1b[33m", "").replace("\x1b[0m", "").removeprefix("WARN: ")


def _play(job: dict[str, Any], view: dict[str, Any], answer: dict[str, Any]) -> tuple[int, int]:
    game = Game(json.dumps(_spec(job, view, answer["observation"])))
    try:
        game.reset(0)
        size = _size(game.render(), view)
        answer["steps"] += _walk(game, answer["action_space"], job["thoroughly"])
        _size(game.render(), view)
        return size
    finally:
        game.close()


def _walk(game: Game, space: dict[str, int], thoroughly: bool) -> int:
    generator = np.random.default_rng(0)
    steps = _STEPS_THOROUGHLY if thoroughly else _STEPS
    for step in range(steps):
        flags = game.step(int(generator.integers(space["n"])) + space["start"])
        if flags & 3:
            game.reset(step)
    return steps


def _size(picture: object, view: dict[str, Any]) -> tuple[int, int]:
    if isinstance(picture, np.ndarray):
        return picture.shape[1], picture.shape[0]
    if view["draw"] is None and view["render_mode"] == "ansi" and isinstance(picture, str):
        lines = _ANSI_CODE.sub("", picture).splitlines() or [""]
        return max(map(len, lines)) * _ANSI_CELL[0], len(lines) * _ANSI_CELL[1]
    if isinstance(picture, str):
        scene = json.loads(picture)
        return round(scene["width"]), round(scene["height"])
    raise UnusableError(
        f"`render` gave {type(picture).__name__}, which cannot be shown",
        why="An array of shape (height, width, 3) and dtype uint8, a text or a draw list can.",
        remedy="Set `view.render_mode`, or write a `view.draw` function.",
    )


def main() -> None:
    """Read the job, write the answer."""
    answer = probe(json.load(sys.stdin))
    Path(sys.argv[1]).write_text(json.dumps(answer), encoding="utf-8")


if __name__ == "__main__":
    main()
