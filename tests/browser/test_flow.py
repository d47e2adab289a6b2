"""Conditions, blocks, repeats and screening out, as participants meet them."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from gymbrowser.contract.records import (
    AnswersRecord,
    ConditionRecord,
    EndRecord,
    EnterRecord,
    OrderRecord,
)
from gymbrowser.data.sessions import Session
from tests.browser.conftest import Publish, Study
from tests.browser.privacy_witness import NOTHING, kept_at

STUDY = Path(__file__).parent / "flow_study"
WITHIN_MS = 60_000
SAVED = "Everything was sent and saved."
CONSENT, GAME = "May we?", "(a game)"
MAPS = ["The first map", "The second map"]
BYE, SORRY, EARLY = LAST = ("Thank you", "You are too young", "The study ends here")


@pytest.fixture(scope="module")
def study(publish: Publish) -> Study:
    return publish((STUDY / "exp.yml").read_text(encoding="utf-8"), example=STUDY)


class Walker:
    """Goes through the study by what each step asks for, and notes the headings."""

    def __init__(self, page: Page, *, age: int = 30, rounds: int = 1, reload: bool = False) -> None:
        self.seen: list[str] = []
        self._page = page
        self._age = age
        self._rounds = rounds
        self._reload = reload
        self._shown = page.locator("main > *:not([data-passed])").first

    def walk(self) -> str:
        """The heading of the last page."""
        while (text := self._heading()) not in LAST:
            if self._reload:
                self._page.reload()
                assert self._heading() == text
            self.seen.append(text)
            self._shown.evaluate("(element) => { element.dataset.passed = '' }")
            self._answer(text)
        return text

    def _heading(self) -> str:
        expect(self._shown.get_by_role("heading", level=1)).to_be_visible(timeout=WITHIN_MS)
        if self._shown.locator("canvas").count() == 0:
            return self._shown.get_by_role("heading", level=1).inner_text()
        start = self._page.get_by_role("button", name="Start")
        expect(start).to_be_visible(timeout=WITHIN_MS)
        return GAME

    def _answer(self, text: str) -> None:
        page = self._page
        if text == "About you":
            page.get_by_label("How old are you?").fill(str(self._age))
        elif text == "Enough?":
            enough = self.seen.count("Enough?") >= self._rounds
            page.get_by_label("Enough" if enough else "Once more", exact=True).check()
        elif text == GAME:
            page.get_by_role("button", name="Start").click()
            expect(page.locator("canvas")).to_be_focused(timeout=WITHIN_MS)
            for _ in range(3):
                page.keyboard.press("ArrowLeft")
        go_on = "I agree" if text == CONSENT else "Continue"
        page.get_by_role("button", name=go_on).click(timeout=WITHIN_MS)


def take(study: Study, browser: Browser, address: str, **how: Any) -> tuple[Walker, str]:
    """Somebody takes the study in a browser that knows nothing, until all is saved."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{study.origin}/{address}")
    walker = Walker(page, **how)
    last = walker.walk()
    expect(page.get_by_role("paragraph").filter(has_text=SAVED)).to_be_visible(timeout=WITHIN_MS)
    code = page.locator("#completion-code")
    assert code.all_inner_texts() == {BYE: ["DONE"], SORRY: ["NOT-NOW"], EARLY: []}[last]
    context.close()
    return walker, last


def session_of(study: Study, participant: str, into: Path) -> Session:
    [session] = [one for one in study.sessions(into) if one.participant == participant]
    assert session.problems == ()
    return session


def test_numbers_take_conditions_orders_and_lists_of_seeds_in_turn(
    study: Study, browser: Browser, tmp_path: Path
) -> None:
    ways = []
    for number in range(8):
        walker, last = take(study, browser, f"?participant=n{number}&n={number}")
        assert last == BYE
        partner, *maps = walker.seen[2:5]
        session = session_of(study, f"n{number}", tmp_path)
        recorded = {record.factor: record for record in session.records(ConditionRecord)}
        assert partner == f"Your partner is {recorded['partner'].level}"
        assert recorded["partner"].by == "number"
        orders = {record.block: record for record in session.records(OrderRecord)}
        assert maps == [MAPS[position] for position in orders["maps"].order]
        assert (orders["maps"].by, orders["some"].by) == ("number", "drawn")
        assert walker.seen[-1] == MAPS[orders["some"].order[0]]
        starts = [episode.start for episode in session.episodes]
        [seed] = {(start.seed, start.seed_from, start.seed_list) for start in starts}
        assert seed in [(11, "counterbalanced", 0), (22, "counterbalanced", 1)]
        ways.append((partner, *maps, seed))
    assert len(set(ways)) == 8


def test_who_is_too_young_is_screened_out(study: Study, browser: Browser, tmp_path: Path) -> None:
    walker, last = take(study, browser, "?participant=young", age=17)
    assert (walker.seen, last) == ([CONSENT, "About you"], SORRY)
    session = session_of(study, "young", tmp_path)
    assert [end.outcome for end in session.records(EndRecord)] == ["screened_out"]
    assert not list(session.records(ConditionRecord))


def test_who_is_too_young_before_the_consent_has_their_code_and_leaves_nothing(
    publish: Publish, browser: Browser
) -> None:
    text = (STUDY / "exp.yml").read_text(encoding="utf-8")
    consent, screening = "  - consent: pages/consent.md\n", "  - form: pages/screening.yml\n"
    out = text[text.index("  - screen_out") : text.index("  - page: pages/skilled.md")]
    assert consent + screening + out in text
    first = publish(
        text.replace(consent + screening + out, screening + out + consent), example=STUDY
    )
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{first.origin}/?participant=young")
    page.get_by_label("How old are you?").fill("17", timeout=WITHIN_MS)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name=SORRY)).to_be_visible(timeout=WITHIN_MS)
    expect(page.locator("#completion-code")).to_have_text("NOT-NOW")
    expect(page.locator(".saving")).to_have_count(0)
    assert kept_at(page) == NOTHING
    page.reload()
    page.get_by_label("How old are you?").fill("30", timeout=WITHIN_MS)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name=CONSENT)).to_be_visible(timeout=WITHIN_MS)
    context.close()
    assert first.object_keys() == []


def test_a_block_is_repeated_until_it_is_enough(
    study: Study, browser: Browser, tmp_path: Path
) -> None:
    walker, last = take(study, browser, "?participant=slow&n=0", rounds=2)
    assert last == BYE
    assert walker.seen[5:9] == [GAME, "Enough?"] * 2
    session = session_of(study, "slow", tmp_path)
    answers = [record for record in session.records(AnswersRecord) if record.step == "again"]
    assert [record.answers["enough"] for record in answers] == ["no", "yes"]


def test_a_block_in_vain_ends_the_session(study: Study, browser: Browser, tmp_path: Path) -> None:
    walker, last = take(study, browser, "?participant=vain&n=0", rounds=9)
    assert last == EARLY
    assert walker.seen.count(GAME) == 3
    session = session_of(study, "vain", tmp_path)
    assert [end.outcome for end in session.records(EndRecord)] == ["screened_out"]


def test_a_reload_at_every_step_changes_nothing(
    study: Study, browser: Browser, tmp_path: Path
) -> None:
    walker, last = take(study, browser, "?participant=restless&n=1", rounds=2, reload=True)
    assert last == BYE
    session = session_of(study, "restless", tmp_path)
    entered = [(record.index, record.step) for record in session.records(EnterRecord)]
    # Each step was entered before the reload and after it, at the same place; the consent's first
    # visit has left nothing.
    assert sorted(set(entered)) == sorted(dict.fromkeys(entered))
    assert [index for index, _ in sorted(set(entered))] == sorted({i for i, _ in entered})
    levels = {(record.factor, record.level) for record in session.records(ConditionRecord)}
    orders = {(r.block, r.pass_, *r.order) for r in session.records(OrderRecord)}
    assert len(levels) == 1
    assert len(orders) == len({(block, at) for block, at, *_ in orders})
    undisturbed, _ = take(study, browser, "?participant=calm&n=1", rounds=2)
    # What goes by the number is the same; what is drawn is the session's own.
    assert walker.seen[:-1] == undisturbed.seen[:-1]
