"""Three real browsers behind one small interface: Chromium, Firefox, and WebKit (Safari's engine).

Debian's packages drive them (see .ci/setup-system): Chromium by Playwright, Firefox by its own
Marionette, WebKit by WebKitWebDriver; elsewhere all three are Playwright's own.
"""

import contextlib
from collections.abc import Iterator
from typing import Literal, get_args

from playwright.sync_api import Playwright

from tests.engines import chromium, firefox, webkit
from tests.engines.page import Page

__all__ = ["ENGINES", "Engine", "Page", "start"]

type Engine = Literal["chromium", "firefox", "webkit"]

ENGINES: tuple[Engine, ...] = get_args(Engine.__value__)


@contextlib.contextmanager
def start(
    engine: Engine, playwright: Playwright, *, proxy: str | None = None, hears: bool = False
) -> Iterator[Page]:
    """A browser that knows nothing, with one page; it ends with the context.

    Args:
        engine: Which one.
        playwright: Drives Chromium, and the others where the system has none.
        proxy: `host:port` that every request goes through, those to loopback too.
        hears: Has a microphone of its own kind, which beeps, and lets every page listen.

    Raises:
        FileNotFoundError: It is not on this machine, where .ci/setup-system would install it. On
            other machines the test is skipped.
    """
    begin = {"chromium": chromium.start, "firefox": firefox.start, "webkit": webkit.start}
    with begin[engine](playwright, proxy, hears=hears) as page:
        yield page
