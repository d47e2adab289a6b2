"""Trials of faults: a study on faulty ground, and a visitor who notes what the page confirms."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from gymbrowser.contract.upload import PostPolicy
from gymbrowser.data.pull import pull
from gymbrowser.data.sessions import Session, read_session, scan
from gymbrowser.store.grant import grant
from gymbrowser.store.s3 import Bucket
from gymbrowser.store.signature import AccessKey
from tests.browser.browser_side import LOCAL
from tests.browser.conftest import Study
from tests.browser.fault_matrix import Confirmed
from tests.faulty_store import FaultyStore, pass_on
from tests.seaweedfs import Credentials, S3Server

STUDY = Path(__file__).with_name("fault_study")
EPISODES = 2
PREFIX = "in/study"
TRIALS = int(os.environ.get("GYMBROWSER_FAULT_TRIALS", "1"))
WITHIN_MS = 60_000
SAVED = "Everything was sent and saved."
SAID = {
    "sending": "Your answers are being sent.",
    "offline": "You are offline",
    "unreachable": "Your answers could not be sent yet. They are safe in this browser",
    "busy": "the place where they are collected is too busy",
    "received": "Your answers have arrived and are safe",
    "memory": "this browser does not let the study keep them on this device",
    "lost": "A part of your answers was removed from this browser",
    "refused": "the place where they are collected does not accept them",
}
"""What the page says, by what it means."""


@dataclass
class Ground:
    """One study, its faulty store, and one folder that all data are pulled to."""

    study: Study
    store: FaultyStore
    data: Path
    bucket: Bucket

    def make_well(self) -> None:
        """No fault, and nothing of the one before."""
        self.store.set(pass_on)
        self.store.upstream = self.study.server.endpoint_url
        self.permit()

    def permit(
        self,
        *,
        lasts: timedelta = timedelta(hours=1),
        secret: str | None = None,
        bucket: str | None = None,
        max_bytes: int = 8 * 1024 * 1024,
    ) -> None:
        """Write another upload.json; the file says nothing of a smaller `max_bytes`."""
        signer = self.study.server.signer
        name = bucket or self.study.bucket
        now = datetime.now(UTC)
        policy = grant(
            name,
            PREFIX,
            "live",
            url=f"{self.store.address}/{name}/",
            region=self.study.server.region,
            key=AccessKey(signer.access_key, secret or signer.secret_key),
            # Signed an hour ago, so that it may end at any moment.
            now=now - timedelta(hours=1),
            expires_at=now + lasts,
            max_bytes=max_bytes,
        )
        self.write(policy.model_copy(update={"max_bytes": 8 * 1024 * 1024}))

    def write(self, policy: PostPolicy) -> None:
        file = self.study.site / "upload.json"
        # Never half-written: it is read at any moment.
        part = file.with_suffix(".part")
        part.write_text(policy.model_dump_json(), encoding="utf-8")
        part.replace(file)

    def pulled(self, participant: str, bucket: Bucket | None = None) -> Session | None:
        """What has arrived so far of this participant, who has had one session."""
        return next(self.all_pulled(participant, bucket), None)

    def all_pulled(self, participant: str, bucket: Bucket | None = None) -> Iterator[Session]:
        """The same, of one who may have had several."""
        target = bucket or self.bucket
        folder = self.data / target.name
        with credentials(self.study.server.admin):
            pull(target, prefix=PREFIX, mode="live", into=folder)
        for name, files in scan(folder).sessions.get("live", {}).items():
            session = read_session(name, "live", files, identities=True)
            if session.participant == participant:
                yield session


@contextmanager
def credentials(keys: Credentials) -> Iterator[None]:
    """As boto3's chain finds them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", keys.access_key)
        patch.setenv("AWS_SECRET_ACCESS_KEY", keys.secret_key)
        yield


class WaitingRoom:
    """One visitor ahead, whose page boots during another trial: it has tried the store by then, and
    sends nothing more before the consent."""

    def __init__(self, browser: Browser, ground: Ground) -> None:
        self._browser = browser
        self._ground = ground
        self._next: Visitor | None = None

    def call(self) -> "Visitor":
        """The next one; give the context back by closing it."""
        visitor = self._next or self._enter()
        self._next = self._enter()
        return visitor

    def close(self) -> None:
        if self._next is not None:
            self._next.context.close()

    def _enter(self) -> "Visitor":
        visitor = Visitor(self._browser.new_context().new_page(), self._ground)
        visitor.arrive()
        visitor.may_begin()
        return visitor


class Visitor:
    """Goes through the study, and notes what was confirmed."""

    def __init__(self, page: Page, ground: Ground) -> None:
        self.page = page
        self.ground = ground
        self.name = secrets.token_hex(8)
        self.confirmed = Confirmed()

    @property
    def context(self) -> BrowserContext:
        return self.page.context

    def arrive(self) -> None:
        self.page.goto(f"{self.ground.study.origin}/?participant={self.name}")

    def come_back(self) -> None:
        """In a new tab."""
        self.page = self.context.new_page()
        self.arrive()

    def leave(self) -> None:
        """Close the tab."""
        self.page.close(run_before_unload=True)

    def may_begin(self) -> None:
        """Until the store was tried."""
        expect(self.page.get_by_role("button", name="I agree")).to_be_visible(timeout=WITHIN_MS)

    def agree(self) -> None:
        self.page.get_by_role("button", name="I agree").click()

    def say(self, which: str, length: int = 40) -> None:
        """Answer a form; it is confirmed when the page goes on."""
        heading = self._words(which)
        expect(heading).to_be_visible(timeout=WITHIN_MS)
        words = secrets.token_hex(length // 2)
        self.page.get_by_label("Say something").fill(words)
        self.page.get_by_role("button", name="Continue").click()
        expect(heading).to_be_hidden(timeout=WITHIN_MS)
        self.confirmed.answers.append(words)

    def begin_game(self) -> None:
        """Until the first round may be started."""
        start = self.page.get_by_role("button", name="Start")
        expect(start).to_be_visible(timeout=WITHIN_MS)

    def play(self) -> None:
        for number in range(EPISODES):
            self.page.get_by_role("button", name="Next round" if number else "Start").click(
                timeout=WITHIN_MS
            )
            ended = "Continue" if number == EPISODES - 1 else "Next round"
            expect(self.page.get_by_role("button", name=ended)).to_be_visible(timeout=WITHIN_MS)
            self.confirmed.episodes += 1
        self.page.get_by_role("button", name="Continue").click()
        # A reload before the next step is there would come back to the game.
        expect(self._words("last")).to_be_visible(timeout=WITHIN_MS)

    def take_part(self) -> None:
        """From the first form to the end."""
        self.say("first")
        self.play()
        self.say("last")
        expect(self.page.get_by_role("heading", name="Thank you")).to_be_visible()

    def reads(self, kind: str) -> None:
        """The page says that not all is stored, and why."""
        expect(self._told(SAID[kind])).to_be_visible(timeout=WITHIN_MS)
        expect(self._told(SAVED)).to_be_hidden()

    def reads_that_all_is_saved(self, timeout_ms: float = WITHIN_MS) -> None:
        expect(self._told(SAVED)).to_be_visible(timeout=timeout_ms)

    def _words(self, which: str) -> Locator:
        return self.page.get_by_role("heading", name=f"The {which} words")

    def _told(self, text: str) -> Locator:
        return self.page.get_by_role("paragraph").filter(has_text=text)

    def go_online(self) -> None:
        """What a real browser tells a page whose connection is back."""
        self.context.set_offline(True)
        self.context.set_offline(False)

    def local(self) -> Any:
        """Records that this browser still holds, read past the product: chunks, and the journal.

        What happens to the page after the end is recorded too, but confirmed to nobody.
        """
        return self.page.evaluate(LOCAL)


@contextmanager
def entering(browser: Browser, ground: Ground) -> Iterator[Visitor]:
    """Somebody new, in a browser that knows nothing."""
    visitor = Visitor(browser.new_context().new_page(), ground)
    visitor.arrive()
    yield visitor
    visitor.context.close()


def bucket_of(server: S3Server, name: str, address: str) -> Bucket:
    return Bucket(name, server.region, address)
