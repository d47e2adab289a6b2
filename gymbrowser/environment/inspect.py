"""Looks at an environment in a process of its own: the CLI's never imports an author's code."""

import hashlib
import json
import os
import signal
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from gymbrowser.config import Experiment
from gymbrowser.config.casting import Policies, castings, members_of
from gymbrowser.config.drafts import GameDraft
from gymbrowser.config.game_models import GameConfig
from gymbrowser.contract.policies import Categories
from gymbrowser.contract.steps import Discrete
from gymbrowser.contract.wire import ArrayField, Layout
from gymbrowser.environment import ONLY
from gymbrowser.environment.hands import ControlsInspection
from gymbrowser.environment.native import NativePython, TimeLimitError
from gymbrowser.environment.records import RecordsInspection
from gymbrowser.environment.scripts import ScriptInspection
from gymbrowser.errors import Place, Problem, UserError
from gymbrowser.resolve.cache import Cache

TIMEOUT_S = 30.0
"""An environment that has not answered by then would not be playable either."""
_QUOTE_LINES = 40
"""Enough of a process's last words."""


@dataclass(frozen=True)
class ViewSize:
    """The canvas of a game step, in CSS pixels."""

    width: int
    height: int


@dataclass(frozen=True)
class Bounds:
    """Of each number of a Box; None: it has none."""

    low: list[float | None]
    high: list[float | None]


@dataclass(frozen=True)
class AgentInspection:
    """The spaces of one agent."""

    observation: Layout
    categories: tuple[Categories | None, ...]
    """Of each field of the observation that is Discrete or MultiDiscrete."""
    action: Layout
    action_space: Discrete | None
    """None: it is none."""
    heads: Categories | None
    """Of actions that are Discrete or MultiDiscrete."""
    bounds: Bounds | None
    """Of actions that are a Box."""
    actions: str
    """The space of the actions, in words."""


@dataclass(frozen=True)
class Inspection:
    """What the environment said of itself."""

    agents: Mapping[str, AgentInspection]
    """PettingZoo's agents by their names; under `ONLY` the one of a Gymnasium environment."""
    render_fps: float | None
    views: dict[str, ViewSize]
    """Game step to size."""
    records: dict[str, RecordsInspection]
    """By game step."""
    max_episode_steps: int | None
    """After so many the environment ends an episode itself, as Gymnasium's registry says it."""
    steps: int
    """How many steps were taken while looking."""
    controls: Mapping[str, Mapping[str, ControlsInspection]]
    """By game step and by agent: of those that are human."""
    scripts: Mapping[str, Mapping[str, ScriptInspection]]
    """By policy, and by each agent that its script may act for in any game."""
    is_sequential: bool
    """Whether the agents act one after the other (PettingZoo's `AECEnv`)."""
    warnings: tuple[str, ...]
    """What Gymnasium's `check_env` only warned of; empty unless it was asked."""

    def agent(self, name: str) -> AgentInspection:
        """What a game calls by this name, which the inspection has checked."""
        return self.agents.get(name) or self.agents[ONLY]


def inspect_environment(
    experiment: Experiment,
    python: NativePython,
    *,
    thoroughly: bool,
    timeout_s: float = TIMEOUT_S,
    cache: Cache | None = None,
) -> Inspection:
    """Make the environment natively, step it, draw each game's first frame.

    Args:
        experiment: Names the environment and the game steps.
        python: Has the site's modules and no others, so what is missing in the browser is missing
            here too.
        thoroughly: Also run Gymnasium's `check_env` and more random steps.
        timeout_s: Seconds for all of that.
        cache: Keeps what was found where nothing was wrong, for the next time that nothing of what
            it depends on has changed; None: it is always looked anew.

    Raises:
        UserError: Everything that is wrong with the environment, with its own traceback as a quote.
    """
    job = _job(experiment, python, thoroughly)
    look = partial(_look, experiment, python, job, timeout_s)
    if cache is None:
        answer = look()
    else:
        key = hashlib.sha256(json.dumps([python.key, job]).encode()).hexdigest()
        answer = json.loads(cache.text("inspections", key, lambda: json.dumps(look())))
    return Inspection(
        agents={name: _agent(said) for name, said in answer["agents"].items()},
        render_fps=answer["render_fps"],
        views={step: ViewSize(*size) for step, size in answer["views"].items()},
        records={step: RecordsInspection.of(said) for step, said in answer["records"].items()},
        max_episode_steps=answer["max_episode_steps"],
        steps=answer["steps"],
        controls={
            step: {agent: ControlsInspection.of(said) for agent, said in people.items()}
            for step, people in answer["controls"].items()
        },
        scripts={
            policy: {agent: ScriptInspection.of(said) for agent, said in agents.items()}
            for policy, agents in answer["scripts"].items()
        },
        is_sequential=answer["sequential"],
        warnings=tuple(answer["warnings"]),
    )


def _look(
    experiment: Experiment, python: NativePython, job: dict[str, Any], timeout_s: float
) -> Any:
    answer = _Probe(experiment, python, timeout_s).ask(job)
    problems = [_problem(_as_written(each, python), experiment) for each in answer["problems"]]
    if problems:
        raise UserError.of(problems)
    return answer


def _agent(said: dict[str, Any]) -> AgentInspection:
    return AgentInspection(
        observation=[ArrayField(**field) for field in said["observation"]],
        categories=tuple(each and Categories(**each) for each in said["categories"]),
        action=[ArrayField(**field) for field in said["action"]],
        action_space=said["action_space"] and Discrete(**said["action_space"]),
        heads=said["heads"] and Categories(**said["heads"]),
        bounds=said["bounds"] and Bounds(**said["bounds"]),
        actions=said["actions"],
    )


def _job(experiment: Experiment, python: NativePython, thoroughly: bool) -> dict[str, Any]:
    environment = experiment.config.environment
    return {
        "gym_id": environment.gym_id,
        "entry_point": environment.entry_point,
        "kwargs": json.dumps(environment.kwargs),
        "source": None if python.source is None else str(python.source),
        "importable": sorted(python.importable),
        "thoroughly": thoroughly,
        "policies": {
            name: {"entry_point": policy.python, "kwargs": json.dumps(policy.kwargs)}
            for name, policy in experiment.config.policies.items()
            if policy.python is not None
        },
        "hooks": {
            name: {"entry_point": hook.python, "kwargs": json.dumps(hook.kwargs)}
            for name, hook in experiment.config.hooks.items()
        },
        "assets": {
            "images": dict.fromkeys(experiment.assets.images),
            "atlases": {
                name: None if atlas.grid else sorted(atlas.frames)
                for name, atlas in experiment.assets.atlases.items()
            },
            "sounds": dict.fromkeys(experiment.assets.sounds),
        },
        "scripts": {name: list(it.actions) for name, it in experiment.scripts.items()},
        "games": {
            game.id: _game(game.config, experiment.config.policies) for game in _played(experiment)
        },
    }


def _played(experiment: Experiment) -> tuple[GameDraft, ...]:
    """The games, and what clips need beside them."""
    return (*experiment.games, *experiment.clips.stages)


def _game(config: GameConfig, policies: Policies) -> dict[str, Any]:
    view = config.view
    cast, *others = castings(config.agents, policies)
    return {
        "agents": cast,
        "other_casts": others,
        "members": {agent: members_of(actor, policies) for agent, actor in config.agents.items()},
        "render_mode": view.render_mode,
        "draw": view.draw,
        "hook": config.hook,
        "pace": config.pace,
        "until": config.limits.until,
        "fps": config.fps,
        "observations": config.record.observations.model_dump(),
        "people": {person.agent: person.controls.model_dump() for person in config.people},
    }


@dataclass(frozen=True)
class _Probe:
    """The process that makes and steps the environment."""

    experiment: Experiment
    python: NativePython
    timeout_s: float

    def ask(self, job: dict[str, Any]) -> Any:
        with tempfile.TemporaryDirectory() as folder:
            answer = Path(folder, "answer.json")  # not stdout: the environment may print
            try:
                done = self.python.run(
                    "gymbrowser.environment.probe",
                    str(answer),
                    stdin=json.dumps(job),
                    timeout_s=self.timeout_s,
                )
            except TimeLimitError as error:
                raise self._too_slow(error.stack) from error
            if not answer.exists():
                raise self._ended(done.returncode, done.stderr)
            return json.loads(answer.read_text(encoding="utf-8"))

    def _too_slow(self, stack: str) -> UserError:
        lines = stack.splitlines()
        theirs = [line for line in lines if f'File "{self.python.source}{os.sep}' in line]
        return UserError(
            f"the environment did not answer within {self.timeout_s:g} s",
            where=self.experiment.place("environment"),
            why="This is where it was, the innermost call first." if stack else None,
            remedy="Look for an endless loop in its constructor, `reset`, `step` or `render`.",
            quote=self.python.as_written("\n".join((theirs or lines)[:_QUOTE_LINES])) or None,
        )

    def _ended(self, status: int, stderr: str) -> UserError:
        how = f"the exit status {status}" if status >= 0 else f"the signal {_signal(-status)}"
        return UserError(
            "the environment ended the process",
            where=self.experiment.place("environment"),
            why=f"It ended with {how}.",
            remedy="Look for `os._exit`, or for compiled code that crashes.",
            quote=self.python.as_written("\n".join(stderr.splitlines()[-_QUOTE_LINES:])) or None,
        )


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:  # a real-time signal has no name
        return str(number)


def _as_written(finding: dict[str, Any], python: NativePython) -> dict[str, Any]:
    shown = ("what", "why", "quote", "file")
    return finding | {key: python.as_written(finding[key]) for key in shown if finding.get(key)}


def _problem(finding: dict[str, Any], experiment: Experiment) -> Problem:
    locations = {game.id: game.location for game in _played(experiment)}
    place = experiment.place(*locations.get(finding["step"], ()), *finding["key"])
    where = _authors_place(finding, experiment) or place
    return Problem(
        finding["what"], where, finding.get("why"), finding.get("remedy"), finding.get("quote")
    )


def _authors_place(finding: dict[str, Any], experiment: Experiment) -> Place | None:
    """The method that the finding is about, if it lies in a file of the experiment."""
    folder = experiment.folder.resolve()
    if not finding.get("file") or not Path(finding["file"]).is_relative_to(folder):
        return None
    file = experiment.folder / Path(finding["file"]).relative_to(folder)
    return Place(file, finding["line"])
