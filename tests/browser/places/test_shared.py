"""A computer that one person after another sits at."""

from pathlib import Path

from playwright.sync_api import BrowserContext, Route, expect

from tests.browser.conftest import Study
from tests.browser.places.person import WITHIN_MS, Person, sessions_of

ROWS = """
async () => {
  const counts = {};
  for (const { name } of await indexedDB.databases()) {
    const database = await new Promise((resolve, reject) => {
      const opening = indexedDB.open(name);
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => reject(opening.error);
    });
    for (const store of database.objectStoreNames) {
      counts[store] = await new Promise((resolve) => {
        const counting = database.transaction(store).objectStore(store).count();
        counting.onsuccess = () => resolve(counting.result);
      });
    }
    database.close();
  }
  return { ...counts, lines: localStorage.length, tab: sessionStorage.length };
}
"""
NOTHING = {"sessions": 0, "writers": 0, "journal": 0, "chunks": 0, "lines": 0, "tab": 0}


def refuse_records(route: Route) -> None:
    """Lets a test write through, without which nobody would be admitted."""
    is_test = b"/test-writes/" in (route.request.post_data_buffer or b"")
    route.continue_() if is_test else route.abort()


def test_a_shared_computer_keeps_nothing_and_mixes_nobody(
    shared: Study, context: BrowserContext, tmp_path: Path
) -> None:
    page = context.new_page()
    person = Person(page)
    page.goto(f"{shared.origin}/?participant=one&seat=7")
    person.agree()
    person.say("first", "of the first person")
    person.reads("The last words")
    page.reload()
    person.reads("Is it still you?")
    page.get_by_role("button", name="Go on where I was").click()
    person.say("last", "of the first person")
    person.reads_that_nothing_stays()
    assert page.evaluate(ROWS) == NOTHING
    page.get_by_role("button", name="Next participant").click()
    page.wait_for_url(f"{shared.origin}/?seat=7")

    # The next person's answers can't be sent, although a test write can, and then they leave.
    offline = f"{shared.server.endpoint_url}/**"
    context.route(offline, refuse_records)
    page.goto(f"{shared.origin}/?participant=two")
    person.agree()
    person.say("first", "of the second person")
    person.reads("The last words")

    page.goto(f"{shared.origin}/?participant=two")
    person.reads("May we?")
    waits = page.get_by_text("1 earlier session is still being sent from this computer")
    expect(waits).to_be_visible()
    context.unroute(offline)
    page.evaluate("() => dispatchEvent(new Event('online'))")
    expect(waits).to_be_hidden(timeout=WITHIN_MS)
    assert page.evaluate(ROWS) == NOTHING
    arrived = sessions_of(shared, tmp_path / "data")
    [one], [two] = arrived["one"], arrived["two"]
    assert (len(one.visits), one.problems) == (2, ())
    assert (len(two.visits), two.problems) == (1, ())


def test_the_next_person_need_not_wait_for_what_of_one_who_was_too_late_cannot_be_sent(
    shared: Study, context: BrowserContext
) -> None:
    page = context.new_page()
    person = Person(page)
    page.clock.install()
    context.route(f"{shared.server.endpoint_url}/**", refuse_records)
    page.goto(f"{shared.origin}/?participant=late&seat=7")
    person.agree()
    person.say("first", "of somebody slow")
    person.reads("The last words")
    page.clock.fast_forward("30:30")
    person.reads("The time is over")
    following = page.get_by_role("button", name="Next participant")
    expect(following).to_be_hidden()
    page.clock.fast_forward("00:20")
    expect(following).to_be_visible(timeout=WITHIN_MS)
    following.click()
    page.wait_for_url(f"{shared.origin}/?seat=7")
