"""Chromium, by Playwright."""

import contextlib
from collections.abc import Iterator

from playwright.sync_api import Playwright

from tests.conftest import find_chromium, launch_chromium
from tests.engines.by_playwright import PlaywrightPage
from tests.engines.page import Page

MICROPHONE = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")


@contextlib.contextmanager
def start(playwright: Playwright, proxy: str | None, *, microphone: bool = False) -> Iterator[Page]:
    """A headless Chromium of its own.

    Args:
        playwright: Drives it.
        proxy: `host:port` that every request goes through.
        microphone: It has one, which beeps once a second, and lets every page hear it.
    """
    # By default it reaches loopback without the proxy.
    flags = [f"--proxy-server=http://{proxy}", "--proxy-bypass-list=<-loopback>"] if proxy else []
    flags += MICROPHONE if microphone else ()
    with launch_chromium(playwright, find_chromium(playwright), *flags) as browser:
        yield PlaywrightPage(browser.new_page())
