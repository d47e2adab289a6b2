"""Holds what people can do in a game against the actions that its environment takes."""

import json
from collections.abc import Iterator

from gymbrowser.config import Experiment
from gymbrowser.config.control_models import Person
from gymbrowser.config.drafts import GameDraft
from gymbrowser.config.game_models import GameConfig
from gymbrowser.environment.hands import ControlsInspection, NoAction
from gymbrowser.environment.inspect import Inspection
from gymbrowser.errors import Place, Problem


def wrong_controls(experiment: Experiment, inspection: Inspection) -> Iterator[Problem]:
    """What is not among an agent's actions, or cannot be; defaults that are missing."""
    for game in experiment.games:
        found = inspection.controls.get(game.id, {})
        for person in game.config.people:
            if person.agent in found:
                places = _Places(experiment, game, person)
                yield from _wrong_keys(person, found[person.agent], places)
                yield from _wrong_devices(found[person.agent], places)
                yield from _wrong_default(game.config, person, found[person.agent], places)


class _Places:
    """Where one person's controls stand in exp.yml."""

    def __init__(self, experiment: Experiment, game: GameDraft, person: Person) -> None:
        self._experiment = experiment
        self._location = (*game.location, *person.location)
        self.game = game.location

    def __call__(self, *keys: str | int) -> Place:
        return self._experiment.place(*self._location, *keys)

    def of_game(self, *keys: str) -> Place:
        return self._experiment.place(*self.game, *keys)


def _wrong_keys(person: Person, found: ControlsInspection, places: _Places) -> Iterator[Problem]:
    for keys, action in found.keys.items():
        if isinstance(action, NoAction):
            given = _written((person.controls.keys or {})[keys])
            what = f"the key {keys} is bound to the action {given}, which does not exist"
            yield Problem(what, places("keys", keys), action.why)


def _wrong_devices(found: ControlsInspection, places: _Places) -> Iterator[Problem]:
    for wrong in found.devices.wrong:
        yield Problem(wrong.what, places(*wrong.key), wrong.why, wrong.remedy)


def _wrong_default(
    game: GameConfig, person: Person, found: ControlsInspection, places: _Places
) -> Iterator[Problem]:
    given = person.controls.default
    if isinstance(found.default, NoAction):
        what = f"`controls.default` is {_written(given)}, which is not an action"
        yield Problem(what, places("default"), found.default.why)
    if given is not None or (game.pace == "turn_based" and game.turn_timeout is None):
        return
    if found.devices.wrong:  # they would have given a default
        return
    if isinstance(found.no_op, NoAction):
        yield Problem(
            "what the environment declares to do nothing is not an action",
            places(),
            f"{found.no_op.why} See `noop` in its `metadata`.",
            "Mend it there, or name the action as `controls.default`.",
        )
    elif found.no_op is None and game.pace == "turn_based":
        yield Problem(
            "`turn_timeout` needs `controls.default`",
            places.of_game("turn_timeout"),
            "It is the action of the step that is taken when nobody presses a key in time, and the "
            "environment declares none that does nothing.",
            "Name the action that does nothing, or `default: previous` if there is none.",
        )
    elif found.no_op is None:
        yield Problem(
            "`controls.default` is missing",
            places(),
            "Steps are also taken while there is no input, and the environment declares no action "
            "that does nothing.",
            "Name the action that does nothing, or `default: previous` if there is none; or make "
            "it `pace: turn_based`.",
        )


def _written(action: object) -> str:
    """An action as YAML's flow style has it."""
    return json.dumps(action, ensure_ascii=False)
