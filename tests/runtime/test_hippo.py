"""HIPPO Gym's `agent.py`, written as its documentation has it, plays in a site's own Pyodide."""

import base64
import json
import subprocess
from pathlib import Path

import gymnasium
import numpy as np
from click.testing import CliRunner

from gymbrowser import resources
from gymbrowser.cli import main
from gymbrowser.node import node_executable
from tests.unit.test_hippo import AGENT

EXPERIMENT = """\
id: hippo
title: An agent of HIPPO Gym
environment:
  entry_point: gymbrowser.bridge.hippo:HippoEnv
  source: env
  kwargs: {agent: "agent:Agent", game: MountainCar-v0}
steps:
  - game: {id: play, controls: {keys: {ArrowLeft: 0, ArrowRight: 2}, default: 1}}
  - end: {}
"""
ACTIONS = [0, 2, 2, 1, 0] * 40
"""Up to the time limit of MountainCar."""


def test_it_gives_what_gymnasium_gives(tmp_path: Path) -> None:
    (tmp_path / "env").mkdir()
    (tmp_path / "env" / "agent.py").write_text(AGENT, encoding="utf-8")
    (tmp_path / "exp.yml").write_text(EXPERIMENT, encoding="utf-8")
    built = CliRunner().invoke(
        main,
        ["build", str(tmp_path / "exp.yml"), "-o", str(tmp_path / "site"), "--no-snapshot"],
        catch_exceptions=False,
    )
    assert built.exit_code == 0, built.stderr
    played = rerun(tmp_path / "site")
    env = gymnasium.make("MountainCar-v0")
    seen = [env.reset(seed=7)[0], *(env.step(action)[0] for action in ACTIONS)]
    observed = np.frombuffer(base64.b64decode(played["observations"]), "<f4").reshape(-1, 2)
    assert np.allclose(observed, seen, rtol=0, atol=1e-6)
    ends = [base64.b64decode(played[key]) for key in ("terminated", "truncated")]
    assert [end[-1] for end in ends] == [0, 1]


def rerun(site: Path) -> dict[str, str]:
    """What the agent sees in Pyodide under Node."""
    player = {
        "actions": ACTIONS,
        "uniforms": [None] * len(ACTIONS),
        "policy_seed": None,
        "recorded": {
            "rule": {"keep": "all", "every": 1, "downsample": 1},
            "layout": [{"path": [], "dtype": "<f4", "shape": [2]}],
        },
    }
    done = subprocess.run(
        [node_executable(), resources.bundles() / "rerun.mjs", site],
        input=json.dumps({"step": "play", "seed": 7, "agents": {"player": player}}) + "\n",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert "error" not in result, result["error"]
    agent: dict[str, str] = result["agents"]["player"]
    return agent
