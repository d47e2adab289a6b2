"""Somebody who takes part in examples/full-study: with a mouse, a keyboard alone, or a finger."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as TapTimeout

from tests.browser.volunteer_words import ENGLISH, GERMAN, Words

BOOT_MS = 120_000
LOADS = ("mental", "physical", "temporal", "performance", "effort", "frustration")
TRUST = {"rely": 6, "predict": 5, "care": 7, "alone": 2}
TAP_MS = 2_000
MOST_TABS = 200
GAMES = ("considerate", "greedy")
ROUNDS = 2
RIGHT = re.compile(f"^({ENGLISH.right}|{GERMAN.right})$")


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
            page.get_by_role("button", name=RIGHT).tap(timeout=TAP_MS)


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

    def __init__(self, page: Page, hand: Hand, words: Words = ENGLISH) -> None:
        self.page = page
        self.hand = hand
        self.words = words

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
        headings = self.words.headings
        yield Stage("welcome", self.words.title, self.go_on)
        yield Stage("consent", headings["consent"], self._agree)
        yield Stage("about-you", headings["about-you"], self._tell)
        yield Stage("instructions", headings["instructions"], self.go_on)
        yield Stage("told", headings["told"], self.go_on)
        yield Stage("understood", headings["understood"], self._understand)
        yield Stage("game practice", headings["practice"], self._finish)
        yield Stage("think-aloud", headings["think-aloud"], self._keep_silent)
        for number in range(len(GAMES)):
            for round_number in range(ROUNDS):
                name = f"game {number}.{round_number}"
                # After the last round the way on is shown before the questions about it.
                is_last = round_number == ROUNDS - 1
                yield Stage(name, headings["partner"], self._finish if is_last else self._play)
                yield Stage(f"round {number}.{round_number}", headings["round"], self._rate)
            yield Stage(f"load {number}", headings["load"], self._load)
        yield Stage("looking-back", headings["looking-back"], self._look_back)
        yield Stage("why", headings["why"], self._explain)
        yield Stage("trust", headings["trust"], self._trust)
        yield Stage("end", headings["end"], self.is_saved)

    def go_on(self) -> None:
        self._press(self.words.goes_on)

    def begin(self) -> None:
        """A round."""
        begin = self._begin()
        self.hand.press(begin)
        expect(begin).to_be_hidden()

    def is_saved(self) -> None:
        saved = self.page.get_by_role("paragraph").filter(has_text=self.words.saved)
        expect(saved).to_be_visible()

    def _agree(self) -> None:
        for words in (self.words.adult, self.words.voluntary):
            self.hand.tick(self.page.get_by_role("checkbox", name=words))
        self._press(self.words.agree)

    def _tell(self) -> None:
        self.hand.write(self.page.get_by_label(self.words.age), "31")
        for question, answer in self.words.about.items():
            self._choose(question, answer)
        self.hand.tick(self.page.get_by_role("checkbox", name=self.words.robot))
        self.go_on()

    def _understand(self) -> None:
        for question, answer in self.words.quiz.items():
            self._choose(question, answer)
        self.hand.write(self.page.get_by_label(self.words.moves), "20")
        self.go_on()
        expect(self.page.get_by_text(self.words.passed).last).to_be_visible()
        self.go_on()

    def _keep_silent(self) -> None:
        self._press(self.words.unheard)

    def _finish(self) -> None:
        """The last round of a game."""
        self._play()
        self.go_on()

    def _play(self) -> None:
        """A round, until something else is there than the game, or a button that leads on."""
        self.begin()
        over = self.page.get_by_role("button", name=self.words.goes_on)
        while not over.is_visible():
            self.hand.step(self.page)

    def _rate(self) -> None:
        self.hand.point(self.page.get_by_label(self.words.together))
        self.go_on()

    def _load(self) -> None:
        for name in self.words.loads:
            self.hand.point(self.page.get_by_role("slider", name=re.compile(f"^{name}")))
        self.go_on()

    def _look_back(self) -> None:
        self._choose(*self.words.preferred)
        self._press(self.words.as_it_is)
        self._choose(self.words.attentive, "2")
        self.go_on()

    def _explain(self) -> None:
        self.hand.write(self.page.get_by_label(self.words.what), "It saw me.")
        self.go_on()

    def _trust(self) -> None:
        for words, point in zip(self.words.trust, TRUST.values(), strict=True):
            self._choose(words, str(point))
        self.go_on()

    def _press(self, name: str) -> None:
        self.hand.press(self.page.get_by_role("button", name=name))

    def _choose(self, group: str, label: str) -> None:
        self.hand.choose(self.page.get_by_role("radiogroup", name=group), label)

    def _begin(self) -> Locator:
        return self.page.get_by_role("button", name=re.compile(self.words.begin))
