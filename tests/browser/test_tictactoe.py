"""A PettingZoo AEC environment in the browser: the example, played in turn with its opponent.

The participant hammers on all nine keys, so that most presses name a cell that is taken or come in
the other's turn: what counts is that each of their turns takes one allowed move, and no other.
"""

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from gymbrowser.bridge.random import derive_stream
from gymbrowser.contract.game_records import UiRecord
from gymbrowser.data.sessions import Session
from gymbrowser.data.trajectory import Decoded, decode
from gymbrowser.rerun_jobs import Recorded
from tests.browser.conftest import ROOT, Publish, Study
from tests.browser.participant import Participant, Witness
from tests.browser.rerun import compare_in_pyodide

TICTACTOE = ROOT / "examples" / "tictactoe"
ME, OTHER = "player_1", "player_2"
EPISODES = 3
DELAY_MS = 300
MIN_S, MAX_S = 0.02, 0.12
REASONS = {
    "Three in a row!",
    "I had to stop you there.",
    "The middle is worth most.",
    "I'll try it here.",
}
PATIENCE = 200
"""Rounds of presses, of which nine lead to a move at most."""


class Hasty(Participant):
    """Presses every key whenever it might be their turn."""

    def arrive(self) -> None:
        self.expect_heading("Three in a row")
        self.go_on()
        self.agree()

    def play_a_game(self) -> None:
        self.start_episode()
        steps = self.page.locator(".hud").get_by_text("Steps")
        shown = steps.locator("xpath=following-sibling::dd[1]")
        expect(shown).to_have_text("0")
        for _ in range(PATIENCE):
            for digit in range(1, 10):
                self.page.keyboard.press(f"Digit{digit}")
            self.page.evaluate("() => new Promise(requestAnimationFrame)")
            if self.next_button().is_visible():
                return
        pytest.fail("The game came to no end.")


@pytest.fixture(scope="module")
def study(publish: Publish) -> Study:
    text = (TICTACTOE / "exp.yml").read_text(encoding="utf-8")
    for old, new in [
        ("mode: dev\n", ""),
        ("turn_delay: 0.8 ", f"turn_delay: {DELAY_MS / 1000} "),
        ("thinking: {min: 0.5, max: 1.5}", f"thinking: {{min: {MIN_S}, max: {MAX_S}}}"),
        ("episodes: 3", "episodes: 2"),
        ("[1, 2, 3]", "[1, 2]"),
    ]:
        assert old in text, old
        text = text.replace(old, new)
    return publish(text, example=TICTACTOE)


@pytest.fixture(scope="module")
def played(
    study: Study, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Session, list[str]]:
    """What one participant leaves behind, and the last that the opponent said to them."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page, witness = context.new_page(), Witness()
    witness.watch(page)
    page.goto(f"{study.origin}/?participant=hasty")
    shown = play_through(page)
    context.close()
    assert (witness.violations, witness.errors) == ([], [])
    (found,) = study.sessions(tmp_path_factory.mktemp("pulled"))
    assert found.problems == ()
    return found, shown


@pytest.fixture(scope="module")
def session(played: tuple[Session, list[str]]) -> Session:
    return played[0]


def play_through(page: Page) -> list[str]:
    hasty = Hasty(page)
    hasty.arrive()
    hasty.play_a_game()
    hasty.go_on()
    hasty.play_a_game()
    hasty.play_a_game()
    shown = page.get_by_role("log").locator("> *").all_inner_texts()
    hasty.go_on()
    hasty.rate("How well did the other one play?", 7)
    page.get_by_label("a program").check()
    hasty.go_on()
    hasty.see_that_all_is_saved()
    return shown


@pytest.fixture(scope="module")
def games(session: Session) -> list[Decoded]:
    return [decode(episode) for episode in session.episodes]


def test_the_two_move_in_turn(games: list[Decoded]) -> None:
    assert len(games) == EPISODES
    for game in games:
        mine, others = game.agents[ME], game.agents[OTHER]
        turns = np.arange(len(game.due)) % 2
        assert mine.sources.tolist() == ["absent" if odd else "device" for odd in turns]
        assert others.sources.tolist() == ["policy" if odd else "absent" for odd in turns]
        assert np.isnan(mine.input_t).tolist() == turns.astype(bool).tolist()
        assert mine.present.all()
        assert others.present.all()


def test_no_move_is_one_that_the_mask_forbids(session: Session, games: list[Decoded]) -> None:
    for game in games:
        moves = {}
        for step in range(len(game.due)):
            agent = game.agents[OTHER if step % 2 else ME]
            assert isinstance(agent.observations, dict)
            assert isinstance(agent.actions, np.ndarray)
            cell = int(agent.actions[step])
            assert agent.observations["action_mask"][step][cell] == 1
            moves[cell] = step
        assert len(moves) == len(game.due)
    assert all(e.end is not None and (e.end.unused_presses or 0) > 0 for e in session.episodes)


def test_returns_are_of_the_whole_game_also_for_who_loses_by_the_others_move(
    session: Session, games: list[Decoded]
) -> None:
    for episode, game in zip(session.episodes, games, strict=True):
        assert episode.end is not None
        assert episode.end.reason == "terminated"
        mine, others = (episode.end.returns[agent] for agent in (ME, OTHER))
        assert mine is not None
        assert others == -mine
        assert {mine, others} in ({0.0}, {1.0, -1.0})
        assert game.agents[OTHER].terminated.tolist() == [False] * (len(game.due) - 1) + [True]


def test_the_others_turn_waits_and_the_persons_does_not(games: list[Decoded]) -> None:
    practice = games[0]
    waited = practice.due[1::2] - practice.stepped[0:-1:2]
    assert (waited >= DELAY_MS - 2).all()  # clocks are rounded


def test_a_policy_thinks_for_a_time_that_the_seed_draws(
    session: Session, games: list[Decoded]
) -> None:
    practice, *others = [episode.start for episode in session.episodes]
    assert practice.thinking == {}
    for start, game in zip(others, games[1:], strict=True):
        stream = derive_stream(session.visits[0].seed, start.thinking[OTHER])
        waited = game.due[1::2] - game.stepped[0:-1:2]
        drawn = [1000 * (MIN_S + stream.uniform() * (MAX_S - MIN_S)) for _ in waited]
        assert (waited >= np.array(drawn) - 2).all()  # clocks are rounded
        assert np.ptp(drawn) > 0


def test_what_a_policy_says_is_shown_and_recorded(played: tuple[Session, list[str]]) -> None:
    session, shown = played
    said = [
        call.text
        for record in session.records(UiRecord)
        for call in record.calls
        if call.call == "message"
    ]
    moves = [len(decode(each).due) // 2 for each in session.episodes if each.start.step == "main"]
    assert len(said) == sum(moves)
    assert set(said) <= REASONS
    assert shown
    assert shown == said[-len(shown) :]


def test_the_session_comes_out_the_same_when_run_again(session: Session, study: Study) -> None:
    again = compare_in_pyodide(study.site, [Recorded.of(each) for each in session.episodes])
    assert [comparison.first_difference for comparison in again] == [None] * EPISODES
    assert [comparison.other_actions for comparison in again] == [0] * EPISODES
