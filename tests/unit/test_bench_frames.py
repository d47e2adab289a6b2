"""How benchmarks count late frames: what the screen showed, and when the machine stood still."""

import os
import signal
import subprocess
import sys
import time

import pytest

from benchmarks import standstill
from benchmarks.frames import ALL, Count, Extent, held_row, late_row
from benchmarks.screen import shown
from benchmarks.standstill import common
from benchmarks.tracing import Event, begun

US = 1_000_000
INTERVAL = 16_666
PAGE = {"frame_sink_client_id": 7, "frame_sink_id": 6}
CANVAS = {"frame_sink_client_id": 7, "frame_sink_id": 2**31}


def refresh(number: int, late_us: int = 0) -> Event:
    """The screen is to be refreshed, of which the compositor hears so much later."""
    due = US + number * INTERVAL
    frame = {"frame_time_us": due, "interval_us": INTERVAL}
    return {"name": "DisplayScheduler::BeginFrame", "ts": due + late_us, "args": {"args": frame}}


def pipeline(at: int, **step: object) -> Event:
    args = {"chrome_graphics_pipeline": step}
    return {"name": "Graphics.Pipeline", "ts": US + at, "args": args}


def received(at: int, picture: int, sink: dict[str, int] = CANVAS) -> Event:
    step = "STEP_RECEIVE_COMPOSITOR_FRAME"
    return pipeline(at, step=step, surface_frame_trace_id=picture, frame_sink_id=sink)


def put_together(at: int, *pictures: int) -> Event:
    step = "STEP_SURFACE_AGGREGATION"
    return pipeline(at, step=step, aggregated_surface_frame_trace_ids=list(pictures))


def numbers(refreshes: list[float]) -> list[int]:
    return [round((at * US - US) / INTERVAL) for at in refreshes]


def test_a_picture_is_shown_with_the_refresh_after_it_was_put_together() -> None:
    events: list[Event] = [{"name": "thread_name", "args": {"name": "Viz"}}]
    events += [received(500, 900, PAGE)]
    for number in range(3):
        begin = number * INTERVAL
        events += [refresh(number), received(begin + 1000, number)]
        events += [put_together(begin + 2000, 900, number)]
    # The page moves, the game does not; then two at once, of which the newer one is seen.
    events += [refresh(3), put_together(3 * INTERVAL + 2000, 901, 2)]
    events += [received(3 * INTERVAL + 9000, 3), received(4 * INTERVAL + 1000, 4)]
    events += [refresh(4), put_together(4 * INTERVAL + 2000, 901, 4)]
    # The compositor is so late itself that it misses a refresh.
    events += [refresh(5), received(5 * INTERVAL + 1000, 5)]
    events += [put_together(6 * INTERVAL + 3000, 901, 5)]
    assert numbers(shown(events)) == [1, 2, 3, 5, 7]
    assert numbers(shown(events[::-1])) == [1, 2, 3, 5, 7]


def test_late_is_what_comes_more_than_a_period_and_a_half_after_the_one_before() -> None:
    refreshes = [number / 60 for number in (1, 2, 3, 5, 6, 9, 10)]
    assert Count.of(refreshes, []) == Count(frames=6, late=2, held=0)
    # The machine stood still while the picture of 9 was to be made; then, when nothing was late.
    assert Count.of(refreshes, [(6.5 / 60, 7.5 / 60), (1.2 / 60, 1.9 / 60)]) == Count(6, 1, 1)
    assert Count.of(refreshes, [(5.9 / 60, 6.1 / 60)]) == Count(6, 1, 1)
    assert Count.of(refreshes, [(9.1 / 60, 20 / 60)]) == Count(6, 2, 0)
    assert Count.of([], []) == Count(0, 0, 0)


def test_late_frames_are_those_of_all_rounds() -> None:
    ours = [Count(100, 0, 0), Count(100, 0, 1), Count(200, 3, 0)]
    row = late_row("loop.late", ours, [Count(100, 0, 0), Count(100, 1, 0)], "0")
    assert (row.ours, row.baseline, row.ratio) == pytest.approx((0.75, 0.5, 1.5))
    assert (row.median, row.max, row.samples, row.target) == (0.0, 1.5, 3, "0")
    assert late_row("loop.late", ours, [Count(100, 0, 9)]).ratio is None
    assert (held_row("loop.held", ours).ours, held_row("loop.held", ours).max) == (0.25, 1.0)


def test_a_longer_look_is_at_longer_games() -> None:
    assert ALL.lasting(10) == Extent(seconds=300, starting_s=ALL.starting_s, rounds=1)


def test_the_machine_stands_still_when_all_cores_wait_at_the_same_time() -> None:
    one = [(1.0, 1.02), (2.0, 2.01), (3.0, 3.006)]
    other = [(1.01, 1.05), (2.5, 2.6), (3.004, 3.05)]
    assert common([one]) == one
    assert common([one, other]) == [(1.01, 1.02)]
    assert common([one, other, []]) == []


def test_a_game_has_begun_at_its_mark() -> None:
    mark = {"name": "gymbrowser:begun", "ts": 5, "pid": 1, "tid": 2}
    assert begun([{"name": "other", "ts": 1}, mark]) == mark


@pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="only root's may come before all others"
)
def test_a_witness_tells_when_it_was_kept_waiting() -> None:
    core = min(os.sched_getaffinity(0))
    command = [sys.executable, "-I", standstill.__file__, str(core)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as witness:
        try:
            assert witness.stdout is not None
            assert witness.stdout.readline() == "watching\n"
            stopped = time.monotonic()
            witness.send_signal(signal.SIGSTOP)
            time.sleep(0.05)  # so long it is kept waiting: nothing tells of that but the clock
            witness.send_signal(signal.SIGCONT)
            went_on = time.monotonic()
            witness.terminate()
            told, _ = witness.communicate(timeout=60)
        finally:
            witness.kill()
    spans = [tuple(map(float, line.split())) for line in told.splitlines()]
    during = [ended - begin for begin, ended in spans if begin < went_on and ended > stopped]
    assert max(during) >= 0.04
