"""Values of every space of Gymnasium come back from their rows, bit for bit."""

import base64
from typing import Any

import numpy as np
import pytest
from gymnasium import spaces
from hypothesis import given, settings
from hypothesis import strategies as st

from gymbrowser.bridge.actions import Actions, mask_of
from gymbrowser.bridge.layout import DTYPES, Packer, SpaceError, layout_of, row_size
from gymbrowser.bridge.values import unpack
from gymbrowser.contract.wire import ArrayField
from gymbrowser.data.columns import DamageError, packed_rows
from gymbrowser.data.columns import unpack as unpack_column
from gymbrowser.data.infos import exact_value
from tests.menagerie import every_space

shapes = st.lists(st.integers(0, 3), max_size=3).map(tuple)
small = st.integers(1, 4)


def box(shape: tuple[int, ...], dtype: str) -> spaces.Space[Any]:
    return spaces.Box(0, 1, shape, np.dtype(dtype).type)


leaves: st.SearchStrategy[spaces.Space[Any]] = st.one_of(
    st.builds(box, shapes, st.sampled_from(DTYPES)),
    st.builds(lambda n, start: spaces.Discrete(n, start=start), small, st.integers(-9, 9)),
    st.builds(spaces.MultiDiscrete, st.lists(small, min_size=1, max_size=4)),
    st.builds(spaces.MultiBinary, st.lists(small, min_size=1, max_size=2)),
    st.builds(lambda n: spaces.Text(n, min_length=0), st.integers(1, 9)),
    st.builds(lambda n: spaces.Graph(box((n,), "<f4"), spaces.Discrete(3)), small),
    st.builds(lambda n: spaces.Graph(spaces.Discrete(n), None), small),
)
names = st.text(min_size=1, max_size=4)
every: st.SearchStrategy[spaces.Space[Any]] = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.dictionaries(names, inner, min_size=1, max_size=3).map(spaces.Dict),
        st.lists(inner, min_size=1, max_size=3).map(spaces.Tuple),
        inner.map(spaces.Sequence),
        st.lists(inner, min_size=1, max_size=3).map(spaces.OneOf),
        st.builds(lambda n: spaces.Sequence(box((n,), "<f4"), stack=True), small),
    ),
    max_leaves=5,
)


def row_of(value: Any, space: spaces.Space[Any]) -> bytes:
    packer = Packer(layout_of(space))
    packer.pack(value)
    return packer.whole().tobytes()


def are_same(one: Any, other: Any) -> bool:
    """Dtypes, shapes and bits; an integer of a Discrete may have another type."""
    if isinstance(one, np.ndarray):
        alike = one.dtype == other.dtype and one.shape == other.shape
        return bool(alike and one.tobytes() == other.tobytes())
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(are_same(one[key], other[key]) for key in one)
    if isinstance(one, tuple):
        pairs = zip(one, other, strict=True)
        return type(one) is type(other) and all(are_same(*pair) for pair in pairs)
    return bool(one == other)


@settings(deadline=None, max_examples=200)
@given(every, st.integers(0, 2**32 - 1))
def test_a_sample_of_any_space_comes_back(space: spaces.Space[Any], seed: int) -> None:
    space.seed(seed)
    value = space.sample()

    again = unpack(space, row_of(value, space))

    assert are_same(value, again)
    assert space.contains(again)
    assert row_of(again, space) == row_of(value, space)


@settings(deadline=None, max_examples=60)
@given(every, st.integers(0, 2**32 - 1), st.integers(0, 3))
def test_columns_of_any_space_are_read_back(
    space: spaces.Space[Any], seed: int, count: int
) -> None:
    space.seed(seed)
    rows = [row_of(space.sample(), space) for _ in range(count)]
    layout = [ArrayField.model_validate(field) for field in layout_of(space)]

    value = unpack_column(base64.b64encode(b"".join(rows)).decode(), layout, count, "action")

    assert packed_rows(value, layout, count) == rows
    if rows:
        text = base64.b64encode(b"".join(rows) + b"\0").decode()
        with pytest.raises(DamageError, match=r"'action' has \d+ bytes"):
            unpack_column(text, layout, count, "action")


def test_nan_infinities_and_signed_zeros_stay_what_they_are() -> None:
    space = spaces.Dict(
        fixed=spaces.Box(-np.inf, np.inf, (4,), np.float64),
        varying=spaces.Sequence(spaces.Box(-np.inf, np.inf, (), np.float32), stack=True),
    )
    odd = np.frombuffer(bytes(range(0xF0, 0x100)), "<f4")
    value = {"fixed": np.array([np.nan, -0.0, np.inf, 5e-324]), "varying": odd}

    assert are_same(unpack(space, row_of(value, space)), value)


def test_texts_stand_behind_the_arrays_and_their_values_are_read_when_asked_for() -> None:
    layout = layout_of(every_space())
    kinds = [field["dtype"] == "exact" for field in layout]
    assert kinds == sorted(kinds)
    assert {"/".join(field["path"]) for field in layout if field["dtype"] == "exact"} == {
        *("dict/z", "graph", "one_of", "sequence", "stacked", "text", "tuple/0", "tuple/2"),
    }
    space = spaces.Sequence(spaces.Discrete(9))
    row = row_of((np.int64(3), np.int64(4)), space)
    (field,) = layout_of(space)
    text = base64.b64encode(row).decode()
    array = unpack_column(text, [ArrayField.model_validate(field)], 1, "observation")
    assert not isinstance(array, dict)
    assert exact_value(str(array[0])) == (3, 4)


def test_a_value_that_exact_json_cannot_hold_is_refused() -> None:
    packer = Packer(layout_of(spaces.Sequence(spaces.Discrete(2))), what="observation")

    packer.pack(('{"$repr":', {"$repr": 1}))
    with pytest.raises(SpaceError, match=r"outside its space: it is a tuple .*exact JSON"):
        packer.pack((object(),))


def test_a_row_of_another_size_is_no_value() -> None:
    space = spaces.Dict(at=spaces.Box(0, 1, (2,)), word=spaces.Text(5))
    row = row_of({"at": np.zeros(2, np.float32), "word": "ab"}, space)
    assert len(row) == row_size(layout_of(space)) + 4 + len('"ab"')

    for wrong in (row[:-1], row + b"\0", row[:3], b""):
        with pytest.raises((SpaceError, ValueError)):
            unpack(space, wrong)


def test_actions_cross_as_numbers_or_as_texts_of_their_bytes() -> None:
    numbers = Actions(spaces.Discrete(3, start=-1))
    assert [numbers.write(np.int32(action)) for action in (-1, 1)] == [-1, 1]
    with pytest.raises(SpaceError, match="The actions are the integers -1 to 1"):
        numbers.write(2)
    pair = Actions(spaces.Tuple([spaces.Discrete(300), spaces.Box(-1, 1, (1,))]))
    value = (260, np.array([0.5], np.float32))

    text = pair.write(value)

    assert isinstance(text, str)
    assert text.encode("latin-1") == np.int64(260).tobytes() + value[1].tobytes()
    assert are_same(pair.read(text), value)
    with pytest.raises(SpaceError, match="not in the space"):
        pair.write((300, value[1]))
    with pytest.raises(SpaceError, match=r"The policy gave an action outside its space at 1"):
        pair.write((0, np.array([0.5])))


def test_a_mask_is_heeded_where_there_is_one() -> None:
    space = spaces.Discrete(4, start=2)
    actions = Actions(space)
    allowed = np.array([0, 0, 1, 0], np.int8)

    seen = {actions.sample(seed, {"action_mask": allowed}) for seed in range(20)}
    told = {actions.sample(seed, None, {"action_mask": list(allowed)}) for seed in range(20)}

    assert seen == told == {4}
    assert {actions.sample(seed) for seed in range(40)} == {2, 3, 4, 5}
    assert mask_of(space, {"action_mask": np.zeros(4)}, {}) is None


def test_what_a_mask_allows() -> None:
    actions = Actions(spaces.Discrete(3, start=-1))
    numbers = (-1, 0, 1)

    def allowed(observation: Any, info: Any) -> list[int]:
        return [number for number in numbers if actions.allows(number, observation, info)]

    assert allowed({"action_mask": np.array([1, 0, 1], np.int8)}, {}) == [-1, 1]
    assert allowed(np.zeros(2), {"action_mask": [False, True, False]}) == [0]
    assert allowed({"action_mask": [0, 0, 0]}, {}) == [-1, 0, 1]
    assert allowed({"action_mask": [1, 0]}, {}) == [-1, 0, 1]
    assert allowed(None, {}) == [-1, 0, 1]
    box = Actions(spaces.Box(0, 1, (1,)))
    assert box.allows(box.write(np.ones(1, np.float32)), {"action_mask": [0]}, {})
