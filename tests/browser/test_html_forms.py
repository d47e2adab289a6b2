"""Forms in HTML: of every control what was entered is recorded, over a table of all of them.

Source of what is right: HTML Living Standard, "Constructing the entry list".
"""

import random
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from gymbrowser.contract.records import AnswersRecord
from tests.browser.axe import barriers
from tests.browser.conftest import Publish, Study
from tests.browser.html_rows import ROWS
from tests.browser.participant import Witness

ROUNDS = 4
PHONE = {"width": 320, "height": 640}
EXP_YML = f"""\
id: controls
title: Controls
environment: {{gym_id: CartPole-v1, source: env}}
steps:
  - block:
      id: rounds
      repeat: {ROUNDS}
      steps: [form: pages/all.html]
  - form: pages/strict.html
    when: answers.all.number != 77
  - end: {{}}
"""


OFF = "<p><label>Disabled <input name='disabled' value='x' disabled></label></p>"
WAYS = "<p><button name='way' value='again'>Again</button> <input type='submit' value='On'></p>"
STRICT = """\
<h1>Be strict</h1>
<p><label>Age <input type="number" name="age" min="18"></label></p>
<p><label>Code
<input name="code" pattern="[0-9]{4}" title="Four digits, please." required></label></p>
<fieldset><legend>Sure?</legend>
<input type="radio" name="sure" value="y" id="y" required><label for="y">Yes</label>
<input type="radio" name="sure" value="n" id="n"><label for="n">No</label></fieldset>
<p><label><input type="checkbox" name="read" required> I have read it</label></p>
<p><label>Day <input type="date" name="day" min="2026-01-02"></label></p>
"""


@pytest.fixture(scope="module")
def study(publish: Publish, tmp_path_factory: pytest.TempPathFactory) -> Study:
    example = tmp_path_factory.mktemp("controls")
    (example / "env").mkdir()
    (example / "env" / "nothing.py").write_text("")
    (example / "pages").mkdir()
    everything = "<h1>Everything</h1>" + "\n".join(row.html for row in ROWS) + OFF + WAYS
    (example / "pages" / "all.html").write_text(everything, encoding="utf-8")
    (example / "pages" / "strict.html").write_text(STRICT, encoding="utf-8")
    return publish(EXP_YML, example=example)


def enter(page: Page, entered: dict[str, Any]) -> None:
    for row in ROWS:
        by_name = page.locator(f'[name="{row.name}"]')
        row.enter(by_name, entered[row.name])


def test_what_is_entered_is_recorded(
    page: Page, study: Study, witness: Witness, tmp_path: Path
) -> None:
    draw = random.Random(11)
    page.goto(f"{study.origin}/?participant=anna")
    expected = [{row.name: row.untouched for row in ROWS} | {"secret": "s3", "way": None}]
    for number in range(ROUNDS):
        expect(page.get_by_label("Text", exact=True)).to_have_value("")
        again = number == 1
        if number > 0:
            entered = {row.name: row.draw(draw) for row in ROWS}
            enter(page, entered)
            answers = {row.name: row.answer(entered[row.name]) for row in ROWS}
            expected.append(answers | {"way": "again" if again else None})
        page.get_by_role("button", name="Again" if again else "On").click()
    be_strict(page)
    expect(page.get_by_text("Everything was sent and saved.").last).to_be_visible()
    session = study.only_session(tmp_path)
    records = session.records(AnswersRecord)
    *rounds, strict = records
    assert [record.answers for record in rounds] == expected
    for record in rounds:
        assert list(record.answers) == [*(row.name for row in ROWS), "way"]
        assert record.times.keys() == record.answers.keys()
    assert all(times.changes == 0 for times in rounds[0].times.values())
    changed = {name for name, times in rounds[2].times.items() if times.changes > 0}
    assert {"color", "range", "pair"} <= changed
    assert {"secret", "way"}.isdisjoint(changed)
    assert strict.answers == {"age": 30, "code": "0123", "sure": "n", "read": "on", "day": None}
    assert (witness.violations, witness.errors) == ([], [])


def be_strict(page: Page) -> None:
    """What does not fit is said beside it, and nothing is sent."""
    go_on = page.get_by_role("button", name="Continue")
    age = page.get_by_label("Age")
    expect(age).to_be_visible()
    age.press_sequentially("1e")
    page.get_by_label("Code").fill("12")
    page.get_by_label("Day").fill("2026-01-01")
    go_on.click()
    said = [
        "Please write a number, in digits.",
        "Four digits, please.",
        "Please choose an answer.",
        "Please tick at least one box.",
        "Please give a date that is not before",
    ]
    expect(page.locator(".error")).to_contain_text(said)
    expect(age).to_be_focused()
    expect(age).to_have_accessible_description(said[0])
    age.fill("17")
    expect(page.locator(".error").first).to_have_text("Please write a number that is 18 or more.")
    age.fill("30")
    page.get_by_label("Code").fill("0123")
    page.get_by_label("No", exact=True).check()
    page.get_by_label("I have read it").check()
    page.get_by_label("Day").fill("")
    expect(page.locator(".error")).to_have_count(0)
    page.get_by_label("Code").press("Enter")


def test_it_is_accessible_and_fits_a_phone(browser: Browser, study: Study, tmp_path: Path) -> None:
    with browser.new_context(viewport=PHONE) as context:  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(study.origin)
        expect(page.get_by_role("heading", name="Everything")).to_be_focused()
        page.screenshot(path=tmp_path / "all.png", full_page=True)
        assert barriers(page) == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
