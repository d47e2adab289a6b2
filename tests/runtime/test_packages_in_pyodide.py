"""Packages that a build resolved are there, and work, in the Pyodide of its site."""

import base64
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gymbrowser import resources
from gymbrowser.node import node_executable
from tests.package_index import PackageIndex, package_index

EXPERIMENT = """\
id: packages
title: Packages
environment: {{entry_point: coded:Coded, {python}}}
steps:
  - game: {{id: play, controls: {{keys: {{Space: 1}}, default: 0}}, view: {{draw: coded:draw}}}}
  - end: {{}}
"""
CODED = """
import gymnasium
import numpy as np
from gymnasium import spaces
from gymbrowser import draw as shapes

{imports}

class Coded(gymnasium.Env):
    observation_space = spaces.Box(0, 255, (3,), np.uint8)
    action_space = spaces.Discrete(2)

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.count = 0
        return self.look(), {{}}

    def step(self, action):
        self.count += int(action)
        return self.look(), float(action), self.count >= 3, False, {{}}

    def look(self):
        return np.frombuffer({code}, np.uint8).copy()

def draw(env):
    return shapes.scene(10, 10, [])
"""


def play(site: Path) -> tuple[list[list[int]], list[float]]:
    """Observations from `reset` on, and rewards, of three steps in the site's own Pyodide."""
    player = {
        "actions": [1, 0, 1],
        "uniforms": [None] * 3,
        "policy_seed": None,
        "recorded": {
            "rule": {"keep": "all", "every": 1, "downsample": 1},
            "layout": [{"path": [], "dtype": "|u1", "shape": [3]}],
        },
    }
    job = {"step": "play", "seed": 1, "agents": {"player": player}}
    done = subprocess.run(
        [node_executable(), resources.bundles() / "rerun.mjs", site],
        input=json.dumps(job) + "\n",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)["agents"]["player"]
    observations = np.frombuffer(base64.b64decode(answer["observations"]), np.uint8)
    rewards = np.frombuffer(base64.b64decode(answer["rewards"]), "<f8")
    return observations.reshape(-1, 3).tolist(), rewards.tolist()


def build(folder: Path, python: str, **environ: str) -> Path:
    """The site of an experiment whose environment section is completed by `python`."""
    experiment = folder / "exp.yml"
    experiment.write_text(EXPERIMENT.format(python=python), encoding="utf-8")
    site = folder / "site"
    command = [str(Path(sys.executable).with_name("gymbrowser")), "build", str(experiment)]
    done = subprocess.run(
        [*command, "-o", str(site)],
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return site


def wheels(site: Path) -> set[str]:
    return {wheel.name for wheel in site.glob("v/*/env/*.whl")}


@pytest.fixture
def index(tmp_path: Path) -> Iterator[PackageIndex]:
    with package_index(tmp_path / "index") as index:
        yield index


def test_a_package_compiled_for_our_platform_on_the_index(tmp_path: Path) -> None:
    """PEP 783: a wheel that its own authors built for exactly this Pyodide."""
    (tmp_path / "env").mkdir()
    code = "cbor2.dumps([self.count, 7])"
    (tmp_path / "env" / "coded.py").write_text(CODED.format(imports="import cbor2", code=code))
    site = build(tmp_path, "source: env, requirements: [cbor2==6.2.1]")
    assert "cbor2-6.2.1-cp314-cp314-pyemscripten_2026_0_wasm32.whl" in wheels(site)
    # RFC 8949: 0x82 begins an array of two; small integers are themselves.
    assert play(site) == ([[0x82, 0, 7], [0x82, 1, 7], [0x82, 1, 7], [0x82, 2, 7]], [1.0, 0.0, 1.0])


def test_a_source_that_is_a_package(index: PackageIndex, tmp_path: Path) -> None:
    module = CODED.format(imports="import helper", code="helper.code(self.count)")
    helper = b"def code(count):\n    return bytes([9, count, 7])\n"
    index.add("coded", "1.2", requires=["helper>=1"], files={"coded.py": module.encode()})
    index.add("coded", "2.0", files={})
    index.add("helper", "1.0", files={"helper.py": helper})
    index.add("helper", "0.1", files={})
    uv_cache = str(tmp_path / "uv")
    site = build(
        tmp_path, "source: coded==1.2", UV_DEFAULT_INDEX=index.simple, UV_CACHE_DIR=uv_cache
    )
    assert {"coded-1.2-py3-none-any.whl", "helper-1.0-py3-none-any.whl"} <= wheels(site)
    assert play(site) == ([[9, 0, 7], [9, 1, 7], [9, 1, 7], [9, 2, 7]], [1.0, 0.0, 1.0])
