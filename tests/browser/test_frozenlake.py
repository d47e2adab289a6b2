"""A turn-based game: one press is one step, and without a press there is none.

The example as it is, but without slipping: then six moves are enough, and it is known which.
"""

import io
from dataclasses import dataclass

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from gymbrowser.data.episodes import Episode
from gymbrowser.data.sessions import Session
from gymbrowser.data.trajectory import Decoded, decode
from gymbrowser.rerun_jobs import Recorded
from tests.browser.conftest import ROOT, Publish, Study
from tests.browser.participant import Participant, Witness
from tests.browser.rerun import compare_in_pyodide

FROZENLAKE = ROOT / "examples" / "frozenlake"
LEFT, DOWN, RIGHT, UP = range(4)
KEYS = {LEFT: "ArrowLeft", DOWN: "ArrowDown", RIGHT: "ArrowRight", UP: "ArrowUp"}
BUTTONS = {DOWN: "down arrow", RIGHT: "right arrow"}
HOME = [DOWN, DOWN, RIGHT, DOWN, RIGHT, RIGHT]
INTO_A_HOLE = [RIGHT, DOWN]
IDLE_FRAMES = 120
"""Two seconds: in real time the lake would be stepped eight times in it."""
PHONE = ViewportSize(width=390, height=844)


@dataclass(frozen=True)
class Red:
    """The red cell on the board, where the agent is, in CSS pixels."""

    x: float
    height: float


@dataclass(frozen=True)
class Played:
    """What is left of one participant, and what they saw."""

    session: Session
    red: list[Red]
    """At the beginning, and after a step to the right."""


class Skater(Participant):
    """Plays with the buttons of a phone, and with a keyboard."""

    def arrive(self) -> None:
        self.expect_heading("Across the frozen lake")
        self.go_on()
        self.agree()

    def tap(self, action: int) -> None:
        self.page.get_by_role("button", name=BUTTONS[action]).tap()

    def press(self, action: int) -> None:
        self.page.keyboard.press(KEYS[action])

    def hold(self, action: int, repeats: int) -> None:
        for _ in range(repeats):
            self.page.keyboard.down(KEYS[action])  # again and again: what a held key sends
        self.page.keyboard.up(KEYS[action])

    def idle(self) -> None:
        """Thinks, while the browser goes on showing frames."""
        self.page.evaluate(
            "frames => new Promise(done => {"
            " const next = () => frames-- > 0 ? requestAnimationFrame(next) : done();"
            " next(); })",
            IDLE_FRAMES,
        )

    def expect_steps(self, steps: int) -> None:
        shown = self.page.locator(".hud").get_by_text("Steps")
        expect(shown.locator("xpath=following-sibling::dd[1]")).to_have_text(str(steps))

    def look(self) -> Red:
        from PIL import Image

        png = self.page.locator("canvas").screenshot()
        pixels = np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)
        red, green, blue = np.moveaxis(pixels, -1, 0)
        rows, columns = np.nonzero((red > 150) & (green < 90) & (blue < 90))
        return Red(float(columns.mean()), float(np.ptp(rows)))


@pytest.fixture(scope="module")
def study(publish: Publish) -> Study:
    text = (FROZENLAKE / "exp.yml").read_text(encoding="utf-8")
    for old, new in [("mode: dev\n", ""), ("is_slippery: true", "is_slippery: false")]:
        assert old in text
        text = text.replace(old, new)
    return publish(text, example=FROZENLAKE)


@pytest.fixture(scope="module")
def played(study: Study, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Played:
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    page, witness = context.new_page(), Witness()
    witness.watch(page)
    page.goto(f"{study.origin}/?participant=skater")
    red = play_through(page)
    context.close()
    assert (witness.violations, witness.errors) == ([], [])
    (session,) = study.sessions(tmp_path_factory.mktemp("pulled"))
    assert session.problems == ()
    return Played(session, red)


def play_through(page: Page) -> list[Red]:
    skater = Skater(page)
    skater.arrive()
    red = leave_the_practice(skater)
    page.reload()
    practise(skater)
    take_six_quick_steps(skater)
    fall_into_a_hole(skater)
    press_on_and_on(skater)
    skater.go_on()
    skater.rate("Where I landed was up to", 7)
    page.get_by_label("the shortest way").check()
    skater.go_on()
    skater.see_that_all_is_saved()
    return red


def leave_the_practice(skater: Skater) -> list[Red]:
    skater.start_episode()
    before = skater.look()
    skater.tap(RIGHT)
    skater.expect_steps(1)
    return [before, skater.look()]


def practise(skater: Skater) -> None:
    """With time to think, by the buttons on the screen."""
    skater.start_episode()
    for step, action in enumerate(HOME[:-1], 1):
        skater.tap(action)
        skater.expect_steps(step)
        if step in (2, 4):
            skater.idle()
            skater.expect_steps(step)
    skater.tap(HOME[-1])
    skater.go_on()


def take_six_quick_steps(skater: Skater) -> None:
    skater.start_episode()
    for action in HOME:
        skater.press(action)
    expect(skater.next_button()).to_be_visible()


def fall_into_a_hole(skater: Skater) -> None:
    skater.start_episode()
    skater.idle()
    for action in INTO_A_HOLE:
        skater.press(action)
    expect(skater.next_button()).to_be_visible()


def press_on_and_on(skater: Skater) -> None:
    """Held keys: each is one press."""
    skater.start_episode()
    for step, action in enumerate(HOME[:-1], 1):
        skater.hold(action, repeats=7)
        skater.expect_steps(step)
    skater.hold(HOME[-1], repeats=1)
    expect(skater.next_button()).to_be_visible()


def the_rows(episode: Episode) -> tuple[Decoded, list[int]]:
    decoded = decode(episode)
    return decoded, np.asarray(decoded.agents["player"].actions).tolist()


def test_every_press_is_one_row_and_no_row_is_without_a_press(played: Played) -> None:
    episodes = played.session.episodes
    assert [(e.start.step, e.start.attempt) for e in episodes] == [
        ("practice", 1),
        ("practice", 2),
        *[("main", 1)] * 3,
    ]
    expected = [[RIGHT], HOME, HOME, INTO_A_HOLE, HOME]
    assert [the_rows(episode)[1] for episode in episodes] == expected
    for episode in episodes:
        decoded, _ = the_rows(episode)
        player = decoded.agents["player"]
        assert set(player.sources) == {"device"}
        assert (np.diff(player.input_t) > 0).all()
        # Of two presses the worker may hear in the same tenth of a millisecond.
        assert (np.diff(decoded.due) >= 0).all()
        assert (decoded.due <= decoded.started).all()
        assert (decoded.stepped <= decoded.drawn).all()


def test_the_record_says_the_pace_and_how_it_ended(played: Played) -> None:
    left, *whole = played.session.episodes
    assert {episode.start.pace for episode in (left, *whole)} == {"turn_based"}
    assert left.end is None
    ends = [episode.end for episode in whole if episode.end is not None]
    assert [end.reason for end in ends] == ["terminated"] * 4
    assert [end.returns["player"] for end in ends] == [1.0, 1.0, 0.0, 1.0]
    assert [end.unused_presses for end in ends] == [0] * 4


def test_the_board_is_readable_on_a_phone(played: Played) -> None:
    before, after = played.red
    assert after.x - before.x > 15  # a letter's width
    assert before.height == after.height > 35


def test_the_session_comes_out_the_same_when_run_again(played: Played, study: Study) -> None:
    recorded = [Recorded.of(episode) for episode in played.session.episodes]
    again = compare_in_pyodide(study.site, recorded)
    assert [comparison.first_difference for comparison in again] == [None] * 5
    assert [comparison.steps for comparison in again] == [1, 6, 6, 2, 6]
