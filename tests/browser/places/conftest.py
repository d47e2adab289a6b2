"""Two studies for all places: one with a game, and a shorter one for shared computers."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser.conftest import Publish, Study

STUDY = Path(__file__).parents[1] / "fault_study"
TEXT = (STUDY / "exp.yml").read_text(encoding="utf-8")
WITHOUT_GAME = re.sub(r"  - game:\n(      .*\n)*", "", TEXT)


@pytest.fixture(scope="session")
def study(publish: Publish) -> Study:
    return publish(TEXT, example=STUDY)


@pytest.fixture(scope="session")
def shared(publish: Publish) -> Study:
    return publish(f"{WITHOUT_GAME}device: shared\nmax_minutes: 30\n", example=STUDY)


@pytest.fixture(scope="session")
def browser(whole_browser: Browser) -> Browser:
    """The headless shell gives storage to frames that a browser gives none."""
    return whole_browser


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that knows nothing."""
    context = browser.new_context()
    yield context
    context.close()
