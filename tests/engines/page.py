"""What a test does with a page, whichever browser shows it."""

import time
from abc import ABC, abstractmethod
from typing import Any

POLL_S = 0.05
GUARD_S = 90
"""Against a hang: where several browsers share a machine, a page may take half a minute."""

# A person finds things by what they read, and can't press what they don't see.
FIND = """(css, text) =>
  [...document.querySelectorAll(css)].find(
    (element) => element.checkVisibility() && element.textContent.trim().startsWith(text),
  ) ?? null"""


class Page(ABC):
    """The one tab of a browser."""

    @abstractmethod
    def goto(self, url: str) -> None:
        """Open an address; returns once it is loaded."""

    @abstractmethod
    def evaluate(self, function: str, *words: Any) -> Any:
        """What a JavaScript function gives, awaited; arguments and result as JSON has them.

        The page's CSP does not bind what stands in the function itself, only what a timer or a
        script calls later.
        """

    @abstractmethod
    def press(self, key: str, hold_ms: int = 0) -> None:
        """Press a key: one character, or a name that `KEYS` has."""

    @abstractmethod
    def touch(self, x: float, y: float) -> None:
        """Put a finger on a place of the window, in CSS pixels; it stays there.

        The driver of WebKitGTK makes a mouse of it.
        """

    @abstractmethod
    def lift(self) -> None:
        """Take the finger away."""

    @abstractmethod
    def screenshot(self) -> bytes:
        """What is in view, as PNG."""

    @abstractmethod
    def _click(self, css: str, text: str) -> None:
        """Click what FIND finds, with the events of a real mouse."""

    def click(self, css: str, text: str = "", *, timeout_s: float = GUARD_S) -> None:
        """Click the first visible element of a selector whose text begins so; waits for it."""
        self.wait_for(
            f"(css, text) => ({FIND})(css, text) !== null", css, text, timeout_s=timeout_s
        )
        self._click(css, text)

    def type(self, text: str) -> None:
        """Type into what has the focus."""
        for character in text:
            self.press(character)

    def wait_for(self, function: str, *words: Any, timeout_s: float = GUARD_S) -> Any:
        """The first result of a function that is true in JavaScript's sense.

        Raises:
            TimeoutError: There was none; it quotes what the page shows.
        """
        deadline = time.monotonic() + timeout_s
        while not (result := self.evaluate(function, *words)):
            if time.monotonic() > deadline:
                shown = self.evaluate("() => document.body.innerText")
                raise TimeoutError(f"waited for {function} {words}; the page shows:\n{shown}")
            time.sleep(POLL_S)
        return result

    def wait_for_text(self, text: str, *, timeout_s: float = GUARD_S) -> None:
        """Wait until the page shows a text."""
        shown = "(text) => document.body.innerText.includes(text)"
        self.wait_for(shown, text, timeout_s=timeout_s)
