"""A person in a tab or a frame, and what is looked at past the page."""

import re
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import FrameLocator, Page, expect

from gymbrowser.data.sessions import Session, read_sessions, scan
from tests.browser.conftest import Study

SAVED = "Everything was sent and saved."
WITHIN_MS = 60_000
DATABASES = "async () => (await indexedDB.databases()).map(({ name }) => name)"


@dataclass
class Person:
    """Goes through the study, in a tab or in a frame."""

    place: Page | FrameLocator

    def agree(self) -> None:
        self.place.get_by_role("button", name="I agree").click(timeout=WITHIN_MS)

    def say(self, which: str, words: str) -> None:
        self.reads(f"The {which} words")
        self.place.get_by_label("Say something").fill(words)
        self.place.get_by_role("button", name="Continue").click()

    def play(self) -> None:
        for label in ("Start", "Next round", "Continue"):
            self.place.get_by_role("button", name=label).click(timeout=WITHIN_MS)

    def reads(self, heading: str) -> None:
        expect(self.place.get_by_role("heading", name=heading)).to_be_visible(timeout=WITHIN_MS)

    def reads_that_all_is_saved(self) -> None:
        self._is_told(SAVED)

    def reads_that_nothing_stays(self) -> None:
        self._is_told("This computer keeps nothing of it.")

    def _is_told(self, text: str) -> None:
        told = self.place.get_by_role("paragraph").filter(has_text=text)
        expect(told).to_be_visible(timeout=WITHIN_MS)


def sessions_of(study: Study, into: Path) -> dict[str | None, list[Session]]:
    """All that has arrived, by participant, in the order of time.

    Of a session that another test left while it was sent, perhaps only who it was has arrived.
    """
    study.pull(into)
    found: dict[str | None, list[Session]] = {}
    sessions = [one for one in read_sessions(scan(into), "live", identities=True) if one.visits]
    for session in sorted(sessions, key=lambda one: one.visits[0].t):
        found.setdefault(session.participant, []).append(session)
    return found


def site_hash(study: Study) -> str:
    page = (study.site / "index.html").read_text(encoding="utf-8")
    (found,) = re.findall(r'content="v/([0-9a-f]{64})/"', page)
    return str(found)
