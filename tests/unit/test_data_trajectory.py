"""Episodes come back bit for bit, and what does not follow its layout is named."""

import json
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from gymbrowser.bridge.exact import encode
from gymbrowser.contract.wire import ArrayField
from gymbrowser.data.chain import link
from gymbrowser.data.chunks import Chunk, parse_chunk
from gymbrowser.data.columns import DamageError, unpack
from gymbrowser.data.episodes import Episode
from gymbrowser.data.infos import read_info
from gymbrowser.data.sessions import Session
from gymbrowser.data.trajectory import decode, returns, step_count
from tests.chunks import (
    CART,
    Plain,
    Writer,
    array,
    cart_steps,
    columns,
    episode,
    episode_end,
    pack,
    steps,
)

START = {"player": pack([0, 0, 0, 0], "<f4")}


def only_episode(*chunks: Sequence[Plain], layout: Plain = CART, **header: Any) -> Episode:
    """The episode of a game writer with these chunks of records."""
    writer = Writer("game-0", layouts={"main": {"player": layout}})
    sealed = [writer.seal(*records, **header) for records in chunks]
    parsed = [parse_chunk(chunk.data, chunk.key) for chunk in sealed]
    good = [chunk for chunk in parsed if isinstance(chunk, Chunk)]
    assert len(good) == len(parsed), parsed
    [found] = Session("a" * 32, "live", {"game-0": link(good)}, ()).episodes
    return found


def test_a_trajectory_over_two_chunks() -> None:
    found = only_episode(
        [episode(START), cart_steps(0, [1.0, 2.0])],
        [cart_steps(2, [4.0]), episode_end(3, {"player": 7.0})],
    )
    decoded = decode(found)
    player = decoded.agents["player"]
    assert isinstance(player.observations, np.ndarray)
    assert player.observations.dtype == np.float32
    assert player.observations.tolist() == [[0.0] * 4, [0.0] * 4, [0.0] * 4, [2.0] * 4]
    assert isinstance(player.actions, np.ndarray)
    assert (player.actions.dtype.str, player.actions.tolist()) == ("<i8", [1, 1, 1])
    assert player.rewards.tolist() == [1.0, 2.0, 4.0]
    assert player.sources.tolist() == ["device"] * 3
    assert player.terminated.dtype == np.bool_
    assert player.outputs == {}
    assert decoded.due.tolist() == [0.0, 1.0, 2.0]
    assert decoded.infos == ({}, {}, {}, {})
    assert returns(found) == {"player": 7.0}


HASHED = {"keep": "key_frames", "every": 2, "downsample": 1}


def hashed_episode(**other: str) -> Episode:
    """Three steps of which every second observation is there, and the digests of all."""
    digests = [pack([n] * 32, "|u1") for n in range(4)]
    good = columns(
        pack([2] * 4, "<f4"),
        pack([1, 1, 1], "<i8"),
        [1.0] * 3,
        observed=pack([0, 1, 0], "|u1"),
        digest=pack(np.repeat([1, 2, 3], 32), "|u1"),
    )
    start = episode(START, recorded={"player": HASHED}, digest={"player": digests[0]})
    return only_episode([start, steps(0, 3, {"player": {**good, **other}})])


def test_an_observation_that_is_not_there_is_not_taken_for_zeros() -> None:
    player = decode(hashed_episode()).agents["player"]
    assert player.rule.keep == "key_frames"
    assert isinstance(player.observations, np.ndarray)
    assert player.observations.tolist() == [[0.0] * 4, [2.0] * 4]
    assert player.observed.tolist() == [True, False, True, False]
    assert player.digests[:, 0].tolist() == [0, 1, 2, 3]
    assert player.digests.shape == (4, 32)


def test_observations_that_changed_give_all_of_them() -> None:
    rule = {"keep": "changed", "every": 1, "downsample": 1}
    player = columns(
        pack([7] * 4, "<f4"),
        pack([1, 1, 1], "<i8"),
        [1.0] * 3,
        observed=pack([0, 1, 0], "|u1"),
    )
    start = episode(START, recorded={"player": rule})
    decoded = decode(only_episode([start, steps(0, 3, {"player": player})])).agents["player"]
    assert isinstance(decoded.observations, np.ndarray)
    every = decoded.observations[np.cumsum(decoded.observed) - 1]
    assert every[:, 0].tolist() == [0, 0, 7, 7]
    assert decoded.digests.shape == (0, 32)


def test_nothing_is_recorded_of_observations() -> None:
    rule = {"keep": "none", "every": 1, "downsample": 1}
    nothing = columns("", pack([1], "<i8"), [1.0], observed=pack([0], "|u1"))
    start = episode({"player": ""}, recorded={"player": rule})
    player = decode(only_episode([start, steps(0, 1, {"player": nothing})])).agents["player"]
    assert isinstance(player.observations, np.ndarray)
    assert (player.observations.shape, player.observations.dtype.str) == ((0, 4), "<f4")
    assert player.observed.tolist() == [False, False]


@pytest.mark.parametrize(
    ("wrong", "part"),
    [
        ({"observed": pack([1, 0, 1], "|u1")}, "'observed' does not follow the rule 'key_frames'"),
        ({"observed": pack([0, 2, 0], "|u1")}, "'observed' has a value"),
        ({"observation": ""}, "'observation' has 0 bytes, not 16"),
        ({"digest": ""}, "'digest' has 0 bytes, not 96"),
    ],
)
def test_observations_that_do_not_follow_the_rule(wrong: dict[str, str], part: str) -> None:
    with pytest.raises(DamageError, match=part):
        decode(hashed_episode(**wrong))


def test_an_episode_that_does_not_say_what_is_recorded() -> None:
    with pytest.raises(DamageError, match="does not say of each agent what is recorded"):
        decode(only_episode([episode(START, recorded={}), cart_steps(0, [1.0])]))


def test_an_agent_that_is_not_in_the_game_is_told_from_one_that_is() -> None:
    zeros = columns(pack([0] * 8, "<f4"), pack([0, 0], "<i8"), [0.0, 0.0])
    gone = {"source": pack([2, 3], "|u1"), "present": pack([1, 0], "|u1")}
    found = only_episode([episode(START, present=[]), steps(0, 2, {"player": {**zeros, **gone}})])
    player = decode(found).agents["player"]
    assert player.present.tolist() == [False, True, False]
    assert player.sources.tolist() == ["policy", "absent"]


def test_an_episode_without_a_step_has_the_right_dtypes() -> None:
    found = only_episode([episode(START)])
    player = decode(found).agents["player"]
    assert isinstance(player.actions, np.ndarray)
    assert (player.actions.dtype.str, player.actions.shape) == ("<i8", (0,))
    assert (player.rewards.dtype.str, player.terminated.dtype.str) == ("<f8", "|b1")
    assert (step_count(found), returns(found)) == (0, {"player": 0.0})


@given(hnp.arrays("<u8", st.integers(1, 20)))
def test_rewards_keep_every_bit(bits: np.ndarray[Any, Any]) -> None:
    agent = columns(
        pack(np.zeros((len(bits), 4)), "<f4"),
        pack([1] * len(bits), "<i8"),
        [0.0] * len(bits),
        reward=pack(bits, "<u8"),
    )
    found = only_episode([episode(START), steps(0, len(bits), {"player": agent})])
    assert decode(found).agents["player"].rewards.tobytes() == bits.tobytes()


SCALARS = ["|b1", "|i1", "|u1", "<i2", "<u2", "<i4", "<u4", "<i8", "<u8", "<f4", "<f8"]


@given(st.data())
def test_rows_of_any_layout_come_back(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 4))
    dtypes = data.draw(st.lists(st.sampled_from(SCALARS), min_size=1, max_size=4))
    shapes = [
        data.draw(hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3)) for _ in dtypes
    ]
    values = [
        data.draw(hnp.arrays("u1", (count, math.prod(s) * np.dtype(d).itemsize)))
        for d, s in zip(dtypes, shapes, strict=True)
    ]
    layout = [
        ArrayField.model_validate(array(d, *s, path=[str(i)]))
        for i, (d, s) in enumerate(zip(dtypes, shapes, strict=True))
    ]
    found = unpack(pack(np.hstack(values), "|u1"), layout, count, "x")
    assert isinstance(found, dict)
    for i, value in enumerate(values):
        assert found[str(i)].tobytes() == value.tobytes()
        assert found[str(i)].dtype == np.dtype(dtypes[i])
        assert found[str(i)].shape == (count, *shapes[i])


def test_a_dict_of_arrays() -> None:
    fields = [array("<f4", 2, path=["pos"]), array("|u1", path=["hand", "0"])]
    layout = {**CART, "observation": fields, "output": [array("<f4", 2)]}
    row = np.array([1.5, math.nan], "<f4").tobytes() + bytes([7])
    first = pack(np.frombuffer(row, "u1"), "|u1")
    player = columns(first, pack([0], "<i8"), [1.0], output=pack([0.25, 0.75], "<f4"))
    found = only_episode(
        [episode({"player": first}), steps(0, 1, {"player": player})], layout=layout
    )
    decoded = decode(found).agents["player"]
    assert isinstance(decoded.observations, dict)
    assert decoded.observations["pos"].shape == (2, 2)
    assert decoded.observations["hand/0"].tolist() == [7, 7]
    assert isinstance(decoded.outputs, np.ndarray)
    assert decoded.outputs.tolist() == [[0.25, 0.75]]


def test_infos_are_exact() -> None:
    value = {"a": (1, 2.0), "b": np.arange(3, dtype="<i4"), "nan": math.nan, "big": 2**80}
    found = only_episode(
        [
            episode(START, info=encode({"reset": True})),
            cart_steps(0, [1.0, 1.0], info={"1": encode(value)}),
        ]
    )
    reset, first, second = decode(found).infos
    assert (reset, first) == ({"reset": True}, {})
    assert isinstance(second, dict)
    assert second["a"] == (1, 2.0)
    assert type(second["a"][1]) is float
    assert second["b"].dtype == np.int32
    assert math.isnan(second["nan"])
    assert second["big"] == 2**80


@pytest.mark.parametrize(
    "text",
    [
        "",
        "NaN",
        "[" * 100_000,
        json.dumps({"$array": ["|O", [1], "AAAAAAAAAAA="]}),
        json.dumps({"$array": ["O", [1], "AAAAAAAAAAA="]}),
        json.dumps({"$array": [[["a", "O"]], [1], "AAAAAAAAAAA="]}),
        json.dumps({"$tuple": [{"$array": ["|O8", [], "AAAAAAAAAAA="]}]}),
        json.dumps({"$array": ["<i8", [-1], "AAAAAAAAAAA="]}),
        json.dumps({"$array": ["<i8", [10**12], ""]}),
        json.dumps({"$array": ["<i8", "1", ""]}),
        json.dumps({"$array": 3}),
        json.dumps({"$array": {}}),
        json.dumps({"$set": [[1]]}),
        json.dumps({"$float": []}),
        json.dumps({"$int": "9" * 5000}),
        json.dumps({"$bytes": 1}),
        json.dumps({"$dict": 3}),
        json.dumps({"$unknown": 1}),
    ],
)
def test_hostile_infos(text: str) -> None:
    with pytest.raises(DamageError):
        read_info(text)


@given(hnp.arrays(hnp.scalar_dtypes(), hnp.array_shapes(max_dims=2)))
def test_arrays_in_infos_pass(value: np.ndarray[Any, Any]) -> None:
    text = encode(value)
    if "$array" in text:
        assert read_info(text).tobytes() == value.tobytes()  # type: ignore[attr-defined]


def test_returns_are_added_up_in_order() -> None:
    rewards = [0.1] * 1000
    expected = 0.0
    for reward in rewards:
        expected += reward
    assert returns(only_episode([episode(START), cart_steps(0, rewards)])) == {"player": expected}


def player(reward: Sequence[float] = (1.0,), **other: str) -> dict[str, Plain]:
    good = columns(pack([0, 0, 0, 0], "<f4"), pack([1], "<i8"), reward)
    return {"player": {**good, **other}}


@pytest.mark.parametrize(
    ("record", "part"),
    [
        (cart_steps(1, [1.0]), "steps begin at 1, not at 0"),
        (steps(0, 0, player([])), "steps begin at 0"),
        ({**steps(0, 1, player()), "count": 10**12}, "bytes, not"),
        (steps(0, 2, player()), "bytes, not"),
        (steps(0, 1, {}), "the agents change"),
        (steps(0, 1, {**player(), "other": player()["player"]}), "the agents change"),
        (steps(0, 1, player(observation="AA==")), "'observation' has 1 bytes, not 16"),
        (steps(0, 1, player(action="!")), "'action' is not base64"),
        (steps(0, 1, player(action="ü")), "'action' is not base64"),
        (steps(0, 1, player(output="AA==")), "'output' has 1 bytes, not 0"),
        (steps(0, 1, player(source=pack([4], "|u1"))), "'source' has a value"),
        (steps(0, 1, player(terminated=pack([2], "|u1"))), "'terminated' has a value"),
        (steps(0, 1, player(present=pack([2], "|u1"))), "'present' has a value"),
        (steps(0, 1, player(), due=""), "'due' has 0 bytes, not 8"),
        (steps(0, 1, player(), info={"1": "{}"}), "an info is for the step"),
        (steps(0, 1, player(), info={"-1": "{}"}), "an info is for the step"),
        (steps(0, 1, player(), info={"9" * 10_000: "{}"}), "an info is for the step"),
    ],
)
def test_steps_that_do_not_fit(record: Plain, part: str) -> None:
    with pytest.raises(DamageError, match=part):
        decode(only_episode([episode(START), record]))


def test_a_missing_tail() -> None:
    found = only_episode([episode(START), cart_steps(0, [1.0]), episode_end(2, {"player": 2.0})])
    with pytest.raises(DamageError, match="1 of 2 steps"):
        returns(found)


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ({"layouts": {}}, "no layout for player"),
        ({"columns": {}}, "does not say"),
        ({"layouts": {"main": {"player": {**CART, "action": [array("<i8", -1)]}}}}, "negative"),
    ],
)
def test_headers_that_do_not_fit(header: Plain, part: str) -> None:
    found = only_episode([episode(START), cart_steps(0, [1.0])], **header)
    with pytest.raises(DamageError, match=part):
        decode(found)


@pytest.mark.parametrize(
    "start",
    [
        pytest.param(episode({}), id="nobody"),
        pytest.param(episode(START, actors={}), id="nobody-acts"),
        pytest.param(episode(START, actors={"player": "human", "b": "human"}), id="one-unseen"),
    ],
)
def test_an_episode_that_does_not_say_who_acts(start: Plain) -> None:
    with pytest.raises(DamageError, match="of each agent who acts"):
        decode(only_episode([start]))


def test_two_parts_of_one_name_are_not_taken_for_each_other() -> None:
    layout = [array("<i8", path=["a/b"]), array("<i8", path=["a", "b"])]
    with pytest.raises(DamageError, match="two parts of 'action' have one name"):
        unpack(pack([1, 2], "<i8"), [ArrayField.model_validate(one) for one in layout], 1, "action")
