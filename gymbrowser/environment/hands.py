"""What a person can do in a game, as the process that looked at the environment has found it."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self

from gymbrowser.contract.device_controls import Axis, Pointer
from gymbrowser.contract.wire import Action, PackedAction


@dataclass(frozen=True)
class NoAction:
    """What exp.yml says in the place of an action, and is none."""

    why: str


@dataclass(frozen=True)
class WrongDevice:
    """What is wrong with an axis or the pointer of a person's."""

    key: tuple[str | int, ...]
    """Where it stands below the person's controls."""
    what: str
    why: str
    remedy: str


@dataclass(frozen=True)
class DevicesInspection:
    """What a person's axes and pointer do; nothing where something is wrong."""

    axes: tuple[Axis, ...]
    pointer: Pointer | None
    wrong: tuple[WrongDevice, ...]

    @classmethod
    def of(cls, said: dict[str, Any]) -> Self:
        """From what `look_at_devices` has said."""
        return cls(
            axes=tuple(Axis.model_validate(axis) for axis in said["axes"]),
            pointer=said["pointer"] and Pointer.model_validate(said["pointer"]),
            wrong=tuple(
                WrongDevice(**{**wrong, "key": tuple(wrong["key"])}) for wrong in said["wrong"]
            ),
        )


@dataclass(frozen=True)
class ControlsInspection:
    """What a person can do."""

    keys: Mapping[str, Action | NoAction]
    """By combination, as exp.yml has it."""
    labels: Mapping[str, str]
    """Combination to the name of its action, where that has one."""
    default: Action | NoAction | Literal["previous"] | None
    no_op: Action | NoAction | None
    """What the environment declares to do nothing."""
    initial: Action | None
    """What `previous` repeats before the first input."""
    devices: DevicesInspection

    @classmethod
    def of(cls, said: dict[str, Any]) -> Self:
        """From what `look_at_controls` and `look_at_devices` have said."""
        default, devices = said["default"], said["devices"]
        # Axes that nobody moves are at 0, which does nothing unless the environment says otherwise.
        no_op = said["no_op"] or (devices["rest"] and {"action": devices["rest"]})
        return cls(
            keys={keys: _action(result) for keys, result in said["keys"].items()},
            labels=said["labels"],
            default=default if default in ("previous", None) else _action(default),
            no_op=None if no_op is None else _action(no_op),
            initial=None if said["initial"] is None else _packed(said["initial"]),
            devices=DevicesInspection.of(devices),
        )


def _action(result: dict[str, Any]) -> Action | NoAction:
    return NoAction(result["wrong"]) if "wrong" in result else _packed(result["action"])


def _packed(action: int | str) -> Action:
    if isinstance(action, int):
        return action
    return PackedAction(packed=base64.b64encode(action.encode("latin-1")).decode())
