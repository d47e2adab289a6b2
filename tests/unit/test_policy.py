"""A policy that does not fit is refused with what is wrong and what would fit."""

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from gymbrowser.config.models import ActionConfig, PolicyConfig
from gymbrowser.errors import Place, UserError
from gymbrowser.policy import PolicyInspection, inspect_policy
from gymbrowser.resolve.cache import Cache

EXAMPLE = Path(__file__).parents[2] / "examples/cartpole/policies/cartpole.onnx"


def linear(
    file: Path,
    features: int = 4,
    actions: int = 2,
    *,
    opset: int = 17,
    ir: int = 8,
    dtype: int = TensorProto.FLOAT,
    batch: tuple[str, ...] = ("batch",),
    outputs: tuple[str, ...] = ("logits",),
) -> Path:
    weights = np.zeros((features, actions), helper.tensor_dtype_to_np_dtype(dtype))
    graph = helper.make_graph(
        [helper.make_node("MatMul", ["obs", "w"], [name]) for name in outputs],
        "linear",
        [helper.make_tensor_value_info("obs", dtype, [*batch, features])],
        [helper.make_tensor_value_info(name, dtype, [*batch, actions]) for name in outputs],
        [numpy_helper.from_array(weights, "w")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=ir)
    onnx.save_model(model, file)
    return file


def inspect(file: Path, config: PolicyConfig | None = None) -> PolicyInspection:
    config = config or PolicyConfig(onnx=file.name)
    return inspect_policy(file, config, features=4, actions=2, place=Place(Path("exp.yml"), 7))


def test_the_trained_policy_fits() -> None:
    inspection = inspect(EXAMPLE)
    assert (inspection.input, inspection.output) == ("obs", "logits")
    assert inspection.opset <= 26
    assert len(inspection.example) == 2


def test_a_model_is_looked_at_once_for_the_same_file_and_sizes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def inspect_kept(file: Path, features: int = 4) -> PolicyInspection:
        return inspect_policy(
            file,
            PolicyConfig(onnx=file.name),
            features=features,
            actions=2,
            place=Place(Path("exp.yml"), 7),
            cache=Cache(tmp_path / "cache"),
        )

    other = linear(tmp_path / "other.onnx")
    found = inspect_kept(EXAMPLE)
    assert found == inspect(EXAMPLE)
    with monkeypatch.context() as patch:
        patch.delattr("gymbrowser.policy.inspect.look_at_model")
        assert inspect_kept(EXAMPLE) == found
        for file, features in ((other, 4), (EXAMPLE, 5)):
            with pytest.raises(ImportError):
                inspect_kept(file, features)
    for _ in range(2):
        with pytest.raises(UserError, match="5 numbers"):
            inspect_kept(EXAMPLE, 5)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"features": 5}, r"the input `obs` of m.onnx is FLOAT \[batch, 5\]\n  It must be FLOAT"),
        ({"actions": 3}, r"the output `logits` of m.onnx is FLOAT \[batch, 3\]"),
        (
            {"dtype": TensorProto.DOUBLE},
            r"the input `obs` of m.onnx is DOUBLE(.|\n)*Convert the model to float32",
        ),
        (
            {"batch": ()},
            r"the input `obs` of m.onnx is FLOAT \[4\](.|\n)*with the shape \[batch, 4\]",
        ),
        (
            {"opset": 27},
            "m.onnx has opset 27\n  onnxruntime-web in the browser reads up to opset 26",
        ),
        ({"ir": 14}, r"m.onnx has IR version 14(.|\n)*set its `ir_version` to 13"),
        ({"outputs": ("a", "b")}, "m.onnx has 2 outputs\n  Its outputs: a, b."),
    ],
)
def test_a_model_that_does_not_fit(tmp_path: Path, options: dict, message: str) -> None:  # type: ignore[type-arg]
    file = linear(tmp_path / "m.onnx", **options)
    with pytest.raises(UserError, match=f"exp.yml:7: {message}"):
        inspect(file)


def test_the_output_can_be_named(tmp_path: Path) -> None:
    file = linear(tmp_path / "m.onnx", outputs=("a", "b"))
    config = PolicyConfig(onnx=file.name, action=ActionConfig.model_validate({"from": "b"}))
    assert inspect(file, config).output == "b"


def test_what_is_no_model_at_all(tmp_path: Path) -> None:
    (tmp_path / "m.onnx").write_bytes(b"PK\x03\x04 not a model")
    with pytest.raises(UserError, match=r"m\.onnx is not an ONNX model"):
        inspect(tmp_path / "m.onnx")
