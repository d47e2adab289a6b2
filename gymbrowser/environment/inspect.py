"""Looks at an environment in a process of its own: the CLI's never imports an author's code."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gymbrowser.config import Experiment
from gymbrowser.contract.manifest import Discrete
from gymbrowser.contract.wire import ArrayField, Layout
from gymbrowser.errors import Problem, UserError

_TIMEOUT_S = 30
"""An environment that has not answered by then would not be playable either."""


@dataclass(frozen=True)
class ViewSize:
    """The canvas of a game step, in CSS pixels."""

    width: int
    height: int


@dataclass(frozen=True)
class Inspection:
    """What the environment said of itself."""

    observation: Layout
    flattens: bool
    """Whether a policy sees the observation as Gymnasium's `flatten` would give it."""
    action: Layout
    action_space: Discrete
    render_fps: float | None
    views: dict[str, ViewSize]
    """Game step to size."""
    steps: int
    """How many steps were taken while looking."""
    warnings: tuple[str, ...]
    """What Gymnasium's `check_env` only warned of; empty unless it was asked."""


def inspect_environment(
    experiment: Experiment, importable: Iterable[str], *, thoroughly: bool
) -> Inspection:
    """Make the environment natively, step it, draw each game's first frame.

    Args:
        experiment: Names the environment and the game steps.
        importable: Top-level modules that the site will have: nothing else can be imported, so
            what is missing in the browser is missing here too.
        thoroughly: Also run Gymnasium's `check_env` and more random steps.

    Raises:
        UserError: Everything that is wrong with the environment, with its own traceback as a quote.
    """
    answer = _ask(_job(experiment, importable, thoroughly), experiment)
    problems = [_problem(finding, experiment) for finding in answer["problems"]]
    if problems:
        raise UserError.of(problems)
    return Inspection(
        observation=[ArrayField(**field) for field in answer["observation"]],
        flattens=answer["flattens"],
        action=[ArrayField(**field) for field in answer["action"]],
        action_space=Discrete(**answer["action_space"]),
        render_fps=answer["render_fps"],
        views={step: ViewSize(*size) for step, size in answer["views"].items()},
        steps=answer["steps"],
        warnings=tuple(answer["warnings"]),
    )


def _job(experiment: Experiment, importable: Iterable[str], thoroughly: bool) -> dict[str, Any]:
    environment = experiment.config.environment
    return {
        "gym_id": environment.gym_id,
        "entry_point": environment.entry_point,
        "kwargs": json.dumps(environment.kwargs),
        "source": None if experiment.source is None else str(experiment.source),
        "importable": sorted(importable),
        "thoroughly": thoroughly,
        "views": {
            game.id: {"render_mode": game.config.view.render_mode, "draw": game.config.view.draw}
            for game in experiment.games
        },
    }


def _ask(job: dict[str, Any], experiment: Experiment) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder, "answer.json")  # not stdout: the environment may print
        command = [sys.executable, "-P", "-m", "gymbrowser.environment.probe", str(answer)]
        place = experiment.place("environment")
        try:
            done = subprocess.run(
                command, input=json.dumps(job), capture_output=True, text=True, timeout=_TIMEOUT_S
            )
        except subprocess.TimeoutExpired as error:
            raise UserError(
                f"the environment did not answer within {_TIMEOUT_S} s",
                where=place,
                remedy="Look for an endless loop in its constructor, `reset`, `step` or `render`.",
            ) from error
        if not answer.exists():
            raise UserError("the environment ended the process", where=place, quote=done.stderr)
        return json.loads(answer.read_text(encoding="utf-8"))


def _problem(finding: dict[str, Any], experiment: Experiment) -> Problem:
    locations = {game.id: game.location for game in experiment.games}
    place = experiment.place(*locations.get(finding["step"], ()), *finding["key"])
    return Problem(
        finding["what"], place, finding.get("why"), finding.get("remedy"), finding.get("quote")
    )
