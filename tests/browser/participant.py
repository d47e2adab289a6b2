"""A participant for tests: reads, answers and plays like a person, by roles and visible names."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect

BOOT_TIMEOUT_MS = 120_000
EPISODE_TIMEOUT_MS = 120_000
UPLOAD_TIMEOUT_MS = 60_000
COMMENT = "Schön – “quoted”, 𝛑 & <b>bold</b>\nsecond line"


@dataclass
class Witness:
    """Notes what the browser complains about."""

    violations: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _console(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            self.violations.append(message.text)
        elif message.type == "error":
            self.errors.append(f"{message.text} ({message.location['url']})")


class Participant:
    """Goes through the steps of the CartPole example, one method for each of them."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def read_welcome(self) -> None:
        self.expect_heading("Can you keep it up?")
        self.go_on()

    def agree(self) -> None:
        self.expect_heading("Before you begin")
        self.page.get_by_role("button", name="I agree").click()

    def decline(self) -> None:
        self.expect_heading("Before you begin")
        self.page.get_by_role("button", name="I do not agree").click()

    def tell_about_you(self) -> None:
        self.expect_heading("About you")
        self.page.get_by_label("How old are you?").fill("31")
        self.page.get_by_label("every week").check()
        self.page.get_by_label("computer").check()
        self.page.get_by_label("console").check()
        self.go_on()

    def play(self, episodes: int) -> None:
        """Leaves the first episode to itself, then presses the arrows in turn."""
        self.watch_episode()
        for _ in range(episodes - 1):
            self.start_episode()
            while self.is_running():
                for key in ("ArrowLeft", "ArrowRight"):
                    self.page.keyboard.press(key, delay=60)
        self.go_on()

    def watch(self, episodes: int) -> None:
        for _ in range(episodes):
            self.watch_episode()
        self.go_on()

    def watch_episode(self) -> None:
        self.start_episode()
        expect(self.next_button()).to_be_visible(timeout=EPISODE_TIMEOUT_MS)

    def look_back(self) -> None:
        self.expect_heading("Looking back")
        self.rate("Keeping the pole up was", 6)
        self.rate("I would let the policy balance a pole that matters to me.", 4)
        self.page.get_by_label("Is there anything").fill(COMMENT)
        self.go_on()

    def see_that_all_is_saved(self) -> None:
        self.expect_heading("Thank you!")
        saved = self.page.get_by_role("paragraph").filter(has_text="Everything was sent and saved.")
        expect(saved).to_be_visible(timeout=UPLOAD_TIMEOUT_MS)

    def go_on(self) -> None:
        self.page.get_by_role("button", name="Continue").click()

    def expect_heading(self, text: str) -> None:
        heading = self.page.get_by_role("heading", name=text)
        expect(heading).to_be_visible(timeout=BOOT_TIMEOUT_MS)

    def start_episode(self) -> None:
        button = self.page.get_by_role("button", name=re.compile("^(Start|Next round)"))
        expect(button).to_be_visible(timeout=BOOT_TIMEOUT_MS)
        button.click()

    def await_game(self) -> None:
        """Until the game is ready to be started."""
        start = self.page.get_by_role("button", name="Start")
        expect(start).to_be_visible(timeout=BOOT_TIMEOUT_MS)

    def is_running(self) -> bool:
        return not self.next_button().is_visible()

    def next_button(self) -> Locator:
        """Under the game: begins an episode, or goes on after the last one."""
        return self.page.get_by_role("button", name=re.compile("^(Start|Next round|Continue)"))

    def rate(self, prompt: str, point: int) -> None:
        scale = self.page.get_by_role("radiogroup", name=prompt)
        scale.get_by_label(str(point), exact=True).check()


@contextmanager
def participant(browser: Browser, address: str) -> Iterator[Participant]:
    """One whose browser complains about nothing."""
    context, witness = browser.new_context(), Witness()
    page = context.new_page()
    witness.watch(page)
    page.goto(address)
    yield Participant(page)
    context.close()
    assert (witness.violations, witness.errors) == ([], [])
