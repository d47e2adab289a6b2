"""A person and a Python policy play a PettingZoo environment, and it all comes out again."""

from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from gymbrowser.data.sessions import Session
from gymbrowser.data.show import summarise
from gymbrowser.data.trajectory import decode
from gymbrowser.environment.site import site_python
from gymbrowser.parity import compare_natively
from gymbrowser.rerun_jobs import Recorded
from gymbrowser.resolve.cache import Cache
from tests.browser.conftest import ROOT, Publish, Study
from tests.browser.participant import BOOT_TIMEOUT_MS, Participant, Witness
from tests.browser.rerun import compare_in_pyodide
from tests.relay import HELPS, LENGTH

RELAY = ROOT / "tests" / "relay.py"
EXPERIMENT = """\
id: relay
title: Run with me
environment: {entry_point: relay:Relay, source: env}
policies:
  lost: {python: relay:Wanderer}
steps:
  - game:
      id: play
      agents: {0: human, helper: lost}
      controls: {keys: {ArrowUp: 3, ArrowDown: 2}, default: 1}
      countdown: 0
      episodes: 2
      view: {draw: relay:draw}
  - game:
      id: watch
      agents: {0: lost, helper: lost}
      fps: 60
      view: {render_mode: rgb_array}
  - end: {page: pages/thanks.md}
"""
# The build would refuse a policy that fails there too.
FAILING = EXPERIMENT.replace("relay:Wanderer}", "relay:Wanderer, kwargs: {wrong: browser}}")


@pytest.fixture(scope="module")
def study(publish: Publish) -> Study:
    return publish(EXPERIMENT, RELAY)


@pytest.fixture(scope="module")
def data(study: Study, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What one participant leaves behind."""
    context = browser.new_context()
    page, witness = context.new_page(), Witness()
    witness.watch(page)
    page.goto(study.origin)
    player = Participant(page)
    player.play(2)
    player.watch(1)
    player.see_that_all_is_saved()
    context.close()
    assert (witness.violations, witness.errors) == ([], [])
    folder = tmp_path_factory.mktemp("pulled")
    study.pull(folder)
    return folder


@pytest.fixture(scope="module")
def session(study: Study, data: Path) -> Session:
    (found,) = study.sessions(data)
    assert found.problems == ()
    return found


def test_every_agent_is_recorded(session: Session) -> None:
    assert [episode.start.step for episode in session.episodes] == ["play", "play", "watch"]
    for episode in session.episodes:
        decoded = decode(episode)
        runner, helper = decoded.agents["0"], decoded.agents["helper"]
        by_person = episode.start.step == "play"
        assert set(runner.sources) <= ({"device", "default"} if by_person else {"policy"})
        assert helper.sources.tolist() == ["policy"] * HELPS + ["absent"] * (LENGTH - HELPS)
        assert helper.present.tolist() == [True] * (HELPS + 1) + [False] * (LENGTH - HELPS)
        assert helper.terminated.tolist().index(True) == HELPS - 1
        assert runner.present.all()
        assert runner.truncated.tolist() == [False] * (LENGTH - 1) + [True]
        assert isinstance(helper.observations, dict)
        assert helper.observations["turn"].tolist() == [*range(HELPS + 1)] + [0] * (LENGTH - HELPS)
        assert decoded.infos[0] == {"0": {"born": "0"}, "helper": {"born": "helper"}}
        assert decoded.infos[2] == {"0": {}, "helper": {"tired": np.float64(0.1)}}
        assert episode.end is not None
        assert episode.end.reason == "truncated"


def test_every_policy_and_episode_has_a_seed_of_its_own(session: Session) -> None:
    seeds = [seed for e in session.episodes for seed in e.start.policy_seeds.values()]
    assert len(set(seeds)) == len(seeds) == 4


def test_show_tells_the_returns_of_each_agent(data: Path) -> None:
    (row,) = summarise(data).rows
    assert row.state == "whole"
    assert set(row.mean_return) == {"play/0", "play/helper", "watch/0", "watch/helper"}


def test_the_session_comes_out_the_same_when_run_again(session: Session, study: Study) -> None:
    recorded = [Recorded.of(episode) for episode in session.episodes]
    natively = site_python(study.site, Cache.default())
    for again in (
        compare_in_pyodide(study.site, recorded),
        compare_natively(study.site, natively, recorded),
    ):
        assert [comparison.first_difference for comparison in again] == [None] * 3
        assert [comparison.other_actions for comparison in again] == [0] * 3
        assert [comparison.steps for comparison in again] == [LENGTH] * 3


def test_a_policy_that_fails_ends_the_game_and_says_why(publish: Publish, page: Page) -> None:
    page.goto(publish(FAILING, RELAY).origin)
    Participant(page).start_episode()
    sorry = page.get_by_text("The game had to stop because of an error in it.")
    expect(sorry).to_be_visible(timeout=BOOT_TIMEOUT_MS)
    details = page.get_by_role("group").locator("pre")
    expect(details).to_contain_text("RuntimeError: lost the way")
    expect(details).to_contain_text("Raised by the policy relay:Wanderer, which acts for the agent")
