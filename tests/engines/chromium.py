"""Chromium, by Playwright."""

import contextlib
from collections.abc import Iterator

from playwright.sync_api import Playwright

from tests.conftest import find_chromium, launch_chromium
from tests.engines.by_playwright import PlaywrightPage
from tests.engines.page import Page

MICROPHONE = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")


@contextlib.contextmanager
def start(playwright: Playwright, proxy: str | None, *, hears: bool = False) -> Iterator[Page]:
    """A headless Chromium of its own."""
    # By default it reaches loopback without the proxy.
    flags = [f"--proxy-server=http://{proxy}", "--proxy-bypass-list=<-loopback>"] if proxy else []
    flags += MICROPHONE if hears else ()
    with launch_chromium(playwright, find_chromium(playwright), *flags) as browser:
        yield PlaywrightPage(browser.new_page())
