"""Runs in a process of its own: makes an environment, steps it, and writes down what it is like.

`python -P -m gymbrowser.environment.probe ANSWER < JOB`, both JSON; see `inspect.py`.
"""

import difflib
import importlib
import importlib.abc
import json
import math
import re
import sys
import warnings
from collections.abc import Sequence
from functools import partial
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

import gymnasium
import numpy as np
from gymnasium.utils.env_checker import check_env

from gymbrowser.bridge.game import TERMINATED, TRUNCATED, Game, make_environment
from gymbrowser.bridge.layout import layout_of
from gymbrowser.environment.findings import Findings, UnusableError

_STEPS = 50
_STEPS_THOROUGHLY = 1_000
_PICTURES = 20
"""Pictures of so many steps are looked at."""
_CHECK_FAILED = "the environment fails Gymnasium's `check_env`"
_ANSI_CELL = (20, 40)
"""Width and height of a character cell in CSS pixels: a board of letters fills half a page."""
_ANSI_CODE = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")
"""Control sequences (ECMA-48, 5.4) take no room."""


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
    answer: dict[str, Any] = {"warnings": [], "views": {}, "steps": 0}
    findings = Findings(job["source"])
    _enclose(job)
    name = ("environment", "entry_point" if job["gym_id"] is None else "gym_id")
    attempt = findings.attempt
    attempt(partial(_find, job), "the environment cannot be imported", name)
    for step, view in job["views"].items():
        if view["draw"] is not None and not findings.problems:
            find = partial(_check_entry_point, view["draw"])
            attempt(find, "the drawing function cannot be imported", ("view", "draw"), step)
    if findings.problems:
        return {**answer, "problems": findings.problems}
    env = attempt(partial(_make, job), "the environment cannot be made", name)
    if env is not None:
        look = partial(_look_at_spaces, env, answer)
        attempt(look, "the environment's spaces are unusable", name)
    for step, view in job["views"].items() if "observation" in answer else ():
        play = partial(_play, job, view, answer)
        size = attempt(play, "the environment cannot be played", ("view",), step)
        if size is not None:
            answer["views"][step] = size
    if env is not None and job["thoroughly"] and not findings.problems:
        attempt(partial(_check, env, answer), _CHECK_FAILED, name)
    return {**answer, "problems": findings.problems}


def _enclose(job: dict[str, Any]) -> None:
    source = [job["source"]] if job["source"] else []
    own = [path.stem for folder in source for path in Path(folder).iterdir()]
    sys.path[:0] = source
    sys.meta_path.insert(0, OnlyImportable([*job["importable"], *own]))


def _find(job: dict[str, Any]) -> None:
    if job["gym_id"] is not None:
        _check_id(job["gym_id"])
    else:
        _check_entry_point(job["entry_point"])


def _check_entry_point(entry_point: str) -> None:
    name, _, attributes = entry_point.partition(":")
    try:
        found: Any = importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        raise UnusableError(
            f"`source` has no module `{name}`", why=f"`{entry_point}` needs it."
        ) from None
    for attribute in attributes.split("."):
        if not hasattr(found, attribute):
            near = difflib.get_close_matches(attribute, dir(found), n=1)
            hint = {"remedy": f"Did you mean `{near[0]}`?"} if near else {}
            raise UnusableError(f"`{name}` has no `{attribute}`", **hint)
        found = getattr(found, attribute)


def _make(job: dict[str, Any]) -> gymnasium.Env[Any, Any]:
    return make_environment(_spec(job, {"render_mode": None, "draw": None}))


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


def _look_at_spaces(env: gymnasium.Env[Any, Any], answer: dict[str, Any]) -> None:
    if not isinstance(env.action_space, gymnasium.spaces.Discrete):
        raise UnusableError(
            f"actions of the space {env.action_space} cannot be given yet",
            why="Keys and policies choose among the actions of a Discrete space.",
            remedy="Wrap the environment so that its action space is Discrete.",
        )
    space = env.action_space
    layout = layout_of(env.observation_space)
    numbers = sum(math.prod(field["shape"]) for field in layout)
    answer.update(
        observation=layout,
        # Gymnasium flattens a Discrete space to a one-hot vector, which is not done here yet.
        flattens=numbers == gymnasium.spaces.flatdim(env.observation_space),
        action=layout_of(space),
        action_space={"n": int(space.n), "start": int(space.start)},
        render_fps=_frame_rate(env.metadata.get("render_fps")),
    )


def _frame_rate(said: object) -> float | None:
    """What the environment's metadata say, where a game can be played at it."""
    return float(said) if isinstance(said, int | float) and 0 < said <= 240 else None


def _check(env: gymnasium.Env[Any, Any], answer: dict[str, Any]) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        check_env(env.unwrapped, skip_render_check=True)
    answer["warnings"] = [_plain(str(warning.message)) for warning in caught]


def _plain(message: str) -> str:
    """Gymnasium colours its warnings for a terminal."""
    return message.replace("\x1b[33m", "").replace("\x1b[0m", "").removeprefix("WARN: ")


def _play(job: dict[str, Any], view: dict[str, Any], answer: dict[str, Any]) -> tuple[int, int]:
    """Walk through the game; the canvas is to hold its largest picture."""
    game = _make_game(job, view, answer["observation"])
    try:
        game.reset(0)
        sizes = [_size(game.render(), view)]
        for step in range(_STEPS_THOROUGHLY if job["thoroughly"] else _STEPS):
            _walk(game, answer["action_space"], step)
            answer["steps"] += 1
            if step < _PICTURES:
                sizes.append(_size(game.render(), view))
        return max(width for width, _ in sizes), max(height for _, height in sizes)
    finally:
        game.close()


def _make_game(job: dict[str, Any], view: dict[str, Any], layout: Any) -> Game:
    try:
        return Game(json.dumps(_spec(job, view, layout)))
    except TypeError as error:
        if "render_mode" not in str(error):
            raise
        raise UnusableError(
            f"the environment takes no `render_mode`, but is asked for `{view['render_mode']}`",
            why="Without a `view`, a game shows the environment's `rgb_array`.",
            remedy="Add `render_mode=None` to its constructor, or give `view: {draw: …}`.",
        ) from error


def _walk(game: Game, space: dict[str, int], step: int) -> None:
    """One step with an action that seems random but is always the same."""
    action = int(np.random.default_rng(step).integers(space["n"])) + space["start"]
    if game.step(action) & (TERMINATED | TRUNCATED):
        game.reset(step)


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
