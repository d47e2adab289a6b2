"""Mouse, finger, joystick on the screen and gamepad, through the browser's own input emulation.

Chromium emulates mouse and touch. It emulates no gamepad: that is what `navigator.getGamepads`
gives, in a page that is otherwise as it is.
"""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Browser, Locator, expect

from gymbrowser.contract.records import ErrorRecord
from gymbrowser.data.episodes import Episode
from gymbrowser.data.sessions import Session
from gymbrowser.data.trajectory import Trajectory, decode
from gymbrowser.rerun_jobs import Recorded
from tests.browser.axe import barriers
from tests.browser.conftest import Publish, Study
from tests.browser.input_devices import GAMEPAD, PHONE, Finger, Player
from tests.browser.participant import Witness
from tests.browser.rerun import compare_in_pyodide

HERE = Path(__file__).parent
ONWARD = (0.8, 0.6)
"""The way from the boat to the buoy, of length 1."""
DEAD_ZONE = 0.2
PUSHES = (0.1, 0.5, 1.0)
"""How far the gamepad's stick is pushed; the first of them is within the dead zone."""
BUOY = (0.9, 0.8)
"""Where the buoy is, in shares of the picture."""


@dataclass(frozen=True)
class Visits:
    """Participants of one study, each with a device of their own."""

    browser: Browser
    study: Study

    @contextmanager
    def player(self, name: str, **context: Any) -> Iterator[Player]:
        """Somebody who plays to the end, whereupon everything is sent."""
        opened = self.browser.new_context(locale="en-GB", **context)
        page, witness = opened.new_page(), Witness()
        witness.watch(page)
        page.add_init_script(GAMEPAD)
        page.goto(f"{self.study.origin}/?participant={name}")
        player = Player(page)
        yield player
        player.see_that_all_is_saved()
        assert (witness.violations, witness.errors) == ([], [])
        opened.close()

    def session(self, name: str, folder: Path) -> Session:
        (found,) = (one for one in self.study.sessions(folder) if one.participant == name)
        assert found.problems == ()
        return found


@pytest.fixture(scope="module")
def boats(publish: Publish, browser: Browser) -> Visits:
    return Visits(browser, published(publish, "boat_study"))


@pytest.fixture(scope="module")
def lights(publish: Publish, browser: Browser) -> Visits:
    return Visits(browser, published(publish, "lights_study"))


def published(publish: Publish, name: str) -> Study:
    return publish((HERE / name / "exp.yml").read_text(encoding="utf-8"), example=HERE / name)


def test_a_boat_is_steered_at_a_desk(boats: Visits, tmp_path: Path) -> None:
    with boats.player("desk", viewport={"width": 1000, "height": 900}) as player:
        sail_with_gamepad(player)
        sail_with_keys(player)
        player.go_on()
        for move in (drag, click, hover):
            player.begin()
            assert barriers(player.page) == []
            move(player)
            player.is_over()
            player.page.mouse.up()
            player.go_on()
        assert not player.has_loaded("joystick.js")
    session = boats.session("desk", tmp_path)
    gamepad, keys, position, toward, follow = map(acted, session.episodes)
    # Its axes reach the worker one after the other: of a place to which it is pushed, the first
    # may be there already while the second is of the place before.
    raw = [(length * ONWARD[0], length * ONWARD[1]) for length in PUSHES]
    on_the_way = [beyond_dead_zone(there[0], here[1]) for here, there in pairwise(raw)]
    _, half, whole = (beyond_dead_zone(*place) for place in raw)
    assert_acted(gamepad, half, whole, on_the_way=on_the_way)
    assert_acted(keys, (1, 1), on_the_way=[(1, 0)])
    assert_acted(position, ONWARD, within=0.02)
    assert_acted(follow, ONWARD, within=0.02)
    assert np.count_nonzero(toward.sources == "device") == 1, "a click acts once"
    assert_acted(toward, ONWARD, within=0.02)
    assert np.asarray(toward.actions)[-1].tolist() == device_actions(toward)[0].tolist()
    again = compare_in_pyodide(boats.study.site, [Recorded.of(one) for one in session.episodes])
    assert [comparison.first_difference for comparison in again] == [None] * 5


def beyond_dead_zone(x: float, y: float) -> tuple[float, float]:
    """What is left of a stick's way: of 0.5, 0.3 of the 0.8 beyond the dead zone."""
    length = math.hypot(x, y)
    left = max(0.0, length - DEAD_ZONE) / (1 - DEAD_ZONE) / length
    return x * left, y * left


def sail_with_gamepad(player: Player) -> None:
    player.begin()
    assert barriers(player.page) == []
    for length in PUSHES:
        player.push(length * ONWARD[0], length * ONWARD[1])
        player.expect_steps(player.steps() + 3)
    player.is_over()
    player.push(0, 0)


def sail_with_keys(player: Player) -> None:
    player.begin()
    for key in ("ArrowRight", "ArrowDown"):
        player.page.keyboard.down(key)
    player.is_over()
    for key in ("ArrowRight", "ArrowDown"):
        player.page.keyboard.up(key)


def drag(player: Player) -> None:
    mouse = player.page.mouse
    mouse.move(*player.place(0.5, 0.5))
    player.expect_steps(player.steps() + 3)
    mouse.move(*player.place(*BUOY))
    mouse.down()


def click(player: Player) -> None:
    player.page.mouse.click(*player.place(*BUOY))


def hover(player: Player) -> None:
    player.page.mouse.move(*player.place(*BUOY))


def test_a_boat_is_steered_on_a_phone(boats: Visits, tmp_path: Path) -> None:
    with boats.player("phone", **PHONE) as player:
        finger = Finger(player.page)
        joystick = player.page.get_by_role("group", name="Joystick")
        for _ in range(2):
            player.begin()
            expect(joystick).to_be_in_viewport(ratio=1)
            assert barriers(player.page) == []
            steer(finger, player, joystick)
            player.is_over()
            finger.up()
        assert player.has_loaded("joystick.js")
        player.go_on()
        for _ in ("position", "toward", "follow"):
            player.begin()
            finger.down(player.place(*BUOY))
            player.is_over()
            finger.up()
            player.go_on()
    session = boats.session("phone", tmp_path)
    joystick_1, joystick_2, *places = map(acted, session.episodes)
    for trajectory in (joystick_1, joystick_2):
        assert np.asarray(trajectory.actions)[-1] == pytest.approx(ONWARD, abs=0.02)
        assert np.abs(device_actions(trajectory)).max() <= 1
    for trajectory in places:
        assert_acted(trajectory, ONWARD, within=0.02)


def steer(finger: Finger, player: Player, joystick: Locator) -> None:
    """From the middle of the joystick to its rim and beyond."""
    x, y = player.place(0.5, 0.5, joystick)
    finger.down((x, y))
    for length in range(0, 120, 20):
        finger.move((x + length * ONWARD[0], y + length * ONWARD[1]))


def test_lamps_are_clicked(lights: Visits, tmp_path: Path) -> None:
    assert not list(lights.study.site.glob("v/*/joystick.js")), "no game of the study has one"
    with lights.player("desk", viewport={"width": 1000, "height": 900}) as player:
        player.begin()
        assert barriers(player.page) == []
        player.page.mouse.click(*player.place(0.01, 0.5))  # the margin
        for row, column in [(0, 0), (2, 3), (7, 7)]:
            player.page.mouse.click(*cell(player, row, column))
        player.is_over()
        player.go_on()
        player.begin()
        player.page.mouse.click(*cell(player, 4, 5))
        player.page.mouse.click(*player.place(0.5, 0.5), button="right")
        player.hold(0)
        player.is_over()
        player.go_on()
        player.begin()
        player.page.mouse.click(*player.place(0.25, 0.5))
        player.expect_steps(1)
        player.page.mouse.click(*player.place(0.75, 0.5))
        expect(player.page.get_by_text("The game had to stop")).to_be_visible()
        player.go_on()
    session = lights.session("desk", tmp_path)
    turns, presses, broken = map(acted, session.episodes)
    assert np.asarray(turns.actions).tolist() == [0, 2 * 8 + 3, 63]
    assert set(turns.sources) == {"device"}
    assert sorted(device_actions(presses).tolist()) == [0, 7, 4 * 8 + 5]
    assert set(np.asarray(presses.actions)[presses.sources == "default"]) <= {64}
    assert np.asarray(broken.actions).tolist() == [0]
    errors = session.records(ErrorRecord)
    assert any("There is nothing to the right." in error.detail for error in errors)


def cell(player: Player, row: int, column: int) -> tuple[float, float]:
    """The middle of a cell: the board has a margin of 20 in 360 pixels."""
    x, y = ((20 + 40 * (at + 0.5)) / 360 for at in (column, row))
    return player.place(x, y)


def acted(episode: Episode) -> Trajectory:
    return decode(episode).agents["player"]


def device_actions(trajectory: Trajectory) -> NDArray[Any]:
    actions = np.asarray(trajectory.actions)
    given: NDArray[Any] = actions[trajectory.sources == "device"]
    return given


def assert_acted(
    trajectory: Trajectory,
    *wanted: Sequence[float],
    on_the_way: Sequence[Sequence[float]] = (),
    within: float = 1e-6,
) -> None:
    """Each of these was an action by a device, and no other one was.

    Args:
        on_the_way: What may be seen besides, since two inputs reach the worker one after the other.
    """
    given = device_actions(trajectory)
    known = np.array([*wanted, *on_the_way])
    nearest = np.abs(given[:, None] - known[None]).max(axis=2)
    assert nearest.min(axis=1).max() <= within, given
    assert nearest[:, : len(wanted)].min(axis=0).max() <= within, given
