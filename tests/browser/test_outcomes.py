"""How a session may end, and what the participant takes along; conditions that a server counts."""

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from gymbrowser.contract.records import ConditionRecord, EndRecord, QuotaRecord
from gymbrowser.data.sessions import Session
from tests.browser.conftest import Study, run_cli
from tests.browser.test_endpoint import a_labs_server
from tests.endpoint import template_bucket
from tests.seaweedfs import S3Server
from tests.static_host import serve_folder

STUDY = Path(__file__).parent / "outcome_study"
CREDIT = "https://credit.example.org"
WITHIN_MS = 60_000
UPLOAD = """
upload:
  s3: {{bucket: {bucket}, prefix: in/study, endpoint_url: "{store}"}}
  endpoint: {{url: "{endpoint}"}}
"""


@pytest.fixture(scope="module")
def study(s3_server: S3Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Study]:
    folder = tmp_path_factory.mktemp("study")
    site, experiment = folder / "site", folder / "source" / "exp.yml"
    shutil.copytree(STUDY, folder / "source")
    with (
        serve_folder(site) as origin,
        template_bucket(s3_server, "endpoint-outcomes", origin) as name,
    ):
        settings = {
            "EXPERIMENT": "outcomes",
            "ORIGINS": origin,
            "BUCKET": name,
            "PREFIX": "in/study",
            "ENDPOINT_URL": s3_server.endpoint_url,
            "STATE": str(folder / "state.db"),
        }
        with a_labs_server(settings, s3_server) as endpoint:
            places = {"bucket": name, "store": s3_server.endpoint_url, "endpoint": endpoint}
            with experiment.open("a", encoding="utf-8") as file:
                file.write(UPLOAD.format(**places))
            run_cli("build", experiment, "-o", site)
            yield Study(s3_server, experiment, site, origin, name)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Of a browser that knows nothing."""
    context = browser.new_context()
    page = context.new_page()
    page.route(f"{CREDIT}/**", lambda route: route.fulfill(body="Thank you"))
    yield page
    context.close()


def begin(page: Page, study: Study, name: str, site: str = "lab") -> str:
    """Agree; gives the level that the next page tells."""
    page.goto(f"{study.origin}/?participant={name}&site={site}")
    page.get_by_role("button", name="I agree").click(timeout=WITHIN_MS)
    heading = page.get_by_role("heading", name="Your partner is")
    expect(heading).to_be_visible(timeout=WITHIN_MS)
    return heading.inner_text().split()[-1]


def start_game(page: Page) -> None:
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Start").click(timeout=WITHIN_MS)
    expect(page.locator("canvas")).to_be_focused(timeout=WITHIN_MS)


def sessions(study: Study, into: Path) -> dict[str, Session]:
    return {str(session.participant): session for session in study.sessions(into)}


def test_a_server_counts_and_the_way_back_knows_who_it_is(
    study: Study, browser: Browser, tmp_path: Path
) -> None:
    levels = Counter[tuple[str, str]]()
    for name, site in (("p&1", "lab"), ("p2", "lab"), ("p3", "home"), ("p4", "home")):
        context = browser.new_context()
        page = context.new_page()
        page.route(f"{CREDIT}/**", lambda route: route.fulfill(body="Thank you"))
        levels[site, begin(page, study, name.replace("&", "%26"), site)] += 1
        start_game(page)
        for _ in range(3):
            page.keyboard.press("ArrowLeft")
        page.get_by_role("button", name="Continue").click(timeout=WITHIN_MS)
        who = name.replace("&", "%26")
        page.wait_for_url(f"{CREDIT}/done?who={who}&site={site}", timeout=WITHIN_MS)
        context.close()
    assert set(levels.values()) == {1}
    assert len(levels) == 4
    for session in sessions(study, tmp_path).values():
        assert session.problems == ()
        assert [record.by for record in session.records(ConditionRecord)] == ["quota"]
        assert [record.slot for record in session.records(QuotaRecord)] == ["filled"]


def test_the_time_of_a_session_ends_it_in_the_middle_of_a_game(
    study: Study, page: Page, tmp_path: Path
) -> None:
    page.clock.install()
    begin(page, study, "slow")
    start_game(page)
    page.clock.fast_forward("20:00")
    page.reload()
    page.get_by_role("button", name="Start").click(timeout=WITHIN_MS)
    expect(page.locator("canvas")).to_be_focused(timeout=WITHIN_MS)
    page.keyboard.press("ArrowLeft")
    page.clock.fast_forward("05:30")
    told = page.get_by_role("status").filter(has_text="is over in")
    expect(told).to_contain_text(re.compile(r"in [45] minutes\."))
    page.clock.fast_forward("04:30")
    expect(page.get_by_role("heading", name="The time is over")).to_be_visible(timeout=WITHIN_MS)
    expect(page.locator("#completion-code")).to_have_text("TIME-IS-UP", timeout=WITHIN_MS)
    saved = page.get_by_role("paragraph").filter(has_text="Everything was sent and saved.")
    expect(saved).to_be_visible(timeout=WITHIN_MS)
    expect(told).to_have_count(0)
    session = sessions(study, tmp_path)["slow"]
    assert session.problems == ()
    assert {end.outcome for end in session.records(EndRecord)} == {"timed_out"}
    assert not list(session.records(QuotaRecord))
    assert {episode.start.step for episode in session.episodes} == {"play"}


def test_no_time_runs_out_on_who_has_stopped(study: Study, page: Page, tmp_path: Path) -> None:
    page.clock.install()
    begin(page, study, "stopped")
    page.get_by_role("button", name="Stop taking part").click()
    page.get_by_role("button", name="Stop. I want it deleted").click()
    stopped = page.get_by_role("heading", name="You have stopped taking part")
    expect(stopped).to_be_visible(timeout=WITHIN_MS)
    for minutes in ("25:30", "10:00"):
        page.clock.fast_forward(minutes)
        # The page has a turn to do wrong.
        page.evaluate("indexedDB.databases()")
        expect(page.get_by_role("status").filter(has_text="is over in")).to_have_count(0)
        expect(stopped).to_be_visible()
    page.reload()
    expect(stopped).to_be_visible(timeout=WITHIN_MS)
    assert "stopped" not in sessions(study, tmp_path)


def test_who_declines_has_a_way_back_and_leaves_nothing(
    study: Study, page: Page, tmp_path: Path
) -> None:
    page.goto(f"{study.origin}/?participant=no-thanks&site=lab")
    page.get_by_role("button", name="I do not agree").click(timeout=WITHIN_MS)
    page.get_by_role("link", name="Go on to credit.example.org").click()
    page.wait_for_url(f"{CREDIT}/declined?who=no-thanks")
    assert "no-thanks" not in sessions(study, tmp_path)
