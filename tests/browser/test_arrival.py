"""Before the consent: who comes in, on which device, and only where the store would take it all."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from gymbrowser.contract.browser_records import DeviceRecord, EventRecord
from gymbrowser.contract.records import BonusRecord
from gymbrowser.data.keys import is_test_write
from tests import faulty_store as faults
from tests.browser.axe import barriers
from tests.browser.conftest import Publish, Study, run_cli
from tests.browser.privacy_witness import NOTHING, kept_at
from tests.faulty_store import FaultyStore
from tests.seaweedfs import S3Server
from tests.static_host import serve_folder

EXAMPLE = Path(__file__).with_name("arrival_study")
WITHIN_MS = 60_000
FULLSCREEN = """() => new Promise((resolve) => {
  document.addEventListener("fullscreenchange", () => resolve(), { once: true });
  document.%s;
})"""
"""Resolves when the page has heard of it."""


@dataclass(frozen=True)
class Site:
    study: Study
    store: FaultyStore


@pytest.fixture(scope="module")
def site(publish: Publish, s3_server: S3Server) -> Iterator[Site]:
    with faults.faulty_store(s3_server.endpoint_url) as store:
        text = (EXAMPLE / "exp.yml").read_text(encoding="utf-8")
        yield Site(publish(text, example=EXAMPLE, endpoint=store.address), store)


@pytest.fixture(scope="module")
def draft(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the same study while it is made: its mode is `dev`, and it has no store."""
    folder = tmp_path_factory.mktemp("draft")
    run_cli("build", shutil.copytree(EXAMPLE, folder / "source") / "exp.yml", "-o", folder / "site")
    with serve_folder(folder / "site") as origin:
        yield origin


@pytest.fixture(autouse=True)
def well(site: Site) -> None:
    site.store.set(faults.pass_on)


def heading(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", name=name)).to_be_visible(timeout=WITHIN_MS)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click(timeout=WITHIN_MS)


def come(page: Page, site: Site) -> None:
    page.goto(site.study.origin)
    heading(page, "Hello")
    press(page, "Continue")


def log_in(page: Page, name: str) -> None:
    page.get_by_label("Your number").fill(name)
    page.keyboard.press("Enter")


def test_who_comes_while_the_store_refuses_is_turned_away_and_who_is_in_goes_on(
    page: Page, site: Site
) -> None:
    come(page, site)
    [key] = site.store.keys
    assert is_test_write(key)
    log_in(page, "P001")
    press(page, "I agree")
    heading(page, "You are the pupil")

    site.store.set(faults.refusing(403, "AccessDenied"))
    new = page.context.new_page()
    new.goto(f"{site.study.origin}/study.json")
    page.reload()
    heading(page, "You are the pupil")
    page.close()
    new.goto(f"{site.study.origin}/?participant=somebody-else")
    heading(new, "The study cannot begin just now")
    assert barriers(new) == []
    site.store.set(faults.dropping_all)
    press(new, "Try again")
    expect(new.get_by_text("could not be reached, so nothing was recorded")).to_be_visible(
        timeout=WITHIN_MS
    )
    site.store.set(faults.pass_on)
    press(new, "Try again")
    heading(new, "Hello")


def test_a_device_that_is_not_enough_is_told_why_and_nothing_is_kept(
    page: Page, site: Site
) -> None:
    page.set_viewport_size({"width": 280, "height": 600})
    come(page, site)
    log_in(page, "P001")
    heading(page, "This device is not enough for the study")
    expect(
        page.get_by_text("The window is 280 pixels wide, and the study needs 300.")
    ).to_be_visible()
    expect(page.locator("#completion-code")).to_have_text("OTHER-DEVICE")
    assert barriers(page) == []
    assert kept_at(page) == NOTHING
    assert all(map(is_test_write, site.store.keys))
    page.set_viewport_size({"width": 1000, "height": 600})
    press(page, "Try again")
    heading(page, "Hello")


def test_a_typed_id_says_who_comes_and_what_they_earn_is_paid_by_the_records(
    page: Page, site: Site, tmp_path: Path
) -> None:
    come(page, site)
    field = page.get_by_label("Your number")
    for typed, said in (
        ("", "Please type your id."),
        ("t001", "This does not look like an id of this study."),
        ("T999", "This id is not on the list of this study."),
        ("P002", "This id cannot take part"),
    ):
        log_in(page, typed)
        expect(page.locator("#login-error")).to_contain_text(said)
        expect(field).to_be_focused()
    assert barriers(page) == []
    log_in(page, "  T001 ")
    heading(page, "May we?")
    assert kept_at(page) == NOTHING
    press(page, "I agree")
    heading(page, "You are the tutor")
    page.reload()
    heading(page, "You are the tutor")
    press(page, "Continue")
    page.get_by_label("How old are you?").fill("22")
    for change in ("documentElement.requestFullscreen()", "exitFullscreen()"):
        page.evaluate(FULLSCREEN % change)
    press(page, "Continue")
    for visit in range(2):
        if visit:
            page.reload()
        expect(page.get_by_text("Your bonus: €2.70")).to_be_visible(timeout=WITHIN_MS)
        saved = page.get_by_role("paragraph").filter(has_text="Everything was sent and saved.")
        expect(saved).to_be_visible(timeout=WITHIN_MS)

    data = tmp_path / "data"
    [session] = [one for one in site.study.sessions(data) if one.participant == "T001"]
    assert (session.problems, session.params) == ((), {"role": "tutor"})
    assert len(session.visits) > 1
    [device] = session.records(DeviceRecord)
    assert (device.width, device.mouse) == (1280, True)
    assert device.fps is not None
    events = [one for one in session.records(EventRecord) if one.event == "fullscreen"]
    assert [one.detail for one in events] == [{"on": True}, {"on": False}]
    assert {record.amount for record in session.records(BonusRecord)} == {2.7}
    text = (site.study.site / next(site.study.site.glob("v/*/manifest.json"))).read_text("utf-8")
    assert not re.search("T001|P002", text)

    file = tmp_path / "prolific.csv"
    file.write_text(
        "Participant id,Status,Completion code\nT001,AWAITING REVIEW,THE-END\n", "utf-8"
    )
    lists = tmp_path / "lists"
    run_cli("data", "completions", data, "--prolific", file, "--site", site.study.site, "-o", lists)
    assert (lists / "bonus.csv").read_text(encoding="utf-8") == "T001,2.70\n"


def test_who_cannot_send_at_the_end_reads_what_to_do_and_gets_the_code(
    page: Page, site: Site
) -> None:
    come(page, site)
    log_in(page, "P001")
    press(page, "I agree")
    heading(page, "You are the pupil")
    site.store.set(faults.refusing(403, "SignatureDoesNotMatch"))
    press(page, "Continue")
    page.get_by_label("How old are you?").fill("18")
    press(page, "Continue")
    told = page.get_by_role("paragraph").filter(has_text="does not accept them.")
    expect(told).to_be_visible(timeout=WITHIN_MS)
    expect(page.locator("#completion-code")).to_have_text("THE-END", timeout=WITHIN_MS)
    assert barriers(page) == []
    with page.expect_download() as started:
        press(page, "Download my answers")
    assert started.value.suggested_filename.startswith("arrival-")
    site.store.set(faults.pass_on)
    page.context.set_offline(True)
    page.context.set_offline(False)
    saved = page.get_by_role("paragraph").filter(has_text="Everything was sent and saved.")
    expect(saved).to_be_visible(timeout=WITHIN_MS)


def test_who_makes_a_study_sees_what_it_knows_and_jumps_and_no_participant_does(
    page: Page, site: Site, draft: str
) -> None:
    page.goto(f"{site.study.origin}/?debug")
    heading(page, "Hello")
    inspector = page.get_by_role("complementary", name="Inspector")
    expect(inspector).to_have_count(0)

    page.goto(f"{draft}/?debug")
    heading(page, "Hello")
    expect(inspector).to_contain_text("Step 1 of the way: hello")
    expect(inspector.get_by_role("button", name="Skip this step")).to_be_disabled()
    press(page, "Continue")
    log_in(page, "T001")
    press(page, "I agree")
    heading(page, "You are the tutor")
    assert barriers(page) == []
    inspector.get_by_text("What is known").click()
    expect(inspector).to_contain_text('"role": "tutor"')
    inspector.get_by_role("button", name="Skip this step").click()
    field = page.get_by_label("How old are you?")
    expect(field).to_be_visible(timeout=WITHIN_MS)
    inspector.get_by_label("To step").fill("4")
    inspector.get_by_role("button", name="Jump").click()
    heading(page, "You are the tutor")
    inspector.get_by_label("To step").fill("7")
    inspector.get_by_role("button", name="Jump").click()
    heading(page, "Thank you!")
    inspector.get_by_text("The last records of the page").click()
    expect(inspector).to_contain_text('"type":"bonus","amount":0')
