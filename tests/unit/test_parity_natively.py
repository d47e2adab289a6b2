"""Episodes are run again natively in the Python of their site, out of its own wheels."""

import hashlib
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Literal

import gymnasium
import numpy as np
import pytest

from gymbrowser.build import build
from gymbrowser.console import quiet
from gymbrowser.contract.wire import ArrayField, ObservationRule
from gymbrowser.data.trajectory import Trajectory
from gymbrowser.differences import Difference
from gymbrowser.environment.native import NativePython
from gymbrowser.environment.site import site_python
from gymbrowser.errors import GymbrowserError
from gymbrowser.parity import compare_natively
from gymbrowser.rerun_jobs import Recorded, RecordedAgent
from gymbrowser.resolve.cache import Cache
from gymbrowser.resolve.sources import Sources

CARTPOLE = Path(__file__).parents[2] / "examples" / "cartpole"
ACTIONS = [0, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1]
SEED = 11


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Cache:
    """Of somebody who has not built the site."""
    return Cache(tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("study")
    shutil.copytree(CARTPOLE, folder / "cartpole")
    sources = Sources(Cache.default(), offline=True)
    build(folder / "cartpole" / "exp.yml", folder / "site", quiet, sources)
    return folder / "site"


@pytest.fixture(scope="module")
def python(site: Path, cache: Cache) -> NativePython:
    return site_python(site, cache, offline=True)


@pytest.fixture
def recorded() -> Recorded:
    """An episode as this process's own Gymnasium plays it."""
    env = gymnasium.make("CartPole-v1")
    seen, ends = [env.reset(seed=SEED)[0]], []
    for action in ACTIONS:
        observation, _, terminated, _, _ = env.step(action)
        seen.append(observation)
        ends.append(terminated)
    count = len(ACTIONS)
    nothing = np.full(count, np.nan)
    trajectory = Trajectory(
        rule=ObservationRule(keep="all", every=1, downsample=1),
        observations=np.array(seen),
        observed=np.ones(count + 1, bool),
        digests=np.empty((0, 32), np.uint8),
        present=np.ones(count + 1, bool),
        actions=np.array(ACTIONS),
        intended=np.array(ACTIONS),
        sources=np.full(count, "device"),
        input_t=nothing,
        rewards=np.ones(count),
        terminated=np.array(ends),
        truncated=np.zeros(count, bool),
        outputs={},
        uniforms=nothing,
    )
    layout = [ArrayField(path=[], dtype="<f4", shape=[4])]
    number = [ArrayField(path=[], dtype="<i8", shape=[])]
    return Recorded(
        "play", 0, SEED, {"player": RecordedAgent(layout, number, "human", None, trajectory)}
    )


def changed(recorded: Recorded, actions: list[int]) -> Recorded:
    player = recorded.agents["player"]
    trajectory = replace(player.trajectory, actions=np.array(actions))
    return replace(recorded, agents={"player": replace(player, trajectory=trajectory)})


def test_an_episode_comes_out_the_same(
    site: Path, python: NativePython, recorded: Recorded
) -> None:
    first, second = compare_natively(site, python, [recorded, recorded])
    assert (first.first_difference, first.drift, first.steps) == (None, 0.0, len(ACTIONS))
    assert second.first_difference is None


def test_another_action_is_a_difference(
    site: Path, python: NativePython, recorded: Recorded
) -> None:
    (comparison,) = compare_natively(site, python, [changed(recorded, [1, *ACTIONS[1:]])])
    assert comparison.first_difference == Difference("player", "observation", 1)
    assert comparison.drift > 0


@pytest.mark.parametrize("keep", ["key_frames", "changed", "every", "none"])
def test_what_was_recorded_of_observations_is_what_is_compared(
    keep: Literal["key_frames", "changed", "every", "none"],
    site: Path,
    python: NativePython,
    recorded: Recorded,
) -> None:
    original = recorded_by(recorded, ObservationRule(keep=keep, every=EVERY[keep], downsample=1))
    other = changed(original, [1, *ACTIONS[1:]])
    same, different = compare_natively(site, python, [original, other])
    assert (same.first_difference, same.drift) == (None, 0.0)
    found = different.first_difference and (
        different.first_difference.field,
        different.first_difference.index,
    )
    assert found == FOUND[keep]


EVERY = {"key_frames": 5, "changed": 1, "every": 5, "none": 1}
FOUND = {
    "key_frames": ("digest", 1),
    "changed": ("observation", 1),
    "every": ("observation", 5),
    "none": ("terminated", 10),
}


def recorded_by(recorded: Recorded, rule: ObservationRule) -> Recorded:
    """An episode as another rule would have recorded it, in which each observation is another."""
    player = recorded.agents["player"]
    rows = player.trajectory.observations
    assert isinstance(rows, np.ndarray)
    observed = (np.arange(len(rows)) % rule.every == 0) & (rule.keep != "none")
    hashed = rows if rule.keep == "key_frames" else rows[:0]
    digests = [list(hashlib.sha256(row.tobytes()).digest()) for row in hashed]
    trajectory = replace(
        player.trajectory,
        rule=rule,
        observations=rows[observed],
        observed=observed,
        digests=np.array(digests, np.uint8).reshape(-1, 32),
    )
    return replace(recorded, agents={"player": replace(player, trajectory=trajectory)})


def test_an_environment_that_fails_is_quoted(
    site: Path, python: NativePython, recorded: Recorded
) -> None:
    with pytest.raises(GymbrowserError) as caught:
        compare_natively(site, python, [recorded, changed(recorded, [7, *ACTIONS[1:]])])
    (problem,) = caught.value.problems
    assert problem.what == "the rerun stopped after 1 of 2 episodes"
    assert problem.quote is not None
    assert "AssertionError" in problem.quote


def test_the_wheels_are_those_of_the_site(python: NativePython) -> None:
    assert (python.packages / "cartpole_view.py").exists()
    assert (python.packages / "gymnasium-1.4.0.dist-info").exists()
    assert [binary.name for binary in python.binaries] == ["numpy"]


def test_a_changed_wheel_is_not_run(site: Path, cache: Cache, tmp_path: Path) -> None:
    copy = tmp_path / "site"
    shutil.copytree(site, copy)
    (wheel,) = copy.glob("v/*/env/experiment_source-*.whl")
    wheel.write_bytes(wheel.read_bytes() + b"\0")
    with pytest.raises(GymbrowserError, match="a package is missing or was changed") as caught:
        site_python(copy, cache, offline=True)
    assert caught.value.problems[0].where is not None
    assert caught.value.problems[0].where.file.name == wheel.name
