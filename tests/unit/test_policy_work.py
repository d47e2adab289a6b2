"""How much there is to do for a decision, and what follows for WebGPU."""

from pathlib import Path

import numpy as np
import pytest
from gymnasium import spaces

from gymbrowser.config.policy_models import PolicyConfig
from gymbrowser.errors import Place
from gymbrowser.policy import describe_policy, inspect_policy
from tests import models

HERE = Place(Path("exp.yml"), 1)
TWO = spaces.Discrete(2)


def inspected(file: Path, observations: spaces.Space[object], **config: object) -> tuple[int, str]:
    written = PolicyConfig.model_validate({"onnx": file.name, **config})
    agent = models.agent_of(observations, TWO)
    found = inspect_policy(file, written, agent, place=HERE)
    (line,) = [line for line in describe_policy(found) if line.startswith("a decision")]
    policy = found.policy
    assert {"try": "tried", "small": "too few", "never": "without"}[policy.webgpu] in line
    return policy.multiplications, policy.webgpu


def test_layers_are_counted_by_their_definitions(tmp_path: Path) -> None:
    four = spaces.Box(-1, 1, (4,))
    mlp = models.network(tmp_path / "mlp.onnx", 2, 4)
    assert inspected(mlp, four) == (4 * models.HIDDEN + models.HIDDEN * 2, "small")
    # LSTM: the four gates' weights for the input and for the state, then the layer behind it.
    recurrent, hidden = models.lstm(tmp_path / "lstm.onnx", 4, 2), models.HIDDEN
    gates = 4 * hidden * 4 + 4 * hidden * hidden
    assert inspected(recurrent, four) == (gates + hidden * 2, "small")


def test_convolutions_are_counted_at_every_place(tmp_path: Path) -> None:
    """As Mnih et al. 2015 give the layers: 20×20, 9×9 and 7×7 places."""
    cnn = models.nature_cnn(tmp_path / "cnn.onnx", 2)
    pixels = spaces.Box(0, 255, (4, 84, 84), np.uint8)
    convolutions = (20 * 20 * 32 * 4 * 64) + (9 * 9 * 64 * 32 * 16) + (7 * 7 * 64 * 64 * 9)
    assert inspected(cnn, pixels) == (convolutions + 3136 * 512 + 512 * 2, "small")


@pytest.mark.parametrize(("wish", "way"), [(True, "try"), (False, "never"), (None, "small")])
def test_the_study_may_decide_on_webgpu(tmp_path: Path, wish: bool | None, way: str) -> None:
    mlp = models.network(tmp_path / "mlp.onnx", 2, 4)
    config = {} if wish is None else {"webgpu": wish}
    assert inspected(mlp, spaces.Box(-1, 1, (4,)), **config)[1] == way


def test_a_large_model_is_tried_by_itself(tmp_path: Path) -> None:
    side, filters = 352, 16
    large = models.wide_cnn(tmp_path / "large.onnx", side, filters, 2)
    pixels = spaces.Box(0, 255, (3, side, side), np.uint8)
    assert inspected(large, pixels) == (side * side * filters * 3 * 9 + filters * 2, "try")
