"""Rows hold exactly what the environment gave; nothing is cast on the way."""

import tracemalloc
from typing import Any

import gymnasium
import numpy as np
import pytest
from gymnasium import spaces
from hypothesis import given
from hypothesis import strategies as st

from gymbrowser.bridge import layout as module
from gymbrowser.bridge.layout import DTYPES, Packer, SpaceError, layout_of, row_size
from gymbrowser.contract.wire import AgentLayout

NESTED = spaces.Dict(
    {
        "hand": spaces.Tuple([spaces.Discrete(5, start=-2), spaces.MultiBinary([2, 2])]),
        "image": spaces.Box(0, 255, (2, 3, 3), np.uint8),
        "goal": spaces.Dict({"x": spaces.Box(-1, 1, (), np.float64)}),
    }
)
TWO = spaces.Discrete(2)


def fields(space: spaces.Space[Any]) -> list[tuple[str, str, list[int]]]:
    return [("/".join(f["path"]), f["dtype"], f["shape"]) for f in layout_of(space)]


def test_layouts_of_the_simple_spaces() -> None:
    assert fields(spaces.Discrete(3)) == [("", "<i8", [])]
    assert fields(spaces.Discrete(3, dtype=np.int8)) == [("", "<i8", [])]
    assert fields(spaces.Box(-1, 1, (4,))) == [("", "<f4", [4])]
    assert fields(spaces.MultiDiscrete([2, 3])) == [("", "<i8", [2])]
    assert fields(spaces.MultiBinary(4)) == [("", "|i1", [4])]


def test_a_nested_space_has_a_field_per_array_in_the_order_of_the_space() -> None:
    assert fields(NESTED) == [
        ("goal/x", "<f8", []),
        ("hand/0", "<i8", []),
        ("hand/1", "|i1", [2, 2]),
        ("image", "|u1", [2, 3, 3]),
    ]


def test_layouts_are_the_contracts() -> None:
    agent = {"observation": layout_of(NESTED), "action": layout_of(spaces.Discrete(2))}

    AgentLayout.model_validate({**agent, "output": []})


@pytest.mark.parametrize(
    ("space", "words"),
    [
        (spaces.Box(0, 1, (2,), np.float16), "float16, which cannot be recorded"),
        (spaces.Dict({1: spaces.Discrete(2)}), "the key 1"),  # type: ignore[dict-item]
        (spaces.Dict(a=TWO, b=spaces.Dict({})), "The Dict space at b is empty"),
        (spaces.Tuple([TWO, spaces.Dict(c=spaces.Tuple([]))]), "The Tuple space at 1/c is empty"),
        (
            spaces.Dict({"a/b": TWO, "a": spaces.Dict(b=TWO)}),
            r"\['a', 'b'\] and \['a/b'\], are both called `a/b`",
        ),
    ],
)
def test_spaces_without_a_layout_are_named(space: spaces.Space[Any], words: str) -> None:
    with pytest.raises(SpaceError, match=words):
        layout_of(space)


@given(st.integers(0, 2**32 - 1))
def test_samples_of_a_nested_space_are_packed_without_padding(seed: int) -> None:
    NESTED.seed(seed)
    value = NESTED.sample()
    packer = Packer(layout_of(NESTED))

    packer.pack(value)

    expected = (
        np.float64(value["goal"]["x"]).tobytes()
        + np.int64(value["hand"][0]).tobytes()
        + value["hand"][1].tobytes()
        + value["image"].tobytes()
    )
    assert packer.row.tobytes() == expected
    assert len(expected) == row_size(layout_of(NESTED)) == 8 + 8 + 4 + 18


@pytest.mark.parametrize("dtype", DTYPES)
def test_arrays_of_every_dtype_keep_their_bits(dtype: str) -> None:
    value = np.frombuffer(bytes(range(1, 1 + 6 * np.dtype(dtype).itemsize)), dtype).reshape(2, 3)
    packer = Packer([{"path": [], "dtype": dtype, "shape": [2, 3]}])

    packer.pack(value)
    assert packer.row.tobytes() == value.tobytes()
    packer.pack(np.asfortranarray(value))
    assert packer.row.tobytes() == value.tobytes()


@pytest.mark.parametrize("value", [3, np.int32(3), np.int64(3), np.array(3, np.int8), np.uint64(3)])
def test_a_discrete_takes_any_integer(value: Any) -> None:
    packer = Packer(layout_of(spaces.Discrete(5)))

    packer.pack(value)

    assert packer.row.view("<i8")[0] == 3


@pytest.mark.parametrize(
    ("space", "value", "words"),
    [
        (spaces.Box(-1, 1, (2,)), np.zeros(2), "float64 array of shape .2,., .* says float32"),
        (spaces.Box(-1, 1, (2,)), np.zeros((2, 1), np.float32), r"shape \(2, 1\)"),
        (spaces.Box(-1, 1, (2,)), [0.0, 0.0], "it is a list"),
        (spaces.Box(-1, 1, (2,)), np.zeros(2, ">f4"), "big-endian float32"),
        (spaces.MultiBinary(2), np.zeros(2, np.int64), "int64"),
        (spaces.Discrete(2), 1.0, "it is a float"),
        (spaces.Discrete(2), np.array([1]), "int64 array of shape"),
        (spaces.Discrete(2), 2**63, "it is a int"),
        (NESTED["hand"], (1,), "it is a tuple"),
        (spaces.Dict({"a": NESTED["goal"]}), {"a": {}}, "at a: it is a dict with the keys"),
    ],
)
def test_values_outside_their_space_are_refused(
    space: spaces.Space[Any], value: Any, words: str
) -> None:
    packer = Packer(layout_of(space), what="observation")

    with pytest.raises(SpaceError, match=f"observation outside its space.*{words}"):
        packer.pack(value)


def test_pyodides_default_integer_is_widened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(module.PLATFORM_INTEGERS, "<i8", np.dtype(np.int32))
    packer = Packer(layout_of(spaces.MultiDiscrete([3, 3])))

    packer.pack(np.array([1, -2], np.int32))

    assert packer.row.view("<i8").tolist() == [1, -2]
    with pytest.raises(SpaceError):
        packer.pack(np.array([1, 2], np.int16))


def test_packing_writes_where_it_is_told_and_keeps_nothing() -> None:
    space = gymnasium.make("CartPole-v1").observation_space
    buffer = np.zeros(8 + 16, np.uint8)
    packer = Packer(layout_of(space), buffer[8:])
    value = np.arange(4, dtype=np.float32)
    packer.pack(value)

    tracemalloc.start()
    for _ in range(1000):
        packer.pack(value)
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert buffer[8:].view(np.float32).tolist() == [0, 1, 2, 3]
    assert kept < 2000
