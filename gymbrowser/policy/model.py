"""What a model in the ONNX format says of itself."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import onnx
from google.protobuf.message import DecodeError

from gymbrowser.errors import Place, Problem, UserError

MAX_OPSET = 26
"""The newest opset that onnxruntime-web 1.30 loads."""
MAX_IR = 13
"""The newest IR version that onnxruntime-web 1.30 loads."""

_DRAWING = frozenset(
    {
        "Bernoulli",
        "Multinomial",
        "RandomNormal",
        "RandomNormalLike",
        "RandomUniform",
        "RandomUniformLike",
    }
)
"""The operators that draw random numbers."""
_AFFINE = frozenset({"Add", "Sub", "Mul", "Div", "Identity", "Squeeze", "Unsqueeze", "Reshape"})


@dataclass(frozen=True)
class Tensor:
    """An input or output."""

    name: str
    dtype: str
    """As ONNX calls it: `FLOAT`."""
    dims: tuple[int | str, ...]
    """A text where any length is possible."""

    def __str__(self) -> str:
        return f"{self.dtype} [{', '.join(map(str, self.dims))}]"

    def fits(self, shape: Sequence[int]) -> bool:
        """Whether one item of this shape may go in or come out: before it, all axes have length 1.

        The first of these is the batch.
        """
        before = self.dims[: len(self.dims) - len(shape)]
        after = self.dims[len(before) :]
        return (
            len(self.dims) > len(shape)
            and all(isinstance(dim, str) or dim == 1 for dim in before)
            and all(isinstance(d, str) or d == n for d, n in zip(after, shape, strict=True))
        )

    def whole(self, shape: Sequence[int]) -> list[int]:
        """The shape of a tensor with one such item."""
        return [1] * (len(self.dims) - len(shape)) + list(shape)


@dataclass(frozen=True)
class Model:
    """What of a model is to be known to give it observations and understand its answers."""

    file: Path
    inputs: tuple[Tensor, ...]
    outputs: tuple[Tensor, ...]
    opset: int
    ir: int
    makers: dict[str, tuple[str, tuple[str, ...]]]
    """Of each value that is computed: by which operator, from which values."""

    def maker(self, value: str) -> str:
        """The operator that computes a value; empty for none."""
        return self.makers.get(value, ("", ()))[0]

    def origin(self, value: str) -> str:
        """The same, before scaling, shifting and reshaping."""
        operator, given = self.makers.get(value, ("", ()))
        if operator not in _AFFINE:
            return operator
        computed = [name for name in given if name in self.makers]
        return self.origin(computed[0]) if computed else ""


def read_model(file: Path, place: Place) -> Model:
    """Read a model that the browser can run.

    Args:
        file: The model.
        place: Where it was named.

    Raises:
        UserError: It is none, it is newer than the browser's runtime, or draws random numbers.
    """
    proto = _load(file, place)
    opset = max((o.version for o in proto.opset_import if o.domain in {"", "ai.onnx"}), default=0)
    problems = [*_version_problems(file, opset, proto.ir_version, place)]
    problems += _drawing_problems(file, proto, place)
    if problems:
        raise UserError.of(problems)
    constant = {tensor.name for tensor in proto.graph.initializer}
    return Model(
        file=file,
        inputs=tuple(_tensor(v) for v in proto.graph.input if v.name not in constant),
        outputs=tuple(map(_tensor, proto.graph.output)),
        opset=opset,
        ir=proto.ir_version,
        makers={
            output: (node.op_type, tuple(node.input))
            for node in proto.graph.node
            for output in node.output
        },
    )


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


def _version_problems(file: Path, opset: int, ir: int, place: Place) -> Iterator[Problem]:
    again = "Export it again with opset_version=17, or convert it with onnx.version_converter."
    lower = f"Load it with onnx.load, set its `ir_version` to {MAX_IR}, and save it with onnx.save."
    limits = (("opset", opset, MAX_OPSET, again), ("IR version", ir, MAX_IR, lower))
    for name, version, limit, remedy in limits:
        if version > limit:
            yield Problem(
                f"{file.name} has {name} {version}",
                place,
                f"onnxruntime-web in the browser reads up to {name} {limit}.",
                remedy,
            )


def _drawing_problems(file: Path, model: onnx.ModelProto, place: Place) -> Iterator[Problem]:
    if drawing := sorted({node.op_type for node in model.graph.node} & _DRAWING):
        yield Problem(
            f"{file.name} draws random numbers inside the model ({', '.join(drawing)})",
            place,
            "They would be in no record, so that no episode could be run again.",
            "Export what the distribution is made of, as logits or as mean and log_std, and say "
            "`choose: sample` or `choose: gaussian`; or export with deterministic=True.",
        )


def _tensor(value: onnx.ValueInfoProto) -> Tensor:
    tensor = value.type.tensor_type
    dims = tuple(
        d.dim_value if d.HasField("dim_value") else d.dim_param or "?" for d in tensor.shape.dim
    )
    return Tensor(value.name, onnx.TensorProto.DataType.Name(tensor.elem_type), dims)
