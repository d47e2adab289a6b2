"""The main job, whole: a person plays the example in Chromium, and every record arrives once."""

import re
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page

from gymbrowser.contract.record_base import RecordBase
from gymbrowser.contract.records import AnswersRecord, ConsentRecord, EnterRecord, LeaveRecord
from gymbrowser.data.episodes import Episode
from gymbrowser.data.sessions import Session
from gymbrowser.data.tables.load import load
from gymbrowser.data.trajectory import Trajectory, decode, step_count
from gymbrowser.environment.site import site_python
from gymbrowser.parity import compare_natively
from gymbrowser.rerun_jobs import Recorded
from gymbrowser.resolve.cache import Cache
from tests.browser.conftest import Study, run_cli
from tests.browser.participant import COMMENT, Participant, Witness
from tests.browser.rerun import compare_in_pyodide

STEPS = ["welcome", "consent", "about-you", "play", "watch", "afterwards", "end"]
ANNA = "anna-5f3c"


@pytest.fixture(scope="module")
def session(cartpole: Study, browser, tmp_path_factory: pytest.TempPathFactory) -> Session:  # type: ignore[no-untyped-def]
    """One session, played from the first page to the last, and pulled from the bucket."""
    witness = Witness()
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    witness.watch(page)
    page.goto(f"{cartpole.origin}/?participant={ANNA}&STUDY_ID=s1&other=no")
    play_through(page)
    context.close()
    assert witness.violations == []
    assert witness.errors == []
    (session,) = cartpole.sessions(tmp_path_factory.mktemp("pulled"))
    return session


def play_through(page: Page) -> None:
    anna = Participant(page)
    anna.read_welcome()
    anna.agree()
    anna.tell_about_you()
    anna.play(3)
    anna.watch(1)
    anna.look_back()
    anna.see_that_all_is_saved()


def the_only_agent(episode: Episode) -> Trajectory:
    ((_, trajectory),) = decode(episode).agents.items()
    return trajectory


def test_every_record_arrives_once_and_the_chains_hold(session: Session) -> None:
    assert session.problems == ()
    assert session.damaged == ()
    assert session.end is not None
    assert session.end.outcome == "done"
    assert set(session.end.writers) == {"identity-1", "page-1", "game-1"}
    for writer, chain in session.chains.items():
        numbers = [record.n for _, record in records_of(chain)]
        assert numbers == list(range(len(numbers)))
        assert {record.mode for _, record in records_of(chain)} == {"live"}
        assert len(numbers) >= session.end.writers[writer]


def records_of(chain) -> list[tuple[object, RecordBase]]:  # type: ignore[no-untyped-def]
    return [(chunk, record) for chunk in chain.chunks for record in chunk.records]


def test_the_way_through_the_study_is_recorded(session: Session) -> None:
    entered = session.records(EnterRecord)
    assert [(record.step, record.index) for record in entered] == list(
        zip(STEPS, range(7), strict=True)
    )
    left = session.records(LeaveRecord)
    assert [record.step for record in left] == STEPS[:-1]
    assert all(record.duration_ms > 0 for record in left)


def test_participant_seed_and_hashes_are_recorded(session: Session, cartpole: Study) -> None:
    (visit,) = session.visits
    assert (session.participant, session.params) == (ANNA, {"STUDY_ID": "s1"})
    assert (visit.participant, visit.load) == (None, 1)
    assert re.fullmatch("[0-9a-f]{32}", visit.seed)
    assert visit.seed != visit.session
    (site,) = [folder.name for folder in (cartpole.site / "v").iterdir()]
    assert visit.site == site
    assert set(visit.policies) == {"trained"}


def test_answers_are_as_they_were_given(session: Session) -> None:
    about_you, afterwards = session.records(AnswersRecord)
    assert about_you.answers == {
        "age": 31,
        "gaming": "every week",
        "devices": ["computer", "console"],
    }
    assert afterwards.answers == {"difficulty": 6, "trust": 4, "comment": COMMENT}
    (consent,) = session.records(ConsentRecord)
    assert consent.version == "1"


def test_every_step_of_every_episode_is_recorded(session: Session) -> None:
    episodes = session.episodes
    assert [(e.start.step, e.start.episode) for e in episodes] == [
        ("play", 0),
        ("play", 1),
        ("play", 2),
        ("watch", 0),
    ]
    assert [episode.start.seed for episode in episodes] == [11, 12, 13, 14]
    for episode in episodes:
        trajectory = the_only_agent(episode)
        steps = len(trajectory.rewards)
        assert episode.end is not None
        assert episode.end.steps == steps
        assert np.asarray(trajectory.observations).shape == (steps + 1, 4)
        assert np.asarray(trajectory.observations).dtype == np.float32
        assert list(trajectory.terminated[:-1]) == [False] * (steps - 1)
        assert trajectory.terminated[-1] or trajectory.truncated[-1]


def test_where_actions_came_from_is_recorded(session: Session) -> None:
    *played, watched = map(the_only_agent, session.episodes)
    untouched, *steered = played
    assert set(untouched.sources) == {"default"}
    assert all("device" in trajectory.sources for trajectory in steered)
    for trajectory in played:
        by_device = trajectory.sources == "device"
        assert np.isfinite(trajectory.input_t[by_device]).all()
        assert np.isnan(trajectory.input_t[~by_device]).all()
    assert set(watched.sources) == {"policy"}
    assert np.asarray(watched.outputs).shape == (len(watched.rewards), 2)
    chosen = np.argmax(np.asarray(watched.outputs), axis=1)
    assert (chosen == np.asarray(watched.actions)).all()


def test_times_are_in_order(session: Session) -> None:
    for episode in session.episodes:
        times = decode(episode)
        assert (np.diff(times.due) > 0).all()
        assert (times.started <= times.stepped).all()
        assert (times.stepped <= times.drawn).all()


def test_keys_tell_nothing_of_the_participant(session: Session, cartpole: Study) -> None:
    keys = [key for key in cartpole.object_keys() if session.id in key]
    assert len(keys) == sum(len(chain.chunks) for chain in session.chains.values())
    shape = rf"in/study/live/{session.id}/(identity|page|game)-1/\d{{6}}-[0-9a-f]{{64}}\.jsonl\.gz"
    assert all(re.fullmatch(shape, key) for key in keys)


def test_a_second_pull_fetches_nothing(session: Session, cartpole: Study, tmp_path: Path) -> None:
    first = cartpole.pull(tmp_path)
    assert session.id[:8] in first
    assert cartpole.pull(tmp_path).startswith("0 chunks fetched")


def test_the_session_comes_out_the_same_when_run_again(
    session: Session, cartpole: Study, tmp_path: Path
) -> None:
    recorded = [Recorded.of(episode) for episode in session.episodes]
    again = compare_in_pyodide(cartpole.site, recorded)
    assert [comparison.first_difference for comparison in again] == [None] * 4
    assert [comparison.other_actions for comparison in again] == [None, None, None, 0]
    natively = compare_natively(
        cartpole.site, site_python(cartpole.site, Cache(tmp_path)), recorded
    )
    assert [comparison.drift for comparison in natively] == [0.0] * 4


def test_what_was_played_is_whole_is_proven_and_becomes_tables(
    session: Session, cartpole: Study, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    cartpole.pull(data)
    assert "0 damaged; 4 episodes" in run_cli("data", "check", data)
    verified = run_cli("data", "verify", data, "--site", cartpole.site, "--jobs", "1")
    assert "All 4 episodes came out equal, bit for bit." in verified
    played = load(data, identities=True)
    assert played.sessions["participant"] == [ANNA]
    assert set(played.answers["question"]) >= {"age", "devices", "comment"}
    assert len(played.steps) == sum(map(step_count, session.episodes))
    assert len(played.observations) == len(played.steps) + len(session.episodes)
    assert set(played.inputs["kind"]) >= {"down", "up"}
    assert set(played.events["type"]) >= {"enter", "leave", "consent", "clock"}
