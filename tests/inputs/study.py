"""A good experiment, small enough to be read at a glance; every case spoils a copy of it."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np
from onnx import TensorProto, helper, numpy_helper

EXP_YML = """\
id: corridor
title: Find the exit
environment:
  entry_point: corridor:Corridor
  source: env
  kwargs: {length: 5}
policies:
  guide: {onnx: policies/guide.onnx}
steps:
  - page: pages/welcome.md
  - consent: pages/consent.md
  - form: pages/you.yml
  - game:
      id: play
      fps: 4
      episodes: 2
      seeds: {same: [1, 2]}
      controls:
        keys: {ArrowLeft: 0, ArrowRight: 1}
        default: 0
      view: {render_mode: ansi}
  - game:
      id: watch
      fps: 4
      agents: {player: guide}
      view: {render_mode: ansi}
  - end: {}
"""

CORRIDOR = """\
import gymnasium
import numpy as np
from gymnasium import spaces


class Corridor(gymnasium.Env):
    metadata = {"render_modes": ["ansi"]}

    def __init__(self, length=5, render_mode=None):
        self.length = length
        self.render_mode = render_mode
        self.observation_space = spaces.Box(0, length, (2,), np.float32)
        self.action_space = spaces.Discrete(2)

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.at = 0
        self.wind = self.np_random.random()
        return self.look(), {}

    def step(self, action):
        self.at = max(0, self.at + (1 if action == 1 else -1))
        done = self.at == self.length
        return self.look(), float(done), done, False, {}

    def look(self):
        return np.array([self.at, self.wind], np.float32)

    def render(self):
        return "." * self.at + "@" + "." * (self.length - self.at)
"""

PARALLEL_YML = """\
id: crossing
title: After you
environment:
  entry_point: crossing:Crossing
  source: env
policies:
  idler: {python: "crossing:Idler"}
steps:
  - game:
      id: play
      fps: 4
      agents: {north: human, south: idler}
      controls: {keys: {Space: 1}, default: 0}
      view: {render_mode: ansi}
  - end: {}
"""

CROSSING = """\
import numpy as np
from gymnasium import spaces


class Crossing:
    metadata = {"render_modes": ["ansi"]}
    possible_agents = ["north", "south"]

    def __init__(self, render_mode=None):
        self.render_mode = render_mode

    def observation_space(self, agent):
        return spaces.Box(0, 9, (1,), np.float32)

    def action_space(self, agent):
        return spaces.Discrete(2)

    def reset(self, seed=None, options=None):
        self.agents = list(self.possible_agents)
        self.random = np.random.default_rng(seed)
        self.way = {agent: 0 for agent in self.agents}
        return self.look(), {agent: {} for agent in self.agents}

    def step(self, actions):
        for agent, action in actions.items():
            self.way[agent] += action
        ends = {agent: self.way[agent] == 9 for agent in self.agents}
        self.agents = [agent for agent in self.agents if not ends[agent]]
        rewards = {agent: float(end) for agent, end in ends.items()}
        cut = dict.fromkeys(ends, False)
        return self.look(ends), rewards, ends, cut, {agent: {} for agent in ends}

    def look(self, agents=None):
        return {a: np.array([self.way[a]], np.float32) for a in agents or self.agents}

    def render(self):
        return str(self.way)

    def close(self):
        pass


class Idler:
    def reset(self, *, agent, action_space, seed):
        self.random = np.random.default_rng(seed)

    def act(self, observation, info):
        return int(self.random.integers(2))
"""

YOU = """\
questions:
  - {name: age, prompt: How old are you?, number: {min: 18}}
  - {name: hand, prompt: Which hand do you write with?, choice: [left, right]}
"""


@cache
def model(
    *, features: int = 2, actions: int = 2, opset: int = 17, ir: int = 8, outputs: int = 1
) -> bytes:
    """An ONNX policy: float32 [batch, features] to logits [batch, actions]."""
    names = [f"logits{number or ''}" for number in range(outputs)]
    graph = helper.make_graph(
        [helper.make_node("MatMul", ["obs", "w"], [name]) for name in names],
        "guide",
        [helper.make_tensor_value_info("obs", TensorProto.FLOAT, ["batch", features])],
        [
            helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", actions])
            for name in names
        ],
        [numpy_helper.from_array(np.zeros((features, actions), np.float32), "w")],
    )
    opsets = [helper.make_opsetid("", opset)]
    made = helper.make_model(graph, opset_imports=opsets, ir_version=ir)
    return bytes(made.SerializeToString())


def files() -> Mapping[str, str | bytes]:
    """Path to content."""
    return {
        "exp.yml": EXP_YML,
        "env/corridor.py": CORRIDOR,
        "pages/welcome.md": "# Welcome\n",
        "pages/consent.md": "I take part of my own free will.\n",
        "pages/you.yml": YOU,
        "policies/guide.onnx": model(),
    }


def parallel_files() -> Mapping[str, str | bytes]:
    """The same for a PettingZoo environment of two agents."""
    return {"exp.yml": PARALLEL_YML, "env/crossing.py": CROSSING}


def write(folder: Path, content: Mapping[str, str | bytes]) -> None:
    """Write files, and the folders that they lie in."""
    for name, data in content.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
