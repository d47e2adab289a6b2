"""A hook stands beside two games: what it sees, changes, records, and hears again from a donor."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, expect

from gymbrowser.bridge import exact
from gymbrowser.contract.records import ErrorRecord
from gymbrowser.data.episodes import Episode
from gymbrowser.data.sessions import Session
from gymbrowser.data.trajectory import Trajectory, decode
from gymbrowser.rerun_jobs import Recorded
from tests.browser.conftest import Publish, Study, run_cli
from tests.browser.hook_env import PIECES, RUN, WALK
from tests.browser.participant import participant
from tests.browser.rerun import compare_in_pyodide

ENVIRONMENT = Path(__file__).with_name("hook_env.py")
TAUGHT = """\
id: guarded
title: A guarded road
environment: {entry_point: "hook_env:Road", source: env}
hooks: {guard: {python: "hook_env:Guard", kwargs: {slowly: Slowly}}}
steps:
  - game:
      id: road
      hook: guard
      episodes: 2
      countdown: 0
      max_steps: 50
      controls: {keys: {ArrowRight: 2}, default: 0}
      feedback: {good: KeyG, bad: KeyB}
      widgets: [button: {name: trainOffline, label: Train}]
      view: {draw: "hook_env:draw"}
  - game:
      id: path
      hook: guard
      pace: turn_based
      max_steps: 2
      controls: {keys: {ArrowRight: 2, ArrowUp: 1}}
      view: {draw: "hook_env:draw"}
  - game:
      id: ruin
      hook: guard
      countdown: 0
      on_error: skip
      controls: {keys: {ArrowRight: 2}, default: 0}
      widgets: [button: {name: breakDown, label: Break}]
      view: {draw: "hook_env:draw"}
  - end: {page: pages/thanks.md}
"""
YOKED = """\
id: guarded-again
title: A guarded road, again
environment: {entry_point: "hook_env:Road", source: env}
hooks: {guard: {python: "hook_env:Guard", kwargs: {slowly: Slowly}}}
steps:
  - game:
      id: road
      hook: guard
      episodes: 2
      countdown: 0
      max_steps: 50
      yoke: {from: env/road.json, of: feedback}
      controls: {keys: {ArrowRight: 2}, default: 0}
      view: {draw: "hook_env:draw"}
  - end: {page: pages/thanks.md}
"""


@pytest.fixture(scope="module")
def study(publish: Publish) -> Study:
    return publish(TAUGHT, ENVIRONMENT)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("guarded")


@pytest.fixture(scope="module")
def session(study: Study, browser: Browser, data: Path) -> Session:
    """What somebody leaves behind who runs, judges, trains and walks."""
    with participant(browser, study.origin) as player:
        page = player.page
        player.start_episode()
        page.keyboard.down("ArrowRight")
        page.keyboard.press("KeyG")
        page.get_by_role("button", name="Train").click()
        expect(page.get_by_role("progressbar", name="Training")).to_be_visible()
        page.keyboard.press("KeyB")
        expect(player.next_button()).to_be_visible()
        page.keyboard.up("ArrowRight")
        player.start_episode()
        page.keyboard.press("KeyG")
        expect(player.next_button()).to_be_visible()
        player.go_on()
        player.start_episode()
        for key in ("ArrowRight", "ArrowUp"):
            page.keyboard.press(key)
        expect(player.next_button()).to_be_visible()
        player.go_on()
        player.start_episode()
        page.get_by_role("button", name="Break").click()
        expect(page.get_by_text("The game had to stop")).to_be_visible()
        player.go_on()
        player.see_that_all_is_saved()
    return study.only_session(data)


def test_the_executed_action_is_the_hooks_and_the_intended_one_the_persons(
    session: Session,
) -> None:
    player = _player(session.episodes[0])
    ran = np.asarray(player.intended) == RUN
    assert ran.sum() > 10
    assert (np.asarray(player.actions)[ran] == WALK).all()
    assert set(player.sources[ran]) == {"hook"}
    assert "hook" not in set(player.sources[~ran])
    slow = _player(session.episodes[2])
    assert np.asarray(slow.actions).tolist() == [WALK, WALK]
    assert slow.sources.tolist() == ["hook", "device"]


def test_what_is_said_is_recorded_and_heard_at_the_same_step(session: Session) -> None:
    first, second, *_ = session.episodes
    said = [(one.kind, one.name, one.value, one.source) for one in first.signals]
    assert [one for one in said if one[0] == "feedback"] == [
        ("feedback", "good", 1.0, "device"),
        ("feedback", "bad", -1.0, "device"),
    ]
    assert ("button", "trainOffline", None, "device") in said
    for episode in (first, second):
        feedback = [one for one in episode.signals if one.kind == "feedback"]
        assert all(one.event_t is not None for one in feedback)
        assert [one["steps"] for one in _data(episode, "told")] == [one.after for one in feedback]


def test_long_work_holds_the_game_and_shows_how_far_it_is(session: Session) -> None:
    first = session.episodes[0]
    assert _data(first, "trained") == [PIECES]
    began, ended = [pause for pause in first.pauses if pause.why == "hook"]
    assert (began.paused, ended.paused) == (True, False)
    assert began.steps == ended.steps
    assert ended.t - began.t >= 10 * PIECES
    assert first.end is not None
    assert (first.end.steps, first.end.reason) == (50, "max_steps")


def test_it_sees_every_step_and_keeps_its_state_over_games(session: Session) -> None:
    ends = [one for episode in session.episodes for one in _data(episode, "end")]
    assert [(end["games"], end["steps"]) for end in ends] == [(1, 50), (1, 50), (2, 2)]
    for episode in session.episodes[:3]:
        (rewards,) = _data(episode, "rewards")
        assert rewards == np.asarray(_player(episode).rewards).sum()


def test_its_random_numbers_come_from_the_recorded_seed(session: Session) -> None:
    seeds = [episode.start.hook_seed for episode in session.episodes]
    assert len(set(seeds)) == 4
    drawn = [one for episode in session.episodes for one in _data(episode, "drawn")]
    assert drawn == [np.random.default_rng(seed).random() for seed in seeds]
    assert [episode.start.hook_stream for episode in session.episodes] == [
        "game/road/1/0/hook/guard",
        "game/road/1/1/hook/guard",
        "game/path/1/0/hook/guard",
        "game/ruin/1/0/hook/guard",
    ]


def test_a_rerun_needs_no_hook(session: Session, study: Study) -> None:
    recorded = [Recorded.of(episode) for episode in session.episodes[:3]]
    again = compare_in_pyodide(study.site, recorded)
    assert [each.first_difference for each in again] == [None] * 3


def test_what_it_raises_ends_the_game_and_says_whose_it_is(session: Session) -> None:
    details = [record.detail for record in session.records(ErrorRecord)]
    assert len(details) == 2  # the worker's, and the page's
    for detail in details:
        assert "RuntimeError: no chalk" in detail
        assert "Raised by the hook `guard`, in `on_button`." in detail
    ruin = session.episodes[3]
    assert [one.name for one in ruin.signals][-1] == "breakDown"


def test_a_donors_judgements_are_told_at_the_same_steps(
    publish: Publish,
    session: Session,
    browser: Browser,
    data: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    file = data.with_name("road.json")
    run_cli("data", "donors", data, "road", "-o", file)
    yoked = publish(YOKED, ENVIRONMENT, file)
    with participant(browser, yoked.origin) as player:
        player.watch(2)
        player.see_that_all_is_saved()
    again = yoked.only_session(tmp_path_factory.mktemp("yoked"))
    for episode, before in zip(again.episodes, session.episodes, strict=False):
        assert episode.start.donor == session.id
        assert episode.end is not None
        assert episode.end.reason == "max_steps"
        said = [(one.after, one.name, one.value) for one in episode.signals if _is_told(one)]
        judged = [one for one in before.signals if one.kind == "feedback"]
        assert said == [(one.after, one.name, one.value) for one in judged]
        assert len(said) > 0
        assert _data(episode, "told") == [
            {"name": name, "value": value, "steps": after} for after, name, value in said
        ]


def _is_told(signal: Any) -> bool:
    return (signal.kind, signal.source, signal.event_t) == ("feedback", "donor", None)


def _player(episode: Episode) -> Trajectory:
    return decode(episode).agents["player"]


def _data(episode: Episode, name: str) -> list[Any]:
    """What the hook has recorded under a name."""
    return [exact.decode(record.data) for record in episode.hook if record.name == name]
