"""The Chromium that commands drive: this machine's, or else the one of Playwright."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright._impl._driver import compute_driver_executable
from playwright.sync_api import Browser, sync_playwright

from gymbrowser.node import node_executable

TO_INSTALL = "Install Chromium, or run `python -m playwright install chromium`."
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_ASK = "import(process.argv[1]).then(({ chromium }) => console.log(chromium.executablePath()))"


def find_chromium() -> Path | None:
    """Its executable; None: there is none here."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found is not None:
        return Path(found)
    # Not by Playwright for Python, which can't be asked where an event loop runs.
    words = [str(node_executable()), "-e", _ASK, playwright_library().as_uri()]
    asked = subprocess.run(words, capture_output=True, text=True, check=True)
    own = Path(asked.stdout.strip())
    return own if own.exists() else None


def playwright_library() -> Path:
    """`index.mjs` of the package playwright-core, which Playwright for Python carries."""
    return Path(compute_driver_executable()[1]).with_name("index.mjs")


def may_sandbox() -> bool:
    """Chromium refuses to start as root with its sandbox."""
    return not (hasattr(os, "geteuid") and os.geteuid() == 0)


@contextmanager
def open_chromium() -> Iterator[Browser | None]:
    """A headless Chromium with nothing of the user's in it; None: there is none here."""
    path = find_chromium()
    if path is None:
        yield None
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, chromium_sandbox=may_sandbox())
        try:
            yield browser
        finally:
            browser.close()
