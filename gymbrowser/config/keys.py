"""The names of keys: `KeyboardEvent.code`, by their place on a US keyboard.

Source: W3C, UI Events KeyboardEvent code Values, section 3.
"""

from string import ascii_uppercase, digits

_NAMED = """
Backquote Backslash BracketLeft BracketRight Comma Equal IntlBackslash IntlRo IntlYen Minus Period
Quote Semicolon Slash AltLeft AltRight Backspace CapsLock ContextMenu ControlLeft ControlRight Enter
MetaLeft MetaRight ShiftLeft ShiftRight Space Tab Convert KanaMode Lang1 Lang2 NonConvert Delete End
Help Home Insert PageDown PageUp ArrowDown ArrowLeft ArrowRight ArrowUp NumLock NumpadAdd
NumpadComma NumpadDecimal NumpadDivide NumpadEnter NumpadEqual NumpadMultiply NumpadSubtract Escape
PrintScreen ScrollLock Pause
"""

KEY_CODES = frozenset(
    [
        *_NAMED.split(),
        *(f"Key{letter}" for letter in ascii_uppercase),
        *(f"Digit{digit}" for digit in digits),
        *(f"Numpad{digit}" for digit in digits),
        *(f"F{number}" for number in range(1, 25)),
    ]
)
