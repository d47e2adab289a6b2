"""Pauses, limits and paces in a real browser, and what of them is recorded."""

from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from gymbrowser.contract.game_records import PauseRecord, RateRecord
from gymbrowser.data.episodes import Episode
from gymbrowser.data.sessions import Session
from gymbrowser.data.trajectory import decode
from gymbrowser.environment.site import site_python
from gymbrowser.parity import compare_natively
from gymbrowser.rerun_jobs import Recorded
from gymbrowser.resolve.cache import Cache
from tests.browser.axe import barriers
from tests.browser.conftest import Publish, Study
from tests.browser.participant import BOOT_TIMEOUT_MS, Participant, Witness
from tests.browser.rerun import compare_in_pyodide

pytestmark = pytest.mark.alone

EXPERIMENT = """\
id: paces
title: Paces
environment: {entry_point: "trouble_env:Trouble", source: env, kwargs: {length: 100000}}
policies:
  counting: {python: "counting:Counting"}
steps:
  - game:
      id: paced
      controls: {keys: {ArrowLeft: 0, ArrowRight: 1}, default: 0}
      episodes: 2
      fps: 20
      countdown: 1
      seeds: {counterbalanced: [[10, 20], [30, 40], [50, 60]], by: group}
      limits: {until: "trouble_env:is_up"}
      pauses: {at_most: 2}
      allow: {pause: true, reset: true, fps: {min: 10, max: 35, step: 10}}
      view: {draw: "trouble_env:draw"}
  - game:
      id: timed
      agents: {player: counting}
      fps: 60
      frame_skip: 4
      limits: {seconds: 0.5}
      view: {draw: "trouble_env:draw"}
  - game:
      id: turns
      pace: turn_based
      controls: {keys: {ArrowLeft: 0, ArrowRight: 1}, default: previous}
      episodes: 5
      turn_timeout: 0.4
      limits: {total: {steps: 3}}
      view: {draw: "trouble_env:draw"}
  - game:
      id: events
      pace: event_driven
      controls: {keys: {ArrowLeft: 0, ArrowRight: 1}, default: 0}
      episodes: 5
      idle: {after: 0.5, then: end_game}
      view: {draw: "trouble_env:draw"}
  - end: {page: pages/thanks.md}
"""
COUNTING = """\
class Counting:
    def reset(self, *, agent, action_space, seed):
        self.asked = 0

    def act(self, observation, info):
        self.asked += 1
        return self.asked % 2
"""
SHOW = """(state) => {
  Object.defineProperty(document, "visibilityState", { configurable: true, get: () => state });
  document.dispatchEvent(new Event("visibilitychange"));
}"""

HOLD_THE_END = """() => {
  const held = [];
  let holds = true;
  window.isHeld = () => held.length > 0;
  window.letThrough = () => {
    holds = false;
    for (const tell of held.splice(0)) tell();
  };
  window.Worker = class extends Worker {
    set onmessage(listener) {
      super.onmessage = (event) => {
        if (holds && (held.length > 0 || event.data.type === "episode_end")) {
          held.push(() => listener(event));
        } else listener(event);
      };
    }
  };
}"""
"""The page hears late that an episode is over, as where a disk is slow to keep it."""


class Player(Participant):
    """Also pauses, looks away, and asks for more speed."""

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def see(self, text: str) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible(timeout=BOOT_TIMEOUT_MS)

    def steps(self) -> int:
        row = self.page.locator(".hud div", has=self.page.get_by_text("Steps", exact=True)).first
        return int(row.locator("dd").inner_text().replace(",", ""))

    def expect_progress(self) -> None:
        """Steps are taken."""
        before = self.steps()
        self.page.wait_for_function(
            "(before) => Number([...document.querySelectorAll('.hud dl > div')]"
            ".find((row) => row.textContent.startsWith('Steps'))"
            "?.querySelector('dd').textContent.replace(',', '')) > before + 2",
            arg=before,
        )

    def look_away(self) -> None:
        self.page.evaluate(SHOW, "hidden")

    def look_back_again(self) -> None:
        self.page.evaluate(SHOW, "visible")


def play(page: Page) -> None:
    player = Player(page)
    player.start_episode()
    player.see("The game begins in 1 second.")
    player.expect_progress()
    player.press("Pause")
    player.see("The game is paused.")
    assert barriers(page) == []
    player.press("Continue")
    player.expect_progress()
    player.look_away()
    player.look_back_again()
    player.see("The game waits, since you were away from this page.")
    player.press("Continue")
    player.expect_progress()
    expect(page.get_by_role("button", name="Pause")).to_be_hidden()
    player.look_away()  # No pause is left, so that it goes on.
    player.expect_progress()
    player.look_back_again()
    for _ in range(3):
        player.press("Faster")
    player.see("35 per second")
    player.press("End this round")
    player.start_episode()
    player.expect_progress()
    page.keyboard.down("ArrowRight")
    expect(player.next_button()).to_be_visible()
    page.keyboard.up("ArrowRight")
    player.go_on()
    player.watch(1)
    player.start_episode()
    page.keyboard.press("ArrowRight")
    expect(player.next_button()).to_be_visible()
    player.go_on()
    player.start_episode()
    page.keyboard.press("ArrowRight", delay=50)
    expect(player.next_button()).to_be_visible()
    player.go_on()
    player.see_that_all_is_saved()


@pytest.fixture(scope="module")
def study(publish: Publish, tmp_path_factory: pytest.TempPathFactory) -> Study:
    counting = tmp_path_factory.mktemp("modules") / "counting.py"
    counting.write_text(COUNTING, encoding="utf-8")
    return publish(EXPERIMENT, Path(__file__).with_name("trouble_env.py"), counting)


@pytest.fixture(scope="module")
def session(study: Study, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Session:
    context = browser.new_context()
    page, witness = context.new_page(), Witness()
    witness.watch(page)
    page.goto(f"{study.origin}/?group=2")
    play(page)
    context.close()
    assert (witness.violations, witness.errors) == ([], [])
    (found,) = study.sessions(tmp_path_factory.mktemp("pulled"))
    assert found.problems == ()
    return found


def test_each_episode_ends_for_its_own_reason(session: Session) -> None:
    ends = [
        (episode.start.step, episode.end.reason)
        for episode in session.episodes
        if episode.end is not None
    ]
    assert ends == [
        ("paced", "reset"),
        ("paced", "until"),
        ("timed", "max_seconds"),
        ("turns", "total_steps"),
        ("events", "idle"),
    ]


def test_pauses_are_recorded_and_capped(session: Session) -> None:
    pauses = session.records(PauseRecord)
    assert [(pause.why, pause.paused, pause.pauses) for pause in pauses] == [
        ("participant", True, 1),
        ("participant", False, 1),
        ("hidden", True, 2),
        ("hidden", False, 2),
    ]
    for begin, end in zip(pauses[::2], pauses[1::2], strict=True):
        assert begin.steps == end.steps, "a step was taken in a pause"


def test_the_rate_is_recorded_and_kept(session: Session) -> None:
    rates = session.records(RateRecord)
    assert [rate.fps for rate in rates] == [30, 35, 35]
    decoded = decode(_episode(session, "paced", 1))
    assert np.diff(decoded.due).min() == pytest.approx(1000 / 35, abs=0.1)


def test_the_group_has_its_seeds(session: Session) -> None:
    starts = [e.start for e in session.episodes if e.start.step == "paced"]
    assert [(s.seed, s.seed_from, s.seed_list) for s in starts] == [
        (50, "counterbalanced", 2),
        (60, "counterbalanced", 2),
    ]
    assert {e.start.seed_from for e in session.episodes if e.start.step != "paced"} == {"same"}


def test_a_policy_is_asked_at_every_fourth_step(session: Session) -> None:
    player = decode(_episode(session, "timed", 0)).agents["player"]
    sources = player.sources.tolist()
    assert sources == [("repeated" if i % 4 else "policy") for i in range(len(sources))]
    assert np.asarray(player.actions).tolist() == [(i // 4 + 1) % 2 for i in range(len(sources))]
    assert len(sources) > 8


def test_turns_come_by_a_press_or_by_their_time(session: Session) -> None:
    turns = decode(_episode(session, "turns", 0)).agents["player"]
    assert turns.sources.tolist() == ["device", "default", "default"]
    assert np.asarray(turns.actions).tolist() == [1, 1, 1]
    events = decode(_episode(session, "events", 0)).agents["player"]
    assert events.sources.tolist() == ["device", "default"]
    assert np.asarray(events.actions).tolist() == [1, 0]
    assert np.diff(events.input_t)[0] >= 50


def test_the_session_comes_out_the_same_when_run_again(session: Session, study: Study) -> None:
    recorded = [Recorded.of(episode) for episode in session.episodes]
    natively = site_python(study.site, Cache.default())
    for again in (
        compare_in_pyodide(study.site, recorded),
        compare_natively(study.site, natively, recorded),
    ):
        assert [comparison.first_difference for comparison in again] == [None] * 5
        # The policy that was asked at every fourth step chooses the same when it is asked again.
        assert [comparison.other_actions for comparison in again] == [None, None, 0, None, None]


def test_a_pause_in_the_last_moment_of_a_round_is_in_nobodys_way(
    study: Study, browser: Browser
) -> None:
    context = browser.new_context()
    context.add_init_script(f"({HOLD_THE_END})()")
    player = Player(context.new_page())
    page = player.page
    page.goto(study.origin)
    player.start_episode()
    player.expect_progress()
    page.keyboard.down("ArrowRight")
    page.wait_for_function("() => window.isHeld()")
    page.keyboard.up("ArrowRight")
    player.press("Pause")
    player.see("The game is paused.")
    player.press("Continue")
    player.see("The game begins in 1 second.")
    page.evaluate("() => window.letThrough()")
    player.start_episode()
    player.expect_progress()
    context.close()


def _episode(session: Session, step: str, episode: int) -> Episode:
    (found,) = (e for e in session.episodes if (e.start.step, e.start.episode) == (step, episode))
    return found
