"""What is said of time is read, computed anew, and refused where it breaks the contract."""

from collections.abc import Sequence
from dataclasses import replace
from math import isnan, nan
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gymbrowser.contract.browser_records import ClockRecord
from gymbrowser.data.columns import DamageError
from gymbrowser.data.episodes import Episode
from gymbrowser.data.inputs import decode_inputs
from gymbrowser.data.show import summarise
from gymbrowser.data.timing import quality_of, spread_of
from gymbrowser.data.trajectory import decode
from gymbrowser.show.sessions import show_summary
from tests.chunks import (
    CART,
    STARTED_MS,
    Plain,
    Writer,
    cart_session,
    cart_steps,
    columns,
    episode,
    episode_end,
    frames,
    inputs,
    pack,
    save,
    steps,
    timing,
)
from tests.unit.test_data_trajectory import only_episode

START = episode({"player": pack([0, 0, 0, 0], "<f4")})
THREE = cart_steps(0, [1.0, 1.0, 1.0])
END = episode_end(3, {"player": 3.0})


def test_frames_come_back_at_their_steps() -> None:
    found = only_episode([START, frames(0, [5.0]), THREE], [frames(2, [7.5]), END])
    painted = decode(found).painted
    assert painted[[0, 2]].tolist() == [5.0, 7.5]
    assert isnan(painted[1])


def test_an_earlier_episode_has_none() -> None:
    found = only_episode([START, THREE, END])
    assert np.isnan(decode(found).painted).all()
    assert len(decode_inputs(found).kinds) == 0
    assert found.timing is None


def test_frames_of_steps_that_were_lost_are_left_out() -> None:
    broken_off = only_episode([START, THREE, frames(0, [1.0, 2.0, 3.0, 4.0])])
    assert decode(broken_off).painted.tolist() == [1.0, 2.0, 3.0]


@pytest.mark.parametrize(
    ("records", "damage"),
    [
        ([frames(0, [1.0, 2.0]), frames(1, [2.0])], "frames begin at 1, not at 2 or later"),
        ([frames(0, [1.0] * 4), END], "there are 4 frames of 3 steps"),
        ([frames(0, [1.0], count=2)], "'painted' has 8 bytes, not 16"),
    ],
)
def test_frames_that_do_not_fit(records: list[Plain], damage: str) -> None:
    found = only_episode([START, THREE, *records])
    with pytest.raises(DamageError, match=damage):
        decode(found)


def test_inputs_come_back_in_their_order() -> None:
    released = inputs(2, [""], names=[""], code=pack([0], "<u2"), kind=pack([7], "|u1"))
    found = decode_inputs(only_episode([START, inputs(0, ["KeyA", "KeyD"]), THREE], [released]))
    assert found.kinds.tolist() == ["down", "down", "release"]
    assert found.codes.tolist() == ["KeyA", "KeyD", ""]
    assert found.agents.tolist() == ["player", "player", ""]
    assert found.event_t.tolist() == [0.0, 1.0, 2.0]
    assert found.received_t.tolist() == [0.5, 1.5, 2.5]
    assert found.after.tolist() == [0, 1, 2]


@pytest.mark.parametrize(
    ("record", "damage"),
    [
        (inputs(1, ["KeyA"]), "inputs begin at 1, not at 0"),
        (inputs(0, []), "inputs begin at 0, not at 0"),
        (inputs(0, ["KeyA"], code=pack([9], "<u2")), "'code' names what is not among the 2 names"),
        (inputs(0, ["KeyA"], kind=pack([8], "|u1")), "'kind' has a value that is not below 8"),
        (inputs(0, ["KeyA"], after="AAAA"), "'after' has 3 bytes, not 4"),
    ],
)
def test_inputs_that_do_not_follow_the_contract(record: Plain, damage: str) -> None:
    found = only_episode([START, record])
    with pytest.raises(DamageError, match=damage):
        decode_inputs(found)


def test_the_header_must_say_how_they_are_packed() -> None:
    found = only_episode([START, inputs(0, ["KeyA"]), THREE, frames(0, [1.0])], columns={})
    with pytest.raises(DamageError, match="does not say <u2 for the column 'agent'"):
        decode_inputs(found)


@given(st.lists(st.floats(0, 5000), max_size=300))
def test_quantiles_are_by_nearest_rank(durations: list[float]) -> None:
    found = spread_of(np.array(durations))
    ordered = sorted(durations)
    assert found.count == len(durations)
    for share, value in ((0.5, found.p50), (0.95, found.p95), (0.99, found.p99)):
        if not ordered:
            assert value is None
            continue
        exact = ordered[int(np.ceil(share * len(ordered))) - 1]
        expected = exact if exact < 999.9 else ordered[-1]
        assert value == pytest.approx(expected, abs=0.1001)


def timed(
    started: Sequence[float],
    painted: Sequence[float],
    *records: Plain,
    input_t: Sequence[float] = (),
    **times: Sequence[float],
) -> Episode:
    """Steps at these times, each due when it began unless `due` says otherwise."""
    count = len(started)
    agent = columns(
        pack(np.zeros((count, 4)), "<f4"),
        pack([1] * count, "<i8"),
        [1.0] * count,
        input_t=pack(input_t or [nan] * count, "<f8"),
    )
    packed = {
        name: pack(times.get(name, started), "<f8")
        for name in ("due", "started", "stepped", "drawn")
    }
    made = steps(0, count, {"player": agent}, **packed)
    return only_episode([START, made, frames(0, painted), *records, timing(fps=50)])


def place(steps: int, **other: Any) -> Plain:
    return {"step": "main", "attempt": 1, "episode": 0, "steps": steps, **other}


def clock(offset_ms: float, t: float = STARTED_MS) -> ClockRecord:
    other = {"type": "clock", "n": 0, "mode": "live", "round_trip_ms": 0.1}
    return ClockRecord.model_validate({**other, "t": t, "offset_ms": offset_ms})


def test_late_steps_and_frames() -> None:
    found = quality_of(timed([0, 20, 40, 71, 80], [18, 38, nan, 78, 98], due=[0, 20, 40, 60, 80]))
    assert (found.interval.count, found.interval.max, found.late) == (4, 31, 1)
    assert (found.delay.p50, found.delay.max) == (0, 11)
    assert (found.frame_interval.count, found.frame_interval.max, found.late_frames) == (3, 40, 1)
    assert (found.missed, found.skipped) == (1, 0)


def test_frames_that_were_not_drawn_were_not_missed() -> None:
    found = quality_of(timed([0, 20, 40], [18, nan, 58], drawn=[1, nan, 41]))
    assert (found.missed, found.skipped) == (0, 1)


def test_nothing_is_measured_over_a_pause_or_a_stall() -> None:
    pause = {"type": "pause", **place(2, paused=True, why="hidden", pauses=1)}
    stall = {"type": "stall", **place(4, due=5080.0, moved_ms=4000.0)}
    started = [0, 20, 5040, 5060, 9080, 9100]
    found = quality_of(timed(started, [at + 18 for at in started], pause, stall))
    assert (found.interval.count, found.interval.max, found.late) == (3, 20, 0)
    assert (found.frame_interval.count, found.frame_interval.max) == (3, 20)


def test_nothing_is_measured_of_steps_that_were_taken_again() -> None:
    started = [nan, nan, 1000, 1020, 1060]
    found = timed(started, [nan, nan, 1018, 1038, 1078], drawn=started, input_t=[nan] * 4 + [1045])
    start = found.start.model_copy(update={"replayed": 2})
    quality = quality_of(replace(found, start=start), [clock(0)])
    assert (quality.interval.count, quality.interval.max, quality.late) == (2, 40, 1)
    assert (quality.delay.count, quality.frame_interval.count) == (3, 2)
    assert (quality.skipped, quality.missed) == (0, 0)
    assert (quality.input_to_paint.count, quality.input_to_paint.max) == (1, 33)


def test_lateness_goes_by_the_rate_at_that_time() -> None:
    started = [0, 20, 40, 80, 120, 160]
    episode_at_50 = timed(started, started)
    slower = timed(started, started, {"type": "rate", **place(3, fps=25)})
    assert quality_of(episode_at_50).late == 3
    assert quality_of(slower).late == 0
    assert quality_of(slower, fps=200).late == 2


def test_from_input_to_frame() -> None:
    """The page's clock is 100 ms behind; the first key was held before the first step."""
    pressed = [890.0, 910.0, 910.0, 952.0, 910.0]
    found = timed([1000, 1020, 1040, 1060, 1080], [1018, nan, 1058, 1078, 1098], input_t=pressed)
    assert quality_of(found, [clock(100)]).input_to_paint.model_dump() == {
        "count": 2,
        "p50": 26,
        "p95": 48,
        "p99": 48,
        "max": 48,
    }
    assert quality_of(found).input_to_paint.count == 0
    assert quality_of(found, [clock(100), clock(5000, t=STARTED_MS + 1)]).input_to_paint.count == 2


def test_a_summary_says_how_games_kept_time(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, late in (("a" * 32, 1), ("b" * 32, 0)):
        page, game, *others = cart_session(name)
        writer = Writer("game-1", name, layouts={"main": {"player": CART}})
        again = episode({"player": pack([0, 0, 0, 0], "<f4")}, attempt=2)
        told = timing(late=late, attempt=2), timing(None, late=9, attempt=2)
        save(tmp_path, page, game, *others, writer.seal(again, *told))
    summary = summarise(tmp_path)
    assert [row.late for row in summary.rows] == [0.25, 0]
    assert {row.input_to_paint for row in summary.rows} == {21.5}
    show_summary(summary)
    shown = capsys.readouterr().out
    assert "12.5 % on average, 25.0 % in the worst session." in shown
    assert "From input to frame: at most 21.5 ms for 95 % of an episode's inputs." in shown
