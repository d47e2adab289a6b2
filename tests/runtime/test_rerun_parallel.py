"""Episodes of several agents, with Python policies, come out equal in Pyodide and natively."""

import base64
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from gymnasium import spaces

from gymbrowser.bridge.layout import layout_of
from tests.relay import HELPER, HELPS, LENGTH, RUNNER, Relay
from tests.runtime.conftest import Site
from tests.runtime.natively import rerun_natively

IDS = {"0": RUNNER, "helper": HELPER}
FIELDS = ("observed", "observations", "digests", "rewards", "present", "terminated", "truncated")
SEEDS = {"0": 3, "helper": 2**32 - 5}
RULES = {
    "0": {"keep": "key_frames", "every": 4, "downsample": 1},
    "helper": {"keep": "changed", "every": 1, "downsample": 1},
}


def game_step(step: str, actors: dict[str, str]) -> dict[str, Any]:
    env = Relay()
    agents = {}
    for name, actor in actors.items():
        space: Any = env.action_space(IDS[name])
        output = [{"path": [], "dtype": "<f4", "shape": [2]}] if actor == "argmax" else []
        agents[name] = {
            "actor": actor,
            "action_space": {"n": int(space.n), "start": int(space.start)},
            "layout": {
                "observation": layout_of(env.observation_space(IDS[name])),
                "action": layout_of(spaces.Discrete(2)),
                "output": output,
            },
        }
    view = {"render_mode": None, "draw": None}
    return {"kind": "game", "id": step, "agents": agents, "view": view}


def job(step: str, helper: list[int] | None = None) -> dict[str, Any]:
    actions = {"0": [1, 2, 3] * 3, "helper": helper or [0, 4, 2, 1] + [0] * 5}
    agents = {
        name: {
            "actions": actions[name],
            "uniforms": [None] * LENGTH,
            "policy_seed": SEEDS[name],
            "recorded": {
                "rule": RULES[name],
                "layout": layout_of(Relay().observation_space(IDS[name])),
            },
        }
        for name in IDS
    }
    return {"step": step, "seed": 11, "agents": agents}


def natively(game: dict[str, Any], jobs: list[dict[str, Any]], folder: Path) -> list[Any]:
    return rerun_natively(game, "relay:Relay", {"chef": POLICY}, jobs, folder)


POLICY = {"entry_point": "relay:Wanderer", "kwargs": "{}"}
CHEF = {"kind": "python", **POLICY, "sha256": ""}


def test_pyodide_and_native_python_agree_to_the_last_bit(site: Site, tmp_path: Path) -> None:
    game = game_step("cook", {"0": "human", "helper": "chef"})
    site.write({"entry_point": "relay:Relay"}, [game], chef=CHEF)

    (once,) = site.rerun([job("cook")])
    chosen = once["agents"]["helper"]["actions"]
    assert chosen[HELPS:] == [None] * (LENGTH - HELPS)
    # As it would have been played: with what the policy chooses itself.
    played = job("cook", [0 if action is None else action for action in chosen])
    twice, again = site.rerun([played, played])
    assert twice == again

    (native,) = natively(game, [played], tmp_path)
    for name, agent in twice["agents"].items():
        assert {key: agent[key] for key in FIELDS} == {
            key: native["agents"][name][key] for key in FIELDS
        }
        assert agent["actions"] == native["agents"][name]["actions"]
    assert twice["agents"]["0"]["actions"] is None
    observed = {name: base64.b64decode(a["observed"]) for name, a in twice["agents"].items()}
    assert list(observed["0"]) == [1, 0, 0, 0, 1, 0, 0, 0, 1, 0]
    # What it leaves behind is zeros, once.
    assert list(observed["helper"]) == [1] * (HELPS + 2) + [0] * (LENGTH - HELPS - 1)
    assert len(base64.b64decode(twice["agents"]["0"]["digests"])) == 32 * (LENGTH + 1)


def test_the_rows_of_an_agent_that_left(site: Site) -> None:
    site.write({"entry_point": "relay:Relay"}, [game_step("g", dict.fromkeys(IDS, "human"))])
    (result,) = site.rerun([job("g")])
    runner, helper = result["agents"]["0"], result["agents"]["helper"]

    def bits(text: str) -> list[int]:
        return list(base64.b64decode(text))

    assert bits(runner["present"]) == [1] * (LENGTH + 1)
    assert bits(runner["truncated"]) == [0] * (LENGTH - 1) + [1]
    assert bits(helper["present"]) == [1] * (HELPS + 1) + [0] * (LENGTH - HELPS)
    assert bits(helper["terminated"]) == [0] * (HELPS - 1) + [1] + [0] * (LENGTH - HELPS)
    rewards = np.frombuffer(base64.b64decode(helper["rewards"]), "<f8")
    assert (rewards[:HELPS] > 0).all()
    assert (rewards[HELPS:] == 0).all()


def test_a_model_acts_for_the_agent_whose_observation_it_takes(site: Site) -> None:
    game = game_step("g", {"0": "argmax", "helper": "chef"})
    # The test's model has four inputs: here it is given four numbers by another layout.
    game["agents"]["0"]["layout"]["observation"] = layout_of(spaces.Box(0, 1, (4,)))
    site.write({"entry_point": "relay:Relay", "kwargs": '{"wide": true}'}, [game], chef=CHEF)
    (result,) = site.rerun([job("g")])
    assert set(result["agents"]["0"]["actions"]) <= {1, 2}
    assert len(base64.b64decode(result["agents"]["0"]["outputs"])) == 8 * LENGTH


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ("raise", ["RuntimeError: lost the way", "Raised by the policy relay:Wanderer"]),
        (7, ["GameError: The policy relay:Wanderer gave the action 7 for the agent helper"]),
    ],
)
def test_a_failing_policy_says_so(site: Site, wrong: object, words: list[str]) -> None:
    game = game_step("g", {"0": "human", "helper": "chef"})
    chef = {**CHEF, "kwargs": json.dumps({"wrong": wrong})}
    site.write({"entry_point": "relay:Relay"}, [game], chef=chef)
    (failed,) = site.rerun([job("g")])
    for word in words:
        assert word in failed["error"]
