"""How people act in a game, and when policies do, in the terms of the manifest."""

from collections.abc import Iterable, Mapping
from typing import Literal

from gymbrowser import resources
from gymbrowser.asset import Asset
from gymbrowser.config.codes import JOYSTICK_CODES
from gymbrowser.config.control_models import ControlsConfig, codes_of
from gymbrowser.config.game_models import GameConfig
from gymbrowser.contract.controls import Binding, Controls
from gymbrowser.contract.steps import GameStep
from gymbrowser.contract.wire import Action
from gymbrowser.environment import DEFAULT_TURN_DELAY_S
from gymbrowser.environment.hands import ControlsInspection, NoAction
from gymbrowser.environment.inspect import Inspection

JOYSTICK = "joystick.js"
"""The page loads it where a game needs it, on devices that are touched."""


def controls_of(
    config: GameConfig, people: Mapping[str, ControlsInspection] | None
) -> dict[str, Controls]:
    """What the devices of each person do, by agent; `people`: what the inspection found."""
    found = people or {}
    return {
        person.agent: _controls(person.controls, found[person.agent]) for person in config.people
    }


def joystick_assets(games: Iterable[GameStep]) -> list[Asset]:
    """The script of the joystick on the screen, for studies that have one."""
    people = [controls for game in games for controls in game.controls.values()]
    codes = {code for own in people for binding in own.bindings for code in binding.codes}
    sources = [source for own in people for axis in own.axes for source in axis.sources]
    if codes & JOYSTICK_CODES or any(source.kind == "joystick" for source in sources):
        return [Asset(JOYSTICK, resources.bundles() / JOYSTICK)]
    return []


def turn_delay_ms(config: GameConfig, inspection: Inspection) -> float | None:
    """How long a policy's turn waits; None where all agents act when the person does."""
    if config.pace == "real_time" or not inspection.is_sequential:
        return None
    return 1000 * (DEFAULT_TURN_DELAY_S if config.turn_delay is None else config.turn_delay)


def _controls(config: ControlsConfig, found: ControlsInspection) -> Controls:
    return Controls(
        mode=config.mode,
        bindings=[
            Binding(codes=codes_of(keys), action=_known(action), label=found.labels.get(keys))
            for keys, action in found.keys.items()
        ],
        queue=config.queue,
        buffer=config.buffer,
        default=_default(found),
        initial=found.initial,
        remap=config.remap,
        heed_mask=config.heed_mask,
        axes=list(found.devices.axes),
        pointer=found.devices.pointer,
    )


def _default(found: ControlsInspection) -> Action | Literal["previous"] | None:
    if found.default is None:
        return None if found.no_op is None else _known(found.no_op)
    return found.default if found.default == "previous" else _known(found.default)


def _known(action: Action | NoAction) -> Action:
    assert not isinstance(action, NoAction)  # `check` has refused it
    return action
