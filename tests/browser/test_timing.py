"""Every input and every frame accounted for: what a real browser records of time, and what it
survives.

The games are short, and the machine may be busy: nothing here says how long anything takes, but
what is recorded has to agree with itself.
"""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from gymbrowser.contract.browser_records import ClockRecord, EventRecord
from gymbrowser.contract.game_records import PauseRecord
from gymbrowser.contract.timing_records import StallRecord, TimingRecord
from gymbrowser.data.episodes import Episode
from gymbrowser.data.inputs import Inputs, decode_inputs
from gymbrowser.data.sessions import Session
from gymbrowser.data.timing import quality_of
from gymbrowser.data.trajectory import Decoded, decode
from tests.browser.axe import barriers
from tests.browser.conftest import Publish, Study
from tests.browser.participant import Participant, Witness

EXPERIMENT = """\
id: timing
title: Timing
environment: {entry_point: "trouble_env:Trouble", source: env, kwargs: {length: 100000}}
policies:
  idle: {python: "slow_view:Idle"}
steps:
  - game:
      id: played
      controls: {keys: {ArrowLeft: 0, ArrowRight: 1}, default: 0}
      fps: 59.8
      countdown: 0
      episodes: 2
      seeds: {same: [10, 20]}
      max_steps: 90
      view: {draw: "trouble_env:draw"}
  - game:
      id: busy
      agents: {player: idle}
      seeds: {same: [10]}
      fps: 30
      max_steps: 90
      view: {draw: "trouble_env:draw"}
  - game:
      id: asleep
      agents: {player: idle}
      seeds: {same: [10]}
      fps: 30
      limits: {seconds: 3}
      view: {draw: "trouble_env:draw"}
  - game:
      id: skipping
      agents: {player: idle}
      seeds: {same: [10]}
      fps: 50
      max_steps: 40
      when_slow: skip_frames
      view: {draw: "slow_view:draw"}
  - game:
      id: slow
      agents: {player: idle}
      seeds: {same: [10]}
      fps: 50
      max_steps: 15
      view: {draw: "slow_view:draw"}
  - end: {page: pages/thanks.md}
"""
SLOW_VIEW = """\
import time

from trouble_env import draw as draw_quickly


class Idle:
    def reset(self, *, agent, action_space, seed):
        pass

    def act(self, observation, info):
        return 0


def draw(env):
    end = time.perf_counter() + 0.04
    while time.perf_counter() < end:
        pass
    return draw_quickly(env)
"""
KEYS = ["ArrowLeft", "ArrowRight", "ArrowRight", "ArrowLeft", "ArrowRight"]
BUSY_MS = 600
SLEEP_MS = 2500
BUSY = """(ms) => {
  const begun = performance.now();
  while (performance.now() - begun < ms);
  return [begun, performance.now()];
}"""


@contextmanager
def asleep(browser: Browser) -> Iterator[None]:
    """As a computer that sleeps: nothing of the browser's pages runs, and the clocks go on."""
    told = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")
    pids = [one["id"] for one in told["processInfo"] if one["type"] == "renderer"]
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


def begin(page: Page) -> None:
    """Returns once the first steps are over."""
    Participant(page).start_episode()
    page.wait_for_function(
        "() => [...document.querySelectorAll('.hud dl > div')].some((row) =>"
        " row.textContent.startsWith('Steps') && Number(row.lastChild.textContent) > 0)"
    )


def play(page: Page) -> tuple[float, float]:
    """Gives when the page's thread was busy, on its own clock."""
    player = Participant(page)
    for _ in range(2):
        begin(page)
        for key in KEYS:
            page.keyboard.press(key, delay=30)
        page.keyboard.press("KeyX")
        expect(player.next_button()).to_be_visible(timeout=30_000)
    look_at_the_inspector(page)
    player.go_on()
    begin(page)
    begun, ended = page.evaluate(BUSY, BUSY_MS)
    player.next_button().wait_for()
    player.go_on()
    begin(page)
    assert page.context.browser is not None
    with asleep(page.context.browser):
        time.sleep(SLEEP_MS / 1000)
    player.next_button().wait_for()
    player.go_on()
    for _ in ("skipping", "slow"):
        begin(page)
        player.next_button().wait_for()
        player.go_on()
    player.see_that_all_is_saved()
    return begun, ended


def look_at_the_inspector(page: Page) -> None:
    panel = page.get_by_role("complementary", name="Timing")
    expect(panel.get_by_text("All rounds, in milliseconds")).to_be_visible()
    for row in ("Step to step", "Due to begun", "Frame to frame", "Input to frame"):
        expect(panel.get_by_role("row", name=row)).to_be_visible()
    assert barriers(page) == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.set_viewport_size({"width": 1280, "height": 900})


@pytest.fixture(scope="module")
def study(publish: Publish, tmp_path_factory: pytest.TempPathFactory) -> Study:
    slow_view = tmp_path_factory.mktemp("modules") / "slow_view.py"
    slow_view.write_text(SLOW_VIEW, encoding="utf-8")
    return publish(EXPERIMENT, Path(__file__).with_name("trouble_env.py"), slow_view)


@pytest.fixture(scope="module")
def played(
    study: Study, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Session, tuple[float, float]]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page, witness = context.new_page(), Witness()
    witness.watch(page)
    page.goto(f"{study.origin}/?debug")
    busy = play(page)
    context.close()
    assert (witness.violations, witness.errors) == ([], [])
    (found,) = study.sessions(tmp_path_factory.mktemp("pulled"))
    assert found.problems == ()
    return found, busy


@pytest.fixture(scope="module")
def session(played: tuple[Session, tuple[float, float]]) -> Session:
    return played[0]


def of(session: Session, step: str, episode: int = 0) -> Episode:
    return next(e for e in session.episodes if (e.start.step, e.start.episode) == (step, episode))


@pytest.mark.parametrize("episode", [0, 1])
def test_every_input_is_recorded_with_both_times(session: Session, episode: int) -> None:
    found = of(session, "played", episode)
    inputs, [player] = decode_inputs(found), decode(found).agents.values()
    is_key = inputs.kinds != "release"
    pressed = [(code, kind) for code in KEYS for kind in ("down", "up")]
    assert list(zip(inputs.codes[is_key], inputs.kinds[is_key], strict=True)) == pressed
    assert (np.diff(inputs.event_t[is_key]) > 0).all()
    assert (np.diff(inputs.received_t) >= 0).all()
    offset = offset_of(session, found)
    assert (inputs.received_t >= inputs.event_t + offset.offset_ms - offset.round_trip_ms).all()
    decided = player.input_t[player.sources == "device"]
    assert set(decided) <= set(inputs.event_t[inputs.kinds == "down"])
    assert steps_of(inputs, decode(found))


def steps_of(inputs: Inputs, decoded: Decoded) -> bool:
    """Whether each input came while so many steps were over."""
    return all(
        decoded.stepped[after - 1] <= at
        for after, at in zip(inputs.after.tolist(), inputs.received_t, strict=True)
        if after > 0
    )


def offset_of(session: Session, episode: Episode) -> ClockRecord:
    """The last comparison of the clocks before an episode."""
    begun = episode.steps[0].record.t
    return [clock for clock in session.records(ClockRecord) if clock.t <= begun][-1]


def test_every_frame_is_accounted_for(session: Session) -> None:
    for episode in session.episodes:
        times = decode(episode)
        assert (times.due <= times.started).all()
        assert (times.started <= times.stepped).all()
        drawn = ~np.isnan(times.drawn)
        assert (times.stepped <= times.drawn)[drawn].all()
        painted = ~np.isnan(times.painted)
        assert not (painted & ~drawn).any()
        assert (times.drawn <= times.painted)[painted].all()
        assert (np.diff(times.painted[painted]) > 0).all()
        # Even a game that never waits must let the screen's frames in.
        assert painted.sum() > 0.2 * drawn.sum(), f"{episode.start.step}: nothing was seen"


def test_the_browser_measures_what_its_records_tell(session: Session) -> None:
    clocks = session.records(ClockRecord)
    for episode in session.episodes:
        assert episode.timing is not None
        exact = quality_of(episode, clocks)
        for name in exact.__dataclass_fields__:
            assert getattr(episode.timing, name) == getattr(exact, name), (episode.start.step, name)
    played = [of(session, "played", episode).timing for episode in (0, 1)]
    assert all(timing is not None and timing.input_to_paint.count > 0 for timing in played)


def test_a_game_is_summed_up(session: Session) -> None:
    games = [timing for timing in session.records(TimingRecord) if timing.episode is None]
    assert [game.step for game in games] == ["played", "busy", "asleep", "skipping", "slow"]
    for game in games:
        parts = [e.timing for e in session.episodes if e.start.step == game.step]
        assert game.steps == sum(part.steps for part in parts if part is not None)
        assert game.interval.max == max(part.interval.max or 0 for part in parts if part)


def test_steps_follow_the_screen(session: Session) -> None:
    """Chromium without a window has 60 frames a second, the game 59.8 steps."""
    intervals = np.concatenate(
        [np.diff(decode(of(session, "played", episode)).due)[30:] for episode in (0, 1)]
    )
    unhindered = intervals[intervals < 1.01 * 1000 / 59.8]
    assert len(unhindered) > 0.5 * len(intervals)
    assert unhindered.mean() == pytest.approx(1000 / 60, abs=0.02)


def test_a_busy_page_delays_no_step(played: tuple[Session, tuple[float, float]]) -> None:
    session, (begun, ended) = played
    episode = of(session, "busy")
    offset_ms = offset_of(session, episode).offset_ms
    started = decode(episode).started - offset_ms
    during = ((started > begun) & (started < ended)).sum()
    assert during > 0.5 * 30 * BUSY_MS / 1000, "the game waited for the page"


def test_a_sleep_is_no_play_and_no_step_is_left_out_or_hurried(session: Session) -> None:
    episode = of(session, "asleep")
    assert [stall.step for stall in session.records(StallRecord)].count("asleep") >= 1
    slept_ms = sum(stall.moved_ms for stall in episode.stalls)
    assert slept_ms > SLEEP_MS - 200
    times = decode(episode)
    assert np.diff(times.due).min() > 0.99 * 1000 / 30
    played_ms = times.stepped[-1] - times.due[0] - slept_ms
    assert played_ms == pytest.approx(3000, abs=200), "the limit counted the sleep"
    assert episode.end is not None
    assert episode.end.reason == "max_seconds"
    # A page that slept was not hidden: that would have been a pause.
    assert [pause for pause in session.records(PauseRecord) if pause.step == "asleep"] == []
    assert "hidden" not in [event.event for event in session.records(EventRecord)]


def test_a_slow_game_draws_less_and_skips_no_step(session: Session) -> None:
    skipping, slow = of(session, "skipping"), of(session, "slow")
    times, drawn_by = decode(skipping), ~np.isnan(decode(skipping).drawn)
    assert len(times.due) == 40
    assert 0 < drawn_by.sum() < 30
    assert skipping.timing is not None
    assert skipping.timing.skipped == 40 - drawn_by.sum()
    assert slow.timing is not None
    assert (slow.timing.skipped, len(decode(slow).due)) == (0, 15)
    assert slow.timing.slowed_ms > 0.8 * 15 * (40 - 20)
    per_step = [np.diff(decode(each).due).mean() for each in (skipping, slow)]
    assert per_step[0] < 0.75 * per_step[1], "skipping frames did not make it quicker"
