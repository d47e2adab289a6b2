"""How much there is to do for one decision of a model."""

import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import onnx

from gymbrowser.contract.policies import OnnxPolicy

ENOUGH_FOR_WEBGPU = 50_000_000
"""Multiplications from which on a graphics processor may be faster than WebAssembly, which takes
some 7 ms for them; the way to a graphics processor and back takes a few milliseconds itself."""

_WEIGHTS_OF = {"Conv": 1, "ConvTranspose": 1, "Gemm": 1, "MatMul": 1}
_RECURRENT = frozenset({"RNN", "GRU", "LSTM"})

type Shapes = Mapping[str, Sequence[int]]
"""Value to its shape, as far as it is known."""


def count_multiplications(file: Path, plan: OnnxPolicy) -> int:
    """Count what matrix products, convolutions and recurrent layers multiply for one observation.

    What else a model does takes little beside them. Where a shape can't be inferred, each weight
    counts once.

    Args:
        file: The model.
        plan: How it is used, which says the shapes of its inputs.
    """
    model = onnx.load_model(str(file))
    shapes = _shapes(model, plan)
    return sum(_of_node(node, shapes) for node in _nodes(model.graph))


def _nodes(graph: onnx.GraphProto) -> Iterator[onnx.NodeProto]:
    for node in graph.node:
        yield node
        for attribute in node.attribute:
            if attribute.type == onnx.AttributeProto.GRAPH:
                yield from _nodes(attribute.g)


def _of_node(node: onnx.NodeProto, shapes: Shapes) -> int:
    if node.op_type in _RECURRENT:
        return sum(math.prod(shapes.get(name, ())) for name in node.input[1:3])
    if node.op_type not in _WEIGHTS_OF:
        return 0
    weights = shapes.get(node.input[1], ())
    results = shapes.get(node.output[0])
    if results is None:
        return math.prod(weights)
    match node.op_type:
        case "Conv":  # [out, in / groups, *kernel]
            return math.prod(results) * math.prod(weights[1:])
        case "ConvTranspose":  # [in, out / groups, *kernel]: each input is spread over a kernel
            return math.prod(shapes.get(node.input[0], ())) * math.prod(weights[1:])
    left = shapes.get(node.input[0], (1,))
    transposed = node.op_type == "Gemm" and any(
        attribute.name == "transA" and attribute.i for attribute in node.attribute
    )
    return math.prod(results) * (left[0] if transposed else left[-1])


def _shapes(model: onnx.ModelProto, plan: OnnxPolicy) -> dict[str, Sequence[int]]:
    known = {tensor.name: tensor.shape for tensor in plan.inputs}
    known |= {tensor.name: tensor.shape for tensor in plan.fixed}
    known |= {state.input: state.shape for state in plan.states}
    for value in model.graph.input:
        for dim, length in zip(
            value.type.tensor_type.shape.dim, known.get(value.name, ()), strict=False
        ):
            dim.dim_value = length
    graph = onnx.shape_inference.infer_shapes(model, data_prop=True).graph
    found: dict[str, Sequence[int]] = {t.name: list(t.dims) for t in graph.initializer}
    for value in (*graph.input, *graph.value_info, *graph.output):
        dims = value.type.tensor_type.shape.dim
        if all(dim.HasField("dim_value") for dim in dims):
            found[value.name] = [dim.dim_value for dim in dims]
    return found
