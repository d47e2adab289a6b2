"""Somebody who takes part in examples/full-study: with a mouse, a keyboard alone, or a finger."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as TapTimeout

BOOT_MS = 120_000
LOADS = ("mental", "physical", "temporal", "performance", "effort", "frustration")
TRUST = {"rely": 6, "predict": 5, "care": 7, "alone": 2}
TAP_MS = 2_000
MOST_TABS = 200
GAMES = ("considerate", "greedy")
ROUNDS = 2


class Hand(Protocol):
    """How somebody acts on a page."""

    def press(self, button: Locator) -> None: ...
    def choose(self, group: Locator, label: str) -> None: ...
    def tick(self, box: Locator) -> None: ...
    def write(self, field: Locator, text: str) -> None: ...
    def point(self, slider: Locator) -> None:
        """To its middle."""

    def step(self, page: Page) -> None:
        """One step to the right, in a game."""


class Mouse:
    """And a keyboard to write with."""

    def press(self, button: Locator) -> None:
        button.click()

    def choose(self, group: Locator, label: str) -> None:
        group.get_by_role("radio", name=label, exact=True).check()

    def tick(self, box: Locator) -> None:
        box.check()

    def write(self, field: Locator, text: str) -> None:
        field.fill(text)

    def point(self, slider: Locator) -> None:
        slider.click()

    def step(self, page: Page) -> None:
        page.keyboard.press("ArrowRight")


class Finger:
    """On a phone; what is written comes from its keyboard."""

    def press(self, button: Locator) -> None:
        button.tap()

    def choose(self, group: Locator, label: str) -> None:
        group.get_by_role("radio", name=label, exact=True).tap()

    def tick(self, box: Locator) -> None:
        box.tap()

    def write(self, field: Locator, text: str) -> None:
        field.tap()
        field.page.keyboard.insert_text(text)

    def point(self, slider: Locator) -> None:
        slider.tap()

    def step(self, page: Page) -> None:
        # The round may be over before the finger comes down.
        with suppress(TapTimeout):
            page.get_by_role("button", name="right arrow").tap(timeout=TAP_MS)


class Keyboard:
    """Alone: whatever is to be acted on has to be reached by Tab."""

    def press(self, button: Locator) -> None:
        self.reach(button)
        button.page.keyboard.press("Enter")

    def choose(self, group: Locator, label: str) -> None:
        self.reach(group.get_by_role("radio").first)
        wanted, keyboard = group.get_by_role("radio", name=label, exact=True), group.page.keyboard
        keyboard.press("Space")
        for _ in range(group.get_by_role("radio").count()):
            if wanted.is_checked():
                return
            keyboard.press("ArrowDown")
        expect(wanted).to_be_checked()

    def tick(self, box: Locator) -> None:
        self.reach(box)
        box.page.keyboard.press("Space")
        expect(box).to_be_checked()

    def write(self, field: Locator, text: str) -> None:
        self.reach(field)
        field.page.keyboard.type(text)

    def point(self, slider: Locator) -> None:
        """It rests there, so that one key confirms it."""
        self.reach(slider)
        slider.page.keyboard.press("Space")

    def step(self, page: Page) -> None:
        page.keyboard.press("ArrowRight")

    def reach(self, target: Locator) -> None:
        """One of these elements."""
        expect(target.first).to_be_visible()
        for _ in range(MOST_TABS):
            if target.evaluate_all("all => all.includes(document.activeElement)"):
                return
            target.page.keyboard.press("Tab")
        raise AssertionError(f"{target} is not reached by Tab")


@dataclass(frozen=True)
class Stage:
    """Something that is shown, and what is done there."""

    name: str
    heading: str | re.Pattern[str]
    act: Callable[[], None]


class Volunteer:
    """Reads, answers and plays; wants to come to the end."""

    def __init__(self, page: Page, hand: Hand) -> None:
        self.page = page
        self.hand = hand

    def take_part(self, before: Callable[[Stage], None] = lambda _stage: None) -> None:
        """From the first page to the last; `before` is called when a stage is there."""
        for stage in self.stages():
            self.sees(stage)
            before(stage)
            stage.act()

    def sees(self, stage: Stage) -> None:
        heading = self.page.get_by_role("heading", name=stage.heading)
        expect(heading.first).to_be_visible(timeout=BOOT_MS)
        if stage.name.startswith("game"):
            expect(self._begin()).to_be_visible(timeout=BOOT_MS)

    def stages(self) -> Iterator[Stage]:
        yield Stage("welcome", "Picking together", self.go_on)
        yield Stage("consent", "Before you begin", self._agree)
        yield Stage("about-you", "About you", self._tell)
        yield Stage("instructions", "How to play", self.go_on)
        yield Stage("told", "Your partners", self.go_on)
        yield Stage("understood", "Is everything clear?", self._understand)
        yield Stage("game practice", "Try it out", self._finish)
        for number in range(len(GAMES)):
            for round_number in range(ROUNDS):
                name = f"game {number}.{round_number}"
                # After the last round the way on is shown before the questions about it.
                is_last = round_number == ROUNDS - 1
                yield Stage(name, "A new partner", self._finish if is_last else self._play)
                yield Stage(f"round {number}.{round_number}", "This round", self._rate)
            yield Stage(f"load {number}", "The task", self._load)
        yield Stage("looking-back", "Looking back", self._look_back)
        yield Stage("why", "The difference", self._explain)
        yield Stage("trust", "Partners like these", self._trust)
        yield Stage("end", "Thank you!", self.is_saved)

    def go_on(self) -> None:
        self.hand.press(self.page.get_by_role("button", name="Continue"))

    def begin(self) -> None:
        """A round."""
        begin = self._begin()
        self.hand.press(begin)
        expect(begin).to_be_hidden()

    def is_saved(self) -> None:
        saved = self.page.get_by_role("paragraph").filter(has_text="Everything was sent and saved.")
        expect(saved).to_be_visible()

    def _agree(self) -> None:
        self.hand.tick(self.page.get_by_role("checkbox", name="I am 18 years old"))
        self.hand.tick(self.page.get_by_role("checkbox", name="I take part of my own"))
        self.hand.press(self.page.get_by_role("button", name="I agree"))

    def _tell(self) -> None:
        self.hand.write(self.page.get_by_label("How old are you?"), "31")
        self._choose("What is your gender?", "Woman")
        self._choose("How often do you play video games?", "every month")
        self.hand.tick(self.page.get_by_role("checkbox", name="A robot"))
        self.go_on()

    def _understand(self) -> None:
        self._choose("When does your partner move?", "Whenever I move")
        self._choose("Whom does an apple count for?", "For both, whoever picks it")
        self.hand.write(self.page.get_by_label("How many moves"), "20")
        self.go_on()
        expect(self.page.get_by_text("All of your answers are right.").last).to_be_visible()
        self.go_on()

    def _finish(self) -> None:
        """The last round of a game."""
        self._play()
        self.go_on()

    def _play(self) -> None:
        """A round, until something else is there than the game, or a button that leads on."""
        self.begin()
        over = self.page.get_by_role("button", name="Continue")
        while not over.is_visible():
            self.hand.step(self.page)

    def _rate(self) -> None:
        self.hand.point(self.page.get_by_label("how well did you"))
        self.go_on()

    def _load(self) -> None:
        for name in LOADS:
            self.hand.point(
                self.page.get_by_role("slider", name=re.compile(f"^{name}", re.IGNORECASE))
            )
        self.go_on()

    def _look_back(self) -> None:
        self._choose("With whom would you rather play again?", "The first partner")
        self.hand.press(self.page.get_by_role("button", name="It is right as it is"))
        self._choose("Please choose 2 here.", "2")
        self.go_on()

    def _explain(self) -> None:
        self.hand.write(self.page.get_by_label("What did the partner"), "It saw me.")
        self.go_on()

    def _trust(self) -> None:
        statements = ("somebody I can rely on", "do what I expect", "what I want", "best left")
        for words, point in zip(statements, TRUST.values(), strict=True):
            self._choose(words, str(point))
        self.go_on()

    def _choose(self, group: str, label: str) -> None:
        self.hand.choose(self.page.get_by_role("radiogroup", name=group), label)

    def _begin(self) -> Locator:
        return self.page.get_by_role("button", name=re.compile("^(Start|Next round)"))
