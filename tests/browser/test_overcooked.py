"""Somebody else's environment: CoGrid's Overcooked, by a person and a Python partner.

The example as it is, but longer and faster: 2,000 steps and more are recorded, and come out again.
"""

from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser

from gymbrowser.bridge.random import derive_stream
from gymbrowser.contract.records import ConditionRecord
from gymbrowser.data.sessions import Session
from gymbrowser.data.trajectory import decode
from gymbrowser.environment.site import site_python
from gymbrowser.parity import compare_natively
from gymbrowser.rerun_jobs import Recorded
from gymbrowser.resolve.cache import Cache
from tests.browser.conftest import OVERCOOKED, Publish, Study
from tests.browser.participant import Participant, Witness
from tests.browser.rerun import compare_in_pyodide

STEPS = 360
"""Of an episode: 60 s at 6 steps a second."""
MAIN_EPISODES = 5
MOVES = ("ArrowLeft", "ArrowLeft", "Space", "ArrowUp", "ArrowRight", "ArrowUp", "Space")


@pytest.fixture(scope="module")
def study(publish: Publish) -> Study:
    text = (OVERCOOKED / "exp.yml").read_text(encoding="utf-8")
    for old, new in [
        ("mode: dev\n", ""),
        ("[steady, changing]}", "[steady, changing], assign: param, by: teammate}"),
        ("episodes: 2", f"episodes: {MAIN_EPISODES}"),
        ("same: [27, 35]", "same: [27, 35, 1, 2, 3]"),
        ("      view: ", "      fps: 120\n      view: "),
    ]:
        assert old in text
        text = text.replace(old, new)
    return publish(text, example=OVERCOOKED)


@pytest.fixture(scope="module")
def session(study: Study, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Session:
    """What one participant leaves behind."""
    context = browser.new_context()
    page, witness = context.new_page(), Witness()
    witness.watch(page)
    page.goto(f"{study.origin}/?teammate=changing")
    player = Participant(page)
    player.expect_heading("Two cooks, one pot")
    player.go_on()
    player.agree()
    player.expect_heading("How to cook")
    player.go_on()
    player.start_episode()
    while player.is_running():
        for key in MOVES:
            page.keyboard.press(key, delay=20)
    player.go_on()
    player.watch(MAIN_EPISODES)
    player.expect_heading("Your partner")
    player.rate("We were a good team.", 5)
    player.rate("My partner got in my way.", 2)
    page.get_by_label("both alike").check()
    player.go_on()
    player.see_that_all_is_saved()
    context.close()
    assert (witness.violations, witness.errors) == ([], [])
    (found,) = study.sessions(tmp_path_factory.mktemp("pulled"))
    assert found.problems == ()
    return found


def test_both_cooks_are_recorded(session: Session) -> None:
    first, *others = [decode(episode) for episode in session.episodes]
    assert len(others) == MAIN_EPISODES
    assert {"device"} < set(first.agents["0"].sources)
    for episode in (first, *others):
        assert set(episode.agents["1"].sources) == {"policy"}
        assert len(episode.agents["1"].rewards) == STEPS
    served = sum(np.count_nonzero(e.agents["1"].rewards >= 20) for e in others)
    assert served > 0, "the partner never served a soup while the participant stood still"


def test_the_condition_says_who_cooks_and_the_seed_draws_one_for_each_round(
    session: Session,
) -> None:
    (condition,) = session.records(ConditionRecord)
    assert (condition.factor, condition.level) == ("teammate", "changing")
    practice, *rounds = [episode.start for episode in session.episodes]
    seed = session.visits[0].seed
    assert practice.actors == {"0": "human", "1": "beginner"}
    for start in rounds:
        path = start.streams["1"].replace("policy/1", "population/anybody/1")
        drawn = derive_stream(seed, path).uniform()
        assert start.actors == {"0": "human", "1": "beginner" if drawn < 0.5 else "chef"}
        assert start.policy_seeds == {"1": derive_stream(seed, start.streams["1"]).seed32}


def test_two_thousand_steps_come_out_the_same(session: Session, study: Study) -> None:
    recorded = [Recorded.of(episode) for episode in session.episodes]
    native = site_python(study.site, Cache.default())
    for again in (
        compare_in_pyodide(study.site, recorded),
        compare_natively(study.site, native, recorded),
    ):
        assert sum(comparison.steps for comparison in again) >= 2_000
        assert [comparison.first_difference for comparison in again] == [None] * len(recorded)
        assert [comparison.other_actions for comparison in again] == [0] * len(recorded)


def test_what_is_required_travels_with_its_licence(study: Study) -> None:
    (env,) = study.site.glob("v/*/env")
    names = {wheel.name.partition("-")[0] for wheel in env.glob("*.whl")}
    assert {"cogrid", "pettingzoo", "pillow"} <= names
    licences = Path(study.site, "THIRD_PARTY_LICENSES").read_text(encoding="utf-8")
    assert "\ncogrid 0.3.2\n" in licences
    assert "\npillow 12.2.0\n" in licences
