"""A person plays by the rules of an `action_mask`; another one sees it again, bit for bit."""

from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, expect

from gymbrowser.data.episodes import Episode
from gymbrowser.data.sessions import Session
from gymbrowser.data.trajectory import Trajectory, decode
from gymbrowser.rerun_jobs import Recorded
from tests.browser.conftest import Publish, Study, run_cli
from tests.browser.gate_env import LEAP, STEP, WAIT
from tests.browser.participant import participant
from tests.browser.rerun import compare_in_pyodide

ENVIRONMENT = Path(__file__).with_name("gate_env.py")
PLAYED = """\
id: gates
title: Gates
environment: {entry_point: "gate_env:Gates", source: env}
steps:
  - game:
      id: fast
      countdown: 0
      episodes: 2
      seeds: per_session
      controls: {keys: {ArrowUp: 2, ArrowRight: 1}, default: 0}
      view: {draw: "gate_env:draw"}
  - game:
      id: slow
      pace: turn_based
      max_steps: 3
      seeds: per_session
      controls: {keys: {ArrowUp: 2, ArrowRight: 1}}
      view: {draw: "gate_env:draw"}
  - end: {page: pages/thanks.md}
"""
WATCHED = """\
id: gates-again
title: Gates
environment: {entry_point: "gate_env:Gates", source: env}
steps:
  - game:
      id: fast
      agents: {player: donor}
      episodes: 2
      fps: 60
      yoke: {from: env/fast.json, of: trajectory, by: donor}
      view: {draw: "gate_env:draw"}
  - game:
      id: slow
      agents: {player: donor}
      yoke: {from: env/slow.json, of: trajectory}
      view: {draw: "gate_env:draw"}
  - end: {page: pages/thanks.md}
"""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("donors")


@pytest.fixture(scope="module")
def donor(publish: Publish, browser: Browser, data: Path) -> Session:
    study = publish(PLAYED, ENVIRONMENT)
    with participant(browser, study.origin) as player:
        keyboard = player.page.keyboard
        for _ in range(2):
            player.start_episode()
            keyboard.down("ArrowUp")
            expect(player.next_button()).to_be_visible()
            keyboard.up("ArrowUp")
        player.go_on()
        player.start_episode()
        for key in ("ArrowUp", "ArrowUp", "ArrowRight", "ArrowUp"):
            keyboard.press(key)
        expect(player.next_button()).to_be_visible()
        player.go_on()
        player.see_that_all_is_saved()
    return study.only_session(data)


@pytest.fixture(scope="module")
def again(publish: Publish, donor: Session, data: Path) -> Study:
    """A study for those who are yoked to the donor."""
    assert len(donor.episodes) == 3
    files = [data.with_name(f"{step}.json") for step in ("fast", "slow")]
    for file in files:
        run_cli("data", "donors", data, file.stem, "-o", file)
    return publish(WATCHED, ENVIRONMENT, *files)


@pytest.fixture(scope="module")
def yoked(again: Study, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Session:
    with participant(browser, f"{again.origin}/?donor=0") as player:
        player.watch(2)
        player.watch(1)
        player.see_that_all_is_saved()
    return again.only_session(tmp_path_factory.mktemp("yoked"))


def test_a_key_that_is_not_allowed_gives_way_to_the_default(donor: Session) -> None:
    """The environment raises where it gets an action that its mask forbids."""
    for episode in donor.episodes[:2]:
        player = _player(episode)
        actions, intended = np.asarray(player.actions), np.asarray(player.intended)
        held = intended == LEAP
        odd = np.arange(len(actions)) % 2 == 1
        assert (actions[held & ~odd] == LEAP).all()
        assert (actions[held & odd] == WAIT).all()
        assert (held & odd).any()
        assert (player.sources[held & odd] == "default").all()
        assert episode.end is not None
        assert episode.end.reason == "terminated"


def test_in_turns_it_is_no_turn(donor: Session) -> None:
    slow = donor.episodes[2]
    assert np.asarray(_player(slow).actions).tolist() == [LEAP, STEP, LEAP]
    assert slow.end is not None
    assert (slow.end.reason, slow.end.unused_presses) == ("max_steps", 1)


def test_the_record_names_the_donor(yoked: Session, donor: Session) -> None:
    starts = [episode.start for episode in yoked.episodes]
    assert [start.donor for start in starts] == [donor.id] * 3
    assert [start.seed_from for start in starts] == ["yoked"] * 3
    assert [start.actors for start in starts] == [{"player": "donor"}] * 3
    assert [start.streams for start in starts] == [{}] * 3
    ends = [episode.end.reason for episode in yoked.episodes if episode.end is not None]
    assert ends == ["terminated", "terminated", "donor"]


def test_what_the_donor_saw_and_did_is_seen_again_bit_for_bit(
    yoked: Session, donor: Session
) -> None:
    for theirs, ours in zip(donor.episodes, yoked.episodes, strict=True):
        assert ours.start.seed == theirs.start.seed
        before, after = _player(theirs), _player(ours)
        assert set(after.sources) == {"donor"}
        for name in ("observations", "rewards", "actions", "present", "terminated", "truncated"):
            one, other = np.asarray(getattr(before, name)), np.asarray(getattr(after, name))
            assert one.tobytes() == other.tobytes(), name


def test_it_comes_out_the_same_when_run_again(yoked: Session, again: Study) -> None:
    recorded = [Recorded.of(episode) for episode in yoked.episodes]
    compared = compare_in_pyodide(again.site, recorded)
    assert [each.first_difference for each in compared] == [None] * 3
    assert [each.other_actions for each in compared] == [None] * 3


def _player(episode: Episode) -> Trajectory:
    return decode(episode).agents["player"]
