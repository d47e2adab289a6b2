"""What a policy's decision costs beside a bare call of its model.

Both run in turn in onnxruntime-web under Node.js, one thread, as in the browser's game worker: the
product's `Policy` from the packed observation to the action, and `session.run` with a tensor that
is used again. The models are a multilayer perceptron (4 numbers, 64, 64, 2) and the Nature-CNN on
84×84×4 pixels, which is to fit in a frame of 30 a second.
"""

import base64
import json
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
from gymnasium import spaces

from benchmarks.rows import Row
from gymbrowser.bridge.layout import Packer, layout_of
from gymbrowser.config.policy_models import PolicyConfig
from gymbrowser.contract.steps import Agent, Recorded
from gymbrowser.contract.wire import AgentLayout, ObservationRule
from gymbrowser.errors import Place
from gymbrowser.node import node_executable
from gymbrowser.plan.policies import output_layout
from gymbrowser.policy import inspect_policy
from tests import models

ROOT = Path(__file__).parents[1]
MLP = ROOT / "examples" / "cartpole" / "policies" / "cartpole.onnx"
WASM = ROOT / "js" / "dist" / "runtime" / "ort" / "ort-wasm-simd-threaded.wasm"
SAMPLES = 60
"""Of each model, and each way."""
_ACTIONS = spaces.Discrete(2)


def measure(folder: Path, samples: int) -> list[Row]:
    """Both models, each way in turn.

    Args:
        folder: Where scripts and models may be left.
        samples: Of each model, and each way.
    """
    subprocess.run([node_executable(), ROOT / "js/build.mjs", "decide", folder], check=True)
    return [*_mlp(folder, samples), *_cnn(folder, samples)]


def _mlp(folder: Path, samples: int) -> list[Row]:
    space = spaces.Box(-1, 1, (4,), np.float32)
    timed = _timed(folder, MLP, space, {}, samples=samples, decisions=2000)
    ours, bare = timed["decide"], timed["bare"]
    return [Row.of("inference.mlp", "µs", ours, bare, "ratio at most 1.1")]


def _cnn(folder: Path, samples: int) -> list[Row]:
    space = spaces.Box(0, 255, (84, 84, 4), np.uint8)
    config = {"observation": {"obs": {"layout": "chw", "scale": 255}}}
    model = models.nature_cnn(folder / "nature.onnx", int(_ACTIONS.n))
    timed = _timed(folder, model, space, config, samples=samples, decisions=20)
    ours, bare = ([us / 1000 for us in timed[way]] for way in ("decide", "bare"))
    target = "ratio at most 1.1; below 33.3"
    return [Row.of("inference.nature_cnn", "ms", ours, bare, target)]


def _timed(
    folder: Path,
    model: Path,
    space: spaces.Box,
    config: dict[str, Any],
    *,
    samples: int,
    decisions: int,
) -> dict[str, list[float]]:
    agent = models.agent_of(space, _ACTIONS)
    given = PolicyConfig.model_validate({"onnx": model.name, **config})
    policy = inspect_policy(model, given, agent, place=Place(model)).policy
    layout = AgentLayout(
        observation=agent.observation, action=agent.action, output=output_layout([policy])
    )
    recorded = Recorded(
        rule=ObservationRule(keep="all", every=1, downsample=1), layout=agent.observation
    )
    acting = Agent(actor="it", action_space=agent.action_space, layout=layout, recorded=recorded)
    job = {
        "model": str(model),
        "policy": policy.model_dump(),
        "agent": acting.model_dump(),
        "observation": _observation(space),
        "samples": samples,
        "decisions": decisions,
    }
    command = [node_executable(), folder / "inference.mjs", WASM]
    done = subprocess.run(
        command, input=json.dumps(job), capture_output=True, text=True, check=True
    )
    timed: dict[str, list[float]] = json.loads(done.stdout)
    return timed


def _observation(space: spaces.Box) -> str:
    space.seed(0)
    packer = Packer(layout_of(space))
    packer.pack(space.sample())
    return base64.b64encode(packer.row.tobytes()).decode()
