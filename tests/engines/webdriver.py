"""A page by W3C WebDriver, over whatever carries its commands: a socket, or HTTP."""

import base64
from collections.abc import Mapping
from typing import Any, Protocol

from tests.engines.page import FIND, Page

SCRIPT_TIMEOUT_MS = 120_000
KEYS = {"ArrowLeft": "\ue012", "ArrowRight": "\ue014", "Enter": "\ue007", "Tab": "\ue004"}
"""The specification's code points for keys without a character (17.4.2)."""
_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
"""The key under which the specification passes an element (11.1)."""

# The function's text is part of the script: nothing is compiled in the page, so no CSP forbids it.
_AWAIT = """
const done = arguments[arguments.length - 1];
const words = Array.prototype.slice.call(arguments, 0, -1);
Promise.resolve().then(() => (%s)(...words)).then(
  (value) => done({ value: value === undefined ? null : value }),
  (error) => done({ error: `${error}\\n${error && error.stack}` }),
);
"""


class Commands(Protocol):
    """Sends a command by its name in Marionette, `WebDriver:` left out, and gives its value."""

    def __call__(self, name: str, /, **words: Any) -> Any: ...


class ScriptFailed(Exception):  # noqa: N818  # as in page.py
    """A function threw in the page."""


class WebDriverPage(Page):
    """The tab of a session."""

    def __init__(self, send: Commands) -> None:
        self._send = send
        send("SetTimeouts", script=SCRIPT_TIMEOUT_MS)

    def goto(self, url: str) -> None:
        self._send("Navigate", url=url)

    def evaluate(self, function: str, *words: Any) -> Any:
        answer: Mapping[str, Any] = self._send(
            "ExecuteAsyncScript", script=_AWAIT % function, args=list(words)
        )
        if "error" in answer:
            raise ScriptFailed(answer["error"])
        return answer["value"]

    def press(self, key: str, hold_ms: int = 0) -> None:
        value = KEYS.get(key, key)
        actions: list[dict[str, Any]] = [
            {"type": "keyDown", "value": value},
            {"type": "pause", "duration": hold_ms},
            {"type": "keyUp", "value": value},
        ]
        keyboard = {"type": "key", "id": "keyboard", "actions": actions}
        self._send("PerformActions", actions=[keyboard])

    def touch(self, x: float, y: float) -> None:
        place = {"x": round(x), "y": round(y), "duration": 0, "origin": "viewport"}
        self._point({"type": "pointerMove", **place}, {"type": "pointerDown", "button": 0})

    def lift(self) -> None:
        self._point({"type": "pointerUp", "button": 0})

    def _point(self, *actions: dict[str, Any]) -> None:
        kind = {"pointerType": "touch"}
        finger = {"type": "pointer", "id": "finger", "parameters": kind, "actions": list(actions)}
        self._send("PerformActions", actions=[finger])

    def screenshot(self) -> bytes:
        return base64.b64decode(self._send("TakeScreenshot", full=False))

    def _click(self, css: str, text: str) -> None:
        found = self.evaluate(FIND, css, text)
        self._send("ElementClick", id=found[_ELEMENT])
