"""The site's locked Python and policies give natively known bits."""

import base64
import json
from typing import Any

import numpy as np
import onnxruntime as ort
import pytest
from gymnasium import make, spaces

from gymbrowser.bridge.game import make_game
from gymbrowser.bridge.layout import layout_of, row_size
from gymbrowser.bridge.memory import TERMINATED
from tests.runtime.conftest import Site, linear_policy
from tests.runtime.worlds import FAIL, Growing

CARTPOLE = make("CartPole-v1").observation_space


def game_step(step: str, actor: str, space: spaces.Space[Any]) -> dict[str, Any]:
    layout = {
        "observation": layout_of(space),
        "action": layout_of(spaces.Discrete(2)),
        "output": [] if actor == "human" else [{"path": [], "dtype": "<f4", "shape": [2]}],
    }
    agent = {"actor": actor, "action_space": {"n": 2, "start": 0}, "layout": layout}
    view = {"render_mode": None, "draw": None}
    return {"kind": "game", "id": step, "agents": {"player": agent}, "view": view}


EACH = {"keep": "all", "every": 1, "downsample": 1}


def job(
    step: str,
    actions: list[int],
    uniforms: list[float] | None = None,
    space: spaces.Space[Any] = CARTPOLE,
    rule: dict[str, Any] = EACH,
) -> dict[str, Any]:
    nothing = [None] * len(actions)
    player = {
        "actions": actions,
        "uniforms": uniforms or nothing,
        "policy_seed": None,
        "recorded": {"rule": rule, "layout": layout_of(space)},
    }
    return {"step": step, "seed": 11, "agents": {"player": player}}


def floats(text: str) -> np.ndarray[Any, Any]:
    return np.frombuffer(base64.b64decode(text), "<f4")


def test_episodes_and_choices_are_equal_to_the_last_bit(site: Site) -> None:
    actors = ["human", "argmax", "sample"]
    site.write({"gym_id": "CartPole-v1"}, [game_step(a, a, CARTPOLE) for a in actors])
    actions = [0, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1]
    uniforms = np.random.default_rng(0).random(len(actions)).tolist()

    results = site.rerun([job(a, actions, uniforms) for a in actors])
    human, argmax, sample = (result["agents"]["player"] for result in results)

    native = native_episode(actions)
    for result in (human, argmax, sample):
        assert {key: result[key] for key in native} == native
    assert human["actions"] is None
    assert human["outputs"] == ""
    states = floats(native["observations"]).reshape(-1, 4)[:-1]
    logits = ort.InferenceSession(linear_policy().SerializeToString()).run(None, {"obs": states})[0]
    assert argmax["actions"] == logits.argmax(axis=1).tolist()
    np.testing.assert_allclose(floats(argmax["outputs"]).reshape(-1, 2), logits, rtol=1e-5)
    first = 1 / (1 + np.exp((logits[:, 1] - logits[:, 0]).astype(np.float64) / 0.5))
    assert sample["actions"] == (np.array(uniforms) >= first).astype(int).tolist()
    assert len(set(sample["actions"])) == 2


def native_episode(actions: list[int]) -> dict[str, str]:
    agent = game_step("human", "human", CARTPOLE)["agents"]["player"]["layout"]
    spec: dict[str, Any] = {"entry_point": None, "kwargs": "{}", "render_mode": None, "draw": None}
    agents = {"agents": {"player": agent}, "policies": {}}
    game = make_game(json.dumps({**spec, "gym_id": "CartPole-v1", **agents}))
    game.reset(11)
    observations, rewards, terminated = game.buffer[8:-1].tobytes(), b"", b""
    for action in actions:
        flags = game.step(action)
        observations += game.buffer[8:-1].tobytes()
        rewards += game.buffer[:8].tobytes()
        terminated += bytes([flags & TERMINATED])
    columns = {"observations": observations, "rewards": rewards, "terminated": terminated}
    columns |= {"truncated": bytes(len(actions)), "digests": b""}
    columns |= dict.fromkeys(("present", "observed"), bytes([1] * (len(actions) + 1)))
    assert 1 in terminated
    return {key: base64.b64encode(value).decode() for key, value in columns.items()}


def test_a_growing_heap_default_integers_and_errors(site: Site) -> None:
    space = Growing.observation_space
    site.write({"entry_point": "worlds:Growing"}, [game_step("grow", "human", space)])

    grown, failed, again = site.rerun(
        [job("grow", actions, space=space) for actions in ([0] * 20, [0, FAIL], [1])]
    )

    rows = np.frombuffer(
        base64.b64decode(grown["agents"]["player"]["observations"]), "<i8"
    ).reshape(21, -1)
    assert rows.nbytes == 21 * row_size(layout_of(space))
    assert rows[1:].tolist() == [[n, -n, 1, 4, n] for n in range(1, 21)]
    assert "worlds.py" in failed["error"]
    assert "RuntimeError: asked to fail" in failed["error"]
    two_rows = 2 * row_size(layout_of(space))
    assert len(base64.b64decode(again["agents"]["player"]["observations"])) == two_rows


def test_a_changed_wheel_is_refused(site: Site) -> None:
    site.write({"gym_id": "CartPole-v1"}, [])
    wheel = next((site.folder / "v" / "s").glob("*.whl"))
    wheel.write_bytes(wheel.read_bytes() + b"\0")

    with pytest.raises(RuntimeError, match=r"was changed: its SHA-256 is"):
        site.rerun([])
