"""What stands around a game, changed from Python at any time: `from gymbrowser import ui`.

Environments, drawing functions and policies may call these; in the browser the page shows it, and
what was shown when is recorded. Natively nothing happens, but for who listens: see `recording`.
Texts are shown as they are: HTML in them is not HTML.

    ui.hud(Fuel=3, Passengers=2)
    ui.budget("Hints", 2, 5)
    ui.message("A passenger waits in the north.")
    ui.button("train", "Train now", key="KeyT")

What is done with widgets (`button` and the three after it) is recorded, and the game's hook is
told of it. They can be declared in exp.yml too; one of the same name takes the place of that.
"""

import json
import math
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, SupportsFloat

type Call = dict[str, Any]
"""One change, as JSON can carry it: UiCall of the contract."""

type Value = str | SupportsFloat
"""A text or a number, which the page writes as its language does."""

LONGEST = 1000
"""Characters of a text."""

OWN_BUTTONS = ("start", "stop", "pause", "reset", "fpsUp", "fpsDown", "fpsSet")
"""What the page's own buttons are called in the record."""

_NAME = r"[A-Za-z0-9][A-Za-z0-9_-]{0,62}"
_KEY = r"[A-Z][A-Za-z]*[0-9]{0,2}"
_MOST_CELLS = 20


def hud(values: Mapping[str, Value | None] | None = None, /, **more: Value | None) -> None:
    """Show values above the game, each under its name; None takes one away.

    `ui.hud({"Time left": 12})` where a name is no identifier of Python.
    """
    named = {**(values or {}), **more}
    _said.say({"call": "hud", "values": {_text(name): _value(v) for name, v in named.items()}})


def progress(name: str, value: SupportsFloat | None, maximum: SupportsFloat = 1) -> None:
    """Show a bar that fills from 0 to `maximum`; None takes it away."""
    _said.say(_bar("progress", name, value, maximum))


def budget(name: str, left: SupportsFloat | None, maximum: SupportsFloat) -> None:
    """Show a bar of what is left of `maximum`, with both numbers; None takes it away."""
    _said.say(_bar("budget", name, left, maximum))


def message(text: str) -> None:
    """Add a line to the message board, which screen readers read out. The last few are shown."""
    _said.say({"call": "message", "text": _text(text)})


def info(title: str, lines: Mapping[str, Value] | str | None = None) -> None:
    """Show a panel beside the game: a text, or names and values. Without `lines` it goes away."""
    if isinstance(lines, Mapping):
        body: Any = {_text(name): _value(value) for name, value in lines.items()}
    else:
        body = None if lines is None else _text(lines)
    _said.say({"call": "info", "title": _text(title), "body": body})


def image(name: str | None, alt: str = "") -> None:
    """Show an image of `assets.images` beside the game, `alt` for those who can't see; or none."""
    _said.say({"call": "image", "image": name, "alt": _text(alt)})


def border(color: str | None) -> None:
    """Put a border of this CSS colour around the game; None takes it away.

    Never the only sign of something: not everybody sees it.
    """
    _said.say({"call": "border", "color": None if color is None else _text(color)})


def sound(name: str, volume: SupportsFloat = 1) -> None:
    """Play a sound of `assets.sounds`, `volume` from 0 to 1."""
    loudness = min(1.0, max(0.0, float(volume)))
    _said.say({"call": "sound", "sound": name, "volume": loudness})


def button(
    name: str,
    label: str,
    *,
    icon: str | None = None,
    color: str | None = None,
    confirm: str | None = None,
    key: str | None = None,
) -> None:
    """Put a button beside the game.

    Args:
        name: Of its signals.
        label: What stands on it.
        icon: An image of `assets.images`, before the label.
        color: Behind the label: `#2a6` or `#22aa66`.
        confirm: A question that is asked before a press counts.
        key: `KeyboardEvent.code` of a key that presses it, one that is bound to nothing else.
    """
    if key is not None and not re.fullmatch(_KEY, key):
        raise ValueError(f"{key!r} is not the name of a key (KeyboardEvent.code), such as 'KeyT'")
    asked = None if confirm is None else _text(confirm)
    behind = None if color is None else _six_digits(color)
    given = {"icon": icon, "color": behind, "confirm": asked, "key": key}
    _put(name, {"kind": "button", "label": _text(label), **given})


def slider(
    name: str,
    label: str,
    low: SupportsFloat,
    high: SupportsFloat,
    *,
    step: SupportsFloat | None = None,
    value: SupportsFloat | None = None,
) -> None:
    """Put a slider beside the game, from `low` to `high`.

    Args:
        name: Of its signals, which have the number that it was set to.
        label: What stands above it.
        low: At its left end.
        high: At its right end.
        step: How much an arrow key changes; a hundredth of the way if not given.
        value: Where it stands at first; `low` if not given.
    """
    lowest, highest = float(low), float(high)
    way = highest - lowest
    stands = lowest if value is None else float(value)
    change = way / 100 if step is None else float(step)
    if not (0 < way < math.inf and lowest <= stands <= highest and 0 < change <= way):
        raise ValueError(
            f"the slider {name!r} can't go from {lowest:g} to {highest:g} by {change:g} and stand "
            f"at {stands:g}"
        )
    ends = {"min": lowest, "max": highest, "step": change, "value": stands}
    _put(name, {"kind": "slider", "label": _text(label), **ends})


def text_box(name: str, label: str, *, max_length: int = 500) -> None:
    """Put a line to write in beside the game, of at most `max_length` characters.

    Its signals have what was written.
    """
    if max_length < 1:
        raise ValueError(f"the text box {name!r} has room for {max_length} characters")
    _put(name, {"kind": "text_box", "label": _text(label), "max_length": int(max_length)})


def grid(name: str, label: str, rows: int, columns: int) -> None:
    """Put cells beside the game, of which a rectangle is marked by dragging; at most 20 by 20.

    Its signals have the rectangle: first row, first column, last row, last column, from 0.
    """
    if not (1 <= rows <= _MOST_CELLS and 1 <= columns <= _MOST_CELLS):
        raise ValueError(
            f"the grid {name!r} has {rows} rows and {columns} columns: from 1 to {_MOST_CELLS} of "
            "each can be shown"
        )
    cells = {"rows": int(rows), "columns": int(columns)}
    _put(name, {"kind": "grid", "label": _text(label), **cells})


def remove(name: str) -> None:
    """Take a widget away, one of exp.yml too."""
    _said.say({"call": "widget", "name": _text(name), "widget": None})


def probe(name: str) -> None:
    """Tell that something has happened, by the `event` of one of exp.yml's `probes`.

    The game waits behind the step that is under way, or the next one, and the page asks.
    """
    if not re.fullmatch(_NAME, name):
        raise ValueError(
            f"an event can't be called {name!r}: use letters, digits, hyphens and underscores"
        )
    _said.say({"call": "probe", "name": name})


def clear() -> None:
    """Take everything away that was shown by this module; what exp.yml declares is as there."""
    _said.say({"call": "clear"})


@contextmanager
def recording() -> Iterator[list[Call]]:
    """Gather what is called meanwhile, for tests of an environment that needs no browser."""
    calls: list[Call] = []
    before = _said.listen(calls.append)
    try:
        yield calls
    finally:
        _said.listen(before)


def connect(tell: Callable[[str], None] | None) -> None:
    """Have each change told as JSON from now on; the game worker's, which None disconnects."""
    _said.listen(None if tell is None else lambda call: tell(json.dumps(call)))


class _Said:
    """Passes on what changes something, and is silent where a step says the same again.

    It is one for the interpreter, as the page is one: whoever has `ui` can say something.
    """

    def __init__(self) -> None:
        self._listener: Callable[[Call], None] | None = None
        self._shown: dict[tuple[str, str], Any] = {}

    def listen(self, listener: Callable[[Call], None] | None) -> Callable[[Call], None] | None:
        """Change who is told; they have been told of nothing yet. Returns who was."""
        before, self._listener = self._listener, listener
        self._shown.clear()
        return before

    def say(self, call: Call) -> None:
        if self._listener is None:
            return
        match call["call"]:
            case "hud":
                values = call["values"].items()
                call["values"] = {n: v for n, v in values if self._is_new("hud", n, v)}
                if not call["values"]:
                    return
            case "clear":
                self._shown.clear()
            case "progress" | "budget" | "info" | "image" | "border" | "widget" as kind:
                # Two bars, or two panels, of different names stand beside each other.
                if not self._is_new(kind, call.get("name") or call.get("title", ""), call):
                    return
        self._listener(call)

    def _is_new(self, kind: str, name: str, value: Any) -> bool:
        if (kind, name) in self._shown and self._shown[kind, name] == value:
            return False
        self._shown[kind, name] = value
        return True


_said = _Said()


def _put(name: str, widget: dict[str, Any]) -> None:
    if not re.fullmatch(_NAME, name):
        raise ValueError(
            f"a widget can't be called {name!r}: use letters, digits, hyphens and underscores"
        )
    if name in OWN_BUTTONS:
        raise ValueError(
            f"a widget can't be called {name!r}: that is one of the page's own buttons"
        )
    _said.say({"call": "widget", "name": name, "widget": widget})


def _six_digits(color: str) -> str:
    """Return `#rrggbb`, as JavaScript is to read it."""
    digits = color.removeprefix("#").lower()
    if not (color.startswith("#") and re.fullmatch(r"[0-9a-f]{3}|[0-9a-f]{6}", digits)):
        raise ValueError(f"{color!r} is no colour such as '#2a6' or '#22aa66'")
    return f"#{digits if len(digits) == 6 else ''.join(2 * digit for digit in digits)}"


def _bar(kind: str, name: str, value: SupportsFloat | None, maximum: SupportsFloat) -> Call:
    most = float(maximum)
    if not (0 < most < math.inf):
        raise ValueError(f"the bar {name!r} has the maximum {most:g}, which is not above 0")
    shown = None if value is None else float(value)
    if shown is not None and not math.isfinite(shown):
        raise ValueError(f"the bar {name!r} cannot show {shown}")
    return {"call": kind, "name": _text(name), "value": shown, "maximum": most}


def _value(value: Value | None) -> str | float | None:
    if value is None or isinstance(value, str):
        return None if value is None else _text(value)
    if isinstance(value, bool):
        return str(value)
    number = float(value)
    return number if math.isfinite(number) else str(number)


def _text(value: object) -> str:
    text = str(value)
    if len(text) > LONGEST:
        raise ValueError(f"a text of {len(text)} characters is too long to show: at most {LONGEST}")
    return text
