"""The trained policy in the browser is as good as natively, and its episodes are reproducible."""

from dataclasses import replace

import numpy as np
import pytest
from playwright.sync_api import Browser

from gymbrowser.differences import Difference
from gymbrowser.environment.site import site_python
from gymbrowser.parity import Comparison, compare_natively
from gymbrowser.rerun_jobs import Recorded
from gymbrowser.resolve.cache import Cache
from tests.browser.conftest import Publish, Study
from tests.browser.participant import Participant, Witness
from tests.browser.rerun import compare_in_pyodide

EPISODES = 8
STEPS = ("argmax", "sample", "drawn")
EXPERIMENT = """\
id: watching
title: Watching
environment: {gym_id: CartPole-v1, source: env}
policies:
  trained: {onnx: policies/cartpole.onnx}
  wavering: {onnx: policies/cartpole.onnx, action: {choose: sample, temperature: 2}}
  anybody: {population: {wavering: 1, random: 1}}
steps:
  - game:
      id: argmax
      agents: {player: trained}
      episodes: 8
      fps: 240
      view: {draw: cartpole_view:draw}
  - game:
      id: sample
      agents: {player: wavering}
      episodes: 2
      fps: 240
      view: {draw: cartpole_view:draw}
  - game:
      id: drawn
      agents: {player: anybody}
      episodes: 4
      fps: 240
      view: {draw: cartpole_view:draw}
      record: {outputs: false}
  - end: {page: pages/thanks.md}
"""


@pytest.fixture(scope="module")
def study(publish: Publish) -> Study:
    return publish(EXPERIMENT)


@pytest.fixture(scope="module")
def recorded(
    study: Study, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> list[Recorded]:
    """Every episode that was watched."""
    context = browser.new_context()
    page = context.new_page()
    witness = Witness()
    witness.watch(page)
    page.goto(study.origin)
    viewer = Participant(page)
    viewer.watch(EPISODES)
    viewer.watch(2)
    viewer.watch(4)
    viewer.see_that_all_is_saved()
    context.close()
    assert witness.violations == []
    (session,) = study.sessions(tmp_path_factory.mktemp("pulled"))
    assert session.problems == ()
    return [Recorded.of(episode) for episode in session.episodes]


@pytest.fixture(scope="module")
def again(study: Study, recorded: list[Recorded]) -> list[Comparison]:
    return compare_in_pyodide(study.site, recorded)


def test_the_mean_return_is_that_of_a_solved_cartpole(recorded: list[Recorded]) -> None:
    watched = [r.agents["player"].trajectory for r in recorded if r.step == "argmax"]
    returns = [trajectory.rewards.sum() for trajectory in watched]
    assert len(returns) == EPISODES
    assert np.mean(returns) >= 475


def test_every_episode_has_a_seed_of_its_own(recorded: list[Recorded]) -> None:
    assert len({episode.seed for episode in recorded}) == len(recorded)


def test_sampling_records_the_number_that_it_used(recorded: list[Recorded]) -> None:
    for episode in recorded:
        drawn = np.isfinite(episode.agents["player"].trajectory.uniforms)
        assert not drawn.any() if episode.step == "argmax" else drawn.all()


def test_who_was_drawn_from_a_population_is_recorded(recorded: list[Recorded]) -> None:
    acting = {
        step: {r.agents["player"].actor for r in recorded if r.step == step} for step in STEPS
    }
    assert acting["argmax"] == {"trained"}
    assert acting["sample"] == {"wavering"}
    assert acting["drawn"] <= {"wavering", "random"}


def test_outputs_are_recorded_if_they_are_asked_for(recorded: list[Recorded]) -> None:
    for episode in recorded:
        outputs = episode.agents["player"].trajectory.outputs
        if episode.step == "drawn":
            assert outputs == {}
        else:
            assert not isinstance(outputs, dict)
            assert outputs.shape[1:] == (2,)


def test_pyodide_under_node_gives_equal_bits(again: list[Comparison]) -> None:
    assert sum(comparison.steps for comparison in again) >= 2_000
    assert [comparison.first_difference for comparison in again] == [None] * len(again)


def test_onnxruntime_under_node_chooses_the_same_actions(again: list[Comparison]) -> None:
    assert [comparison.other_actions for comparison in again] == [0] * len(again)


def test_native_python_does_not_drift(study: Study, recorded: list[Recorded]) -> None:
    """What is sampled is another episode in each session: in some of them the last bit of a sine
    that the machine computes otherwise has become a difference by the end.
    """
    same = [episode for episode in recorded if episode.step == "argmax"]
    natively = compare_natively(study.site, site_python(study.site, Cache.default()), same)
    assert [comparison.first_difference for comparison in natively] == [None] * len(natively)
    assert max(comparison.drift for comparison in natively) == 0.0


def test_a_changed_action_is_noticed(study: Study, recorded: list[Recorded]) -> None:
    episode = recorded[0]
    player = episode.agents["player"]
    actions = np.array(player.trajectory.actions)
    actions[5] = 1 - actions[5]
    acted = replace(player, trajectory=replace(player.trajectory, actions=actions))
    forged = replace(episode, agents={"player": acted})
    (comparison,) = compare_in_pyodide(study.site, [forged])
    assert comparison.first_difference is not None
    assert comparison.first_difference == Difference("player", "observation", 6)
