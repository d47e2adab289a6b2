"""examples/full-study, as people take it: by mouse in three engines, by keyboard alone, by touch
and in German, and with a reload at every step; thinking aloud, or not. One site for all of it.
"""

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Route, expect

from gymbrowser.data.sessions import Session
from tests import engines
from tests.browser.conftest import ROOT, Publish, Study
from tests.browser.full_study_data import MOVES, judge, judge_voice
from tests.browser.participant import Witness
from tests.browser.test_questions import look
from tests.browser.volunteer import (
    GAMES,
    LOADS,
    TRUST,
    Finger,
    Hand,
    Keyboard,
    Mouse,
    Stage,
    Volunteer,
)
from tests.browser.volunteer_words import ENGLISH, GERMAN
from tests.engines import ENGINES, Engine
from tests.engines.page import GUARD_S

FULL = ROOT / "examples" / "full-study"
PROLIFIC = "https://app.prolific.com/submissions/complete?cc="
BOOT_S = 120
PHONE: Any = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "locale": "de-AT",
}
ENGLISH_WORDS = re.compile(r"\b(the|you|your|and|of|are|with|for|this)\b", re.IGNORECASE)
"""Such as are no German words."""


@pytest.fixture(scope="module")
def study(publish: Publish) -> Study:
    """The example as it is, but live, and with short rounds."""
    text = (FULL / "exp.yml").read_text(encoding="utf-8")
    for old, new in (("mode: dev\n", ""), ("limit: 20", f"limit: {MOVES}")):
        assert text.count(old) == 1
        text = text.replace(old, new)
    return publish(text, example=FULL)


def address_of(study: Study, number: int) -> str:
    """As Prolific opens it."""
    return f"{study.origin}/?PROLIFIC_PID={number:024x}&STUDY_ID=s1&SESSION_ID=t{number}"


@pytest.fixture
def prolific() -> list[str]:
    """The addresses there that somebody came to."""
    return []


@pytest.fixture(params=["keyboard", "touch"])
def came(
    request: pytest.FixtureRequest, browser: Browser, prolific: list[str]
) -> Iterator[tuple[BrowserContext, Hand]]:
    is_phone = request.param == "touch"
    context = browser.new_context(**PHONE) if is_phone else browser.new_context()
    watch_prolific(context, prolific)
    yield context, Finger() if is_phone else Keyboard()
    context.close()


def watch_prolific(context: BrowserContext, came: list[str]) -> None:
    def welcome(route: Route) -> None:
        came.append(route.request.url)
        route.fulfill(body="Thank you", content_type="text/html")

    context.route("https://app.prolific.com/**", welcome)


def test_by_keyboard_alone_and_by_touch(
    came: tuple[BrowserContext, Hand],
    study: Study,
    prolific: list[str],
    tmp_path: Path,
) -> None:
    context, hand = came
    number, words = (1, ENGLISH) if isinstance(hand, Keyboard) else (2, GERMAN)
    page, witness = context.new_page(), Witness()
    witness.watch(page)
    page.goto(address_of(study, number))
    findings: dict[str, list[str]] = {}

    def photograph(stage: Stage) -> None:
        if words is GERMAN:
            speaks_german(page, stage)
            findings[stage.name] = look(page, tmp_path / f"{stage.name}.png")

    Volunteer(page, hand, words).take_part(photograph)
    page.wait_for_url(f"{PROLIFIC}C1DONE")
    assert prolific == [f"{PROLIFIC}C1DONE"]
    assert not any(findings.values()), findings
    assert (witness.violations, witness.errors) == ([], [])
    session = session_of(study, number, tmp_path)
    judge(session)
    assert {visit.language for visit in session.visits} == {words.tag}


def speaks_german(page: Page, stage: Stage) -> None:
    """All of what is there: the page's own words, those of the study, and those above a game."""
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page).to_have_title(re.compile(GERMAN.title))
    assert ENGLISH_WORDS.findall(page.locator("body").inner_text()) == []
    if stage.name == "game 0.1":
        for name in GERMAN.hud:
            expect(page.get_by_role("term").filter(has_text=name)).to_be_visible()


@pytest.mark.parametrize("engine", ENGINES)
def test_by_mouse_in_every_engine(
    engine: Engine, playwright: Playwright, study: Study, tmp_path: Path
) -> None:
    number, speaks = 10 + ENGINES.index(engine), engine == "chromium"
    with engines.start(engine, playwright, hears=speaks) as page:
        # Not every one of them says a language that the study has.
        take_part(page, f"{address_of(study, number)}&language=en", speaks=speaks)
    session = session_of(study, number, tmp_path)
    judge(session, speaks=speaks)
    if speaks:
        judge_voice(session, tmp_path)


def take_part(page: engines.Page, address: str, *, speaks: bool) -> None:
    """The same way as `Volunteer` goes it; `speaks` where they let the page hear them."""
    page.goto(address)
    page.click("button", "Continue", timeout_s=BOOT_S)
    page.click("label", "I am 18")
    page.click("label", "I take part of my own")
    page.click("button", "I agree")
    page.click("label", "How old are you?")
    page.type("31")
    for label in ("Woman", "every month", "A robot"):
        page.click("label", label)
    page.click("button", "Continue")
    for heading in ("How to play", "Your partners"):
        page.wait_for_text(heading)
        page.click("button", "Continue")
    for label in ("Whenever I move", "For both", "How many moves"):
        page.click("label", label)
    page.type("20")
    page.click("button", "Continue")
    page.wait_for_text("All of your answers are right.")
    page.click("button", "Continue")
    play(page)
    page.click("button", "Continue")
    page.wait_for_text("Thinking aloud")
    if speaks:
        page.click("button", "Allow the microphone")
        page.click("button", "Continue")
    else:
        page.click("button", "Go on without it")
    for _ in GAMES:
        for begin in ("Start", "Next round"):
            play(page, begin, speaks=speaks)
            if begin == "Next round":
                page.click("button", "Continue")
            page.wait_for_text("This round")
            page.click("[name=together]")
            page.click("button", "Continue")
        page.wait_for_text("The task")
        for name in LOADS:
            page.click(f"[name={name}]")
        page.click("button", "Continue")
    page.click("label", "The first partner")
    page.click("button", "It is right as it is")
    page.click("label:has([name=attentive])", "2")
    page.click("button", "Continue")
    page.click("label", "What did the partner")
    page.type("It saw me.")
    page.click("button", "Continue")
    for name, point in TRUST.items():
        page.click(f"label:has([name=trust_{name}])", str(point))
    page.click("button", "Continue")
    page.wait_for_text("Everything was sent and saved.", timeout_s=60)


PLAYING = """() => ![...document.querySelectorAll("button")].some(
  (button) => button.checkVisibility() && button.textContent.startsWith("Continue"))"""


def play(page: engines.Page, begin: str = "Start", *, speaks: bool = False) -> None:
    page.click(".bar button", begin, timeout_s=BOOT_S)
    if speaks:
        page.wait_for_text("The microphone is on")
    deadline = time.monotonic() + GUARD_S
    while page.evaluate(PLAYING):
        page.press("ArrowRight")
        if time.monotonic() > deadline:
            shown = page.evaluate(
                "() => [document.activeElement?.outerHTML, document.body.innerText]"
            )
            raise TimeoutError(f"the round does not end; focus and page are:\n{shown}")


def test_a_reload_at_every_step_changes_nothing(
    page: Page, study: Study, tmp_path: Path, prolific: list[str]
) -> None:
    watch_prolific(page.context, prolific)
    page.goto(address_of(study, 3))
    volunteer = Volunteer(page, Mouse())
    reloads = 0

    def reload(stage: Stage) -> None:
        nonlocal reloads
        page.reload()
        if stage.name == "consent":
            # Nothing is kept of who has not agreed: the way begins anew.
            expect(page.get_by_role("heading", name="Picking together")).to_be_visible()
            volunteer.go_on()
        elif stage.name != "welcome":
            reloads += 1
        volunteer.sees(stage)

    volunteer.take_part(reload)
    page.wait_for_url(f"{PROLIFIC}C1DONE")
    session = session_of(study, 3, tmp_path)
    judge(session)
    assert len({visit.seed for visit in session.visits}) == 1
    # The last page sends no visit's record any more: the session has ended.
    assert len(session.visits) in (reloads, reloads + 1)
    assert session.steps.count("considerate") >= 1


def session_of(study: Study, number: int, into: Path) -> Session:
    [session] = [s for s in study.sessions(into / "data") if s.participant == f"{number:024x}"]
    return session
