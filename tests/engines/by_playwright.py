"""A page by Playwright: Chromium everywhere, and its own Firefox and WebKit off Debian."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import playwright.sync_api as api
import pytest

from tests.engines.page import FIND, Page

FAKE_MICROPHONE = {
    "media.navigator.streams.fake": True,
    "media.navigator.permission.disabled": True,
}
"""Of Firefox: what its own tests listen to, and nobody is asked."""


class PlaywrightPage(Page):
    """The tab of a context."""

    def __init__(self, page: api.Page) -> None:
        self._page = page
        self._fingers: api.CDPSession | None = None

    def goto(self, url: str) -> None:
        self._page.goto(url)

    def evaluate(self, function: str, *words: Any) -> Any:
        return self._page.evaluate(f"(words) => ({function})(...words)", list(words))

    def press(self, key: str, hold_ms: int = 0) -> None:
        self._page.keyboard.press(key, delay=hold_ms)

    def touch(self, x: float, y: float) -> None:
        self._finger("touchStart", [{"x": x, "y": y}])

    def lift(self) -> None:
        self._finger("touchEnd", [])

    def _finger(self, kind: str, places: list[dict[str, float]]) -> None:
        browser = self._page.context.browser
        if browser is None or browser.browser_type.name != "chromium":
            # On a desktop that has these instead of Debian's: DevTools' fingers are Chromium's own.
            pytest.skip("Playwright's own Firefox and WebKit are not touched in this way.")
        # A finger is the session's that has put it down.
        self._fingers = self._fingers or self._page.context.new_cdp_session(self._page)
        self._fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})

    def screenshot(self) -> bytes:
        return self._page.screenshot()

    def _click(self, css: str, text: str) -> None:
        found = self._page.evaluate_handle(f"(words) => ({FIND})(...words)", [css, text])
        element = found.as_element()
        assert element is not None
        element.click()


@contextlib.contextmanager
def start_own(engine: api.BrowserType, proxy: str | None, *, hears: bool = False) -> Iterator[Page]:
    """Playwright's own build of an engine; a test is skipped where there is none to be had."""
    if not Path(engine.executable_path).exists():
        missing(f"There is no {engine.name}: run .ci/setup-system, as make test does.")
    through: api.ProxySettings | None = None if proxy is None else {"server": f"http://{proxy}"}
    prefs: dict[str, str | float | bool] | None = None
    if engine.name == "firefox":
        prefs = {"network.proxy.allow_hijacking_localhost": True}
        if hears:
            prefs |= FAKE_MICROPHONE
    try:
        browser = engine.launch(proxy=through, firefox_user_prefs=prefs)
    except api.Error as error:  # on a Linux whose libraries it does not fit
        missing(f"{engine.name} does not start: {error}")
    try:
        yield PlaywrightPage(browser.new_page())
    finally:
        browser.close()


def missing(why: str) -> NoReturn:
    """Fail in CI and where .ci/setup-system installs all engines; elsewhere skip, and say why."""
    installs_all = Path("/etc/debian_version").exists() and os.geteuid() == 0
    if installs_all or "CI" in os.environ:
        raise FileNotFoundError(why)
    pytest.skip(why)
