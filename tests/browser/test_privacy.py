"""What docs/data-protection.md says, in a real browser: who sees what, and what is kept where."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests import faulty_store as faults
from tests.browser.axe import barriers
from tests.browser.browser_side import wait_until
from tests.browser.conftest import Publish, Study, run_cli
from tests.browser.participant import BOOT_TIMEOUT_MS, UPLOAD_TIMEOUT_MS
from tests.browser.privacy_witness import NOTHING, Asked, Observer, kept_at, kept_by
from tests.seaweedfs import S3Server

CHUNKS = """async () => {
  const [{ name }] = await indexedDB.databases();
  const database = await new Promise((resolve) => {
    const request = indexedDB.open(name);
    request.onsuccess = () => resolve(request.result);
  });
  const count = await new Promise((resolve) => {
    const request = database.transaction("chunks").objectStore("chunks").count();
    request.onsuccess = () => resolve(request.result);
  });
  database.close();
  return count;
}"""
"""How many chunks wait in this browser."""

EXAMPLE = Path(__file__).with_name("fault_study")
PERSON, STUDY_ID, UNNAMED = "person-7f3a91", "study-9c1d44", "token-c0ffee"
ADDRESS = f"/?PROLIFIC_PID={PERSON}&STUDY_ID={STUDY_ID}&token={UNNAMED}"
WORDS = "words-of-mine-5512"
HAS_PAGE = "caches.match(new URL('index.html', location)).then((page) => page !== undefined)"
WITHOUT_GAME = """\
id: held
title: Held back
environment: {gym_id: CartPole-v1}
steps:
  - consent: {page: pages/consent.md, version: 1}
  - form: pages/first.yml
  - form: pages/last.yml
  - end: {page: pages/thanks.md}
participant: {id: [PROLIFIC_PID], params: [STUDY_ID]}
on_abandon: discard
"""


@dataclass(frozen=True)
class Watched:
    """A study, and who stands at its host and its store."""

    study: Study
    observer: Observer


def watched(publish: Publish, s3_server: S3Server, text: str) -> Iterator[Watched]:
    observer = Observer()
    with faults.faulty_store(s3_server.endpoint_url) as store:
        store.set(observer.pass_on)
        study = publish(text, example=EXAMPLE, endpoint=store.address, host=observer.host())
        yield Watched(study, observer)


@pytest.fixture(scope="module")
def open_study(publish: Publish, s3_server: S3Server) -> Iterator[Watched]:
    text = (EXAMPLE / "exp.yml").read_text(encoding="utf-8")
    who = "participant: {id: [PROLIFIC_PID], params: [STUDY_ID]}"
    text = text.replace("participant: {id: [participant]}", who)
    yield from watched(publish, s3_server, f"{text}withdrawal: {{redirect: 'https://lab.example'}}")


@pytest.fixture(scope="module")
def held_study(publish: Publish, s3_server: S3Server) -> Iterator[Watched]:
    yield from watched(publish, s3_server, WITHOUT_GAME)


@pytest.fixture
def context(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """One who knows nothing yet, with all that was seen of others forgotten."""
    names = {"open_study", "held_study"} & set(request.fixturenames)
    for name in names:
        request.getfixturevalue(name).observer.asked.clear()
    context = browser.new_context()
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click(timeout=BOOT_TIMEOUT_MS)


def say(page: Page, which: str, words: str = WORDS) -> None:
    expect(page.get_by_role("heading", name=f"The {which} words")).to_be_visible()
    page.get_by_label("Say something").fill(words)
    press(page, "Continue")


def heading(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", name=name)).to_be_visible(timeout=BOOT_TIMEOUT_MS)


def reads(page: Page, text: str) -> None:
    paragraph = page.get_by_role("paragraph").filter(has_text=text)
    expect(paragraph).to_be_visible(timeout=UPLOAD_TIMEOUT_MS)


def rows(kept: dict[str, Any], store: str) -> list[Any]:
    (database,) = kept["databases"].values()
    found: list[Any] = database[store]
    return found


def writers(uploads: list[Asked]) -> set[str]:
    return {upload.key.split("/")[1] for upload in uploads}


def assert_only_the_page_was_asked_for_by_name(observer: Observer) -> None:
    """The address that the participant came by, and no other request."""
    for word in (PERSON, STUDY_ID, UNNAMED):
        assert [(one.host, one.path) for one in observer.with_word(word)] == [("site", ADDRESS)]
    assert [o.path for o in observer.asked if "?" in o.headers.get("Referer", "")] == []
    assert all("Cookie" not in one.headers for one in observer.asked)


def test_nothing_leaves_or_stays_before_the_consent_and_after_a_decline(
    page: Page, context: BrowserContext, open_study: Watched
) -> None:
    observer, origin = open_study.observer, open_study.study.origin
    page.goto(origin + ADDRESS)
    heading(page, "May we?")
    # The worker boots meanwhile, and loads its files.
    page.wait_for_load_state("networkidle")
    assert kept_at(page) == NOTHING
    press(page, "I do not agree")
    reads(page, "Nothing about you or this visit was kept or sent.")
    assert kept_at(page) == NOTHING
    page.close()
    assert kept_by(context, origin) == NOTHING
    assert observer.uploads == []
    [tried] = observer.test_writes
    assert tried.body.count(b'filename="chunk.jsonl.gz"') == 1
    assert b"\r\n\r\n\r\n--" in tried.body  # the file is empty
    assert len(observer.asked) > 10
    assert_only_the_page_was_asked_for_by_name(observer)


def test_who_took_part_is_sent_in_one_file_and_asked_to_be_deleted_in_another(
    page: Page, context: BrowserContext, open_study: Watched, s3_server: S3Server, tmp_path: Path
) -> None:
    observer, study = open_study.observer, open_study.study
    page.goto(study.origin + ADDRESS)
    press(page, "I agree")
    say(page, "first")
    press(page, "Start")
    expect(page.get_by_role("button", name="Start")).to_be_hidden()
    with page.expect_event("console", lambda m: m.text == "ready", timeout=UPLOAD_TIMEOUT_MS):
        page.evaluate("navigator.serviceWorker.ready.then(() => console.log('ready'))", None)
    assert_sent_apart(observer)
    assert_cached_without_parameters(page)

    before = len(observer.uploads)
    page.get_by_role("button", name="Stop taking part").click()
    press(page, "Stop. I want it deleted")
    heading(page, "You have stopped taking part")
    reads(page, "Your request has arrived.")
    expect(page.get_by_role("link", name="Go on to lab.example")).to_be_visible()
    after = writers(observer.uploads[before:])
    assert "withdrawal-1" in after
    kept = kept_at(page)
    assert (rows(kept, "journal"), rows(kept, "chunks")) == ([], [])
    assert WORDS not in str(kept)
    assert STUDY_ID not in str(kept)

    page.reload()
    heading(page, "You have stopped taking part")
    page.goto(study.origin + ADDRESS)
    heading(page, "You have stopped taking part")
    # This time the page came by way of the service worker, which keeps a copy.
    assert_cached_without_parameters(page)
    assert_left_out_and_erased(study, s3_server, tmp_path / "data", rows(kept, "sessions")[0][0])


def assert_sent_apart(observer: Observer) -> None:
    expected = {"identity-1", "page-1"}
    assert expected <= writers(observer.uploads)
    for word in (PERSON, STUDY_ID):
        sent = [one for one in observer.with_word(word) if one.host == "store"]
        assert writers(sent) == {"identity-1"}
    assert [one.host for one in observer.with_word(UNNAMED)] == ["site"]
    assert [one.host for one in observer.with_word(WORDS)] == ["store"]
    assert [o.path for o in observer.asked if "?" in o.headers.get("Referer", "")] == []


def assert_cached_without_parameters(page: Page) -> None:
    # The page is what is kept last.
    wait_until(lambda: page.evaluate(HAS_PAGE))
    kept = kept_at(page)
    assert len(next(iter(kept["caches"].values()))) > 5
    for word in (PERSON, STUDY_ID, UNNAMED):
        assert word not in str(kept["caches"])
        assert word not in str([kept["local"], kept["session"], kept["cookies"]])
    assert UNNAMED not in str(kept)


def assert_left_out_and_erased(study: Study, server: S3Server, data: Path, session: str) -> None:
    assert f"1 session withdrawn, to be deleted at the participant's wish: {session[:8]}" in (
        study.pull(data)
    )
    assert study.sessions(data) == []
    run_cli("data", "erase", study.experiment, data, "--withdrawn", "--yes", keys=server.admin)
    assert study.object_keys() == [f"in/study/erased/live/{session}.json"]
    assert [path.name for path in data.rglob("*") if path.is_file()] == [f"{session}.json"]


def test_a_withdrawal_that_keeps_sends_what_there_is_and_records_no_more(
    page: Page, open_study: Watched, tmp_path: Path
) -> None:
    page.goto(f"{open_study.study.origin}/?PROLIFIC_PID=keeps")
    heading(page, "May we?")
    expect(page.get_by_role("button", name="Stop taking part")).to_be_hidden()
    press(page, "I agree")
    page.get_by_role("button", name="Stop taking part").click()
    question = page.get_by_role("dialog")
    expect(question.get_by_role("heading", name="Stop taking part?")).to_be_visible()
    assert barriers(page) == []
    page.keyboard.press("Escape")
    expect(question).to_be_hidden()
    say(page, "first")
    page.get_by_role("button", name="Stop taking part").click()
    press(page, "Stop. The researchers may keep it")
    reads(page, "What you gave was sent and saved.")
    expect(page.get_by_role("button", name="Stop taking part")).to_be_hidden()
    assert barriers(page) == []
    (session,) = [s for s in open_study.study.sessions(tmp_path) if s.participant == "keeps"]
    assert (session.withdrawal, session.problems) == ("keep", ())
    assert session.end is not None
    assert session.end.outcome == "withdrawn"


def test_nothing_is_sent_before_the_end_where_the_study_says_so(
    page: Page, context: BrowserContext, held_study: Watched, tmp_path: Path
) -> None:
    observer, origin = held_study.observer, held_study.study.origin
    page.goto(origin + ADDRESS)
    press(page, "I agree")
    say(page, "first")
    heading(page, "The last words")
    wait_for_chunks(page)
    assert observer.uploads == []
    page.close()

    other = context.new_page()
    other.goto(f"{origin}/?PROLIFIC_PID=somebody-else")
    heading(other, "May we?")
    assert {name: rows(kept_at(other), name) for name in ("sessions", "journal", "chunks")} == {
        "sessions": [],
        "journal": [],
        "chunks": [],
    }
    press(other, "I agree")
    say(other, "first")
    say(other, "last")
    reads(other, "Everything was sent and saved.")
    assert writers(observer.uploads) == {"identity-1", "page-1"}
    assert [one.host for one in observer.with_word(PERSON)] == ["site"]
    (session,) = held_study.study.sessions(tmp_path)
    assert (session.participant, session.problems) == ("somebody-else", ())


def wait_for_chunks(page: Page) -> None:
    """Until the step before is sealed: then it would be sent."""
    # Not `wait_for_function`, to which any promise is true.
    wait_until(lambda: page.evaluate(CHUNKS) > 0)
