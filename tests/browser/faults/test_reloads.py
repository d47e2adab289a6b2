"""Reloads at random moments of a game, and SIGKILLs: all else stays as it was."""

import random
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright

from gymbrowser.contract.records import ConditionRecord, OrderRecord
from gymbrowser.data.sessions import Session
from tests.browser.conftest import Publish, Study
from tests.browser.fault_matrix import words_of
from tests.browser.faults.profiles import Profile
from tests.browser.faults.trials import LONG, judge_rounds
from tests.browser.faults.unlucky import Unlucky

pytestmark = pytest.mark.alone

WALK = Path(__file__).parents[1] / "kill_study"
# Between two forms there is always something else: the visitor sees by it that one was sent.
STUDY = """
id: reloads
title: Reloads
environment: {entry_point: "walk:Walk", source: env}
conditions:
  words: {levels: [many, few]}
steps:
  - consent: {page: pages/consent.md, version: 1}
  - form: {file: pages/words.yml, id: first}
  - page: &rest {file: pages/consent.md, id: rest-1}
  - block:
      id: middle
      order: shuffled
      steps:
        - game: &walk
            id: walk-1
            episodes: 4
            max_steps: 25
            fps: 50
            countdown: 0
            controls: {keys: {ArrowLeft: 0, ArrowRight: 1}, default: 0}
            view: {draw: "walk:draw"}
        - game: {<<: *walk, id: walk-2, seeds: per_session}
        - form: {file: pages/words.yml, id: between}
  - page: {<<: *rest, id: rest-2}
  - form: {file: pages/words.yml, id: more}
    when: conditions.words == 'many'
  - page: {<<: *rest, id: rest-3}
  - form: {file: pages/words.yml, id: last}
  - end: {}
participant: {id: [participant]}
"""
GAMES = {"walk-1": 4, "walk-2": 4}

# Every other trial has two of them: in the same game it is over then.
reloads = pytest.mark.parametrize("trial", range(20 if LONG else 2))
kills = pytest.mark.parametrize("trial", range(20 if LONG else 1))


@pytest.fixture(scope="module")
def study(publish: Publish) -> Study:
    return publish(STUDY, example=WALK)


@reloads
def test_a_reload_at_a_random_moment_of_a_game(
    study: Study, browser: Browser, tmp_path: Path, trial: int
) -> None:
    chance = random.Random(100 + trial)
    unlucky = Unlucky(study.origin, chance)
    page = browser.new_page()
    # Never during the last round of a game, whose end the visitor leaves at once.
    unlucky.finish(page, reloads=[chance.randrange(2), 0][: 1 + trial % 2])
    page.context.close()
    judge(study, unlucky, tmp_path)


@kills
def test_a_kill_of_the_browser_at_a_random_moment_of_a_game(
    study: Study,
    playwright: Playwright,
    chromium_path: Path,
    tmp_path: Path,
    trial: int,
) -> None:
    profile = Profile(tmp_path / "profile", playwright, chromium_path)
    unlucky = Unlucky(study.origin, random.Random(200 + trial))
    with profile.open() as context:
        unlucky.visit(context.new_page(), profile.kill, "playing")
    with profile.open() as context:
        unlucky.finish(context.new_page())
    judge(study, unlucky, tmp_path)


def judge(study: Study, unlucky: Unlucky, folder: Path) -> None:
    """One session, with everything once."""
    sessions = [s for s in study.sessions(folder / "data") if s.participant == unlucky.name]
    (session,) = sessions
    assert session.end is not None
    assert (session.end.outcome, session.problems) == ("done", ())
    assert len({visit.seed for visit in session.visits}) == 1
    (condition,) = {(c.factor, c.level, c.by) for c in session.records(ConditionRecord)}
    (order,) = {tuple(record.order) for record in session.records(OrderRecord)}
    assert words_of(session) == unlucky.witness.answers
    assert len(unlucky.witness.answers) == (4 if condition[1] == "many" else 3)
    judge_order(session, order)
    judge_rounds(session, GAMES)


def judge_order(session: Session, order: tuple[int, ...]) -> None:
    """The steps of the block were entered as they were drawn."""
    middle = ["walk-1", "walk-2", "between"]
    assert [step for step in session.steps if step in middle] == [middle[i] for i in order]
