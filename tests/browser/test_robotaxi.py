"""RoboTaxi: a picture of our own drawings, sounds, and what is said around them.

The example as it is, but with one short, quick round.
"""

import re

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from gymbrowser.contract.game_records import UiRecord
from gymbrowser.data.sessions import Session
from gymbrowser.data.trajectory import decode
from gymbrowser.rerun_jobs import Recorded
from tests.browser.conftest import ROOT, Publish, Study
from tests.browser.participant import EPISODE_TIMEOUT_MS, Participant, Witness
from tests.browser.rerun import compare_in_pyodide

ROBOTAXI = ROOT / "examples" / "robotaxi"
STEPS = 30


@pytest.fixture(scope="module")
def study(publish: Publish) -> Study:
    text = (ROBOTAXI / "exp.yml").read_text(encoding="utf-8")
    for old, new in [
        ("mode: dev\n", ""),
        ("steps: 100", f"steps: {STEPS}"),
        ("episodes: 3", "episodes: 1"),
        ("same: [4, 12, 31]", "same: [4]"),
        ("fps: 3 ", "fps: 10 "),
    ]:
        assert old in text
        text = text.replace(old, new)
    return publish(text, example=ROBOTAXI)


@pytest.fixture(scope="module")
def session(study: Study, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Session:
    """What one participant leaves behind."""
    context = browser.new_context(locale="en-GB")
    page, witness = context.new_page(), Witness()
    witness.watch(page)
    page.goto(study.origin)
    drive(page)
    context.close()
    assert (witness.violations, witness.errors) == ([], [])
    (found,) = study.sessions(tmp_path_factory.mktemp("pulled"))
    assert found.problems == ()
    return found


def drive(page: Page) -> None:
    driver = Participant(page)
    driver.expect_heading("The taxi with a mind of its own")
    driver.go_on()
    driver.agree()
    driver.expect_heading("How to drive")
    driver.go_on()
    driver.start_episode()
    bar = page.locator(".gauge").filter(has_text="Steps left")
    expect(bar).not_to_contain_text(f"{STEPS} of")  # no more: the countdown is over
    page.keyboard.press("ArrowRight", delay=300)
    expect(page.locator(".hud")).to_contain_text("Acorns")
    expect(bar).to_contain_text(re.compile(rf"\d+ of {STEPS}"))
    expect(driver.next_button()).to_be_visible(timeout=EPISODE_TIMEOUT_MS)
    driver.go_on()
    driver.expect_heading("Looking back")
    driver.rate("I was in control of the taxi.", 2)
    page.get_by_label("it drove at random").check()
    driver.go_on()
    driver.see_that_all_is_saved()


def test_the_taxi_drove_as_told_and_then_by_itself(session: Session) -> None:
    (episode,) = session.episodes
    decoded = decode(episode)
    alone = [info["alone"] for info in decoded.infos if isinstance(info, dict) and "alone" in info]
    sources = decoded.agents["player"].sources
    assert {"device", "default"} == set(sources)
    assert any(alone)
    assert not all(alone)
    assert (np.asarray(decoded.agents["player"].rewards) <= 9).all()


def test_what_stood_around_the_picture_is_recorded(session: Session) -> None:
    records = session.records(UiRecord)
    assert {record.step for record in records} == {"drive"}
    bars = [call for record in records for call in record.calls if call.call == "budget"]
    assert [bar.name for bar in bars] == ["Steps left"] * len(bars)
    left = [bar.value for bar in bars if bar.value is not None]
    assert left == sorted(left, reverse=True)
    assert left[0] == STEPS


def test_the_round_comes_out_the_same(session: Session, study: Study) -> None:
    recorded = [Recorded.of(episode) for episode in session.episodes]
    assert session.episodes[0].end is not None
    (again,) = compare_in_pyodide(study.site, recorded)
    assert (again.first_difference, again.steps) == (None, session.episodes[0].end.steps)
