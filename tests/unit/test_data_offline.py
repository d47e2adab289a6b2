"""Minari reads what was recorded, bit for bit, and a small learner learns to balance from it."""

import os
import sys
from pathlib import Path
from typing import Any

import gymnasium
import minari
import numpy as np
import pytest
from click.testing import CliRunner
from numpy.typing import NDArray

from gymbrowser.cli import main
from gymbrowser.contract.steps import GameStep
from gymbrowser.contract.wire import ArrayField
from gymbrowser.data.offline import export_minari, space_of
from gymbrowser.errors import UserError
from tests.chunks import (
    CART,
    Plain,
    Writer,
    array,
    cart_steps,
    columns,
    episode,
    episode_end,
    pack,
    save,
    session,
    steps,
)
from tests.sites import make_site, manifest

RULES = {
    "limits": {"seconds": None, "score": None, "until": None},
    "total": {"steps": None, "seconds": None, "score": None},
    "countdown": 0,
    "frame_skip": 1,
    "when_slow": "slow_down",
    "turn_timeout": None,
    "idle": None,
    "pauses": {"hidden": "pause", "at_most": None},
    "allow": {"pause": False, "reset": False, "fps": None},
    "on_error": {"way": "retry", "retries": 2, "otherwise": "skip", "hang_after": 15},
    "seed_lists": None,
    "on_reload": "restart",
}
ENOUGH = 150
"""Of CartPole's 500; at random it ends after some 22."""


def agent(layout: Plain, discrete: Plain | None) -> Plain:
    recorded = {
        "rule": {"keep": "all", "every": 1, "downsample": 1},
        "layout": layout["observation"],
    }
    return {"actor": "human", "action_space": discrete, "layout": layout, "recorded": recorded}


def game(**agents: Plain) -> GameStep:
    return GameStep.model_validate(
        {
            "id": "main",
            "kind": "game",
            "html": "",
            "agents": agents,
            "controls": {},
            "view": {"render_mode": "ansi", "draw": None, "width": 10, "height": 10},
            "episodes": 1,
            "pace": "real_time",
            "fps": 50,
            "turn_delay_ms": None,
            "max_steps": None,
            "seeds": None,
            "rules": RULES,
        }
    )


@pytest.fixture
def site(tmp_path: Path) -> Path:
    root = make_site(tmp_path / "site")
    said = manifest("live")
    step = game(player=agent(CART, {"n": 2, "start": 0}))
    changed = said.model_copy(update={"steps": [step, *said.steps]})
    next(root.glob("v/*/manifest.json")).write_text(changed.model_dump_json())
    return root


def expert(observation: NDArray[np.float32]) -> int:
    """Pushes to where the pole falls."""
    _, speed, angle, spin = observation
    return int(angle + 0.5 * spin + 0.02 * speed > 0)


def played(number: int) -> list[Plain]:
    """The records of an episode that the expert played."""
    env = gymnasium.make("CartPole-v1")
    observation, _ = env.reset(seed=number)
    seen, acted, rewards = [observation], [], []
    ended = [False, False]
    while not any(ended):
        acted.append(expert(observation))
        observation, reward, *ended, _ = env.step(acted[-1])
        seen.append(observation)
        rewards.append(float(reward))
    count = len(acted)
    flags = {
        name: pack([0] * (count - 1) + [int(value)], "|u1")
        for name, value in zip(("terminated", "truncated"), ended, strict=True)
    }
    columns_ = columns(pack(seen[1:], "<f4"), pack(acted, "<i8"), rewards, **flags)
    place: Plain = {"episode": number}
    return [
        episode({"player": pack(seen[0], "<f4")}, seed=number, **place),
        steps(0, count, {"player": columns_}, **place),
        episode_end(count, {"player": sum(rewards)}, **place),
    ]


def record(folder: Path, *records: Plain) -> None:
    page = Writer("page-0")
    writer = Writer("game-0", layouts={"main": {"player": CART}})
    save(folder, page.seal(session()), writer.seal(*records))


def load(folder: Path, name: str) -> Any:
    os.environ["MINARI_DATASETS_PATH"] = str(folder)
    try:
        return minari.load_dataset(name)
    finally:
        del os.environ["MINARI_DATASETS_PATH"]


def test_minari_opens_what_was_recorded(tmp_path: Path, site: Path) -> None:
    stopped: Plain = {"episode": 9}
    record(
        tmp_path / "data",
        *played(3),
        episode({"player": pack([1, 2, 3, 4], "<f4")}, seed=5, **stopped),
        cart_steps(0, [1.0, 0.5], **stopped),
        episode_end(2, {"player": 1.5}, reason="max_seconds", **stopped),
        episode({"player": pack([1, 2, 3, 4], "<f4")}, episode=10),
    )
    said = CliRunner().invoke(
        main,
        ["data", "export", str(tmp_path / "data"), "-o", str(tmp_path / "out"), "--format",
         "minari", "--site", str(site)],
    )  # fmt: skip
    assert said.exit_code == 0, said.output
    assert "2 episodes in cartpole/main-player-v0" in said.output
    assert "1 left out: the episode has no end" in said.output

    dataset = load(tmp_path / "out", "cartpole/main-player-v0")
    assert dataset.action_space == gymnasium.spaces.Discrete(2)
    assert dataset.observation_space == gymnasium.spaces.Box(-np.inf, np.inf, (4,), np.float32)
    first, second = dataset.iterate_episodes()
    env = gymnasium.make("CartPole-v1")
    observation, _ = env.reset(seed=3)
    np.testing.assert_array_equal(first.observations[0], observation)
    for at, action in enumerate(first.actions):
        observation, reward, terminated, truncated, _ = env.step(action)
        np.testing.assert_array_equal(first.observations[at + 1], observation)
        given = (first.rewards[at], first.terminations[at], first.truncations[at])
        assert given == (reward, terminated, truncated)
    assert len(first.observations) == len(first.actions) + 1
    # Our own limit ended it, not the environment.
    assert (second.rewards.tolist(), second.truncations.tolist()) == ([1.0, 0.5], [False, True])
    about = [dict(one) for one in dataset.storage.get_episode_metadata([0, 1])]
    assert [one["seed"] for one in about] == [3, 5]
    assert about[1]["options"] == {
        "session": "a" * 32, "attempt": 1, "episode": 9, "actor": "human"
    }  # fmt: skip


def test_a_learner_that_sees_only_the_dataset_learns_to_balance(tmp_path: Path, site: Path) -> None:
    record(tmp_path / "data", *(one for number in range(12) for one in played(number)))
    export_minari(tmp_path / "data", tmp_path / "out", site)
    dataset = load(tmp_path / "out", "cartpole/main-player-v0")
    episodes = list(dataset.iterate_episodes())
    seen = np.concatenate([one.observations[:-1] for one in episodes])
    acted = np.concatenate([one.actions for one in episodes])

    weights = cloned(seen, acted)
    returns = [balance(weights, seed) for seed in range(100, 110)]
    sys.stdout.write(
        f"Cloned from {len(acted)} steps: {np.mean(returns):.0f} steps on average of 10 episodes\n"
    )
    assert np.mean(returns) > ENOUGH


def cloned(seen: NDArray[np.float32], acted: NDArray[np.int64]) -> NDArray[np.float64]:
    """Logistic regression by Newton's method, with a little ridge."""
    inputs = np.column_stack([seen, np.ones(len(seen))]).astype(np.float64)
    weights = np.zeros(inputs.shape[1])
    for _ in range(12):
        chance = 1 / (1 + np.exp(-np.clip(inputs @ weights, -30, 30)))
        slope = inputs.T @ (acted - chance) - 1e-3 * weights
        curve = (inputs * (chance * (1 - chance))[:, None]).T @ inputs
        weights += np.linalg.solve(curve + 1e-3 * np.eye(len(weights)), slope)
    return weights


def balance(weights: NDArray[np.float64], seed: int) -> int:
    env = gymnasium.make("CartPole-v1")
    observation, _ = env.reset(seed=seed)
    for count in range(1, 501):
        action = int(np.append(observation, 1) @ weights > 0)
        observation, _, terminated, _, _ = env.step(action)
        if terminated:
            return count
    return 500


@pytest.mark.parametrize(
    ("layout", "space"),
    [
        ([array("|u1", 2, 3)], gymnasium.spaces.Box(0, 255, (2, 3), np.uint8)),
        (
            [array("<f8", 2, path=["at", "0"]), array("<i8", path=["n"])],
            gymnasium.spaces.Dict(
                {
                    "at/0": gymnasium.spaces.Box(-np.inf, np.inf, (2,), np.float64),
                    "n": gymnasium.spaces.Box(-(2**63), 2**63 - 1, (), np.int64),
                }
            ),
        ),
        ([array("exact", path=["word"])], None),
    ],
)
def test_a_layout_is_a_space_without_bounds(layout: list[Plain], space: object) -> None:
    assert space_of([ArrayField.model_validate(one) for one in layout]) == space


@pytest.mark.parametrize(
    ("elements", "action"),
    [pytest.param(6, 1, id="observations"), pytest.param(4, 2, id="actions")],
)
def test_an_episode_of_a_version_with_another_space_is_left_out(
    elements: int, action: int, tmp_path: Path, site: Path
) -> None:
    layout = {**CART, "observation": [array("<f4", elements)]}
    seen = pack([0] * elements, "<f4")
    player = columns(seen, pack([action], "<i8"), [1.0])
    records = [steps(0, 1, {"player": player}), episode_end(1, {"player": 1.0})]
    page = Writer("page-0", "b" * 32)
    game = Writer("game-0", "b" * 32, layouts={"main": {"player": layout}})
    save(tmp_path / "data", page.seal(session(session="b" * 32)))
    save(tmp_path / "data", game.seal(episode({"player": seen}), *records))
    record(tmp_path / "data", *played(0))
    exported = export_minari(tmp_path / "data", tmp_path / "out", site)
    assert exported.episodes == {"cartpole/main-player-v0": 1}
    assert exported.left_out == {"the game had other spaces in the version it was played in": 1}


def test_what_it_can_not_do_is_said(tmp_path: Path, site: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine").touch()
    with pytest.raises(UserError, match="there is something here already"):
        export_minari(tmp_path / "data", tmp_path / "out", site)
    with pytest.raises(UserError, match="There is no folder"):
        export_minari(tmp_path / "none", tmp_path / "new", site)
    words = ["data", "export", str(tmp_path / "data"), "-o", "new", "--format", "minari"]
    said = CliRunner().invoke(main, words)
    assert (said.exit_code, "--format minari needs --site" in said.output) == (2, True)
