"""The browser of `gymbrowser simulate --browser`: a Chromium, and the Playwright that drives it."""

from dataclasses import dataclass

from gymbrowser.chromium import find_chromium, may_sandbox, playwright_library
from gymbrowser.errors import UserError


@dataclass(frozen=True)
class BrowserChoice:
    """What the bots start: js/src/bots/window/browser.ts reads it."""

    library: str
    """`index.mjs` of the package playwright-core."""
    executable: str
    sandbox: bool


def find_browser() -> BrowserChoice:
    """Chromium as the commands find it.

    Raises:
        UserError: There is none.
    """
    executable = find_chromium()
    if executable is None:
        raise UserError(
            "there is no Chromium on this machine for `--browser`",
            why="The bots look at the study in a real browser.",
            remedy="Install one: python -m playwright install chromium",
        )
    return BrowserChoice(str(playwright_library()), str(executable), sandbox=may_sandbox())
