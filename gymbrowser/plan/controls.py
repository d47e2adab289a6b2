"""How people act in a game, and when policies do, in the terms of the manifest."""

from gymbrowser.config.game_models import GameConfig
from gymbrowser.contract.manifest import Controls
from gymbrowser.contract.wire import Action
from gymbrowser.environment import DEFAULT_TURN_DELAY_S
from gymbrowser.environment.inspect import ControlsInspection, Inspection, NoAction


def controls_of(config: GameConfig, found: ControlsInspection | None) -> Controls | None:
    """What the keys of a person do; None where nobody plays."""
    if found is None or config.controls is None:
        return None
    default = found.default
    return Controls(
        keys={key: _known(action) for key, action in found.keys.items()},
        default=default if default is None or default == "previous" else _known(default),
        heed_mask=config.controls.heed_mask,
    )


def turn_delay_ms(config: GameConfig, inspection: Inspection) -> float | None:
    """How long a policy's turn waits; None where all agents act when the person does."""
    if config.pace == "real_time" or not inspection.is_sequential:
        return None
    return 1000 * (DEFAULT_TURN_DELAY_S if config.turn_delay is None else config.turn_delay)


def _known(action: Action | NoAction) -> Action:
    assert not isinstance(action, NoAction)  # `check` has refused it
    return action
