"""What is understood of a policy; and one that does not fit is refused with what would fit."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from gymnasium import spaces
from onnx import TensorProto, helper, numpy_helper
from pydantic import ValidationError

from gymbrowser.config.policy_models import PolicyConfig
from gymbrowser.errors import Place, UserError
from gymbrowser.policy import PolicyInspection, describe_policy, inspect_policy
from gymbrowser.resolve.cache import Cache
from tests import models

EXAMPLE = Path(__file__).parents[2] / "examples/cartpole/policies/cartpole.onnx"
PLACE = Place(Path("exp.yml"), 7)
STATE = spaces.Box(-1, 1, (4,), np.float32)
IMAGE = spaces.Box(0, 255, (6, 5, 1), np.uint8)
SEEN = spaces.Dict({"image": IMAGE, "word": spaces.Text(5), "mode": spaces.Discrete(3)})
ARM = spaces.Box(-2, 2, (2,), np.float32)
TWO = spaces.Discrete(2)


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
    weight: float = 0.0,
) -> Path:
    weights = np.full((features, actions), weight, helper.tensor_dtype_to_np_dtype(dtype))
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


def inspect(
    file: Path,
    observations: spaces.Space[Any] = STATE,
    actions: spaces.Space[Any] = TWO,
    **config: Any,
) -> PolicyInspection:
    given = PolicyConfig.model_validate({"onnx": file.name, **config})
    return inspect_policy(file, given, models.agent_of(observations, actions), place=PLACE)


def test_the_trained_policy_fits() -> None:
    found = inspect(EXAMPLE)
    assert [one.name for one in found.policy.inputs] == ["obs"]
    assert [one.name for one in found.policy.outputs] == ["logits"]
    assert found.opset <= 26
    assert found.example.action == [int(np.argmax(found.example.outputs["logits"]))]


def test_a_model_is_looked_at_once_for_the_same_file_and_spaces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def inspect_kept(file: Path, features: int = 4) -> PolicyInspection:
        space = spaces.Box(-1, 1, (features,), np.float32)
        return inspect_policy(
            file,
            PolicyConfig(onnx=file.name),
            models.agent_of(space, TWO),
            place=PLACE,
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
        ({"weight": np.nan}, r"the output `logits` of m.onnx gives no action(.|\n)*was zeros"),
    ],
)
def test_a_model_that_does_not_fit(tmp_path: Path, options: dict, message: str) -> None:  # type: ignore[type-arg]
    file = linear(tmp_path / "m.onnx", **options)
    with pytest.raises(UserError, match=f"exp.yml:7: {message}"):
        inspect(file)


def test_the_output_can_be_named(tmp_path: Path) -> None:
    file = linear(tmp_path / "m.onnx", outputs=("a", "b"))
    assert inspect(file, action={"from": "b"}).policy.outputs[0].name == "b"


def test_what_is_no_model_at_all(tmp_path: Path) -> None:
    (tmp_path / "m.onnx").write_bytes(b"PK\x03\x04 not a model")
    with pytest.raises(UserError, match=r"m\.onnx is not an ONNX model"):
        inspect(tmp_path / "m.onnx")


def drawing(file: Path) -> Path:
    """Exported with the draw of its action."""
    graph = models.Graph()
    graph.input("obs", ["batch", 4])
    logits = graph.mlp("obs", 4, 2)
    graph.apply("Multinomial", logits, to="action", dtype=TensorProto.INT64)
    graph.output("action", ["batch", 1], TensorProto.INT64)
    return graph.save(file)


def numbering(file: Path, *numbers: int) -> Path:
    """Exported with the choice of its action: always this one."""
    graph = helper.make_graph(
        [
            helper.make_node("MatMul", ["obs", "w"], ["sums"]),
            helper.make_node("Add", ["sums", "numbers"], ["chosen"]),
            helper.make_node("Cast", ["chosen"], ["action"], to=TensorProto.INT64),
        ],
        "numbering",
        [helper.make_tensor_value_info("obs", TensorProto.FLOAT, ["batch", 4])],
        [helper.make_tensor_value_info("action", TensorProto.INT64, ["batch", len(numbers)])],
        [
            numpy_helper.from_array(np.zeros((4, len(numbers)), np.float32), "w"),
            numpy_helper.from_array(np.array(numbers, np.float32), "numbers"),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.save_model(model, file)
    return file


@pytest.mark.parametrize(
    ("actions", "numbers", "told"),
    [
        (TWO, (1,), None),
        (TWO, (2,), "2"),
        (spaces.Discrete(2, start=1), (0,), "0"),
        (spaces.MultiDiscrete([2, 3]), (1, 2), None),
        (spaces.MultiDiscrete([2, 3]), (2, 0), r"\[2, 0\]"),
    ],
)
def test_a_model_gives_no_action_that_there_is_not(
    tmp_path: Path, actions: spaces.Space[Any], numbers: tuple[int, ...], told: str | None
) -> None:
    file = numbering(tmp_path / "m.onnx", *numbers)
    if told is None:
        assert inspect(file, actions=actions).example.action == [*numbers]
        return
    with pytest.raises(UserError, match=rf"m\.onnx gives the action {told}, which does not exist"):
        inspect(file, actions=actions)


type _Make = Callable[[Path], Path]


@pytest.mark.parametrize(
    ("make", "observations", "actions", "config", "message"),
    [
        (drawing, STATE, TWO, {}, r"m.onnx draws random numbers inside the model \(Multinomial\)"),
        (
            lambda f: models.network(f, 2, 4, 6, 5),
            IMAGE,
            TWO,
            {},
            "With `frames: 4` the last 4 observations would fit",
        ),
        (
            lambda f: models.network(f, 2, 33),
            SEEN,
            TWO,
            {},
            "a model cannot be given the observation's part `word`, which has no fixed size",
        ),
        (
            lambda f: models.network(f, 2, 33),
            SEEN,
            TWO,
            {"observation": {"obs": {"from": ["image", "moods"]}}},
            "the observation has no part `moods`\n  Its parts: image, mode, word",
        ),
        (
            lambda f: models.network(f, 2, 4),
            STATE,
            TWO,
            {"observation": {"obs": {"mean": [1, 2, 3]}}},
            "`mean` has 3 numbers, but a frame of the input `obs` has 4",
        ),
        (
            lambda f: models.lstm(f, 4, 2),
            STATE,
            TWO,
            {"state": {"h0": "hn", "c0": "cm"}},
            "m.onnx has no output `cm`",
        ),
        (
            lambda f: models.network(f, 2, 4),
            STATE,
            ARM,
            {"action": {"choose": "gaussian"}},
            "`choose: gaussian` needs a standard deviation",
        ),
        (
            lambda f: models.network(f, 2, 4),
            STATE,
            spaces.Box(-np.inf, 1, (2,), np.float32),
            {"action": {"bounds": "tanh"}},
            "`bounds: tanh` needs a Box with bounds",
        ),
        (
            lambda f: models.network(f, 2, 4),
            STATE,
            ARM,
            {"action": {"choose": "argmax"}},
            "`choose: argmax` does not choose among these actions\n  It is for Discrete or",
        ),
        (
            lambda f: models.network(f, 2, 4),
            STATE,
            spaces.MultiBinary(2),
            {},
            "a model in the ONNX format cannot choose among these actions",
        ),
        (
            lambda f: models.sb3_ppo(f, 4, 2, discrete=True),
            STATE,
            TWO,
            {"action": {"epsilon": 0.1}},
            "`epsilon` needs `choose` to be `argmax`\n  By its output `33`, which is INT64",
        ),
        (
            lambda f: models.network(f, 7, 4),
            STATE,
            spaces.MultiDiscrete([3, 4]),
            {"action": {"mask": True}},
            "`mask` needs one choice at a time",
        ),
        (
            lambda f: models.dict_network(f, (1, 6, 5), 3, 2),
            IMAGE,
            TWO,
            {},
            "m.onnx has 2 inputs: image, state\n  Nothing says what `image` is given",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_understood_is_said(
    tmp_path: Path,
    make: _Make,
    observations: spaces.Space[Any],
    actions: spaces.Space[Any],
    config: dict[str, Any],
    message: str,
) -> None:
    file = make(tmp_path / "m.onnx")
    with pytest.raises(UserError, match=f"(?s)^exp.yml:7: .*{message}|^exp.yml:7: {message}"):
        inspect(file, observations, actions, **config)


def test_a_check_says_what_it_understood(tmp_path: Path) -> None:
    file = models.network(tmp_path / "m.onnx", 7, 4, 6, 5)
    found = inspect(
        file,
        IMAGE,
        spaces.MultiDiscrete([3, 4]),
        observation={"obs": {"frames": 4, "scale": 255}},
        action={"choose": "sample", "temperature": 0.5},
    )
    head, given, chosen, work, example = describe_policy(found)
    assert head == "ONNX, opset 17, IR 8, as a network alone gives it"
    assert given == (
        "input obs: observation (channels first) as float32[1, 4, 6, 5], less 0, divided by 255, "
        "the last 4, before the episode its first one"
    )
    assert chosen == ("output logits: a draw from the softmax of 3×4 at the temperature 0.5")
    assert work.startswith("a decision: ")
    assert example.startswith("example: for zeros logits [")
    recurrent = describe_policy(inspect(models.lstm(tmp_path / "l.onnx", 4, 2)))
    assert "input episode_starts: 1 at an episode's first decision, then 0" in recurrent
    assert "input h0: recurrent state, from the output hn" in recurrent


@pytest.mark.parametrize(
    ("action", "message"),
    [
        ({"epsilon": 0.1, "choose": "sample"}, "`epsilon` needs `choose` to be `argmax`"),
        ({"temperature": 2}, "`temperature` needs `choose` to be `sample`"),
        ({"log_std": 0}, "`log_std` needs `choose` to be `gaussian`"),
        ({"bounds": "clip", "choose": "given"}, "`bounds` needs `choose` to be `mean` or"),
    ],
)
def test_keys_that_say_nothing_are_refused(action: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        PolicyConfig.model_validate({"onnx": "a.onnx", "action": action})
