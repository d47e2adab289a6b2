"""Probes as the page and the worker are told of them, and `when` between the rounds."""

import json
from pathlib import Path
from typing import Any

import gymnasium
import numpy as np
import pytest
from gymnasium import spaces

from gymbrowser import Hook, ui
from gymbrowser.bridge import exact
from gymbrowser.bridge.hook import tell_step
from gymbrowser.bridge.hooks import game_beside
from gymbrowser.config import Experiment, load_experiment
from gymbrowser.contract.expressions import Operation
from gymbrowser.contract.probes import ConditionMoment, EveryMoment, Probe, RandomMoment
from gymbrowser.errors import UserError
from gymbrowser.plan.probes import between_of, probe_of

FORM = "questions: [{name: mood, prompt: How?, choice: [good, bad]}]\n"


def study(folder: Path, game: str, more: str = "") -> Experiment:
    (folder / "page.md").write_text("# Page", encoding="utf-8")
    for name in ("mood", "trust"):
        (folder / f"{name}.yml").write_text(FORM, encoding="utf-8")
    text = f"""\
id: study
title: A study
environment: {{gym_id: CartPole-v1}}
{more}
steps:
  - game:
      id: play
      controls: {{keys: {{ArrowLeft: 0}}, default: previous}}
      {game}
  - end: {{}}
"""
    file = folder / "exp.yml"
    file.write_text(text, encoding="utf-8")
    return load_experiment(file)


def probes(folder: Path, *moments: str) -> list[Probe]:
    asked = [
        f"{{at: {moment}, steps: [page: {{file: page.md, id: p{i}}}]}}"
        for i, moment in enumerate(moments)
    ]
    [game] = study(folder, f"probes: [{', '.join(asked)}]").games
    return [probe_of(probe) for probe in game.config.probes]


def test_a_probe_comes_once_unless_it_comes_again_and_again(tmp_path: Path) -> None:
    once, again = probes(tmp_path, "{step: 3}", "{every: 3}")
    assert (once.name, once.steps, once.most) == ("p0", ["p0"], 1)
    assert (again.at, again.most) == (EveryMoment(kind="every", steps=3), None)


def test_moments_are_told_as_they_are_written(tmp_path: Path) -> None:
    drawn, when, event, time = probes(
        tmp_path,
        "{random: {from: 2, to: 9}}",
        "{when: reward < 0 and info.lives == 1}",
        "{event: crash}",
        "{seconds: 30}",
    )
    assert drawn.at == RandomMoment(kind="random", low=2, high=9)
    assert isinstance(when.at, ConditionMoment)
    assert isinstance(when.at.when, Operation)
    assert [event.at.kind, time.at.kind] == ["event", "time"]


def test_what_a_probe_asks_is_a_step_that_stands_in_no_flow(tmp_path: Path) -> None:
    asked = "probes: [{at: {step: 3}, steps: [form: trust.yml, page: page.md]}]"
    experiment = study(tmp_path, asked)
    assert [step.id for step in experiment.steps] == ["play", "trust", "page", "end"]
    assert len(experiment.flow.nodes) == 2


@pytest.mark.parametrize(
    "when",
    ["results.play.last < 3", "answers.mood.mood == 'bad'", "answers.trust.mood == 'bad'"],
)
def test_a_condition_between_rounds_knows_the_rounds_and_what_was_asked(
    tmp_path: Path, when: str
) -> None:
    asked = "probes: [{at: {step: 3}, steps: [form: trust.yml]}]"
    between = f'between: {{steps: [form: mood.yml], when: "{when}"}}'
    [game] = study(tmp_path, f"{asked}\n      {between}").games
    wire = between_of(game.config.between)
    assert wire is not None
    assert isinstance(wire.when, Operation)


def test_a_mistake_in_a_condition_between_rounds_has_a_caret(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        study(tmp_path, "between: {steps: [form: mood.yml], when: results.play.lats < 3}")
    assert "did you mean `results.play.last`?" in str(caught.value)
    assert "\n  | ^" in str(caught.value)


def test_an_event_is_told_each_time_it_happens() -> None:
    with ui.recording() as calls:
        ui.probe("crash")
        ui.probe("crash")
    assert calls == [{"call": "probe", "name": "crash"}] * 2
    with pytest.raises(ValueError, match="can't be called 'a crash'"):
        ui.probe("a crash")


def test_an_info_is_that_of_the_agent() -> None:
    class Lane(gymnasium.Env[Any, Any]):
        observation_space = spaces.Discrete(3)
        action_space = spaces.Discrete(2)

        def reset(self, *, seed: int | None = None, options: Any = None) -> tuple[Any, Any]:
            return 0, {"lives": np.int64(3)}

    game = game_beside(Lane(), {})
    game.reset(1)
    assert exact.decode(game.info_of("player")) == {"lives": 3}


def test_a_hook_is_told_of_steps_and_gives_what_is_recorded() -> None:
    class Coach(Hook):
        def on_step_leave(self, step: str, answers: dict[str, Any]) -> Any:
            return step, answers["mood"]

    given = tell_step(Coach(), "leave", "form", json.dumps({"mood": "good"}))
    assert given is not None
    assert exact.decode(given) == ("form", "good")
    assert tell_step(Coach(), "enter", "form", "{}") is None
