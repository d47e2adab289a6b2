"""A Python that was restored from a copy of its memory is the same Python, and nobody else's."""

import base64
import json
import re
import subprocess
from pathlib import Path

import numpy as np
import pytest

from gymbrowser import resources
from gymbrowser.boot import NoSnapshot, Snapshot
from gymbrowser.build import Built, build
from gymbrowser.console import quiet
from gymbrowser.node import node_executable
from gymbrowser.resolve.cache import Cache
from gymbrowser.resolve.sources import Sources

EXPERIMENT = """\
id: copied
title: Copied
environment: {entry_point: "copied:Env", source: env}
steps:
  - game: {id: play, max_steps: 8, controls: {keys: {Space: 1}, default: 0},
           view: {draw: "copied:draw"}}
  - end: {}
"""
HELD = 5
ENVIRONMENT = f"""\
import os, random, sys
import gymnasium, numpy as np
from gymbrowser import draw as shapes

class Env(gymnasium.Env):
    observation_space = gymnasium.spaces.Box(-1e9, 1e9, (4,), np.float64)
    action_space = gymnasium.spaces.Discrete(2)

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.held = 0
        return self.look(), {{}}

    def step(self, action):
        self.held = self.held + 1 if action else 0
        return self.look(), 0.0, False, False, {{}}

    def look(self):
        drawn = [random.random(), np.random.random(), np.random.default_rng().random()]
        # Nobody who plays one action after the other sees what is not seeded.
        return np.array([self.np_random.random(), *(drawn if self.held >= {HELD} else [0, 0, 0])])

def draw(env):
    return shapes.scene(100, 20, [shapes.text(5, 10, str(env.held))])
"""
HIDDEN_STATE = ("self.held = 0", "self.held = 0; Env.begun = getattr(Env, 'begun', 0) + 1")
SEEDS_ALL = (
    (
        "class Env(gymnasium.Env):",
        "class Env(gymnasium.Env):\n    def __init__(self):\n        self.luck = random.random()\n",
    ),
    (
        "super().reset(seed=seed)",
        "super().reset(seed=seed); random.seed(seed); np.random.seed(seed)",
    ),
    ("drawn = [random.random(),", "drawn = [self.luck,"),
)
"""An environment that draws when it is made, and seeds what all of Python shares in `reset`."""
REFUSED = {
    "shared": (
        ("class Env", "LAYOUT = random.sample(range(9), 9)\nclass Env"),
        "draws random numbers",
    ),
    "shared of numpy": (
        ("class Env", "LAYOUT = np.random.permutation(9)\nclass Env"),
        "draws random numbers",
    ),
    "random": (("class Env", "RNG = np.random.default_rng()\nclass Env"), "draws random numbers"),
    "clock": (("class Env", "import time\nBEGAN = time.time()\nclass Env"), "reads the clock"),
    "file": (("class Env", "LOG = open('/tmp/log', 'w')\nclass Env"), "opens or writes files"),
    "object": (
        (
            "class Env",
            "if sys.platform == 'emscripten':\n    from js import Date\n"
            "    NOW = Date.new(0)\nclass Env",
        ),
        "objects of JavaScript",
    ),
    "callback": (
        ("class Env", "import ctypes\nCALL = ctypes.CFUNCTYPE(ctypes.c_int)(int)\nclass Env"),
        "a callback of ctypes",
    ),
    "state": (
        ("return np.array([self.np_random.random(),", "return np.array([float(Env.begun),"),
        "something in it depends on more than its seed",
    ),
}
"""What is changed in the environment, and what the build says of it."""


SHOWS_ITSELF = """\
import gymnasium, numpy as np, pygame

class Env(gymnasium.Env):
    metadata = {"render_modes": ["human"]}
    observation_space = gymnasium.spaces.Box(0, 9, (1,), np.float32)
    action_space = gymnasium.spaces.Discrete(2)

    def __init__(self, render_mode=None):
        self.render_mode = render_mode
        pygame.init()

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.at = 0
        self.render()
        return np.array([self.at], np.float32), {}

    def step(self, action):
        self.at += 1
        self.render()
        return np.array([self.at], np.float32), 0.0, self.at == 9, False, {}

    def render(self):
        if self.render_mode == "human":
            pixels = pygame.surfarray.make_surface(np.full((4, 4, 3), 20 * self.at, np.uint8))
            pygame.display.set_mode((40, 40)).blit(pixels, (self.at, 0))
            pygame.display.flip()
"""


def make(folder: Path, source: str, experiment: str = EXPERIMENT) -> Built:
    (folder / "env").mkdir(parents=True)
    (folder / "env" / "copied.py").write_text(source, encoding="utf-8")
    (folder / "exp.yml").write_text(experiment, encoding="utf-8")
    return build(folder / "exp.yml", folder / "site", quiet, Sources(Cache.default()))


def play(site: Path, *way: str) -> np.ndarray:
    """The observations of an episode in which the action is held, played in a Python of its own."""
    actions = [0, 0] + [1] * (HELD + 1)
    layout = [{"path": [], "dtype": "<f8", "shape": [4]}]
    recorded = {"rule": {"keep": "all", "every": 1, "downsample": 1}, "layout": layout}
    player = {"actions": actions, "uniforms": [None] * len(actions), "policy_seed": None}
    job = {"step": "play", "seed": 7, "agents": {"player": {**player, "recorded": recorded}}}
    done = subprocess.run(
        [node_executable(), resources.bundles() / "rerun.mjs", site, *way],
        input=json.dumps(job),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    observations = json.loads(done.stdout)["agents"]["player"]["observations"]
    return np.frombuffer(base64.b64decode(observations), "<f8").reshape(-1, 4)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return make(tmp_path_factory.mktemp("copied"), ENVIRONMENT)


def test_what_is_seeded_is_the_same_and_what_is_not_is_shared_with_nobody(built: Built) -> None:
    plain, first, second = (play(built.folder, *way) for way in ([], ["snapshot"], ["snapshot"]))
    for column in (first, second):
        np.testing.assert_array_equal(column[:, 0], plain[:, 0])
    unseeded = np.concatenate([each[HELD + 2 :, 1:].ravel() for each in (plain, first, second)])
    assert len(unseeded) == len(set(unseeded)) == 18
    assert 0 not in unseeded


def test_the_seed_of_the_probe_is_shared_with_nobody(tmp_path: Path) -> None:
    source = ENVIRONMENT
    for old, new in SEEDS_ALL:
        assert source.count(old) == 1
        source = source.replace(old, new)
    site = make(tmp_path, source).folder
    lucks = {play(site, *way)[-1, 1] for way in ([], ["snapshot"], ["snapshot"])}
    assert len(lucks) == 3


def test_the_same_experiment_gives_the_same_bytes_which_tell_nothing_of_this_machine(
    built: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    boot = built.plan.boot
    assert boot is not None
    assert isinstance(boot.snapshot, Snapshot)
    monkeypatch.setenv("GYMBROWSER_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    again = make(tmp_path, ENVIRONMENT).plan.boot
    assert again is not None
    assert isinstance(again.snapshot, Snapshot)
    content = boot.snapshot.asset.content
    assert again.snapshot.asset.content == content
    for word in (str(resources.runtime()), str(Path.home()) + "/", str(tmp_path), "Tokyo"):
        assert not re.search(re.escape(word.encode()), content), word


def test_an_environment_that_shows_itself_by_pygame_has_one(tmp_path: Path) -> None:
    view = '{draw: "copied:draw"}'
    assert EXPERIMENT.count(view) == 1
    experiment = EXPERIMENT.replace(view, "{render_mode: human}")
    boot = make(tmp_path, SHOWS_ITSELF, experiment).plan.boot
    assert boot is not None
    assert isinstance(boot.snapshot, Snapshot), boot.snapshot


@pytest.mark.parametrize("name", REFUSED)
def test_there_is_none_where_it_would_not_be_the_same(tmp_path: Path, name: str) -> None:
    (old, new), reason = REFUSED[name]
    assert ENVIRONMENT.count(old) == 1
    source = ENVIRONMENT.replace(*HIDDEN_STATE) if name == "state" else ENVIRONMENT
    boot = make(tmp_path, source.replace(old, new)).plan.boot
    assert boot is not None
    assert boot.problem is None
    assert isinstance(boot.snapshot, NoSnapshot)
    assert reason in boot.snapshot.reason
