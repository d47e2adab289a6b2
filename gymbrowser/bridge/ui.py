"""What stands around a game, changed from Python at any time: `from gymbrowser import ui`.

Environments, drawing functions and policies may call these; in the browser the page shows it, and
what was shown when is recorded. Natively nothing happens, but for who listens: see `recording`.
Texts are shown as they are: HTML in them is not HTML.

    ui.hud(Fuel=3, Passengers=2)
    ui.budget("Hints", 2, 5)
    ui.message("A passenger waits in the north.")
"""

import json
import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, SupportsFloat

type Call = dict[str, Any]
"""One change, as JSON can carry it: UiCall of the contract."""

type Value = str | SupportsFloat
"""A text or a number, which the page writes as its language does."""

LONGEST = 1000
"""Characters of a text."""


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


def clear() -> None:
    """Take everything away that was shown by this module."""
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
            case "progress" | "budget" | "info" | "image" | "border" as kind:
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
