"""What keys do: actions by value and by name, and the action that does nothing."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from gymnasium import spaces

from gymbrowser.check import check
from gymbrowser.config import load_experiment
from gymbrowser.config.control_models import ControlsConfig
from gymbrowser.console import quiet
from gymbrowser.environment.controls import declared_no_op, look_at_controls
from gymbrowser.plan.controls import controls_of
from gymbrowser.resolve.cache import Cache
from gymbrowser.resolve.sources import Sources
from tests.inputs import study

DISCRETE = spaces.Discrete(3, start=1)


class Named:
    """An environment that says what its actions are, as those of ALE do."""

    metadata: dict[str, Any] = {}  # noqa: RUF012

    @property
    def unwrapped(self) -> "Named":
        return self

    def get_action_meanings(self) -> list[str]:
        return ["NOOP", "UP", "FIRE"]


def look(controls: dict[str, Any], space: spaces.Space[Any] = DISCRETE, env: object = None) -> Any:
    given = ControlsConfig.model_validate(controls).model_dump()
    return look_at_controls(given, space, env or object(), "player")


def test_a_list_of_names_counts_from_the_first_action() -> None:
    found = look(
        {
            "actions": ["stay", "left"],
            "keys": {"KeyA": "left", "KeyB": 1, "KeyC": 3},
            "default": "stay",
        }
    )
    assert found["keys"] == {"KeyA": {"action": 2}, "KeyB": {"action": 1}, "KeyC": {"action": 3}}
    assert found["labels"] == {"KeyA": "left", "KeyB": "stay"}
    assert found["default"] == {"action": 1}


def test_names_stand_for_actions_of_any_space() -> None:
    space = spaces.Box(-1, 1, (2,), np.float32)
    found = look({"actions": {"go": [0, 1]}, "keys": {"KeyA": "go"}, "default": "previous"}, space)
    packed = np.array([0, 1], np.float32).tobytes().decode("latin-1")
    assert found["keys"]["KeyA"] == {"action": packed}
    assert found["initial"] == packed


def test_an_environments_own_names_are_known_and_those_of_the_study_shown() -> None:
    found = look({"actions": {"jump": 2}, "keys": {"KeyA": "UP", "KeyB": "FIRE"}}, env=Named())
    assert found["keys"] == {"KeyA": {"action": 2}, "KeyB": {"action": 3}}
    assert found["labels"] == {"KeyA": "jump", "KeyB": "FIRE"}


def test_a_name_is_only_a_text_where_nothing_is_called_so() -> None:
    found = look({"keys": {"KeyA": "hi"}}, spaces.Text(5))
    assert "action" in found["keys"]["KeyA"]


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        ({"noop": 2}, 2),
        ({"noop": np.int64(2)}, 2),
        ({"noop": {"player": 1, "partner": 2}}, 1),
        ({}, None),
    ],
)
def test_an_environment_declares_what_does_nothing(metadata: Any, expected: Any) -> None:
    env = type("Env", (), {"metadata": metadata})()
    assert declared_no_op(env, "player", DISCRETE) == expected


def test_what_does_nothing_is_declared_for_agents_that_are_numbers() -> None:
    env = type("Env", (), {"metadata": {"noop": {0: 2, 1: 0}}})()
    assert [declared_no_op(env, agent, DISCRETE) for agent in ("0", "1")] == [2, 0]


def test_the_meaning_noop_is_a_declaration() -> None:
    assert look({"keys": {"KeyA": 2}}, env=Named())["no_op"] == {"action": 1}


def test_a_declared_no_op_is_the_default_of_whoever_names_none(tmp_path: Path) -> None:
    study.write(tmp_path, study.parallel_files())
    file, env = tmp_path / "exp.yml", tmp_path / "env" / "crossing.py"
    text = file.read_text().replace(
        "      agents: {north: human, south: idler}\n"
        "      controls: {keys: {Space: 1}, default: 0}\n",
        "      agents: {north: human, south: human}\n"
        "      controls:\n"
        "        south: {keys: {KeyA + KeyB: walk, KeyC: 0}, actions: {walk: 1}, mode: press}\n"
        "        north: {keys: {Space: 1}, default: previous, remap: true}\n",
    )
    file.write_text(text)
    env.write_text(env.read_text().replace('["ansi"]}', '["ansi"], "noop": 0}', 1))
    checked = check(file, quiet, Sources(Cache.default(), offline=True), thoroughly=False)
    (game,) = load_experiment(file).games

    people = controls_of(game.config, checked.inspection.controls["play"])

    assert list(people) == ["north", "south"]
    north, south = people["north"], people["south"]
    assert (north.default, north.initial, north.remap) == ("previous", 1, True)
    assert (south.default, south.mode, south.queue) == (0, "press", 5)
    assert [(b.codes, b.action, b.label) for b in south.bindings] == [
        (["KeyA", "KeyB"], 1, "walk"),
        (["KeyC"], 0, None),
    ]
