"""Errors in user code end an episode in words, are recorded, and lead on as the study has it."""

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from gymbrowser.contract.game_records import RecoveryRecord
from gymbrowser.contract.records import ErrorRecord
from gymbrowser.data.episodes import Episode
from gymbrowser.data.sessions import Session
from gymbrowser.data.trajectory import decode
from tests.browser.conftest import Publish, Study
from tests.browser.participant import BOOT_TIMEOUT_MS, UPLOAD_TIMEOUT_MS, Participant
from tests.browser.trouble_env import AT, HANGS, LOOPS, NAN, NEVER_RESETS, RAISES, UNPAID

pytestmark = pytest.mark.alone

GAME = """\
  - game:
      id: {id}
      agents: {{player: still}}
      episodes: {episodes}
      fps: 60
      seeds: {{same: {seeds}}}
      view: {{draw: "trouble_env:draw"}}
      on_error: {on_error}
"""
EXPERIMENT = """\
id: troubles
title: Troubles
environment: {entry_point: "trouble_env:Trouble", source: env}
policies:
  still: {python: "still:Still"}
steps:
%s
  - end: {page: pages/thanks.md, code: NEVER-SHOWN}
"""
STILL = """\
class Still:
    def reset(self, *, agent, action_space, seed):
        pass

    def act(self, observation, info):
        return 0
"""
GAMES = (
    {"id": "raises", "episodes": 1, "seeds": [RAISES], "on_error": "skip"},
    {"id": "unseen", "episodes": 1, "seeds": [NAN], "on_error": "skip"},
    {"id": "unpaid", "episodes": 1, "seeds": [UNPAID], "on_error": "end"},
    {
        "id": "resets",
        "episodes": 2,
        "seeds": [10, NEVER_RESETS],
        "on_error": "{then: retry, retries: 1, otherwise: skip}",
    },
    {
        "id": "loops",
        "episodes": 2,
        "seeds": [10, LOOPS],
        "on_error": "{then: retry, retries: 1, otherwise: skip, hang_after: 1}",
    },
    {
        "id": "hangs",
        "episodes": 2,
        "seeds": [10, HANGS],
        "on_error": "{then: retry, retries: 1, otherwise: end, hang_after: 1}",
    },
)
SORRY = "The game had to stop"
UNPREPARED = "The game could not be set up"


@pytest.fixture(scope="module")
def study(publish: Publish, tmp_path_factory: pytest.TempPathFactory) -> Study:
    still = tmp_path_factory.mktemp("modules") / "still.py"
    still.write_text(STILL, encoding="utf-8")
    games = "".join(GAME.format(**game) for game in GAMES)
    return publish(EXPERIMENT % games, Path(__file__).with_name("trouble_env.py"), still)


class Unlucky:
    """Goes through all of it, and on after each failure."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.player = Participant(page)
        self.details: list[str] = []

    def meet(self, *, fine: int, way_on: str) -> None:
        """Plays the rounds that go well, then the one that fails, and presses the way on."""
        for _ in range(fine):
            self.player.watch_episode()
        self.player.start_episode()
        self.go_on(SORRY, way_on)

    def go_on(self, sorry: str, way_on: str) -> None:
        button = self.page.get_by_role("button", name=way_on, exact=True)
        expect(button).to_be_visible(timeout=BOOT_TIMEOUT_MS)
        expect(self.page.get_by_text(sorry)).to_be_visible()
        self.page.get_by_text("Details for the researchers").click()
        self.details.append(self.page.get_by_role("group").locator("pre").inner_text())
        button.click()


@pytest.fixture(scope="module")
def unlucky(study: Study, browser: Browser) -> Iterator[Unlucky]:
    context = browser.new_context()
    unlucky = Unlucky(context.new_page())
    unlucky.page.goto(study.origin)
    unlucky.meet(fine=0, way_on="Continue")
    unlucky.meet(fine=0, way_on="Continue")
    unlucky.player.watch_episode()
    expect(unlucky.page.get_by_text("NaN")).to_have_count(0)
    unlucky.player.go_on()
    unlucky.player.start_episode()
    unlucky.go_on(SORRY, "Try again")
    unlucky.go_on(UNPREPARED, "Continue")
    unlucky.meet(fine=1, way_on="Try again")
    unlucky.meet(fine=0, way_on="Continue")
    unlucky.meet(fine=1, way_on="Try again")
    unlucky.meet(fine=0, way_on="Continue")
    yield unlucky
    context.close()


@pytest.fixture(scope="module")
def session(unlucky: Unlucky, study: Study, tmp_path_factory: pytest.TempPathFactory) -> Session:
    _see_that_all_is_saved(unlucky.page)
    (found,) = study.sessions(tmp_path_factory.mktemp("pulled"))
    return found


def test_the_study_ends_in_words_and_without_its_code(unlucky: Unlucky, session: Session) -> None:
    page = unlucky.page
    heading = page.get_by_role("heading", name="The study ends here")
    expect(heading).to_be_visible()
    page.reload()
    expect(heading).to_be_visible(timeout=BOOT_TIMEOUT_MS)
    _see_that_all_is_saved(page)
    expect(page.get_by_text("NEVER-SHOWN")).to_have_count(0)


def test_the_way_on_is_recorded_with_its_cause(session: Session) -> None:
    ways = [
        (way.step, way.attempt, way.episode, way.cause, way.way, way.failures)
        for way in session.records(RecoveryRecord)
    ]
    assert ways == [
        ("raises", 1, 0, "error", "skip", 1),
        ("unseen", 1, 0, "error", "skip", 1),
        ("resets", 1, 1, "error", "retry", 1),
        ("resets", 2, 1, "error", "skip", 2),
        ("loops", 1, 1, "hang", "retry", 1),
        ("loops", 2, 1, "hang", "skip", 2),
        ("hangs", 1, 1, "hang", "retry", 1),
        ("hangs", 2, 1, "hang", "end", 2),
    ]
    assert session.end is not None
    assert session.end.outcome == "failed"


def test_the_traceback_says_where(unlucky: Unlucky, session: Session) -> None:
    raised, unseen, _, _, looped, _, hung, _ = unlucky.details
    assert re.search(r'trouble_env\.py", line \d+, in go_wrong\n.*\n?RuntimeError: no way', raised)
    assert "called with the actions [0]" in raised
    assert "The observation of the agent player is NaN, at index 1 of 2: no Box contains" in unseen
    assert re.search(r'trouble_env\.py", line \d+, in go_wrong[\s\S]*KeyboardInterrupt', looped)
    assert "did not come to an end" in looped
    assert "The worker gave no answer" in hung
    recorded = {record.detail for record in session.records(ErrorRecord)}
    assert set(unlucky.details) <= recorded


def test_what_was_played_before_is_kept(session: Session) -> None:
    assert session.problems == ()
    episodes = {(e.start.step, e.start.attempt, e.start.episode): e for e in session.episodes}
    for step in ("resets", "loops"):
        assert (step, 2, 0) not in episodes, "a retry begins with the episode that failed"
    assert _ended(episodes["resets", 1, 0]) == ("terminated", 40)
    assert _ended(episodes["loops", 1, 0]) == ("terminated", 40)
    for place in (("raises", 1, 0), ("unseen", 1, 0), ("loops", 1, 1), ("loops", 2, 1)):
        assert _ended(episodes[place]) == ("error", AT)
    for place in (("hangs", 1, 1), ("hangs", 2, 1)):
        assert episodes[place].end is None
        # Of a worker that can't be interrupted, what is younger than 100 ms may be lost: 6 steps.
        (player,) = decode(episodes[place]).agents.values()
        assert AT - 7 <= len(player.rewards) <= AT


def test_a_reward_may_be_nan_and_is_recorded_as_such(session: Session) -> None:
    (episode,) = (each for each in session.episodes if each.start.step == "unpaid")
    rewards = decode(episode).agents["player"].rewards
    assert np.isnan(rewards).tolist() == [False] * AT + [True] * (len(rewards) - AT)
    assert _ended(episode) == ("terminated", 40)
    assert episode.end is not None
    assert episode.end.returns == {"player": None}


def _see_that_all_is_saved(page: Page) -> None:
    saved = page.get_by_role("paragraph").filter(has_text="Everything was sent and saved.")
    expect(saved).to_be_visible(timeout=UPLOAD_TIMEOUT_MS)


def _ended(episode: Episode) -> tuple[str, int]:
    assert episode.end is not None
    return episode.end.reason, episode.end.steps
