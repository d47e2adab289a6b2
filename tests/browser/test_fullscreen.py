"""A `fullscreen` step: the screen is filled at the press of a button, or done without."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from gymbrowser.contract.browser_records import EventRecord
from gymbrowser.data.sessions import Session
from tests.browser.axe import barriers
from tests.browser.browser_side import wait_until
from tests.browser.conftest import Publish, Study
from tests.browser.participant import Participant, Witness
from tests.browser.volunteer import Hand, Keyboard, Mouse

STEPS = """\
id: {id}
title: Full screen
environment: {{gym_id: CartPole-v1, source: env}}
steps:
  - consent: pages/consent.md
  - fullscreen: {{{rules}}}
  - page: pages/welcome.md
  - fullscreen: {{id: again}}
  - end: {{page: pages/thanks.md}}
"""
# As on an iPhone, and as where the browser refuses at first.
CANNOT = "Object.defineProperty(Document.prototype, 'fullscreenEnabled', {get: () => false})"
REFUSES = """(() => {
  const fill = Element.prototype.requestFullscreen;
  Element.prototype.requestFullscreen = function () {
    Element.prototype.requestFullscreen = fill;
    return Promise.reject(new TypeError("not granted"));
  };
})()"""
IS_FILLED = "document.fullscreenElement === document.documentElement"


@pytest.fixture(scope="module")
def study(publish: Publish) -> Study:
    return publish(STEPS.format(id="filled", rules=""))


@pytest.fixture(scope="module")
def strict(publish: Publish) -> Study:
    return publish(STEPS.format(id="must-fill", rules="required: true"))


@pytest.mark.parametrize("hand", [Mouse(), Keyboard()], ids=["mouse", "keyboard"])
def test_the_screen_is_filled_until_the_end(
    study: Study, page: Page, witness: Witness, hand: Hand, tmp_path: Path
) -> None:
    name = type(hand).__name__.lower()
    arrive(study, page, name)
    participant = Participant(page)
    participant.expect_heading("Full screen")
    assert barriers(page) == []
    hand.press(page.get_by_role("button", name="Fill the screen"))
    participant.expect_heading("Can you keep it up?")
    assert page.evaluate(IS_FILLED)
    hand.press(page.get_by_role("button", name="Continue"))
    # The next step that asks for it has nothing to ask, and the last page gives the screen back.
    participant.see_that_all_is_saved()
    page.wait_for_function("() => document.fullscreenElement === null")
    # A busy browser gives it back after the page has said that all is saved.
    wait_until(lambda: told(found(study, name, tmp_path)) == [{"on": True}, {"on": False}])
    assert (witness.violations, witness.errors) == ([], [])


def test_nobody_has_to(study: Study, page: Page, tmp_path: Path) -> None:
    page.add_init_script(REFUSES)
    arrive(study, page, "unwilling")
    page.get_by_role("button", name="Fill the screen").click()
    expect(page.get_by_role("alert")).to_have_text(
        "Your browser did not fill the screen. Please try again."
    )
    assert barriers(page) == []
    page.get_by_role("button", name="Go on without it").click()
    participant = Participant(page)
    participant.expect_heading("Can you keep it up?")
    participant.go_on()
    page.get_by_role("button", name="Go on without it").click()
    participant.see_that_all_is_saved()
    assert told(found(study, "unwilling", tmp_path)) == [
        {"on": False, "step": "fullscreen", "why": "failed: not granted"},
        {"on": False, "step": "again", "why": "declined"},
    ]


def test_who_was_refused_at_first_tries_again(study: Study, page: Page) -> None:
    page.add_init_script(REFUSES)
    arrive(study, page, "patient")
    fill = page.get_by_role("button", name="Fill the screen")
    fill.click()
    expect(page.get_by_role("alert")).to_be_visible()
    fill.click()
    Participant(page).expect_heading("Can you keep it up?")
    assert page.evaluate(IS_FILLED)


def test_a_browser_that_cannot_is_told_so(study: Study, page: Page, tmp_path: Path) -> None:
    page.add_init_script(CANNOT)
    arrive(study, page, "phone")
    expect(
        page.get_by_text("Your browser can’t show this page on the whole screen")
    ).to_be_visible()
    assert barriers(page) == []
    participant = Participant(page)
    participant.go_on()
    participant.expect_heading("Can you keep it up?")
    participant.go_on()
    participant.go_on()
    participant.see_that_all_is_saved()
    assert [one["why"] for one in told(found(study, "phone", tmp_path))] == ["unsupported"] * 2


@pytest.mark.parametrize(
    ("who", "script", "button", "why"),
    [
        ("no", "", "I can’t, or don’t want to", "declined"),
        ("small", CANNOT, "Continue", "unsupported"),
    ],
)
def test_where_it_is_required_nobody_goes_on_without(
    strict: Study, page: Page, tmp_path: Path, who: str, script: str, button: str, why: str
) -> None:
    page.add_init_script(script)
    arrive(strict, page, who)
    page.get_by_role("button", name=button).click()
    participant = Participant(page)
    participant.expect_heading("The study ends here")
    expect(page.get_by_text("Everything was sent and saved.").first).to_be_visible()
    session = found(strict, who, tmp_path)
    assert told(session) == [{"on": False, "step": "fullscreen", "why": why}]
    assert session.end is not None
    assert session.end.outcome == "screened_out"


def arrive(study: Study, page: Page, name: str) -> None:
    page.goto(f"{study.origin}/?participant={name}")
    page.get_by_role("button", name="I agree").click()


def found(study: Study, name: str, folder: Path) -> Session:
    return next(one for one in study.sessions(folder) if one.participant == name)


def told(session: Session) -> list[dict[str, Any]]:
    """What the session's events say of the full screen."""
    events = session.records(EventRecord)
    return [event.detail for event in events if event.event == "fullscreen"]
