"""Small models in the ONNX format, as the libraries that train policies export them.

Their weights seem random and are always the same. Each is the graph that PyTorch's exporter gives
for the documented way of exporting; the sources stand in `gymbrowser/policy/conventions.py`.
"""

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from gymnasium import spaces
from onnx import NodeProto, TensorProto, helper, numpy_helper

from gymbrowser.bridge.layout import layout_of
from gymbrowser.contract.policies import Categories
from gymbrowser.contract.steps import Discrete
from gymbrowser.contract.wire import ArrayField
from gymbrowser.environment.inspect import AgentInspection, Bounds
from gymbrowser.environment.spaces import bounds_of, categories_of, heads_of

type Dims = list[int | str]

HIDDEN = 8


class Graph:
    """A model, node by node."""

    def __init__(self) -> None:
        self._random = np.random.default_rng(0)
        self._nodes: list[NodeProto] = []
        self._constants: list[TensorProto] = []
        self._inputs: list[Any] = []
        self._outputs: list[Any] = []

    def input(self, name: str, dims: Dims, dtype: int = TensorProto.FLOAT) -> str:
        """Declare an input."""
        self._inputs.append(helper.make_tensor_value_info(name, dtype, dims))
        return name

    def output(self, name: str, dims: Dims, dtype: int = TensorProto.FLOAT) -> None:
        """Declare a value to be an output."""
        self._outputs.append(helper.make_tensor_value_info(name, dtype, dims))

    def constant(self, value: Any, dtype: Any = np.float32) -> str:
        """A constant by a name of its own."""
        name = f"constant{len(self._constants)}"
        self._constants.append(numpy_helper.from_array(np.asarray(value, dtype), name))
        return name

    def weights(self, *shape: int) -> str:
        """A constant that seems random."""
        return self.constant(self._random.normal(0, 1, shape))

    def apply(self, operator: str, *given: str, to: str | None = None, **attributes: Any) -> str:
        """One operator; its result is called `to`."""
        name = to or f"value{len(self._nodes)}"
        self._nodes.append(helper.make_node(operator, list(given), [name], **attributes))
        return name

    def linear(self, given: str, inputs: int, outputs: int, to: str | None = None) -> str:
        """`torch.nn.Linear`."""
        weights, bias = self.weights(outputs, inputs), self.weights(outputs)
        return self.apply("Gemm", given, weights, bias, to=to, transB=1)

    def mlp(self, given: str, inputs: int, outputs: int, to: str | None = None) -> str:
        """A hidden layer with tanh."""
        hidden = self.apply("Tanh", self.linear(given, inputs, HIDDEN))
        return self.linear(hidden, HIDDEN, outputs, to)

    def lstm(self, given: str, features: int, hidden: str, cell: str) -> None:
        """One step of `torch.nn.LSTM`; its new state is called `hn` and `cn`."""
        constants = [
            self.weights(1, 4 * HIDDEN, features),
            self.weights(1, 4 * HIDDEN, HIDDEN),
            self.weights(1, 8 * HIDDEN),
        ]
        inputs = [given, *constants, "", hidden, cell]
        node = helper.make_node("LSTM", inputs, ["", "hn", "cn"], hidden_size=HIDDEN)
        self._nodes.append(node)

    def save(self, file: Path) -> Path:
        """Write the model."""
        graph = helper.make_graph(
            self._nodes, "policy", self._inputs, self._outputs, self._constants
        )
        opsets = [helper.make_opsetid("", 17)]
        onnx.save_model(helper.make_model(graph, opset_imports=opsets, ir_version=8), file)
        return file


def network(
    file: Path, outputs: int, *dims: int, name: str = "obs", batch: int | str = "batch"
) -> Path:
    """CleanRL's `actor` and `q_network`: an observation to one number for each action."""
    graph = Graph()
    graph.input(name, [batch, *dims])
    flat = graph.apply("Flatten", name)
    graph.mlp(flat, int(np.prod(dims)), outputs, to="logits")
    graph.output("logits", [batch, outputs])
    return graph.save(file)


def nature_cnn(file: Path, outputs: int) -> Path:
    """The network of Mnih et al. 2015 (Nature 518), as Stable-Baselines3's `NatureCNN` has it.

    Four frames of 84 by 84 pixels, channels first, divided by 255 before.
    """
    graph = Graph()
    value = graph.input("obs", ["batch", 4, 84, 84])
    for channels, filters, size, stride in ((4, 32, 8, 4), (32, 64, 4, 2), (64, 64, 3, 1)):
        weights, bias = graph.weights(filters, channels, size, size), graph.weights(filters)
        convolved = graph.apply("Conv", value, weights, bias, strides=[stride, stride])
        value = graph.apply("Relu", convolved)
    flat = graph.apply("Flatten", value)
    hidden = graph.apply("Relu", graph.linear(flat, 64 * 7 * 7, 512))
    graph.linear(hidden, 512, outputs, to="logits")
    graph.output("logits", ["batch", outputs])
    return graph.save(file)


def wide_cnn(file: Path, side: int, filters: int, outputs: int) -> Path:
    """A convolution over a large picture of three colours: much to multiply by few weights."""
    graph = Graph()
    value = graph.input("obs", ["batch", 3, side, side])
    weights, bias = graph.weights(filters, 3, 3, 3), graph.weights(filters)
    value = graph.apply("Conv", value, weights, bias, pads=[1, 1, 1, 1])
    flat = graph.apply("Flatten", graph.apply("GlobalAveragePool", value))
    graph.linear(flat, filters, outputs, to="logits")
    graph.output("logits", ["batch", outputs])
    return graph.save(file)


def sb3_ppo(file: Path, features: int, actions: int, *, discrete: bool) -> Path:
    """`OnnxableSB3Policy` of PPO: actions, values, log_prob; names as the exporter gives them."""
    graph = Graph()
    graph.input("input", ["batch", features])
    means = graph.mlp("input", features, actions, to=None if discrete else "33")
    if discrete:
        graph.apply("ArgMax", means, to="33", axis=1, keepdims=0)
    graph.output("33", ["batch"] if discrete else ["batch", actions],
                 TensorProto.INT64 if discrete else TensorProto.FLOAT)  # fmt: skip
    graph.mlp("input", features, 1, to="value")
    graph.output("value", ["batch", 1])
    graph.apply("ReduceMax", means, to="46", axes=[1], keepdims=0)
    graph.output("46", ["batch"])
    return graph.save(file)


def sb3_sac(file: Path, features: int, actions: int) -> Path:
    """The actor of SAC, deterministic: tanh of the mean."""
    graph = Graph()
    graph.input("input", ["batch", features])
    graph.apply("Tanh", graph.mlp("input", features, actions), to="21")
    graph.output("21", ["batch", actions])
    return graph.save(file)


def cleanrl_ppo(file: Path, features: int, actions: int) -> Path:
    """`actor_mean`, and `actor_logstd` expanded to it."""
    graph = Graph()
    graph.input("obs", ["batch", features])
    graph.mlp("obs", features, actions, to="action_mean")
    graph.output("action_mean", ["batch", actions])
    shape = graph.apply("Shape", "action_mean")
    graph.apply("Expand", graph.constant(np.full((1, actions), -0.5)), shape, to="action_logstd")
    graph.output("action_logstd", ["batch", actions])
    return graph.save(file)


def cleanrl_sac(file: Path, features: int, actions: int) -> Path:
    """The actor's `forward`: the mean, and log_std between -5 and 2 by a tanh."""
    graph = Graph()
    graph.input("x", ["batch", features])
    graph.mlp("x", features, actions, to="mean")
    graph.output("mean", ["batch", actions])
    squashed = graph.apply("Tanh", graph.mlp("x", features, actions))
    raised = graph.apply("Add", squashed, graph.constant(1.0))
    graph.apply("Add", graph.apply("Mul", raised, graph.constant(3.5)), graph.constant(-5.0),
                to="28")  # fmt: skip
    graph.output("28", ["batch", actions])
    return graph.save(file)


def rllib_box(file: Path, features: int, actions: int) -> Path:
    """An RLModule's forward pass: action_dist_inputs, which are [mean, log_std]."""
    graph = Graph()
    graph.input("obs", ["batch", features])
    graph.mlp("obs", features, 2 * actions, to="action_dist_inputs")
    graph.output("action_dist_inputs", ["batch", 2 * actions])
    return graph.save(file)


def rllib_recurrent(file: Path, features: int, actions: int) -> Path:
    """`Policy.export_model` of a model with a state: it adds what it saw to its state."""
    graph = Graph()
    graph.input("obs", ["batch_size", features])
    graph.input("state_ins", ["batch_size", HIDDEN])
    graph.input("seq_lens", ["batch_size"], TensorProto.INT32)
    seen = graph.linear("obs", features, HIDDEN)
    kept = graph.apply("Mul", "state_ins", graph.constant(0.75))
    graph.apply("Tanh", graph.apply("Add", seen, kept), to="state_outs")
    graph.linear("state_outs", HIDDEN, actions, to="output")
    graph.output("output", ["batch_size", actions])
    graph.output("state_outs", ["batch_size", HIDDEN])
    return graph.save(file)


def lstm(file: Path, features: int, actions: int) -> Path:
    """sb3-contrib's RecurrentPPO and CleanRL's ppo_atari_lstm: a cell of `torch.nn.LSTM`, whose
    state is dropped where an episode starts.
    """
    graph = Graph()
    graph.input("obs", [1, 1, features])
    graph.input("h0", [1, 1, HIDDEN])
    graph.input("c0", [1, 1, HIDDEN])
    graph.input("episode_starts", [1])
    keep = graph.apply("Sub", graph.constant(1.0), "episode_starts")
    graph.lstm("obs", features, graph.apply("Mul", "h0", keep), graph.apply("Mul", "c0", keep))
    flat = graph.apply("Reshape", "hn", graph.constant([1, HIDDEN], np.int64))
    graph.linear(flat, HIDDEN, actions, to="logits")
    graph.output("logits", [1, actions])
    graph.output("hn", [1, 1, HIDDEN])
    graph.output("cn", [1, 1, HIDDEN])
    return graph.save(file)


def dict_network(file: Path, image: tuple[int, int, int], state: int, actions: int) -> Path:
    """Stable-Baselines3's MultiInputPolicy: an input for each key, the image channels first."""
    graph = Graph()
    graph.input("image", ["batch", *image])
    graph.input("state", ["batch", state])
    flat = graph.apply("Flatten", "image")
    whole = graph.apply("Concat", flat, "state", axis=1)
    graph.mlp(whole, int(np.prod(image)) + state, actions, to="logits")
    graph.output("logits", ["batch", actions])
    return graph.save(file)


def agent_of(observations: spaces.Space[Any], actions: spaces.Space[Any]) -> AgentInspection:
    """What a build finds out about an agent of these spaces."""
    heads, bounds, number = heads_of(actions), bounds_of(actions), None
    if isinstance(actions, spaces.Discrete):
        number = Discrete(n=int(actions.n), start=int(actions.start))
    return AgentInspection(
        observation=_layout(observations),
        categories=tuple(
            None if each is None else Categories(**each) for each in categories_of(observations)
        ),
        action=_layout(actions),
        action_space=number,
        heads=None if heads is None else Categories(**heads),
        bounds=None if bounds is None else Bounds(**bounds),
        actions=str(actions),
    )


def _layout(space: spaces.Space[Any]) -> list[ArrayField]:
    return [ArrayField.model_validate(field) for field in layout_of(space)]
