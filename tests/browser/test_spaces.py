"""Observations and actions of every space, from keys and from a policy, into the store and back."""

from pathlib import Path

import numpy as np
import pytest
from gymnasium import spaces
from playwright.sync_api import Browser

from gymbrowser.bridge import exact
from gymbrowser.data.infos import exact_value
from gymbrowser.data.sessions import Session
from gymbrowser.data.trajectory import Trajectory, decode
from gymbrowser.rerun_jobs import Recorded
from tests.browser.conftest import ROOT, Publish, Study
from tests.browser.participant import Participant, Witness
from tests.browser.rerun import compare_in_pyodide
from tests.menagerie import every_space
from tests.unit.test_check_spaces import RIDE, RIDE_ENV

STEPS = 6


@pytest.fixture(scope="module")
def study(publish: Publish, tmp_path_factory: pytest.TempPathFactory) -> Study:
    ride = tmp_path_factory.mktemp("ride") / "ride.py"
    ride.write_text(RIDE_ENV, encoding="utf-8")
    text = RIDE.replace("steps:\n", "steps:\n  - consent: pages/consent.md\n")
    return publish(text, ride, ROOT / "tests" / "menagerie.py", example=_example(ride.parent))


def _example(folder: Path) -> Path:
    (folder / "env").mkdir()
    (folder / "pages").mkdir()
    (folder / "pages" / "consent.md").write_text("# Before you begin\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def session(study: Study, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Session:
    context = browser.new_context()
    page, witness = context.new_page(), Witness()
    witness.watch(page)
    page.goto(study.origin)
    person = Participant(page)
    person.agree()
    for _ in ("play", "watch"):
        person.start_episode()
        page.keyboard.press("ArrowDown")
        person.go_on()
    person.see_that_all_is_saved()
    context.close()
    assert (witness.violations, witness.errors) == ([], [])
    (found,) = study.sessions(tmp_path_factory.mktemp("pulled"))
    assert found.problems == ()
    return found


def trajectory(session: Session, step: str) -> Trajectory:
    (episode,) = (each for each in session.episodes if each.start.step == step)
    return decode(episode).agents["player"]


def test_observations_are_values_of_their_spaces(session: Session) -> None:
    seen = trajectory(session, "play").observations
    assert isinstance(seen, dict)
    assert len(seen["text"]) == STEPS + 1
    graph = every_space()["graph"]
    for text in seen["graph"]:
        assert graph.contains(spaces.GraphInstance(*exact_value(text)))


def test_keys_give_what_exp_yml_says(session: Session) -> None:
    played = trajectory(session, "play")
    assert isinstance(played.actions, dict)
    assert played.actions["gas"].dtype == np.float32
    for gas, gears, lamps in zip(*played.actions.values(), strict=True):
        pressed = (float(gas), gears.tolist(), lamps.tolist())
        assert pressed in [(float(np.float32(0.1)), [1, 2], [1, 0]), (0.0, [0, 0], [0, 1])]


def test_the_environment_got_the_actions_that_are_recorded(session: Session) -> None:
    """The environment tells each action in its info, bit for bit."""
    for step in ("play", "watch"):
        (episode,) = (each for each in session.episodes if each.start.step == step)
        decoded = decode(episode)
        actions = decoded.agents["player"].actions
        assert isinstance(actions, dict)
        for row in range(STEPS):
            info = decoded.infos[row + 1]
            assert isinstance(info, dict)
            told = exact.decode(info["action"])
            assert {name: value.tobytes() for name, value in told.items()} == {
                name: column[row].tobytes() for name, column in actions.items()
            }


def test_the_session_comes_out_the_same_when_run_again(session: Session, study: Study) -> None:
    again = compare_in_pyodide(study.site, [Recorded.of(each) for each in session.episodes])
    assert [comparison.first_difference for comparison in again] == [None, None]
    assert [comparison.other_actions for comparison in again] == [None, 0]
