"""A `surveyjs` step: SurveyJS in our page, by real clicks, and the answers as they arrive."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from gymbrowser.contract.records import AnswersRecord
from gymbrowser.data.tables.export import export
from tests.browser.axe import barriers
from tests.browser.conftest import Publish, Study, run_cli
from tests.browser.participant import Participant, Witness
from tests.static_host import serve_folder

STUDY = Path(__file__).with_name("survey_study")
ITEM = ".sv-ranking-item"
NEXT_FRAMES = "new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))"
FIRST: dict[str, Any] = {
    "name": "Ann",
    "age": 31,
    "born": "1995-05-31",
    "words": "Schön – “quoted” & <b>bold</b>",
    "plays": "chess",
    "plays_other": None,
    "club": "The Rooks",
    "komi": None,
    "devices": ["phone", "board", "other"],
    "devices_other": "a screen of paper",
    "often": "week",
}
SECOND: dict[str, Any] = {
    "sure": 6,
    "again": "true",
    "feel_calm": "very",
    "feel_row_2": "not",
    "order": ["peace", "speed", "points"],
    "contact_one": "up",
    "contact_two": "down",
    "fruit": "plum",
    "slide": 5,
}


@pytest.fixture(scope="module")
def study(publish: Publish) -> Study:
    return publish((STUDY / "exp.yml").read_text(encoding="utf-8"), example=STUDY)


def test_what_is_entered_arrives(
    study: Study, page: Page, witness: Witness, tmp_path: Path
) -> None:
    survey = arrive(study, page)
    expect(page.get_by_role("heading", level=1)).to_have_text("About your games")
    assert page.evaluate("document.activeElement.matches('h1')")
    assert barriers(page) == []
    survey.go_on("Next")  # two answers are required
    expect(page.get_by_text("Response required.")).to_have_count(2)
    assert barriers(page) == []
    survey.answer_first()
    assert barriers(page) == []
    survey.go_on("Next")
    assert barriers(page) == []
    survey.of("again").get_by_text("Yes", exact=True).click()
    # Whoever comes back finds the page that they were on, and what they have answered.
    page.reload()
    expect(survey.of("again").get_by_role("switch")).to_be_checked()
    survey.go_on("Previous")
    expect(survey.of("name").get_by_role("textbox")).to_have_value("Ann")
    expect(survey.of("often").get_by_text("every week")).to_be_visible()
    survey.go_on("Next")
    survey.answer_second()
    assert barriers(page) == []
    survey.go_on("Complete")
    participant = Participant(page)
    # Expressions know the answers.
    participant.expect_heading("You play chess")
    participant.go_on()
    expect(page.get_by_text("Everything was sent and saved.").first).to_be_visible()
    assert (witness.violations, witness.errors) == ([], [])
    session = study.only_session(tmp_path / "data")
    [record] = session.records(AnswersRecord)
    assert record.step == "survey"
    assert record.answers == FIRST | SECOND
    assert record.times["again"].changes == 2, "since the reload"
    assert record.times["contact_two"].changes == len("down")
    assert record.times["contact_one"].focus_ms > 0
    assert record.times["name"].changes == 0
    rows = exported(tmp_path)
    assert [row["question"] for row in rows] == [*FIRST, *SECOND]
    values = {row["question"]: first_of(row) for row in rows}
    assert values == FIRST | SECOND


@pytest.mark.parametrize(
    "look", [{"color_scheme": "dark"}, {"viewport": {"width": 320, "height": 640}}]
)
def test_it_looks_as_the_page_does(study: Study, page: Page, look: dict[str, Any]) -> None:
    assert page.context.browser is not None
    with page.context.browser.new_context(**look) as context:
        survey = arrive(study, context.new_page(), "looker")
        assert barriers(survey.page) == []
        assert survey.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        survey.answer_first()
        survey.go_on("Next")
        assert barriers(survey.page) == []
        assert survey.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_by_keyboard_alone(study: Study, page: Page) -> None:
    survey = arrive(study, page, "typist")
    keyboard = page.keyboard
    keyboard.press("Tab")
    keyboard.type("Ann")
    for _ in range(4):  # age, the parts of a date come one by one
        keyboard.press("Tab")
    while not survey.of("plays").evaluate("it => it.contains(document.activeElement)"):
        keyboard.press("Tab")
    keyboard.press("Space")
    expect(survey.of("plays").get_by_role("radio", name="Chess")).to_be_checked()
    while not survey.of("often").evaluate("it => it.contains(document.activeElement)"):
        keyboard.press("Tab")
    keyboard.press("ArrowDown")
    keyboard.press("ArrowDown")
    keyboard.press("Enter")
    expect(survey.of("often").get_by_role("combobox")).to_have_value(re.compile("every"))
    while not page.get_by_role("button", name="Next").evaluate(
        "it => it === document.activeElement"
    ):
        keyboard.press("Tab")
    keyboard.press("Enter")
    expect(page.get_by_role("heading", name="And now")).to_be_visible()
    while not survey.of("order").evaluate("it => it.contains(document.activeElement)"):
        keyboard.press("Tab")
    keyboard.press("ArrowDown")
    expect(survey.of("order").locator(ITEM).first).to_contain_text("points")


@pytest.fixture(scope="module")
def in_german(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("german")
    survey = json.loads((STUDY / "pages" / "survey.json").read_text(encoding="utf-8"))
    page = {"elements": survey["pages"][0]["elements"][1:2]}
    (folder / "survey.json").write_text(json.dumps(survey | {"pages": [page]}), encoding="utf-8")
    for name in ("consent.md", "consent.de.md"):
        (folder / name).write_text("# ?\n", encoding="utf-8")
    (folder / "exp.yml").write_text(
        "id: german\ntitle: {en: Survey, de: Umfrage}\nlanguages: [en, de]\nlanguage_by: [param]\n"
        "environment: {gym_id: CartPole-v1}\nsteps:\n"
        "  - consent: consent.md\n  - surveyjs: survey.json\n  - end: {}\n",
        encoding="utf-8",
    )
    run_cli("build", folder / "exp.yml", "-o", folder / "site")
    with serve_folder(folder / "site") as origin:
        yield origin


def test_in_the_language_of_the_page(in_german: str, page: Page, witness: Witness) -> None:
    page.goto(f"{in_german}/?language=de")
    page.get_by_role("button", name="Ich stimme zu").click()
    expect(page.get_by_role("heading", name="Über Ihre Spiele")).to_be_visible()
    expect(page.get_by_text("Ihr Vorname")).to_be_visible()
    page.get_by_role("button", name="Abschließen").click()
    expect(page.get_by_text("Bitte beantworten Sie diese Frage.")).to_be_visible()
    page.get_by_role("textbox").fill("Anna")
    page.get_by_role("button", name="Abschließen").click()
    expect(page.get_by_role("heading", name="Vielen Dank!")).to_be_visible()
    assert (witness.violations, witness.errors) == ([], [])


def arrive(study: Study, page: Page, name: str = "ann") -> "Survey":
    page.goto(f"{study.origin}/?participant={name}")
    page.get_by_role("button", name="I agree").click()
    survey = Survey(page)
    expect(survey.of("name")).to_be_visible()
    return survey


class Survey:
    """Somebody in front of it, with a mouse and a keyboard to write with."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def of(self, name: str) -> Locator:
        return self.page.locator(f"[data-name={name}]")

    def go_on(self, label: str) -> None:
        self.page.get_by_role("button", name=label, exact=True).click()

    def pick(self, name: str, label: str) -> None:
        """The list closes when the page is moved: so that comes first."""
        box = self.of(name).locator(".sd-dropdown")
        box.scroll_into_view_if_needed()
        self.page.evaluate(NEXT_FRAMES)
        box.click()
        self.page.get_by_role("option", name=label).click()

    def drag(self, label: str, onto: str) -> None:
        items, mouse = self.of("order").locator(ITEM), self.page.mouse
        items.first.scroll_into_view_if_needed()
        self.page.evaluate(NEXT_FRAMES)
        boxes = [items.filter(has_text=one).bounding_box() for one in (label, onto)]
        assert boxes[0]
        assert boxes[1]
        mouse.move(boxes[0]["x"] + 40, boxes[0]["y"] + boxes[0]["height"] / 2)
        mouse.down()
        mouse.move(boxes[1]["x"] + 40, boxes[1]["y"] + 4, steps=12)
        mouse.up()
        expect(items.first).to_contain_text(label)

    def answer_first(self) -> None:
        self.of("name").get_by_role("textbox").fill("Ann")
        self.of("age").get_by_role("spinbutton").fill("31")
        self.of("born").locator("input").fill("1995-05-31")
        self.of("words").get_by_role("textbox").fill(FIRST["words"])
        expect(self.of("club")).to_have_count(0)
        self.of("plays").get_by_text("Go", exact=True).click()
        self.of("komi").get_by_role("textbox").fill("6.5")  # seen no more, it is no answer
        self.of("plays").get_by_text("Chess").click()
        self.of("club").get_by_role("textbox").fill("The Rooks")
        for label in ("phone", "board", re.compile("^Other")):
            self.of("devices").get_by_text(label).click()
        self.of("devices").get_by_role("textbox").fill("a screen of paper")
        self.pick("often", "every week")

    def answer_second(self) -> None:
        rating = self.of("sure")
        if rating.get_by_role("combobox").count():
            self.pick("sure", "6")
        else:
            rating.get_by_text("6", exact=True).click()
        for label in ("No", "Yes"):
            self.of("again").get_by_text(label, exact=True).click()
        rows = self.of("feel").locator("tbody tr")
        rows.filter(has_text="Calm").locator("label").nth(1).click()
        rows.filter(has_text="Tired").locator("label").nth(0).click()
        self.drag("peace", "speed")
        words = self.of("contact").get_by_role("textbox")
        for box, text in zip((words.first, words.last), ("up", "down"), strict=True):
            box.click()
            self.page.keyboard.type(text)
        self.of("fruit").get_by_text("A plum").click()
        self.of("slide").get_by_role("slider").focus()
        for _ in range(5):
            self.page.keyboard.press("ArrowRight")


def exported(folder: Path) -> list[dict[str, Any]]:
    export(folder / "data", folder / "tables", "jsonl")
    text = (folder / "tables" / "answers.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def first_of(row: dict[str, Any]) -> Any:
    """By its type: the one column that is filled."""
    given = [row[name] for name in ("text", "number", "chosen") if row.get(name) is not None]
    assert len(given) <= 1
    return given[0] if given else None
