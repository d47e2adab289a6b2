"""Reads an ONNX model and holds it against the spaces of the environment."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from google.protobuf.message import DecodeError

from gymbrowser.config.models import PolicyConfig
from gymbrowser.errors import Place, Problem, UserError
from gymbrowser.policy.inspection import PolicyInspection

MAX_OPSET = 26
"""The newest opset that onnxruntime-web 1.30 loads."""
MAX_IR = 13
"""The newest IR version that onnxruntime-web 1.30 loads."""


def look_at_model(
    file: Path, config: PolicyConfig, *, features: int, actions: int, place: Place
) -> PolicyInspection:
    """See `inspect_policy`."""
    model = _load(file, place)
    opset = max((o.version for o in model.opset_import if o.domain in {"", "ai.onnx"}), default=0)
    problems = _version_problems(file, opset, model.ir_version, place)
    if problems:
        raise UserError.of(problems)
    wanted_input = next(iter(config.observation), None) if config.observation else None
    initializers = {tensor.name for tensor in model.graph.initializer}
    inputs = [value for value in model.graph.input if value.name not in initializers]
    source = _pick(list(inputs), wanted_input, "input", file, place)
    sink = _pick(list(model.graph.output), config.action.from_, "output", file, place)
    if isinstance(source, Problem) or isinstance(sink, Problem):
        raise UserError.of(found for found in (source, sink) if isinstance(found, Problem))
    if len(inputs) > 1:
        raise UserError(
            f"{file.name} has {len(inputs)} inputs: {', '.join(v.name for v in inputs)}",
            where=place,
            why="A policy is given the flattened observation as its only input.",
            remedy="Export the model again with one input of shape [batch, features].",
        )
    problems += _shape_problems(
        source, features, "input", "numbers in the observation", file, place
    )
    problems += _shape_problems(sink, actions, "output", "actions", file, place)
    if problems:
        raise UserError.of(problems)
    example = _run(file, source.name, sink.name, features, actions, place)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    return PolicyInspection(digest, source.name, sink.name, opset, model.ir_version, example)


def _load(file: Path, place: Place) -> onnx.ModelProto:
    try:
        model = onnx.load_model(str(file), load_external_data=False)
        onnx.checker.check_model(model)
    except DecodeError as error:
        raise UserError(
            f"{file.name} is not an ONNX model",
            where=place,
            remedy="Export it with torch.onnx.export, or see train.py of the CartPole example.",
        ) from error
    except onnx.checker.ValidationError as error:
        raise UserError(
            f"{file.name} is a damaged ONNX model", where=place, quote=str(error)
        ) from error
    return model


def _version_problems(file: Path, opset: int, ir: int, place: Place) -> list[Problem]:
    again = "Export it again with opset_version=17, or convert it with onnx.version_converter."
    lower = f"Load it with onnx.load, set its `ir_version` to {MAX_IR}, and save it with onnx.save."
    limits = (("opset", opset, MAX_OPSET, again), ("IR version", ir, MAX_IR, lower))
    return [
        Problem(
            f"{file.name} has {name} {version}",
            place,
            f"onnxruntime-web in the browser reads up to {name} {limit}.",
            remedy,
        )
        for name, version, limit, remedy in limits
        if version > limit
    ]


def _pick(
    values: list[onnx.ValueInfoProto], wanted: str | None, role: str, file: Path, place: Place
) -> onnx.ValueInfoProto | Problem:
    names = [value.name for value in values]
    if wanted is None and len(values) == 1:
        return values[0]
    if wanted in names:
        return values[names.index(wanted)]
    key = "observation: {NAME: flatten}" if role == "input" else "action: {from: NAME}"
    what = f"has no {role} `{wanted}`" if wanted else f"has {len(values)} {role}s"
    return Problem(
        f"{file.name} {what}",
        place,
        f"Its {role}s: {', '.join(names) or 'none'}.",
        f"Name the right one: `{key}`.",
    )


def _shape_problems(
    value: onnx.ValueInfoProto, size: int, role: str, meaning: str, file: Path, place: Place
) -> Iterator[Problem]:
    tensor = value.type.tensor_type
    dims = [
        d.dim_value if d.HasField("dim_value") else d.dim_param or "?" for d in tensor.shape.dim
    ]
    shape = f"[{', '.join(map(str, dims))}]"
    dtype = onnx.TensorProto.DataType.Name(tensor.elem_type)
    fits = len(dims) == 2 and all(
        not isinstance(dim, int) or dim == wanted
        for dim, wanted in zip(dims, (1, size), strict=True)
    )
    if tensor.elem_type != onnx.TensorProto.FLOAT:
        remedy = "Convert the model to float32, and export it again."
    elif dims == [size]:
        remedy = f"Export it again with the shape [batch, {size}]."
    else:
        remedy = "Check that the model was trained on this environment."
    if not fits or tensor.elem_type != onnx.TensorProto.FLOAT:
        yield Problem(
            f"the {role} `{value.name}` of {file.name} is {dtype} {shape}",
            place,
            f"It must be FLOAT [batch, {size}]: the environment has {size} {meaning}.",
            remedy,
        )


def _run(
    file: Path, source: str, sink: str, features: int, actions: int, place: Place
) -> tuple[float, ...]:
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4  # its warnings go to stderr in a form of their own
    try:
        session = onnxruntime.InferenceSession(str(file), options, ["CPUExecutionProvider"])
        (logits,) = session.run([sink], {source: np.zeros((1, features), np.float32)})
    except Exception as error:  # onnxruntime's exceptions share no base class but this
        raise UserError(f"{file.name} does not run", where=place, quote=str(error)) from error
    if logits.shape != (1, actions):
        raise UserError(
            f"{file.name} answers with the shape {list(logits.shape)}",
            where=place,
            why=f"It must be [1, {actions}] for one observation.",
        )
    return tuple(float(logit) for logit in logits[0])
