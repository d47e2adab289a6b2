"""The browser's own storage fails: it is full, refused or emptied; or another page has it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from gymbrowser.contract.browser_records import EventRecord, LossRecord, StorageRecord
from gymbrowser.data.sessions import Session
from tests import faulty_store as faults
from tests.browser.browser_side import grant_bytes, wait_until, wipe_storage
from tests.browser.fault_matrix import Confirmed, Matrix, words_of
from tests.browser.fault_trial import Ground, Visitor, entering
from tests.browser.faults.trials import trials
from tests.conftest import launch_chromium

NOTHING = 1
"""Bytes that a browser grants which is as good as without storage."""
SOME = 150_000
"""Bytes: an empty database takes half of them."""
LONG_ANSWER = 95_000
NOT_KEPT = "This browser does not let the study keep your answers on this device"
EMPTIED = "What this browser had kept of the study was removed while you took part"
RELOADED = "() => performance.getEntriesByType('navigation')[0].type === 'reload'"
BUSY = "This study is already open in another tab"


def notice(page: Page) -> str:
    return page.locator(".notice").inner_text()


def places(session: Session) -> list[str]:
    return [record.place for record in session.records(StorageRecord)]


def is_over(session: Session | None) -> bool:
    return session is not None and session.end is not None


def arrived(ground: Ground, visitor: Visitor) -> Session:
    session = ground.pulled(visitor.name)
    assert session is not None
    return session


@trials
def test_a_browser_that_stores_nothing(
    ground: Ground, matrix: Matrix, visitor: Visitor, trial: int
) -> None:
    grant_bytes(visitor.page, ground.study.origin, NOTHING)
    visitor.agree()
    visitor.say("first")
    expect(visitor.page.locator(".notice")).to_contain_text(NOT_KEPT)
    visitor.play()
    visitor.say("last")
    visitor.reads_that_all_is_saved()
    session = arrived(ground, visitor)
    assert places(session) == ["memory"]
    matrix.judge("the browser stores nothing", session, visitor.confirmed)


@trials
def test_storage_full_in_the_middle_and_offline(
    ground: Ground, matrix: Matrix, visitor: Visitor, trial: int
) -> None:
    grant_bytes(visitor.page, ground.study.origin, SOME)
    visitor.agree()
    visitor.say("first")
    assert notice(visitor.page) == ""
    ground.store.set(faults.dropping_all)
    visitor.play()
    visitor.say("last", length=LONG_ANSWER)
    expect(visitor.page.locator(".notice")).to_contain_text(NOT_KEPT)
    visitor.reads("memory")
    ground.store.set(faults.pass_on)
    visitor.go_online()
    visitor.reads_that_all_is_saved()
    session = arrived(ground, visitor)
    assert places(session) == ["database", "memory"]
    matrix.judge("storage full in the middle", session, visitor.confirmed)


@trials
def test_storage_emptied_in_the_middle(
    ground: Ground, matrix: Matrix, visitor: Visitor, trial: int
) -> None:
    ground.store.set(faults.dropping_all)
    visitor.agree()
    visitor.say("first")
    visitor.begin_game()
    wipe_storage(visitor.page, ground.study.origin)
    visitor.play()
    expect(visitor.page.locator(".notice")).to_contain_text(EMPTIED)
    ground.store.set(faults.pass_on)
    visitor.go_online()
    visitor.say("last")
    visitor.reads("lost")
    expect(visitor.page.get_by_text("Still to send")).to_be_hidden()
    wait_until(lambda: is_over(ground.pulled(visitor.name)))
    session = matrix.count("storage emptied in the middle", ground.pulled(visitor.name))
    [loss] = session.records(LossRecord)
    assert (loss.when, loss.session) == ("during", session.id)
    assert loss.writers["page-1"].made > loss.writers["page-1"].stored == 0
    assert any("emptied during the visit" in problem for problem in session.problems)
    # The first round may have been set up before; what came after it is there.
    assert session.episodes[-1].start.episode == 1
    # What was on its way as the storage went may have arrived, and nothing arrives twice.
    assert words_of(session) in (visitor.confirmed.answers, visitor.confirmed.answers[1:])


@trials
def test_storage_emptied_between_two_visits(
    ground: Ground, matrix: Matrix, visitor: Visitor, trial: int
) -> None:
    """All but the line in `localStorage`: without that nobody can know of it."""
    ground.store.set(faults.dropping_all)
    visitor.agree()
    visitor.say("first")
    visitor.begin_game()
    visitor.leave()
    visitor.page = visitor.context.new_page()
    visitor.page.goto(f"{ground.study.origin}/study.json")
    wipe_storage(visitor.page, ground.study.origin, "indexeddb")
    ground.store.set(faults.pass_on)
    visitor.confirmed = Confirmed()
    visitor.arrive()
    visitor.agree()
    visitor.take_part()
    visitor.reads_that_all_is_saved()
    # Of the first session, what was on its way as the tab was closed may have arrived.
    [session] = [found for found in ground.all_pulled(visitor.name) if is_over(found)]
    matrix.judge("storage emptied between two visits", session, visitor.confirmed)
    [loss] = session.records(LossRecord)
    assert loss.when == "between"
    assert loss.session != session.id
    assert loss.writers["page-1"].made > loss.writers["page-1"].stored == 0


@trials
def test_of_two_tabs_the_second_waits_until_the_first_is_closed(
    ground: Ground, matrix: Matrix, visitor: Visitor, trial: int
) -> None:
    visitor.agree()
    visitor.say("first")
    first = visitor.page
    visitor.come_back()
    expect(visitor.page.get_by_text(BUSY)).to_be_visible()
    first.close()
    visitor.page.get_by_role("button", name="Try again").click()
    visitor.play()
    visitor.say("last")
    visitor.reads_that_all_is_saved()
    session = arrived(ground, visitor)
    assert [visit.load for visit in session.visits] == [1, 2]
    matrix.judge("two tabs", session, visitor.confirmed)


@pytest.fixture(scope="module")
def with_the_cache(playwright: Playwright, chromium_path: Path) -> Iterator[Browser]:
    """A browser with the back/forward cache, which Playwright takes away."""
    default = ["--disable-back-forward-cache"]
    with launch_chromium(playwright, chromium_path, ignore_default_args=default) as browser:
        yield browser


@trials
def test_a_page_from_the_back_forward_cache_loads_itself_anew(
    ground: Ground, matrix: Matrix, with_the_cache: Browser, trial: int
) -> None:
    ground.make_well()
    with entering(with_the_cache, ground) as visitor:
        visitor.agree()
        visitor.say("first")
        # A page that is still loading something is not kept.
        visitor.begin_game()
        visitor.page.goto(f"{ground.study.origin}/study.json")
        visitor.page.evaluate("history.back()")
        visitor.page.wait_for_function(RELOADED)
        visitor.play()
        visitor.say("last")
        visitor.reads_that_all_is_saved()
        session = arrived(ground, visitor)
    left = [r.detail["persisted"] for r in session.records(EventRecord) if r.event == "pagehide"]
    assert left[0] is True
    assert [visit.load for visit in session.visits] == [1, 2]
    matrix.judge("back/forward cache", session, visitor.confirmed)
