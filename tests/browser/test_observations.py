"""What of observations is recorded in a real browser, and that a rerun proves the rest of them."""

import hashlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser

from gymbrowser.differences import Difference
from gymbrowser.parity import Comparison
from gymbrowser.rerun_jobs import Recorded
from tests.browser.conftest import Publish, Study
from tests.browser.noise_env import SHAPE, Noise
from tests.browser.participant import Participant, Witness
from tests.browser.rerun import compare_in_pyodide

STEPS = 24
EXPERIMENT = """\
id: observing
title: Observing
environment: {entry_point: "noise_env:Noise", source: env}
steps:
%s
  - end: {page: pages/thanks.md}
"""
GAME = """\
  - game:
      id: %s
      controls: {keys: {ArrowLeft: 0, ArrowRight: 1}, default: 0}
      fps: 60
      countdown: 0
      max_steps: %d
      seeds: {same: [5]}
      view: {draw: "noise_env:draw"}
      record: {observations: %s}
"""
RULES = {
    "by-default": "{}",
    "framed": "{key_frames: 10, downsample: 2}",
    "changed": "{keep: changed, downsample: 7}",
    "seldom": "{every: 7}",
    "never": "none",
}
KEPT = {
    "by-default": [0],
    "framed": [0, 10, 20],
    "changed": [*range(0, STEPS + 1, 2)],
    "seldom": [0, 7, 14, 21],
    "never": [],
}
STRIDE = {"framed": 2, "changed": 7}


@pytest.fixture(scope="module")
def study(publish: Publish) -> Study:
    games = "".join(GAME % (name, STEPS, rule) for name, rule in RULES.items())
    return publish(EXPERIMENT % games, Path(__file__).with_name("noise_env.py"))


@pytest.fixture(scope="module")
def recorded(
    study: Study, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Recorded]:
    """Game step to its episode."""
    context = browser.new_context()
    page, witness = context.new_page(), Witness()
    witness.watch(page)
    page.goto(study.origin)
    viewer = Participant(page)
    for _ in RULES:
        viewer.watch(1)
    viewer.see_that_all_is_saved()
    context.close()
    assert (witness.violations, witness.errors) == ([], [])
    (session,) = study.sessions(tmp_path_factory.mktemp("pulled"))
    assert session.problems == ()
    return {episode.start.step: Recorded.of(episode) for episode in session.episodes}


@pytest.fixture(scope="module")
def seen() -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """What the environment gives, natively: [STEPS + 1, 84, 84, 4]."""
    env = Noise()
    first, _ = env.reset(seed=5)
    return np.array([first, *(env.step(np.int64(0))[0] for _ in range(STEPS))])


@pytest.mark.parametrize("step", RULES)
def test_what_is_recorded_is_what_the_rule_says(
    step: str,
    recorded: dict[str, Recorded],
    seen: np.ndarray[tuple[int, ...], np.dtype[np.uint8]],
) -> None:
    trajectory = recorded[step].agents["player"].trajectory
    k = STRIDE.get(step, 1)
    assert np.flatnonzero(trajectory.observed).tolist() == KEPT[step]
    assert isinstance(trajectory.observations, np.ndarray)
    np.testing.assert_array_equal(trajectory.observations, seen[KEPT[step], ::k, ::k])
    hashed = seen if step in ("by-default", "framed") else seen[:0]
    assert [bytes(digest) for digest in trajectory.digests] == [
        hashlib.sha256(observation.tobytes()).digest() for observation in hashed
    ]
    assert seen.shape[1:] == SHAPE


def rerun(study: Study, episodes: dict[str, Recorded]) -> dict[str, Comparison]:
    found = compare_in_pyodide(study.site, list(episodes.values()))
    return dict(zip(episodes, found, strict=True))


def test_pyodide_under_node_gives_equal_bits_and_equal_hashes(
    study: Study, recorded: dict[str, Recorded]
) -> None:
    found = rerun(study, recorded)
    assert [each.first_difference for each in found.values()] == [None] * len(RULES)


def test_another_seed_is_noticed_only_where_something_is_recorded(
    study: Study, recorded: dict[str, Recorded]
) -> None:
    """Rewards and flags don't depend on it: of `never` nothing is there that could differ."""
    other = {name: replace(recorded[name], seed=6) for name in ("by-default", "never")}
    found = rerun(study, other)
    assert found["by-default"].first_difference == Difference("player", "observation", 0)
    assert found["never"].first_difference is None


def test_a_changed_hash_is_noticed(study: Study, recorded: dict[str, Recorded]) -> None:
    player = recorded["by-default"].agents["player"]
    digests = player.trajectory.digests.copy()
    digests[7, 3] ^= 1
    forged = replace(player, trajectory=replace(player.trajectory, digests=digests))
    episode = replace(recorded["by-default"], agents={"player": forged})
    found = rerun(study, {"by-default": episode})
    assert found["by-default"].first_difference == Difference("player", "digest", 7)
