"""One study in three languages: each is chosen in its way, all of it is read in it, and the data
are the same in all of them. On the way every kind of step is looked at, from right to left too.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from gymbrowser.contract.records import AnswersRecord, ConsentRecord, IdentityRecord
from gymbrowser.data.sessions import Session
from gymbrowser.data.tables.load import load
from gymbrowser.store.site import read_site
from tests.browser.conftest import Publish, Study
from tests.browser.participant import Witness
from tests.browser.test_questions import look

STUDY = Path(__file__).with_name("languages_study")
PHONE: Any = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
DESK: Any = {"viewport": {"width": 1280, "height": 900}}
BOOT_MS = 120_000


@pytest.fixture(scope="module")
def study(publish: Publish) -> Study:
    return publish((STUDY / "exp.yml").read_text(encoding="utf-8"), example=STUDY)


@dataclass(frozen=True)
class Spoken:
    """What a participant reads who has this language."""

    tag: str
    direction: str
    title: str
    headings: dict[str, str]
    agree: str
    goes_on: str
    start: str
    required: str
    wrong: str
    saved: str


GERMAN = Spoken(
    tag="de",
    direction="ltr",
    title="Drei Sprachen",
    headings={"welcome": "Willkommen", "consent": "Dürfen wir?", "form": "Alles",
              "quiz": "Verstanden?", "wait": "Eine kurze Pause", "end": "Vielen Dank!"},
    agree="Ich stimme zu",
    goes_on="Weiter",
    start="Start",
    required="Bitte wählen Sie eine Antwort.",
    wrong="1 Antwort ist nicht richtig. Sie können es noch einmal versuchen.",
    saved="Alles wurde gesendet und gespeichert. Vielen Dank!",
)  # fmt: skip
ARABIC = Spoken(
    tag="ar",
    direction="rtl",
    title="ثلاث لغات",
    headings={"welcome": "مرحبًا", "consent": "هل تسمح لنا؟", "form": "كل شيء",
              "quiz": "هل فهمت؟", "wait": "استراحة قصيرة", "end": "شكرًا لك!"},
    agree="أوافق",
    goes_on="متابعة",
    start="بدء",
    required="يُرجى اختيار إجابة.",
    wrong="هناك إجابة واحدة غير صحيحة. يمكنك المحاولة مرة أخرى واحدة.",
    saved="أُرسل كل شيء وحُفظ. شكرًا لك!",
)  # fmt: skip


@dataclass
class Visitor:
    """Goes through the study, and looks at every step of it."""

    page: Page
    spoken: Spoken
    pictures: Path
    findings: dict[str, list[str]]

    def passes(self) -> None:
        self.reads_the_welcome()
        self.logs_in()
        self.agrees()
        self.answers()
        self.is_quizzed()
        self.hears()
        self.waits()
        if self.spoken.tag == "de":
            self.sees("Für eine Sprache")
            self.goes_on()
        self.plays()
        self.judges()
        self.ends()

    def reads_the_welcome(self) -> None:
        self.sees(self.spoken.headings["welcome"])
        root = self.page.locator("html")
        expect(root).to_have_attribute("lang", self.spoken.tag)
        expect(root).to_have_attribute("dir", self.spoken.direction)
        expect(self.page).to_have_title(re.compile(self.spoken.title))
        expect(self.page.locator("output")).to_have_text(self.spoken.tag)
        self.looks("page")
        self.goes_on()

    def logs_in(self) -> None:
        self.looks("login")
        self.page.get_by_role("textbox").fill(f"anna{len(self.spoken.tag)}")
        self.goes_on()

    def agrees(self) -> None:
        self.sees(self.spoken.headings["consent"])
        self.looks("consent")
        self.page.get_by_role("checkbox").check()
        self.page.get_by_role("button", name=self.spoken.agree, exact=True).click()

    def answers(self) -> None:
        page = self.page
        self.sees(self.spoken.headings["form"])
        self.looks("form")
        # The language is the session's: who comes back reads on in it, whatever the address says.
        page.goto(page.url.split("?")[0])
        page.reload()
        self.sees(self.spoken.headings["form"])
        self.goes_on()
        expect(page.get_by_text(self.spoken.required).first).to_be_visible()
        self.looks("messages")
        page.locator("input.number").fill("31")
        self.radio("often").check()
        page.get_by_role("checkbox").first.check()
        page.locator("input[type=date]").fill("2001-02-03")
        for scale, value in enumerate(("4", "2", "5")):
            self.scale(scale, value).check()
        slider = page.locator("input[type=range]")
        slider.focus()
        slider.press("Home")
        page.locator(".ranking .arrow:enabled").last.click()
        self.radio("pear").check()
        self.goes_on()

    def is_quizzed(self) -> None:
        self.sees(self.spoken.headings["quiz"])
        self.radio("down").check()
        self.goes_on()
        expect(self.page.get_by_text(self.spoken.wrong).first).to_be_visible()
        self.looks("quiz")
        self.radio("up").check()
        self.goes_on()
        self.goes_on()

    def hears(self) -> None:
        expect(self.page.locator("audio")).to_be_visible()
        self.looks("media")
        self.goes_on()

    def waits(self) -> None:
        self.sees(self.spoken.headings["wait"])
        self.looks("wait")
        self.goes_on()

    def plays(self) -> None:
        page = self.page
        start = page.get_by_role("button", name=self.spoken.start, exact=True)
        expect(start).to_be_visible(timeout=BOOT_MS)
        # Left stays left in what is seen of the game, and of the keys.
        for same in ("canvas.screen", ".keys", ".cells"):
            expect(page.locator(same).first).to_have_css("direction", "ltr")
        self.looks("game")
        start.click()
        self.goes_on()

    def judges(self) -> None:
        for name in ("watch", "compare", "rank"):
            expect(self.page.locator("canvas").first).to_be_visible()
            if name == "compare":
                first = self.page.locator(".clips button").first
                expect(first).to_be_enabled()
                self.looks(name)
                first.click()
            else:
                expect(self.button(self.spoken.goes_on)).to_be_enabled()
                self.looks(name)
                self.goes_on()

    def ends(self) -> None:
        self.sees(self.spoken.headings["end"])
        expect(
            self.page.get_by_role("paragraph").filter(has_text=self.spoken.saved)
        ).to_be_visible()
        self.looks("end")

    def sees(self, heading: str) -> None:
        expect(self.page.get_by_role("heading", name=heading, exact=True)).to_be_visible()

    def goes_on(self) -> None:
        self.button(self.spoken.goes_on).click(timeout=BOOT_MS)

    def looks(self, name: str) -> None:
        self.findings[name] = look(self.page, self.pictures / f"{self.spoken.tag}-{name}.png")

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def radio(self, value: str) -> Locator:
        return self.page.locator(f"input[value={value}]")

    def scale(self, place: int, value: str) -> Locator:
        return self.page.locator(".likert").nth(place).locator(f"input[value='{value}']")


def session_of(study: Study, language: str, into: Path) -> Session:
    (found,) = [s for s in study.sessions(into) if s.visits[0].language == language]
    assert found.problems == ()
    return found


def test_a_language_by_the_address(browser: Browser, study: Study, tmp_path: Path) -> None:
    with browser.new_context(**DESK, locale="fr-FR") as context:
        page, witness = context.new_page(), Witness()
        witness.watch(page)
        page.goto(f"{study.origin}/?language=de-AT")
        visitor = Visitor(page, GERMAN, tmp_path, {})
        visitor.passes()
    assert not any(visitor.findings.values()), visitor.findings
    assert (witness.violations, witness.errors) == ([], [])
    session = session_of(study, "de", tmp_path / "data")
    texts = json.loads(_languages_file(study, "de").read_text(encoding="utf-8"))
    [consent] = session.records(ConsentRecord)
    assert consent.sha256 == texts["/steps/2/sha256"]
    assert consent.html == texts["/steps/2/html"]
    [identity] = session.records(IdentityRecord)
    assert identity.params == {"language": "de"}
    form, quiz, *_ = session.records(AnswersRecord)
    assert form.answers["plays"] == "often"
    assert form.answers["devices"] == ["computer"]
    assert quiz.answers == {"goal": "down"}
    assert "only-german" in session.steps
    table = load(tmp_path / "data").sessions
    assert dict(zip(table["session"], table["language"], strict=True))[session.id] == "de"


def test_a_language_by_a_question(browser: Browser, study: Study, tmp_path: Path) -> None:
    with browser.new_context(**PHONE) as context:
        page = context.new_page()
        page.goto(study.origin)
        names = page.get_by_role("listitem").get_by_role("button")
        expect(names).to_have_text(["English", "Deutsch", "العربية"])
        expect(names.nth(2)).to_have_attribute("lang", "ar")
        found = look(page, tmp_path / "question.png")
        names.nth(2).focus()
        page.keyboard.press("Enter")
        visitor = Visitor(page, ARABIC, tmp_path, {"question": found})
        visitor.passes()
    assert not any(visitor.findings.values()), visitor.findings
    session = session_of(study, "ar", tmp_path / "data")
    assert session.records(AnswersRecord)[0].answers["fruit"] == "pear"
    assert "only-german" not in session.steps


def _languages_file(study: Study, language: str) -> Path:
    return read_site(study.site).version / "languages" / f"{language}.json"
