"""The names of digital inputs: keys, and what other devices have that is down or up."""

from difflib import get_close_matches
from typing import Annotated

from pydantic import AfterValidator

from gymbrowser.config.keys import KEY_CODES

_DIRECTIONS = ("Left", "Right", "Up", "Down")

GAMEPAD_CODES = frozenset(
    [
        *(f"GamepadButton{index}" for index in range(17)),
        *(f"Gamepad{side}Stick{way}" for side in ("Left", "Right") for way in _DIRECTIONS),
    ]
)
"""Of a gamepad in the standard mapping: its buttons, and its sticks as four directions.

Source: W3C, Gamepad, section "Remapping".
"""

JOYSTICK_CODES = frozenset(f"Joystick{way}" for way in _DIRECTIONS)
"""The joystick on the screen as four directions."""

POINTER_CODES = frozenset(f"Pointer{button}" for button in ("Left", "Middle", "Right"))
"""The buttons of a mouse over the picture; a finger is the left one."""

DEVICE_CODES = GAMEPAD_CODES | JOYSTICK_CODES | POINTER_CODES
CODES = KEY_CODES | DEVICE_CODES


def digital_code(name: str) -> str:
    """Return the name of a digital input as it is.

    Raises:
        ValueError: There is none of this name; the message says which is near.
    """
    if name in CODES:
        return name
    guesses = [f"Key{name.upper()}", f"Digit{name}", f"Arrow{name.title()}"]
    near = [guess for guess in guesses if guess in CODES] or get_close_matches(name, CODES)
    hint = f"; did you mean {near[0]}?" if near else ", for example ArrowLeft, KeyA or Space"
    raise ValueError(f"`{name}` is not the name of a key (KeyboardEvent.code){hint}")


def _key_code(name: str) -> str:
    if digital_code(name) not in KEY_CODES:
        raise ValueError(f"`{name}` is no key of a keyboard; only the keys of a game have others")
    return name


type KeyCode = Annotated[str, AfterValidator(_key_code)]
"""`KeyboardEvent.code`."""
