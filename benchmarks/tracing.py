"""What Chromium writes down of itself while a game is played."""

import json
from collections.abc import Sequence
from typing import Any

from playwright.sync_api import Browser, Page, Worker

_MARKS = "blink.user_timing"
_BEGUN = "gymbrowser:begun"

type Event = dict[str, Any]
"""Of the `traceEvents` of a trace."""


def play_traced(
    browser: Browser, page: Page, categories: Sequence[str], seconds: float, marked: Page | Worker
) -> list[Event]:
    """Start the game that waits on a page, and play it for so long under a trace.

    Args:
        browser: The page's.
        page: At the start of a game, as `enter` gives it.
        categories: Of Chromium's tracing: what is written down.
        seconds: From the start on.
        marked: What `begun` is to tell of: the page, or a worker of it.
    """
    browser.start_tracing(page=page, categories=[*categories, _MARKS])
    marked.evaluate("(name) => performance.mark(name)", _BEGUN)
    page.get_by_role("button", name="Start", exact=True).click()
    page.wait_for_timeout(1000 * seconds)  # so long it is played, whatever happens
    events: list[Event] = json.loads(browser.stop_tracing())["traceEvents"]
    return events


def begun(events: list[Event]) -> Event:
    """The start of the game: its time in µs (`ts`), and the thread that was marked."""
    [mark] = [event for event in events if event.get("name") == _BEGUN]
    return mark
