"""Chromium, Firefox and WebKit: a study is played to its end in each of them, nobody but its host
and its bucket is asked for anything, and the CSP refuses what would.
"""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import numpy as np
import pytest
from playwright.sync_api import Playwright

from gymbrowser.config.pages import Media, render_page
from gymbrowser.contract.browser_records import BootRecord
from gymbrowser.data.sessions import Session
from gymbrowser.data.trajectory import decode
from tests.browser.browser_side import wait_until
from tests.browser.conftest import (
    CARTPOLE,
    HAS_SNAPSHOT,
    ROOT,
    Publish,
    Study,
    needs_snapshot,
    run_cli,
)
from tests.engines import ENGINES, Engine, Page, start
from tests.static_host import serve_folder
from tests.witness import Witness, watch

BOOT_S = 120
STRANGER = "stranger.example"
ATTEMPTS = Path(__file__).with_name("attempts.js").read_text(encoding="utf-8")
SILENT = {"style", "prefetch", "beacon", "ping", "frame", "form"}
"""Attempts of which the page does not learn how they ended."""
SEEN = {"fetch", "module", "events", "image", "script", "style", "beacon", "frame"}
"""What gets through in all engines where there is no CSP."""
REPORTED = {
    "connect-src",
    "form-action",
    "frame-src",
    "img-src",
    "script-src-elem",
    "style-src-elem",
}
WATCHED_STEPS = 50
HOSTILE_HTML = ROOT / "tests" / "data" / "hostile_html.txt"
# As the page shows the text of a step; then whatever can be clicked is clicked. A frame or picture
# may take its time: the load of one that comes last says that the others had theirs.
SHOW_HTML = """async (texts) => {
  const ran = new Set();
  for (const [line, text] of texts.entries()) {
    window.hit = () => ran.add(line);
    const step = document.createElement("div");
    step.innerHTML = text;
    for (const link of step.querySelectorAll("[target]")) link.removeAttribute("target");
    document.body.append(step);
    for (const link of step.querySelectorAll("a[href^='javascript:' i], button")) link.click();
    await new Promise((done) => {
      const last = Object.assign(new Image(), { onerror: done, src: `missing-${line}.png` });
      step.append(last);
    });
    step.remove();
  }
  return [...ran];
}"""

type Tried = dict[str, dict[str, str]]


@dataclass(frozen=True)
class Visit:
    """One browser: it plays the study, then tries what is forbidden, there and elsewhere."""

    engine: Engine
    played: Witness
    """As it was when the study was over."""
    tried: Tried
    after: Witness
    """As it was when all had been tried on the study's last page."""
    open: Witness
    """As it was when the same had been tried on a page without a CSP."""
    ran: dict[str, list[int]]
    """Which lines of hostile HTML ran there: `clean` as a page of a study has them, `raw` as is."""


@pytest.fixture(scope="module")
def study(publish: Publish) -> Study:
    """The CartPole example, cut short: one round to play, a second of the policy."""
    text = (CARTPOLE / "exp.yml").read_text(encoding="utf-8")
    for old, new in (
        ("mode: dev\n", ""),
        ("episodes: 3", "episodes: 1\n      countdown: 0"),
        ("[11, 12, 13]", "[11]"),
        ("fps: 50", "fps: 50\n      max_steps: 50"),
    ):
        assert text.count(old) == 1
        text = text.replace(old, new)
    return publish(text)


@pytest.fixture(scope="module", params=ENGINES)
def visit(
    request: pytest.FixtureRequest, study: Study, playwright: Playwright, blank: Path
) -> Visit:
    engine: Engine = request.param
    with (
        serve_folder(blank) as elsewhere,
        watch([study.origin, study.server.endpoint_url, elsewhere]) as witness,
        start(engine, playwright, proxy=witness.address) as page,
    ):
        play_through(page, f"{study.origin}/?participant={engine}")
        played = witness.so_far()
        tried = page.evaluate(ATTEMPTS, STRANGER, False)
        wait_until(lambda: set(witness.violated) >= REPORTED)
        after = witness.so_far()
        page.goto(elsewhere)
        page.evaluate(ATTEMPTS, STRANGER, True)
        wait_until(lambda: {path[1:] for _, path in witness.strangers} >= SEEN)
        unprotected = witness.so_far()
        ran = {name: page.evaluate(SHOW_HTML, texts) for name, texts in hostile_html().items()}
        return Visit(engine, played, tried, after, unprotected, ran)


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("blank")
    (folder / "index.html").write_text("<!doctype html><title>Blank</title>")
    return folder


def play_through(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_text("Can you keep it up?")
    page.click("button", "Continue")
    page.click("button", "I agree")
    page.click("label", "How old are you?")
    page.type("31")
    page.click("label", "every week")
    page.click("button", "Continue")
    page.click("button", "Start", timeout_s=BOOT_S)
    page.press("ArrowLeft", hold_ms=60)
    page.click("button", "Continue")
    page.click("button", "Start", timeout_s=BOOT_S)
    page.click("button", "Continue")
    page.click("label:has([name=difficulty])", "6")
    page.click("label:has([name=trust])", "4")
    page.click("button", "Continue")
    page.wait_for_text("Everything was sent and saved.", timeout_s=60)


def test_nobody_else_is_asked_for_anything_and_nothing_violates_the_csp(
    visit: Visit, study: Study
) -> None:
    hosts = {urlsplit(origin).netloc for origin in (study.origin, study.server.endpoint_url)}
    assert set(visit.played.requests) == hosts
    assert visit.played.violated == []


def test_the_csp_refuses_what_a_hostile_page_or_environment_would_try(visit: Visit) -> None:
    """WebKit reports no violations of workers, so there the refusals themselves must do."""
    page, worker = visit.tried["page"], visit.tried["worker"]
    assert {name for name, said in page.items() if said == "done"} <= SILENT
    assert set(worker.values()) == {"refused"}
    assert visit.after.strangers == set()


def test_the_witness_sees_the_same_attempts_where_no_csp_stops_them(visit: Visit) -> None:
    assert {host.partition(":")[0] for host, _ in visit.open.strangers} == {STRANGER}


def test_hostile_html_does_not_run_once_it_was_a_page_even_without_a_csp(visit: Visit) -> None:
    assert visit.ran["clean"] == []
    assert len(visit.ran["raw"]) > 5  # so it would have been noticed


def hostile_html() -> dict[str, list[str]]:
    raw = HOSTILE_HTML.read_text(encoding="utf-8").splitlines()
    with TemporaryDirectory() as temporary:
        file = Path(temporary, "page.html")
        Path(temporary, "x.png").write_bytes(b"")
        clean = [shown(text, file) for text in raw]
    # Others of them would take the page away.
    return {"clean": clean, "raw": [text for text in raw if "onerror=hit()" in text]}


def shown(text: str, file: Path) -> str:
    file.write_text(text, encoding="utf-8")
    return render_page(file, file.parent, Media())


def test_the_records_arrive_whole(visit: Visit, study: Study, tmp_path: Path) -> None:
    session = session_of(visit.engine, study.sessions(tmp_path))
    assert session.problems == ()
    assert session.damaged == ()
    assert session.end is not None
    assert session.end.outcome == "done"
    [boot] = session.records(BootRecord)
    assert ("link" in (boot.why or "")) is HAS_SNAPSHOT
    played, watched = session.episodes
    [(_, player)] = decode(played).agents.items()
    [(_, policy)] = decode(watched).agents.items()
    assert "device" in player.sources
    assert list(policy.sources) == ["policy"] * WATCHED_STEPS
    times = decode(watched)
    painted = ~np.isnan(times.painted)
    assert painted.sum() > WATCHED_STEPS / 5, "its workers have no animation frames"
    assert (times.painted >= times.drawn)[painted].all()


def session_of(participant: str, sessions: list[Session]) -> Session:
    [session] = [s for s in sessions if s.participant == participant]
    return session


ONE_GAME = """\
id: one
title: One
environment: {gym_id: CartPole-v1, source: env}
steps:
  - game: {id: play, max_steps: 5, countdown: 0, controls: {keys: {Space: 1}, default: 0},
           view: {draw: "cartpole_view:draw"}}
  - end: {}
"""


@pytest.fixture(scope="module")
def one_game(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site."""
    folder = tmp_path_factory.mktemp("one")
    shutil.copytree(CARTPOLE / "env", folder / "env")
    (folder / "exp.yml").write_text(ONE_GAME, encoding="utf-8")
    run_cli("build", folder / "exp.yml", "-o", folder / "site")
    return folder / "site"


@needs_snapshot
@pytest.mark.parametrize("engine", ENGINES)
def test_a_snapshot_is_restored_where_the_interpreter_is_laid_out_as_when_it_was_made(
    engine: Engine, playwright: Playwright, one_game: Path, tmp_path: Path
) -> None:
    """WebKit's too, once its functions have their identity. There is nothing else to start from."""
    site = tmp_path / "site"
    shutil.copytree(one_game, site, copy_function=os.link)
    for file in site.glob("v/*/python/used.bin*"):
        file.unlink()
    with serve_folder(site) as origin, start(engine, playwright) as page:
        page.goto(f"{origin}/?boot=snapshot")
        page.click("button", "Start", timeout_s=BOOT_S)
        page.wait_for_text("That was the last round.", timeout_s=BOOT_S)
