"""SIGKILL at random moments: to the tab, and to the whole browser.

What was confirmed is there in the end; and the steps that were seen, but those of the last 100 ms.
"""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from gymbrowser.data.sessions import Session
from gymbrowser.data.trajectory import step_count
from tests.browser.conftest import Publish, Study
from tests.browser.fault_matrix import Matrix, Unfinished, words_of
from tests.browser.fault_trial import TRIALS
from tests.browser.faults.profiles import Profile, open_tab
from tests.browser.faults.trials import LONG, judge_rounds
from tests.browser.faults.unlucky import Moment, Unlucky, Witness

pytestmark = pytest.mark.alone

STUDY = Path(__file__).parents[1] / "kill_study"
PER_SESSION = 10 if LONG else 2
MOMENTS: tuple[Moment, Moment] = ("loading", "playing")
LOST_AT_MOST = 5
"""So many steps are 100 ms at 50 a second."""

# With ten trials these are 200 kills of a tab and 50 of a browser.
tab_sessions = pytest.mark.parametrize("session", range(2 * TRIALS if LONG else 1))
browser_sessions = pytest.mark.parametrize("session", range(-(-TRIALS // 2)))

type MakeProfile = Callable[[], Profile]


@pytest.fixture(scope="module")
def study(publish: Publish) -> Study:
    return publish((STUDY / "exp.yml").read_text(encoding="utf-8"), example=STUDY)


@pytest.fixture
def profile(playwright: Playwright, chromium_path: Path, tmp_path: Path) -> Profile:
    return Profile(tmp_path / "profile", playwright, chromium_path)


@tab_sessions
def test_a_tab_that_is_killed_at_random_moments(
    study: Study, profile: Profile, matrix: Matrix, tmp_path: Path, session: int
) -> None:
    unlucky = Unlucky(study.origin, random.Random(session))
    with profile.open() as context:
        for kill in range(PER_SESSION):
            page = open_tab(context)
            unlucky.visit(page, profile.kill_tabs, MOMENTS[kill % 2])
            page.close()
        unlucky.finish(open_tab(context))
    judge("tab killed (SIGKILL)", matrix, unlucky, study.sessions(tmp_path / "data"))


@browser_sessions
def test_a_browser_that_is_killed_at_random_moments(
    study: Study, profile: Profile, matrix: Matrix, tmp_path: Path, session: int
) -> None:
    unlucky = Unlucky(study.origin, random.Random(-1 - session))
    for kill in range(PER_SESSION):
        with profile.open() as context:
            unlucky.visit(context.new_page(), profile.kill, MOMENTS[kill % 2])
    with profile.open() as context:
        unlucky.finish(context.new_page())
    judge("browser killed (SIGKILL)", matrix, unlucky, study.sessions(tmp_path / "data"))


def judge(fault: str, matrix: Matrix, unlucky: Unlucky, sessions: list[Session]) -> None:
    # Games end for good after two interruptions, so that ten kills may reach the end: who comes
    # again after that begins anew.
    own = [session for session in sessions if session.participant == unlucky.name]
    for number, session in enumerate(own):
        matrix.count(fault, session, trials=0 if number else PER_SESSION)
        assert session.end is not None
        assert session.problems == ()
        judge_rounds(session, {f"walk-{number}": 1 for number in (1, 2, 3)})
    stored = [words for session in own for words in words_of(session)]
    # An answer may have been stored when the page was killed before it could confirm it.
    assert [words for words in unlucky.witness.answers if stored.count(words) != 1] == []
    judge_steps(own, unlucky.witness, matrix.unfinished_of(fault))


def judge_steps(sessions: list[Session], witness: Witness, unfinished: Unfinished) -> None:
    """By episode, which its seed tells: one that was interrupted begins again on another."""
    episodes_of_all = (episode for session in sessions for episode in session.episodes)
    begun = [episode for episode in episodes_of_all if step_count(episode) > 0]
    episodes = {episode.start.seed: episode for episode in begun}
    assert len(episodes) == len(begun), "the witness can't tell the attempts apart"
    for seed, seen in witness.steps.items():
        if seen == 0:
            continue  # never started
        episode = episodes.get(seed)
        there = step_count(episode) if episode else 0
        if episode is None or episode.end is None:
            unfinished.count(seen, there)
            assert seen - there <= LOST_AT_MOST
        else:
            assert there >= seen
