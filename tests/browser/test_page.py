"""What the page promises beyond the main job: privacy before consent, its CSP, resuming, and words
in place of blank pages when something fails.
"""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, Route, expect

from gymbrowser.contract.browser_records import BootRecord
from tests.browser.axe import barriers
from tests.browser.browser_side import wait_until
from tests.browser.conftest import Study
from tests.browser.participant import BOOT_TIMEOUT_MS, Participant
from tests.conftest import StaticServer, launch_chromium

# From a timer: what the debugger itself evaluates is not bound by the CSP. The violations show that
# it was the CSP that stopped the foreign fetch, and not the network.
TRY_WHAT_IS_FORBIDDEN = """
({ own, foreign }) => new Promise((resolve) => setTimeout(async () => {
  const violations = [];
  addEventListener("securitypolicyviolation", (event) => violations.push(event.effectiveDirective));
  const outcome = async (attempt) => {
    try { await attempt(); return "allowed"; } catch (error) { return error.name; }
  };
  const tried = {
    eval: await outcome(() => (0, eval)("1")),
    function: await outcome(() => new Function("return 1")()),
    foreign: await outcome(() => fetch(foreign, { mode: "no-cors" })),
    own: await outcome(() => fetch(own)),
  };
  resolve({ ...tried, violations: violations.sort() });
}))
"""


@pytest.fixture
def anna(page: Page) -> Participant:
    return Participant(page)


def stored(page: Page) -> dict[str, int]:
    """How much of each kind the page's origin keeps in the browser."""
    counts: dict[str, int] = page.evaluate(
        """async () => ({
            databases: (await indexedDB.databases()).length,
            caches: (await caches.keys()).length,
            workers: (await navigator.serviceWorker.getRegistrations()).length,
            local: localStorage.length,
            session: sessionStorage.length,
            cookies: document.cookie.length,
        })"""
    )
    return counts


NOTHING = dict.fromkeys(("databases", "caches", "workers", "local", "session", "cookies"), 0)


def test_nothing_is_stored_before_consent_nor_after_a_decline(
    page: Page, anna: Participant, cartpole: Study
) -> None:
    before = set(cartpole.object_keys())
    page.goto(f"{cartpole.origin}/?participant=declines")
    anna.read_welcome()
    assert stored(page) == NOTHING
    anna.decline()
    expect(page.get_by_text("Nothing about you or this visit was kept or sent.")).to_be_visible()
    assert stored(page) == NOTHING
    assert set(cartpole.object_keys()) == before


def test_the_csp_holds_inside_the_game_worker(
    page: Page, anna: Participant, cartpole: Study, static_server: StaticServer
) -> None:
    page.goto(cartpole.origin)
    anna.read_welcome()
    anna.agree()
    anna.tell_about_you()
    anna.await_game()
    # Beside the game's there may be the one that stores its records, which it makes of a blob, too.
    assert all(worker.url.startswith("blob:") for worker in page.workers)
    worker, *_ = page.workers
    # While models are still loaded, `fetch` is the boot's, which nothing fails in and goes on.
    wait_until(lambda: worker.evaluate("() => /native code/.test(String(fetch))") is True)
    addresses = {
        "own": f"{cartpole.origin}/study.json",
        "foreign": f"{static_server(cartpole.site)}/study.json",
    }
    tried = worker.evaluate(TRY_WHAT_IS_FORBIDDEN, addresses)
    assert tried == {
        "eval": "EvalError",
        "function": "EvalError",
        "foreign": "TypeError",
        "own": "allowed",
        "violations": ["connect-src", "script-src", "script-src"],
    }


def test_a_reload_goes_on_at_the_same_step_in_the_same_session(
    page: Page, anna: Participant, cartpole: Study, tmp_path: Path
) -> None:
    page.goto(f"{cartpole.origin}/?participant=reloads")
    anna.read_welcome()
    anna.agree()
    anna.tell_about_you()
    anna.start_episode()
    # Of the last 100 ms before a reload nothing is promised: its beginning is older than that now.
    steps = page.locator(".hud div", has=page.get_by_text("Steps", exact=True)).first
    expect(steps.locator("dd")).not_to_have_text("0")
    page.reload()
    expect(page.get_by_text("this round begins anew")).to_be_visible(timeout=BOOT_TIMEOUT_MS)
    anna.play(3)
    anna.await_game()
    page.reload()
    anna.watch(1)
    anna.look_back()
    anna.see_that_all_is_saved()
    page.reload()
    anna.see_that_all_is_saved()
    expect(page.get_by_text("CARTPOLE-2026")).to_be_visible()
    (session,) = [s for s in cartpole.sessions(tmp_path) if s.participant == "reloads"]
    assert session.problems == ()
    assert [visit.load for visit in session.visits] == [1, 2, 3, 4]
    assert len({visit.seed for visit in session.visits}) == 1
    played = [e.start for e in session.episodes if e.start.step == "play"]
    assert [(start.attempt, start.episode) for start in played] == [
        (1, 0),
        (2, 0),
        (2, 1),
        (2, 2),
    ]
    assert [start.seed_from for start in played] == ["same", "reserve", "same", "same"]
    assert played[0].seed != played[1].seed


def test_a_second_tab_is_told_to_wait(page: Page, anna: Participant, cartpole: Study) -> None:
    page.goto(cartpole.origin)
    anna.read_welcome()
    anna.agree()
    anna.expect_heading("About you")
    second = page.context.new_page()
    second.goto(cartpole.origin)
    expect(second.get_by_text("already open in another tab")).to_be_visible()


def test_a_boot_that_fails_is_told_and_can_be_tried_again(
    page: Page, anna: Participant, cartpole: Study, tmp_path: Path
) -> None:
    def fail(route: Route) -> None:
        route.abort()

    wasm = re.compile(r"/pyodide\.asm\.wasm(\.gz)?$")
    page.context.route(wasm, fail)
    page.goto(f"{cartpole.origin}/?participant=unlucky")
    anna.read_welcome()
    anna.agree()
    anna.tell_about_you()
    expect(page.get_by_role("alert")).to_be_visible(timeout=BOOT_TIMEOUT_MS)
    page.context.unroute(wasm, fail)
    page.get_by_role("button", name="Try again").click()
    anna.play(3)
    anna.watch(1)
    anna.look_back()
    anna.see_that_all_is_saved()
    (session,) = [s for s in cartpole.sessions(tmp_path) if s.participant == "unlucky"]
    boots = [record.ready for record in session.records(BootRecord)]
    assert boots == [False, True]


def test_an_insecure_host_is_told_before_the_first_step(
    playwright: Playwright, chromium_path: Path, cartpole: Study
) -> None:
    port = cartpole.origin.rpartition(":")[2]
    rule = "--host-resolver-rules=MAP lab.test 127.0.0.1"
    with launch_chromium(playwright, chromium_path, rule) as browser:
        page = browser.new_page()
        page.goto(f"http://lab.test:{port}/")
        expect(page.get_by_text("Please open its address with https://")).to_be_visible()
        assert page.get_by_role("button", name="Continue").count() == 0


def test_a_study_can_be_closed_without_a_build(
    page: Page, anna: Participant, cartpole: Study
) -> None:
    file = cartpole.site / "study.json"
    kept = file.read_bytes()
    file.write_text('{"open": false, "message": "We have all that we need."}')
    try:
        page.goto(cartpole.origin)
        expect(page.get_by_text("We have all that we need.")).to_be_visible()
    finally:
        file.write_bytes(kept)


def test_required_answers_are_asked_for_beside_the_field(
    page: Page, anna: Participant, cartpole: Study
) -> None:
    page.goto(cartpole.origin)
    anna.read_welcome()
    anna.agree()
    anna.expect_heading("About you")
    page.get_by_label("How old are you?").fill("seven")
    anna.go_on()
    expect(page.get_by_text("Please write a number, in digits.")).to_be_visible()
    expect(page.get_by_label("How old are you?")).to_be_focused()
    anna.expect_heading("About you")


def test_every_step_is_accessible(page: Page, anna: Participant, cartpole: Study) -> None:
    findings: dict[str, list[str]] = {}

    def look(step: str) -> None:
        findings[step] = barriers(page)

    page.goto(cartpole.origin)
    anna.expect_heading("Can you keep it up?")
    look("page")
    anna.go_on()
    anna.expect_heading("Before you begin")
    look("consent")
    anna.agree()
    anna.expect_heading("About you")
    anna.go_on()
    look("form with messages")
    anna.tell_about_you()
    anna.await_game()
    look("game")
    anna.play(3)
    anna.watch(1)
    anna.expect_heading("Looking back")
    look("form")
    anna.look_back()
    anna.see_that_all_is_saved()
    look("end")
    assert not any(findings.values()), findings
