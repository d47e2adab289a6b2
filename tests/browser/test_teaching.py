"""The examples with a hook as they are, but shorter: a car is taught, a pendulum is shared."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from gymbrowser.bridge import exact
from gymbrowser.data.episodes import Episode
from gymbrowser.data.sessions import Session
from gymbrowser.data.trajectory import decode
from gymbrowser.rerun_jobs import Recorded
from tests.browser.conftest import ROOT, Publish, Study
from tests.browser.participant import Participant, Witness
from tests.browser.rerun import compare_in_pyodide

EXAMPLES = ROOT / "examples"
TAUGHT_STEPS = 100


def example(publish: Publish, name: str, **changes: str) -> Study:
    """An example with these texts of its exp.yml changed."""
    text = (EXAMPLES / name / "exp.yml").read_text(encoding="utf-8")
    for old, new in {"mode: dev\n": "", **changes}.items():
        assert old in text
        text = text.replace(old, new)
    return publish(text, example=EXAMPLES / name)


def session_of(study: Study, browser: Browser, play: Any, folder: Path) -> Session:
    context = browser.new_context()
    page, witness = context.new_page(), Witness()
    witness.watch(page)
    page.goto(study.origin)
    play(page)
    context.close()
    assert (witness.violations, witness.errors) == ([], [])
    (found,) = study.sessions(folder)
    assert found.problems == ()
    return found


def recorded(episode: Episode, name: str) -> list[Any]:
    """What the hook has recorded under a name."""
    return [exact.decode(record.data) for record in episode.hook if record.name == name]


@pytest.fixture(scope="module")
def tamer(publish: Publish) -> Study:
    changes = {"episodes: 8\n": f"episodes: 2\n      max_steps: {TAUGHT_STEPS}\n"}
    return example(publish, "mountaincar-tamer", **changes)


def test_a_car_is_taught_and_its_weights_are_recorded(
    tamer: Study, browser: Browser, tmp_path: Path
) -> None:
    session = session_of(tamer, browser, teach, tmp_path)
    first, second = session.episodes
    assert [one.name for one in first.signals if one.kind == "feedback"] == ["good"] * 3 + ["bad"]
    assert recorded(second, "trained") == [{"samples": 4, "passes": 20}]
    (before,), (after,) = (recorded(episode, "weights") for episode in (first, second))
    assert before.shape == after.shape == (3, 144)
    assert before.any()
    assert not np.array_equal(before, after)
    assert set(decode(first).agents["car"].sources) == {"policy"}
    again = compare_in_pyodide(tamer.site, [Recorded.of(each) for each in session.episodes])
    # What the driver had learnt meanwhile, nobody knows in a rerun: it is not asked again.
    assert [(each.first_difference, each.other_actions) for each in again] == [(None, None)] * 2


def teach(page: Page) -> None:
    player = Participant(page)
    player.expect_heading("Teach a car")
    player.go_on()
    player.agree()
    player.start_episode()
    judgements = page.locator(".hud dl > div").filter(has_text="Judgements").locator("dd")
    expect(judgements).to_have_text("0")
    for count, key in enumerate("GGGB", start=1):
        page.keyboard.press(f"Key{key}")
        expect(judgements).to_have_text(str(count))
    expect(player.next_button()).to_be_visible()
    player.start_episode()
    page.get_by_role("button", name="Train").click()
    expect(page.get_by_role("progressbar", name="Training")).to_be_hidden()
    expect(player.next_button()).to_be_visible()
    player.go_on()
    player.rate("The car learnt", 5)
    player.go_on()
    player.see_that_all_is_saved()


@pytest.fixture(scope="module")
def shared(publish: Publish) -> Study:
    changes = {
        "episodes: 1\n": "max_steps: 20\n",
        "episodes: 3\n": "countdown: 0\n      max_steps: 100\n",
        "[3, 4, 10]": "[3]",
    }
    return example(publish, "shared-control", **changes)


def test_a_pendulum_is_moved_by_two(shared: Study, browser: Browser, tmp_path: Path) -> None:
    session = session_of(shared, browser, share, tmp_path)
    alone, together = session.episodes
    assert "hook" not in set(decode(alone).agents["player"].sources)
    player = decode(together).agents["player"]
    (arbitration,) = recorded(together, "arbitration")
    shares = arbitration["share"]
    assert len(shares) == 100
    assert (np.diff(shares) != 0).any()
    intended, executed = (np.asarray(each)[:, 0] for each in (player.intended, player.actions))
    assert (np.abs(intended) == 2).any()
    blended = player.sources == "hook"
    assert (shares > 0).all()
    assert blended.mean() > 0.5
    assert (executed[~blended] == intended[~blended]).all()
    assert [one.value for one in together.signals if one.kind == "slider"] == [0.8]
    again = compare_in_pyodide(shared.site, [Recorded.of(each) for each in session.episodes])
    assert [each.first_difference for each in again] == [None, None]


def share(page: Page) -> None:
    player = Participant(page)
    player.expect_heading("Two hands on one pendulum")
    player.go_on()
    player.agree()
    for heading in ("Alone", "Together"):
        player.expect_heading(heading)
        player.start_episode()
        if heading == "Together":
            # Set by the mouse: then the arrows are the game's again.
            slider = page.get_by_role("slider", name="How much the computer helps")
            box = slider.bounding_box()
            assert box is not None
            slider.click(position={"x": 0.8 * box["width"], "y": box["height"] / 2})
        page.keyboard.down("ArrowLeft")
        expect(player.next_button()).to_be_visible()
        page.keyboard.up("ArrowLeft")
        player.go_on()
    player.rate("In the second part the pendulum was moved by", 4)
    player.go_on()
    player.see_that_all_is_saved()
