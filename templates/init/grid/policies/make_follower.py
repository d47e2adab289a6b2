"""Writes follower.onnx: a policy that moves the paddle below the ball.

A trained network is exported the same way: one input of shape [batch, numbers in the observation],
one output of shape [batch, actions]. `torch.onnx.export(..., opset_version=17)` gives such a file.
"""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

# logits = observation @ weights + bias; the observation is (ball column, ball row, paddle column)
WEIGHTS = np.array([[-1, 0, 1], [0, 0, 0], [1, 0, -1]], dtype=np.float32)
BIAS = np.array([0, 0.5, 0], dtype=np.float32)  # below the ball, staying is best


def main() -> None:
    """Write the model beside this file."""
    graph = helper.make_graph(
        [helper.make_node("Gemm", ["observation", "weights", "bias"], ["logits"])],
        "follower",
        [helper.make_tensor_value_info("observation", TensorProto.FLOAT, ["batch", 3])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", 3])],
        [numpy_helper.from_array(WEIGHTS, "weights"), numpy_helper.from_array(BIAS, "bias")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    onnx.save_model(model, Path(__file__).with_name("follower.onnx"))


if __name__ == "__main__":
    main()
