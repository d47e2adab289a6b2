"""Keys: none is ever pressed, since they belong to the page, see `controls` in exp.yml."""

from collections import defaultdict
from typing import Any

from . import constants
from ._missing import refuse_others

_NAMES: dict[int, str] = {
    value: name[2:].replace("KP_", "").lower()
    for name, value in vars(constants).items()
    if name.startswith("K_")
}


class _Pressed(defaultdict[int, bool]):
    """Key to whether it is pressed."""


def get_pressed() -> _Pressed:
    """No key."""
    return _Pressed(bool)


get_just_pressed = get_just_released = get_pressed


def get_mods() -> int:
    """No key."""
    return constants.KMOD_NONE


def get_focused() -> bool:
    """Never."""
    return False


def name(key: int, use_compat: bool = True) -> str:
    """What a key is called."""
    del use_compat
    return _NAMES.get(key, "")


def key_code(name: str) -> int:
    """The key of a name.

    Raises:
        ValueError: There is none.
    """
    for key, known in _NAMES.items():
        if known == name.lower():
            return key
    raise ValueError("unknown key name")


def set_repeat(*_: Any) -> None:
    """Nothing: no key is ever pressed."""


start_text_input = stop_text_input = set_repeat

__getattr__ = refuse_others("pygame.key")
