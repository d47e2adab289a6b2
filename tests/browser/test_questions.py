"""What participants answer: every kind of question by pointer and by keyboard, checks, quizzes,
surveys, and a consent with terms. One study for all of it.
"""

import random
import re
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from gymbrowser.contract.records import AnswersRecord, ConsentRecord, EndRecord
from gymbrowser.contract.steps import FormStep
from gymbrowser.data.sessions import Session
from gymbrowser.flow.evaluate import evaluate
from gymbrowser.store.site import read_site
from tests.browser.axe import barriers
from tests.browser.conftest import Publish, Study
from tests.browser.participant import Witness

STUDY = Path(__file__).parent / "questions_study"
WITHIN_MS = 60_000
ROUNDS = 4
PHONE = {"width": 320, "height": 640}
ORDER = {"speed": "being fast", "points": "having points", "peace": "being left in peace"}
FRUIT = {"apple": "a red apple Apple", "pear": "a green pear", "plum": "a blue plum"}


@pytest.fixture(scope="module")
def study(publish: Publish) -> Study:
    return publish((STUDY / "exp.yml").read_text(encoding="utf-8"), example=STUDY)


@dataclass
class Entered:
    """What somebody is about to answer, drawn: as it is to be recorded."""

    answers: dict[str, Any]

    @classmethod
    def drawn(cls, draw: random.Random, *, again: bool) -> "Entered":
        plays = draw.choice(["never", "often", "other"])
        some = draw.sample(["computer", "phone", "console", "table"], draw.randint(1, 3))
        day = date(1990, 1, 1) + timedelta(days=draw.randrange(13_000))
        return cls(
            {
                "words": draw.choice([None, "Grün – “ja”\n𝛑 & <b>", "="]),
                "age": draw.randint(18, 120),
                "plays": plays,
                "plays_other": "chess, 2×" if plays == "other" else None,
                "devices": sorted(some, key=["computer", "phone", "console", "table"].index),
                "born": day.isoformat(),
                "fun": draw.randint(1, 5),
                "trust_fair": draw.randint(1, 7),
                "trust_fast": draw.randint(1, 7),
                "slide": draw.randint(-10, 10) / 2,
                "order": draw.sample(list(ORDER), 3),
                "fruit": draw.choice(list(FRUIT)),
                "again": "yes" if again else "no",
            }
        )


class Hand:
    """Fills in the form: with the keyboard alone, or mostly with the mouse."""

    def __init__(self, page: Page, *, keyboard: bool) -> None:
        self.page = page
        self.keyboard = keyboard

    def fill(self, given: dict[str, Any]) -> None:
        page = self.page
        self.write(page.get_by_label("What do you think?"), given["words"] or "")
        self.write(page.get_by_label("How old are you?"), str(given["age"]))
        plays = {"never": "Never", "often": "Every day", "other": "Something else"}
        self.choose("How often do you play?", list(plays.values()), plays[given["plays"]])
        if given["plays_other"] is not None:
            self.write(page.get_by_label("in your own words"), given["plays_other"])
        for device in given["devices"]:
            self.tick(page.get_by_label(device, exact=True))
        self.day(page.get_by_label("When did you begin?"), given["born"])
        self.point("It was fun.", 5, given["fun"])
        self.point("My partner was fair.", 7, given["trust_fair"])
        self.point("My partner was fast.", 7, given["trust_fast"])
        self.slide(page.get_by_label("How sure are you?"), given["slide"])
        self.rank([ORDER[value] for value in given["order"]])
        self.choose("Which would you eat?", list(FRUIT.values()), FRUIT[given["fruit"]])
        self.choose(
            "Once more?", ["Once more", "Enough"], ["Enough", "Once more"][given["again"] == "yes"]
        )
        self.press(page.get_by_role("button", name="Continue"))

    def write(self, field: Locator, text: str) -> None:
        if not self.keyboard:
            field.fill(text)
            return
        field.focus()
        lines = text.split("\n")
        for number, line in enumerate(lines):
            self.page.keyboard.insert_text(line)
            if number < len(lines) - 1:
                self.page.keyboard.press("Enter")

    def choose(self, group: str, labels: list[str], label: str) -> None:
        radios = self.page.get_by_role("radiogroup", name=group)
        if not self.keyboard:
            radios.get_by_role("radio", name=label, exact=True).check()
            return
        radios.get_by_role("radio", name=labels[0], exact=True).focus()
        self.page.keyboard.press("Space")
        for _ in range(labels.index(label)):
            self.page.keyboard.press("ArrowDown")

    def point(self, prompt: str, points: int, point: int) -> None:
        self.choose(prompt, [str(each + 1) for each in range(points)], str(point))

    def tick(self, box: Locator) -> None:
        box.focus()
        if self.keyboard:
            self.page.keyboard.press("Space")
        else:
            box.check()

    def day(self, field: Locator, iso: str) -> None:
        if not self.keyboard:
            field.fill(iso)
            return
        field.focus()
        year, month, number = iso.split("-")
        self.page.keyboard.type(f"{month}{number}{year}")

    def slide(self, line: Locator, value: float) -> None:
        box = line.bounding_box()
        assert box is not None
        if not self.keyboard:
            # By hand to the middle of the line, where it rests unseen; then on by the keys.
            line.click(position={"x": box["width"] / 2, "y": box["height"] / 2})
            expect(line).to_have_value("0")
        else:
            line.focus()
            self.page.keyboard.press("Home")
        for _ in range(round((value - float(line.input_value())) / 0.5)):
            self.page.keyboard.press("ArrowRight")
        for _ in range(round((float(line.input_value()) - value) / 0.5)):
            self.page.keyboard.press("ArrowLeft")

    def rank(self, labels: list[str]) -> None:
        shown = self.page.locator(".ranking li .label")
        if shown.all_inner_texts() == labels:
            self.press(self.page.get_by_role("button", name="It is right as it is"))
        for place, label in enumerate(labels):
            while shown.all_inner_texts().index(label) > place:
                if self.keyboard:
                    self.press(self.page.get_by_role("button", name=f"Move up: {label}"))
                else:
                    self.drag(shown.nth(shown.all_inner_texts().index(label)), shown.nth(place))

    def drag(self, label: Locator, target: Locator) -> None:
        label.scroll_into_view_if_needed()
        start, end = label.bounding_box(), target.bounding_box()
        assert start is not None
        assert end is not None
        mouse = self.page.mouse
        mouse.move(start["x"] + 40, start["y"] + start["height"] / 2)
        mouse.down()
        for share in (0.25, 0.5, 0.75, 1):
            top = start["y"] + (end["y"] - start["y"]) * share
            mouse.move(start["x"] + 40, top + 5)
        mouse.up()

    def press(self, button: Locator) -> None:
        button.focus()
        if self.keyboard:
            self.page.keyboard.press("Enter")
        else:
            button.click()


class Visitor:
    """Goes from step to step."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def agree(self) -> None:
        self.sees("May we?")
        self.page.get_by_label("I have read all of it").check()
        self.page.get_by_text("My answers may be shared").scroll_into_view_if_needed()
        self.page.get_by_role("button", name="I agree").click()

    def sees(self, heading: str) -> None:
        shown = self.page.get_by_role("heading", name=heading)
        expect(shown).to_be_visible(timeout=WITHIN_MS)

    def goes_on(self) -> None:
        self.page.get_by_role("button", name="Continue").click()

    def rate(self, prompt: str | re.Pattern[str], point: int) -> None:
        group = self.page.get_by_role("radiogroup", name=prompt)
        group.get_by_label(str(point), exact=True).check()

    def passes_rounds(self) -> None:
        self.sees("Everything")
        given = Entered.drawn(random.Random(1), again=False).answers
        Hand(self.page, keyboard=False).fill({**given, "slide": -1.0})

    def uses_it(self) -> None:
        self.sees("Using the system")
        for number, group in enumerate(self.page.locator(".statements .question").all(), 1):
            group.get_by_label("5" if number % 2 else "1", exact=True).check()
        self.goes_on()
        self.sees("The task")
        for line in self.page.get_by_role("slider").all():
            line.focus()
            self.page.keyboard.press("Home")
            self.page.keyboard.press("ArrowRight")
        self.goes_on()
        self.sees("It was easy")
        self.goes_on()

    def tries(self, goal: str, *keys: str) -> None:
        self.sees("Did you understand?")
        self.page.get_by_label(goal).check()
        for key in ("left", "right", "up"):
            self.page.get_by_label(key, exact=True).set_checked(key in keys)
        self.goes_on()

    def passes_quiz(self) -> None:
        self.tries("the exit", "left", "right")
        expect(self.page.get_by_text("All of your answers are right.").last).to_be_visible()
        self.goes_on()
        self.hears_the_tone()
        self.sees("A short break")
        expect(self.page.get_by_role("button", name="Continue")).to_be_disabled()
        expect(self.page.get_by_role("timer")).to_have_text("The break is over.")
        self.goes_on()

    def hears_the_tone(self) -> None:
        self.sees("Please listen")
        go_on = self.page.get_by_role("button", name="Continue")
        expect(go_on).to_be_disabled()
        tone = self.page.get_by_label("A tone")
        tone.evaluate("player => player.play()")
        expect(go_on).to_be_enabled()
        assert tone.evaluate("player => [player.ended, player.duration]") == [True, 1]
        self.goes_on()

    def attends(self, blue: int, four: int) -> None:
        self.sees("Nearly there")
        self.rate("Please choose 2 here.", blue)
        self.rate("I have read everything.", 5)
        self.rate("Please choose 4 in this row.", four)
        self.goes_on()

    def is_debriefed(self) -> None:
        expect(self.page.get_by_text("It was about questions.")).to_be_visible()

    def is_saved(self) -> None:
        saved = self.page.get_by_role("paragraph").filter(has_text="Everything was sent and saved.")
        expect(saved).to_be_visible(timeout=WITHIN_MS)


@pytest.fixture
def anna(page: Page, study: Study, request: pytest.FixtureRequest) -> Visitor:
    page.goto(f"{study.origin}/?participant={request.node.name}")
    return Visitor(page)


def session_of(study: Study, name: str, into: Path) -> Session:
    [session] = [one for one in study.sessions(into) if one.participant == name]
    assert session.problems == ()
    return session


def sent(session: Session, step: str) -> list[AnswersRecord]:
    return [record for record in session.records(AnswersRecord) if record.step == step]


def test_all_that_is_entered_is_recorded(
    anna: Visitor, study: Study, witness: Witness, tmp_path: Path
) -> None:
    draw = random.Random(20)
    rounds = [Entered.drawn(draw, again=number < ROUNDS - 1) for number in range(ROUNDS)]
    anna.agree()
    for number, entered in enumerate(rounds):
        expect(anna.page.get_by_label("How old are you?")).to_have_value("", timeout=WITHIN_MS)
        Hand(anna.page, keyboard=number % 2 == 1).fill(entered.answers)
    if rounds[-1].answers["trust_fair"] >= 4 and rounds[-1].answers["slide"] > 0:
        anna.sees("You are picky")
        anna.goes_on()
    anna.uses_it()
    anna.passes_quiz()
    anna.attends(blue=2, four=4)
    anna.sees("Thank you")
    anna.is_debriefed()
    anna.is_saved()
    session = session_of(study, "test_all_that_is_entered_is_recorded", tmp_path)
    records = sent(session, "all")
    assert [record.answers for record in records] == [entered.answers for entered in rounds]
    for record in records:
        assert record.times.keys() == record.answers.keys()
        answered = {name for name, times in record.times.items() if times.changes > 0}
        assert {name for name, answer in record.answers.items() if answer is not None} == answered
        assert all(times.focus_ms >= 0 for times in record.times.values())
        spans = [(t.first_ms, t.last_ms) for t in record.times.values() if t.first_ms is not None]
        assert all(first <= last <= record.duration_ms for first, last in spans if last is not None)
    scored(session, study)
    assert (witness.violations, witness.errors) == ([], [])


def scored(session: Session, study: Study) -> None:
    """What the page has calculated is what the same expressions give in Python."""
    steps = {step.id: step for step in read_site(study.site).manifest.steps}
    expected = {"sus": {"usability": 100}, "nasa-tlx": {"tlx": 5}}
    licenses = (study.site / "THIRD_PARTY_LICENSES").read_text(encoding="utf-8")
    for name, scores in expected.items():
        assert licenses.count(f"\nSurvey: {name}\n") == 1
        step, [record] = steps[name], sent(session, name)
        assert isinstance(step, FormStep)
        assert record.scores == scores
        numbers = {name: it for name, it in record.answers.items() if isinstance(it, float)}
        natively = {score.name: evaluate(score.value, numbers) for score in step.scores}
        assert natively == scores


def test_terms_are_asked_for_and_kept(anna: Visitor, study: Study, tmp_path: Path) -> None:
    page = anna.page
    anna.sees("May we?")
    page.get_by_role("button", name="I agree").evaluate("button => button.click()")
    expect(page.get_by_role("alert")).to_have_text("Please read to the end of the text first.")
    agree = page.get_by_role("button", name="I agree")
    agree.click()
    expect(page.get_by_role("alert")).to_contain_text("Please tick the boxes")
    expect(page.get_by_label("I have read all of it")).to_be_focused()
    page.keyboard.press("Space")
    agree.click()
    anna.passes_rounds()
    anna.uses_it()
    # Two attempts in vain, of which a reload forgets none; the third one is the last.
    anna.tries("the wall", "left")
    expect(
        page.get_by_text("2 answers are not right. You can try 2 times more.").last
    ).to_be_visible()
    expect(page.get_by_text("Look at the picture again.")).to_be_visible()
    anna.tries("the exit", "left")
    expect(page.get_by_text("1 answer is not right. You can try once more.").last).to_be_visible()
    page.reload()
    anna.tries("the exit", "up")
    expect(page.get_by_text("1 answer is not right.").last).to_be_visible()
    anna.goes_on()
    anna.sees("It ends here")
    anna.is_debriefed()
    anna.is_saved()
    session = session_of(study, "test_terms_are_asked_for_and_kept", tmp_path)
    [consent] = session.records(ConsentRecord)
    assert consent.items == {"read": True, "share": False}
    step = read_site(study.site).manifest.steps[0]
    assert step.kind == "consent"
    assert consent.html == step.html
    attempts = [(record.attempt, record.checks) for record in sent(session, "quiz")]
    assert attempts == [
        (1, {"goal": False, "keys": False}),
        (2, {"goal": True, "keys": False}),
        (3, {"goal": True, "keys": False}),
    ]
    assert [end.outcome for end in session.records(EndRecord)] == ["screened_out"]


@pytest.mark.parametrize(("four", "last"), [(4, "You read fast"), (3, "It ends here")])
def test_checks_decide_what_the_study_says(
    four: int, last: str, browser: Browser, study: Study, tmp_path: Path
) -> None:
    with browser.new_context(viewport={"width": 390, "height": 800}) as context:
        page = context.new_page()
        page.goto(f"{study.origin}/?participant=check{four}")
        visitor = Visitor(page)
        visitor.agree()
        visitor.passes_rounds()
        visitor.uses_it()
        visitor.passes_quiz()
        visitor.attends(blue=1, four=four)
        visitor.sees(last)
        if four == 4:
            visitor.goes_on()
        visitor.is_saved()
    session = session_of(study, f"check{four}", tmp_path)
    [record] = sent(session, "attention")
    assert record.checks == {"blue": False, "careful_four": four == 4}
    outcome = "done" if four == 4 else "screened_out"
    assert [end.outcome for end in session.records(EndRecord)] == [outcome]


def test_who_withdraws_is_debriefed_and_who_declines_is_not(browser: Browser, study: Study) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(study.origin)
        visitor = Visitor(page)
        visitor.sees("May we?")
        page.get_by_role("button", name="I do not agree").click()
        expect(page.get_by_text("You chose not to take part.")).to_be_visible()
        assert page.get_by_text("It was about questions.").count() == 0
        page.reload()
        visitor.agree()
        visitor.sees("Everything")
        page.get_by_role("button", name="Stop taking part").click()
        page.get_by_role("button", name="Stop. The researchers may keep it").click()
        visitor.is_debriefed()


SMALL_TARGETS = """
() => [...document.querySelectorAll("main :is(button, input, textarea, .option, .likert label)")]
  .filter((each) => each.checkVisibility() && !each.closest("label > *"))
  .filter((each) => !(each.matches("input") && each.closest("label")))
  .map((each) => [each.outerHTML.slice(0, 80), each.getBoundingClientRect()])
  .filter(([, { width, height }]) => height < 44 || width < 24)
  .map(([html, { width, height }]) => `${html}: ${width} × ${height}`)
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_control_is_accessible_and_fits_a_phone(
    scheme: Any, browser: Browser, study: Study, tmp_path: Path
) -> None:
    with browser.new_context(viewport=PHONE, color_scheme=scheme) as context:  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(study.origin)
        expect(page.get_by_role("button", name="I agree")).to_be_visible()
        findings = {"consent": look(page, tmp_path / f"consent-{scheme}.png")}
        visitor = Visitor(page)
        visitor.agree()
        visitor.sees("Everything")
        findings["form"] = look(page, tmp_path / f"form-{scheme}.png")
        visitor.goes_on()
        expect(page.get_by_text("Please click on the line").first).to_be_visible()
        page.get_by_role("radio", name="Something else").check()
        findings["messages"] = look(page, tmp_path / f"messages-{scheme}.png")
        visitor.passes_rounds()
        visitor.uses_it()
        visitor.tries("the wall", "left")
        findings["quiz"] = look(page, tmp_path / f"quiz-{scheme}.png")
        page.set_viewport_size({"width": 1100, "height": 800})
        visitor.passes_quiz()
    assert not any(findings.values()), findings


def look(page: Page, picture: Path) -> list[str]:
    """What axe finds, what is too small for a finger, and what is too wide for the screen."""
    page.screenshot(path=picture, full_page=True)
    found = barriers(page)
    found += page.evaluate(SMALL_TARGETS)
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return found + ([f"{wide} px too wide"] if wide > 0 else [])
