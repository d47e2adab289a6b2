"""What stands beside a game, by mouse, by finger and by keyboard: each use is one record."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from gymbrowser.contract.game_records import RateRecord
from gymbrowser.contract.signals import SignalRecord
from gymbrowser.data.sessions import Session
from tests.browser.axe import barriers
from tests.browser.conftest import Publish, Study
from tests.browser.input_devices import PHONE, Finger, Player
from tests.browser.participant import Witness

STUDY = Path(__file__).with_name("widget_study")
DESK: dict[str, Any] = {"viewport": {"width": 1000, "height": 1200}}
SAID = "pax! begging"
"""Letters of keys that do something beside the game, and in it: they are only letters here."""
REGION = [1, 1, 2, 3]
LEAST_PX = 44
"""WCAG 2.2, success criterion 2.5.5: the side of what is to be hit by a finger."""

USES = [
    ("button", "start", None),
    ("feedback", "good", 1),
    ("feedback", "bad", -1),
    ("button", "trainOnline", None),
    ("button", "trainOffline", None),
    ("slider", "caution", 1),
    ("text_box", "say", SAID),
    ("grid", "region", REGION),
    ("button", "advice", None),
    ("button", "fpsUp", 30),
    ("button", "fpsDown", 20),
    ("button", "fpsSet", 40),
    ("button", "pause", None),
    ("button", "start", None),
    ("button", "reset", None),
    ("button", "start", None),
    ("button", "trainOnline", None),
    ("button", "stop", None),
]


class Visitor(Player, ABC):
    """Uses what there is; how it is done is for those who inherit from this."""

    @abstractmethod
    def press(self, name: str) -> None:
        """A button that has no key."""

    def use(self, name: str, _key: str) -> None:
        """A button that has a key."""
        self.press(name)

    def confirm(self) -> None:
        self.press("Train")
        expect(self.page.get_by_text("Train now?").first).to_be_visible()
        assert barriers(self.page) == []
        self.press("Yes")

    @abstractmethod
    def slide(self) -> None:
        """Sets the slider to its end."""

    def say(self) -> None:
        self.page.get_by_label("Tell the agent").fill(SAID)
        self.press("Send")

    @abstractmethod
    def mark(self) -> None:
        """Marks a part of the grid."""

    def go_at(self, rate: str) -> None:
        self.rate_box.fill(rate)
        self.rate_box.press("Enter")

    def hear(self, text: str) -> None:
        """It is acknowledged, as screen readers read it out."""
        expect(self.page.get_by_role("status").get_by_text(text, exact=True)).to_be_visible()

    @property
    def rate_box(self) -> Locator:
        return self.page.get_by_label("Steps per second")

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    @property
    def slider(self) -> Locator:
        return self.page.get_by_role("slider", name="Caution")

    @property
    def grid(self) -> Locator:
        return self.page.get_by_role("grid", name="Mark a region")

    def corner(self, row: int, column: int) -> tuple[float, float]:
        """The middle of a cell."""
        return self.place((column + 0.5) / 5, (row + 0.5) / 4, self.grid)


class WithMouse(Visitor):
    """Clicks and drags."""

    def press(self, name: str) -> None:
        self.button(name).click()

    def slide(self) -> None:
        self.page.mouse.click(*self.place(0.99, 0.5, self.slider))

    def mark(self) -> None:
        self.page.mouse.move(*self.corner(2, 1))
        self.page.mouse.down()
        self.page.mouse.move(*self.corner(1, 3), steps=4)
        self.page.mouse.up()


class WithFinger(Visitor):
    """Taps and drags."""

    def press(self, name: str) -> None:
        self.button(name).tap()

    def slide(self) -> None:
        box = self.slider.bounding_box()
        assert box is not None
        self.slider.tap(position={"x": box["width"] - 4, "y": box["height"] / 2})

    def mark(self) -> None:
        self.grid.scroll_into_view_if_needed()
        finger = Finger(self.page)
        finger.down(self.corner(2, 1))
        finger.move(self.corner(2, 2))
        finger.move(self.corner(1, 3))
        finger.up()


class WithKeys(Visitor):
    """Has no mouse. Space acts in the game, but not where it presses a button."""

    def press(self, name: str) -> None:
        self.button(name).focus()
        self.page.keyboard.press("Space")

    def use(self, _name: str, key: str) -> None:
        self.page.keyboard.press(key)

    def confirm(self) -> None:
        self.page.keyboard.press("KeyT")
        expect(self.page.get_by_text("Train now?").first).to_be_visible()
        self.page.keyboard.press("KeyT")

    def slide(self) -> None:
        self.slider.focus()
        self.page.keyboard.press("ArrowRight")

    def say(self) -> None:
        self.page.get_by_label("Tell the agent").focus()
        self.page.keyboard.type(SAID)
        self.page.keyboard.press("Enter")

    def mark(self) -> None:
        self.grid.focus()
        for key in ("ArrowUp", "ArrowDown", "ArrowRight"):  # the first shows where one is
            self.page.keyboard.press(key)
        for key in ("ArrowDown", "ArrowRight", "ArrowRight"):
            self.page.keyboard.press(f"Shift+{key}")
        self.page.keyboard.press("Enter")


WAYS: dict[str, tuple[type[Visitor], dict[str, Any]]] = {
    "mouse": (WithMouse, DESK),
    "finger": (WithFinger, PHONE),
    "keys": (WithKeys, DESK),
}


@pytest.fixture(scope="module")
def study(publish: Publish) -> Study:
    return publish((STUDY / "exp.yml").read_text(encoding="utf-8"), example=STUDY)


@contextmanager
def visiting(browser: Browser, address: str, **context: Any) -> Iterator[Page]:
    opened = browser.new_context(locale="en-GB", **context)
    page, witness = opened.new_page(), Witness()
    witness.watch(page)
    page.goto(address)
    yield page
    assert (witness.violations, witness.errors) == ([], [])
    opened.close()


@pytest.mark.parametrize("way", WAYS)
def test_each_use_is_one_record(study: Study, browser: Browser, way: str, tmp_path: Path) -> None:
    kind, context = WAYS[way]
    with visiting(browser, f"{study.origin}/?participant={way}", **context) as page:
        play(kind(page))
    (session,) = (one for one in study.sessions(tmp_path) if one.participant == way)
    assert session.problems == ()
    assert_recorded(session)


def test_a_tap_right_after_a_drag_counts(study: Study, browser: Browser, tmp_path: Path) -> None:
    """Chromium takes the end of one drag in ten for a fling, and the next tap to end it."""
    drags = 30
    with visiting(browser, f"{study.origin}/?participant=drags", **PHONE) as page:
        visitor = WithFinger(page)
        visitor.await_game()
        visitor.use("Start", "Enter")
        for _ in range(drags):
            visitor.mark()
            visitor.press("Good")
        visitor.press("End the game")
        page.get_by_role("button", name="Continue", exact=True).click()
        visitor.see_that_all_is_saved()
    (session,) = (one for one in study.sessions(tmp_path) if one.participant == "drags")
    names = [one.name for one in session.records(SignalRecord)]
    assert names[:-1] == ["start", *["region", "good"] * drags]


def play(visitor: Visitor) -> None:
    page = visitor.page
    visitor.await_game()
    assert barriers(page) == []
    visitor.use("Start", "Enter")
    visitor.expect_steps(2)
    assert barriers(page) == []
    assert_large_enough(page)
    visitor.use("Good", "KeyG")
    visitor.hear("Good: noted.")
    visitor.use("Bad", "KeyB")
    visitor.hear("Bad: noted.")
    visitor.press("Learn as I play")
    visitor.hear("Learn as I play: noted.")
    visitor.confirm()
    visitor.hear("Train: noted.")
    visitor.slide()
    visitor.hear("Caution: 1.")
    visitor.say()
    visitor.hear("Tell the agent: sent.")
    visitor.mark()
    visitor.hear("Marked: rows 2 to 3, columns 2 to 4.")
    visitor.use("Ask for advice", "KeyA")
    visitor.hear("Ask for advice: noted.")
    visitor.use("Faster", "Equal")
    expect(visitor.rate_box).to_have_value("30")
    visitor.use("Slower", "Minus")
    expect(visitor.rate_box).to_have_value("20")
    visitor.go_at("100")
    expect(visitor.rate_box).to_have_value("40")
    visitor.use("Pause", "KeyP")
    expect(page.get_by_text("The game is paused.")).to_be_visible()
    visitor.use("Continue", "Enter")
    expect(visitor.button("Pause")).to_be_visible()
    visitor.use("End this round", "KeyR")
    expect(visitor.button("Next round 2 of 3")).to_be_visible()
    expect(visitor.button("Ask for advice")).to_have_count(0)
    visitor.use("Next round 2 of 3", "Enter")
    visitor.press("Learn again")
    visitor.hear("Learn again: noted.")
    visitor.use("End the game", "KeyX")
    expect(visitor.button("Continue")).to_be_visible()
    expect(visitor.button("Good")).to_be_disabled()
    page.keyboard.press("KeyG")  # nobody is there to hear it
    visitor.button("Continue").click()
    visitor.see_that_all_is_saved()


def assert_recorded(session: Session) -> None:
    signals = session.records(SignalRecord)
    assert [(one.kind, one.name, one.value) for one in signals] == USES
    assert {one.source for one in signals} == {"device"}
    for times in ([one.event_t for one in signals], [one.received_t for one in signals]):
        assert None not in times
        assert times == sorted(times)  # type: ignore[type-var]  # none of them is None
    ends = [episode.end.reason for episode in session.episodes if episode.end is not None]
    assert ends == ["reset", "stop"]
    assert [signal.episode for signal in signals] == [0] * 15 + [1] * 3
    assert [record.fps for record in session.records(RateRecord)] == [30, 20, 40]


def assert_large_enough(page: Page) -> None:
    targets = page.locator(".widgets button, .widgets input, .controls button, .controls input")
    for target in (one for one in targets.all() if one.is_visible()):
        box = target.bounding_box()
        assert box is not None
        assert box["height"] >= LEAST_PX, target.inner_text()
        assert box["width"] >= LEAST_PX, target.inner_text()
