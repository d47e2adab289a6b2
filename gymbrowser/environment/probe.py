"""Runs in a process of its own: makes an environment, steps it, and writes down what it is like.

Started by `NativePython.run` as `gymbrowser.environment.probe ANSWER < JOB`, both JSON; see
`inspect.py`.
"""

import difflib
import importlib
import importlib.abc
import json
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

import gymnasium

from gymbrowser.bridge.environment import (
    is_pettingzoo,
    is_sequential,
    make_environment,
    registered,
)
from gymbrowser.bridge.hook import make_hook
from gymbrowser.bridge.policy import make_policy
from gymbrowser.environment import DEFAULT_FPS
from gymbrowser.environment.agents import agents_of_game, look_at_agents, space_of
from gymbrowser.environment.controls import look_at_controls, look_at_script
from gymbrowser.environment.devices import look_at_devices
from gymbrowser.environment.findings import Findings, UnusableError
from gymbrowser.environment.interface import check_interface
from gymbrowser.environment.promises import check_promises
from gymbrowser.environment.recording import has_pixels, recorded_of
from gymbrowser.environment.walk import Walk

_SYSCONFIG_DATA = "_sysconfigdata_"
"""How the name of a module of the standard library begins that ends with the machine's."""


class OnlyImportable(importlib.abc.MetaPathFinder):
    """Refuses what the browser will not have, so that it is missing here in the same way."""

    def __init__(self, importable: Sequence[str]) -> None:
        self.importable = {*importable, *sys.stdlib_module_names}

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Leave what is importable to the finders behind this one."""
        if name.partition(".")[0] in self.importable or name.startswith(_SYSCONFIG_DATA):
            return None
        raise ModuleNotFoundError(f"No module named {name!r} in the site", name=name)


def probe(job: dict[str, Any]) -> dict[str, Any]:
    """What a build must know of the environment, and everything that is wrong with it."""
    answer: dict[str, Any] = {"warnings": [], "views": {}, "steps": 0, "records": {}, "scripts": {}}
    findings = Findings(job["source"])
    _enclose(job)
    name = ("environment", "entry_point" if job["gym_id"] is None else "gym_id")
    attempt = findings.attempt
    _import(job, name, findings)
    if findings.problems:
        return {**answer, "problems": findings.problems}
    env = attempt(partial(_make, job), "the environment cannot be made", name)
    if env is not None:
        what = "the environment's `reset` or `step` fails"
        attempt(partial(check_interface, env), what, name)
    if env is not None and not findings.problems:
        look = partial(look_at_agents, env)
        answer["agents"] = attempt(look, "the environment's spaces are unusable", name)
        answer["has_names"], answer["sequential"] = is_pettingzoo(env), is_sequential(env)
        answer["render_fps"] = _frame_rate(env)
        answer["max_episode_steps"] = getattr(getattr(env, "spec", None), "max_episode_steps", None)
    if answer.get("agents"):
        _make_others(job, findings)
        _walk(job, answer, findings)
        answer["controls"] = {
            step: attempt(
                partial(_look_at_people, env, game["people"], answer["views"][step]),
                "what people can do cannot be found",
                ("controls",),
                step,
            )
            for step, game in job["games"].items()
            if step in answer["views"]  # so the agents are right
        }
        for step, game in job["games"].items():
            if step in answer["views"]:
                look_at = partial(_look_at_scripts, env, job["scripts"], game["members"])
                what = "what scripts do cannot be found"
                found = attempt(look_at, what, ("agents",), step) or {}
                for policy, agents in found.items():
                    answer["scripts"].setdefault(policy, {}).update(agents)
    if env is not None and job["thoroughly"] and not findings.problems:
        kind = "PettingZoo's interface" if is_pettingzoo(env) else "Gymnasium's `check_env`"
        check = partial(check_promises, env)
        warnings = attempt(check, f"the environment fails {kind}", name) or []
        # What is unusual about an environment of Gymnasium's own, nobody here can mend.
        answer["warnings"] = warnings if job["gym_id"] is None else []
    return {**answer, "problems": findings.problems}


def _import(job: dict[str, Any], name: Sequence[str], findings: Findings) -> None:
    """All that exp.yml names of the author's code; not more than one of them fails."""
    findings.attempt(partial(_find, job), "the environment cannot be imported", name)
    for step, game in job["games"].items():
        if game["draw"] is not None and not findings.problems:
            find = partial(_check_entry_point, game["draw"], job["source"])
            what = "the drawing function cannot be imported"
            findings.attempt(find, what, ("view", "draw"), step)
    for kind, key in (("policy", "policies"), ("hook", "hooks")):
        for named, spec in job[key].items():
            if not findings.problems:
                find = partial(_check_entry_point, spec["entry_point"], job["source"])
                what = f"the {kind} `{named}` cannot be imported"
                findings.attempt(find, what, (key, named, "python"))


def _make_others(job: dict[str, Any], findings: Findings) -> None:
    for hook, spec in job["hooks"].items():
        make = partial(make_hook, json.dumps(spec))
        findings.attempt(make, f"the hook `{hook}` cannot be made", ("hooks", hook, "python"))
    for policy, spec in job["policies"].items():
        what = f"the policy `{policy}` cannot be made"
        findings.attempt(partial(make_policy, spec), what, ("policies", policy, "python"))


def _walk(job: dict[str, Any], answer: dict[str, Any], findings: Findings) -> None:
    """Each game in turn, where nothing is wrong with the policies and hooks that are in it."""
    known, has_names = answer["agents"], answer["has_names"]
    others_fail = bool(findings.problems)
    for step, game in job["games"].items():
        named = game["agents"]
        gather = partial(agents_of_game, step, named, known, has_names=has_names)
        agents = findings.attempt(gather, "the agents cannot be found", ("agents",), step)
        if agents is None or others_fail:
            continue
        choose = partial(_recorded, game["observations"], agents)
        recorded = findings.attempt(choose, "nothing can be recorded", ("record",), step)
        if recorded is None:
            continue
        said = {**game, "id": step, "fps": _pace_fps(game, answer["render_fps"])}
        walk = Walk(job, said, named, agents, recorded, findings)
        walked = findings.attempt(walk.take, "the environment cannot be played", ("view",), step)
        if walked is not None:
            answer["views"][step] = walked.size
            answer["steps"] += walked.steps
            answer["records"][step] = {
                "recorded": recorded,
                "episode_steps": walked.episode_steps,
                "weight": walked.weight,
            }
        for cast in game["other_casts"]:
            if not findings.problems and not set(cast.values()).isdisjoint(job["policies"]):
                again = Walk(job, said, cast, agents, recorded, findings).take
                what = "the environment cannot be played"
                findings.attempt(again, what, ("view",), step)


def _recorded(wanted: Mapping[str, Any], agents: Mapping[str, Any]) -> dict[str, Any]:
    """Agent to what is recorded of its observations, in the contract's form."""
    layouts = {name: agent["observation"] for name, agent in agents.items()}
    if wanted["downsample"] is not None and not any(map(has_pixels, layouts.values())):
        raise UnusableError(
            "there are no pixels to downsample",
            why="Pixels are arrays of uint8 with two or more axes; no observation has one.",
            remedy="Remove `downsample`.",
            key=["record", "observations", "downsample"],
        )
    return {name: recorded_of(wanted, layout) for name, layout in layouts.items()}


def _look_at_people(env: Any, people: Mapping[str, Any], size: tuple[int, int]) -> dict[str, Any]:
    """Agent to what `look_at_controls` and `look_at_devices` say of its person."""
    spaces = {agent: space_of(env, agent) for agent in people}
    return {
        agent: {
            **look_at_controls(controls, spaces[agent], env, agent),
            "devices": look_at_devices(controls, spaces[agent], size),
        }
        for agent, controls in people.items()
    }


def _look_at_scripts(
    env: Any, scripts: Mapping[str, Sequence[Any]], members: Mapping[str, Sequence[str]]
) -> dict[str, dict[str, Any]]:
    """Policy to agent to what `look_at_script` says; `members`: agent to who may act for it."""
    found: dict[str, dict[str, Any]] = {}
    for agent, actors in members.items():
        for policy in scripts.keys() & set(actors):
            said = look_at_script(scripts[policy], space_of(env, agent), env, agent)
            found.setdefault(policy, {})[agent] = said
    return found


def _pace_fps(game: Mapping[str, Any], render_fps: float | None) -> float | None:
    """Environment steps per second; None in a turn-based game."""
    if game["pace"] == "turn_based":
        return None
    return float(game["fps"] or render_fps or DEFAULT_FPS)


def _enclose(job: dict[str, Any]) -> None:
    source = [job["source"]] if job["source"] else []
    own = [path.stem for folder in source for path in Path(folder).iterdir()]
    sys.meta_path.insert(0, OnlyImportable([*job["importable"], *own]))


def _find(job: dict[str, Any]) -> None:
    if job["gym_id"] is not None:
        _check_id(job["gym_id"])
    else:
        _check_entry_point(job["entry_point"], job["source"])


def _modules(source: str | None) -> list[str]:
    """What the author's folder has."""
    paths = sorted(Path(source).iterdir()) if source is not None else []
    return [p.stem for p in paths if p.suffix == ".py" or (p / "__init__.py").exists()]


def _is_of(value: object, module: str) -> bool:
    return getattr(value, "__module__", None) == module


def _listed(names: Sequence[str]) -> str | None:
    return f"It has {', '.join(f'`{name}`' for name in names[:8])}." if names else None


def _check_entry_point(entry_point: str, source: str | None) -> None:
    name, _, attributes = entry_point.partition(":")
    try:
        found: Any = importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        near = difflib.get_close_matches(name, _modules(source), n=1)
        raise UnusableError(
            f"`source` has no module `{name}`",
            why=f"`{entry_point}` needs it.",
            remedy=f"Did you mean `{near[0]}`?" if near else _listed(_modules(source)),
        ) from None
    for attribute in attributes.split("."):
        if not hasattr(found, attribute):
            near = difflib.get_close_matches(attribute, dir(found), n=1)
            own = [key for key, value in vars(found).items() if _is_of(value, name)]
            remedy = f"Did you mean `{near[0]}`?" if near else _listed(own)
            raise UnusableError(f"`{name}` has no `{attribute}`", remedy=remedy)
        found = getattr(found, attribute)


def _make(job: dict[str, Any]) -> Any:
    return make_environment({**job, "render_mode": None})


def _check_id(gym_id: str) -> None:
    name = registered(gym_id)
    if name in gymnasium.registry:
        return
    near = difflib.get_close_matches(name, gymnasium.registry, n=1)
    remedy = (
        f"Did you mean `{near[0]}`?" if near else "Use `entry_point` for an environment of yours."
    )
    raise UnusableError(f"Gymnasium knows no environment `{gym_id}`", remedy=remedy)


def _frame_rate(env: Any) -> float | None:
    """What the environment's metadata say, where a game can be played at it."""
    said = (getattr(env, "metadata", None) or {}).get("render_fps")
    return float(said) if isinstance(said, int | float) and 0 < said <= 240 else None


def main() -> None:
    """Read the job, write the answer."""
    answer = probe(json.load(sys.stdin))
    Path(sys.argv[1]).write_text(json.dumps(answer), encoding="utf-8")


if __name__ == "__main__":
    main()
