"""Volleyball: physics in NumPy, a person on the left, an ONNX policy on the right.

The example as it is, but with one match of a few seconds.
"""

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from gymbrowser.data.sessions import Session
from gymbrowser.data.trajectory import decode
from gymbrowser.rerun_jobs import Recorded
from tests.browser.conftest import ROOT, Publish, Study
from tests.browser.participant import Participant, Witness
from tests.browser.rerun import compare_in_pyodide

VOLLEYBALL = ROOT / "examples" / "volleyball"
SECONDS = 6
STEPS = 30 * SECONDS


@pytest.fixture(scope="module")
def study(publish: Publish) -> Study:
    text = (VOLLEYBALL / "exp.yml").read_text(encoding="utf-8")
    for old, new in [
        ("mode: dev\n", ""),
        ("seconds: 90", f"seconds: {SECONDS}"),
        ("episodes: 2", "episodes: 1"),
        ("same: [1, 2]", "same: [1]"),
    ]:
        assert old in text
        text = text.replace(old, new)
    return publish(text, example=VOLLEYBALL)


@pytest.fixture(scope="module")
def session(study: Study, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Session:
    """What one participant leaves behind."""
    context = browser.new_context()
    page, witness = context.new_page(), Witness()
    witness.watch(page)
    page.goto(study.origin)
    play(page)
    context.close()
    assert (witness.violations, witness.errors) == ([], [])
    (found,) = study.sessions(tmp_path_factory.mktemp("pulled"))
    assert found.problems == ()
    return found


def play(page: Page) -> None:
    player = Participant(page)
    player.expect_heading("One net, one ball")
    player.go_on()
    player.agree()
    player.expect_heading("How to play")
    player.go_on()
    player.start_episode()
    expect(page.locator(".hud")).to_contain_text("Opponent")
    while player.is_running():
        for key in ("ArrowRight", "ArrowUp", "ArrowLeft"):
            page.keyboard.press(key, delay=200)
    player.go_on()
    player.expect_heading("Your opponent")
    player.rate("The opponent was", 5)
    player.rate("I could imagine that the opponent is a person.", 3)
    player.go_on()
    player.see_that_all_is_saved()


def test_both_players_are_recorded(session: Session) -> None:
    (episode,) = session.episodes
    decoded = decode(episode)
    left, right = decoded.agents["left"], decoded.agents["right"]
    assert {"device", "default"} == set(left.sources)
    assert set(right.sources) == {"policy"}
    assert len(right.actions) == STEPS
    assert len(left.rewards) == STEPS
    assert np.array_equal(left.rewards, -np.asarray(right.rewards))


def test_the_match_comes_out_the_same(session: Session, study: Study) -> None:
    recorded = [Recorded.of(episode) for episode in session.episodes]
    (again,) = compare_in_pyodide(study.site, recorded)
    assert (again.first_difference, again.other_actions, again.steps) == (None, 0, STEPS)
