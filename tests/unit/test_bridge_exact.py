"""Exact JSON loses nothing: every value comes back equal, of the same type, to the last bit."""

import json
import math
import struct
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gymbrowser.bridge.exact import MAX_PLAIN_INT, Repr, decode, encode

hashable = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
    | st.binary(),
    lambda inner: st.tuples(inner, inner) | st.frozensets(inner, max_size=3),
    max_leaves=5,
)  # fmt: skip
values = st.recursive(
    hashable,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner, inner)
        | st.dictionaries(st.text(), inner, max_size=4)
        | st.dictionaries(hashable, inner, max_size=4)
    ),
    max_leaves=12,
)


def shape_of(value: Any) -> Any:
    """Types all the way down, and the bits of floats: what == does not tell apart."""
    if isinstance(value, float):
        return struct.pack("<d", value)
    if isinstance(value, list | tuple):
        return type(value), [shape_of(item) for item in value]
    if isinstance(value, dict):
        return [(shape_of(key), shape_of(item)) for key, item in value.items()]
    return type(value)


@given(values)
def test_every_value_comes_back(value: Any) -> None:
    back = decode(encode(value))

    assert back == value
    assert shape_of(back) == shape_of(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (1, "1"),
        (1.0, "1.0"),
        (-0.0, "-0.0"),
        (0.1, "0.1"),
        (MAX_PLAIN_INT, "9007199254740992"),
        (MAX_PLAIN_INT + 1, '{"$int":"9007199254740993"}'),
        (-MAX_PLAIN_INT - 1, '{"$int":"-9007199254740993"}'),
        (math.nan, '{"$float":"nan"}'),
        (-math.inf, '{"$float":"-inf"}'),
        (np.float32(0.5), '{"$array":["<f4",[],"AAAAPw=="]}'),
        (np.float64(0.5), '{"$array":["<f8",[],"AAAAAAAA4D8="]}'),
        (np.arange(4, dtype=np.uint8).reshape(2, 2).T, '{"$array":["|u1",[2,2],"AAIBAw=="]}'),
        (np.bool_(True), '{"$array":["|b1",[],"AQ=="]}'),
        (b"\x00\xff", '{"$bytes":"AP8="}'),
        ((1, "a"), '{"$tuple":[1,"a"]}'),
        ({3, 1, 2}, '{"$set":[1,2,3]}'),
        ({1: "a"}, '{"$dict":[[1,"a"]]}'),
        ({"$int": "1"}, '{"$dict":[["$int","1"]]}'),
        ({"é": [1]}, '{"\\u00e9":[1]}'),
        (1j, '{"$repr":"1j"}'),
    ],
)
def test_the_form_of_each_kind(value: Any, text: str) -> None:
    assert encode(value) == text


@pytest.mark.parametrize(
    "array",
    [
        np.array([np.nan, -0.0, np.inf, 5e-324]),
        np.frombuffer(b"\x01\x00\xf8\x7f" * 2, np.float32),
        np.zeros((0, 3), np.int16),
        np.array([[1, 2], [3, 4]], dtype=">i4"),
        np.array(["a", "bcd"]),
        np.array(["2026-11-01"], dtype="datetime64[D]"),
        np.arange(24, dtype=np.int64).reshape(2, 3, 4)[:, ::2],
    ],
)
def test_arrays_keep_dtype_shape_and_bits(array: np.ndarray[Any, Any]) -> None:
    back = decode(encode(array))

    assert (back.dtype, back.shape, back.tobytes()) == (array.dtype, array.shape, array.tobytes())
    assert back.flags.writeable


def test_numpy_scalars_come_back_as_scalars() -> None:
    back = decode(encode({"TimeLimit.truncated": np.bool_(False), "x": np.int64(2**62 + 1)}))

    assert type(back["TimeLimit.truncated"]) is np.bool_
    assert back["x"] == 2**62 + 1


def test_what_has_no_exact_form_is_kept_to_read_and_stays_as_it_is() -> None:
    back = decode(encode([np.array([None], dtype=object), range(3)]))

    assert back == [Repr("array([None], dtype=object)"), Repr("range(0, 3)")]
    assert encode(decode(encode(back))) == encode(back)


def test_text_is_plain_ascii_json() -> None:
    assert json.loads(encode({"k": ["ü", "\ud800"]})) == {"k": ["ü", "\ud800"]}
    assert encode("ü€\ud800").isascii()


@pytest.mark.parametrize("text", ['{"$unknown":1}', '{"$int":"1","$float":"nan"}', "{"])
def test_other_text_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"exact JSON|Expecting"):
        decode(text)
