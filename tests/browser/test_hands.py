"""Several people at one keyboard: no tap is lost, no key stays stuck, no action is unexplained."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, expect

from gymbrowser.contract.browser_records import ClockRecord
from gymbrowser.contract.input_records import RemapRecord
from gymbrowser.data.episodes import Episode
from gymbrowser.data.inputs import decode_inputs
from gymbrowser.data.sessions import Session
from gymbrowser.data.trajectory import Decoded, decode
from tests.browser.axe import barriers
from tests.browser.conftest import Publish, Study
from tests.browser.crowd_env import AGENTS
from tests.browser.input_devices import GAMEPAD
from tests.browser.participant import Participant, Witness

pytestmark = pytest.mark.timeout(900)  # 4,000 taps and 100 storms take their time

HERE = Path(__file__).parent
TAPS = 2000
STORMS = 100
KEYS = dict(zip(AGENTS, ("KeyA", "KeyF", "KeyJ", "Semicolon"), strict=True))
STORMY = {"KeyA": 1, "KeyS": 2, "KeyA + KeyS": 3, "ControlLeft": 4, "GamepadButton0": 5}
POINTER = {"PointerLeft": 6}
BINDINGS = "\n            ".join(f"{keys}: {action}" for keys, action in (STORMY | POINTER).items())
FPS = 60
"""Of the storms."""


def taps_at(fps: int) -> str:
    """A game that is over when every agent has acted as often as its person taps."""
    people = "".join(
        f"        {agent}: {{keys: {{{key}: 1}}, mode: press, queue: 200}}\n"
        for agent, key in KEYS.items()
    )
    return f"""\
  - game:
      id: taps-{fps}
      agents: {{{", ".join(f"{agent}: human" for agent in AGENTS)}}}
      fps: {fps}
      countdown: 0
      limits: {{until: "crowd_env:is_done"}}
      max_steps: {fps * 60}
      controls:
{people}\
      view: {{draw: "crowd_env:draw"}}
"""


EXPERIMENT = f"""\
id: hands
title: Hands
environment: {{entry_point: "crowd_env:Crowd", source: env}}
policies:
  still: {{python: "crowd_env:Still"}}
steps:
{taps_at(30)}{taps_at(60)}\
  - game:
      id: storms
      agents: {{north: human, east: still, south: still, west: still}}
      fps: {FPS}
      countdown: 0
      allow: {{reset: true}}
      controls:
        north:
          keys:
            {BINDINGS}
          remap: true
      view: {{draw: "crowd_env:draw"}}
  - end: {{page: pages/thanks.md}}
"""


@dataclass(frozen=True)
class Visit:
    """One visit, as the page saw it and as the store has it."""

    session: Session
    tapped: Mapping[str, Mapping[str, list[float]]]
    """Game to agent to when its key went down, by `event.timeStamp`."""
    calm: list[tuple[float, float]]
    """Between which times of the page's nothing was down, after each storm."""

    def episode(self, step: str) -> Episode:
        (found,) = (e for e in self.session.episodes if e.start.step == step)
        return found


@pytest.fixture(scope="module")
def study(publish: Publish) -> Study:
    return publish(EXPERIMENT, HERE / "crowd_env.py")


@pytest.fixture(scope="module")
def visit(study: Study, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Visit:
    context = browser.new_context(viewport={"width": 1000, "height": 900})
    page, witness = context.new_page(), Witness()
    witness.watch(page)
    page.add_init_script(GAMEPAD)
    page.add_init_script(path=HERE / "typing.js")
    page.goto(study.origin)
    player = Participant(page)
    tapped = {f"taps-{fps}": tap(player, fps) for fps in (30, 60)}
    calm = list(weather(player))
    page.get_by_role("button", name="End this round").click()
    player.go_on()
    player.see_that_all_is_saved()
    context.close()
    assert (witness.violations, witness.errors) == ([], [])
    (session,) = study.sessions(tmp_path_factory.mktemp("pulled"))
    assert session.problems == ()
    return Visit(session, tapped, calm)


def begin(player: Participant) -> None:
    player.start_episode()
    expect(player.page.locator("canvas.screen")).to_be_focused()


def tap(player: Participant, fps: int) -> dict[str, list[float]]:
    """All four at the same time, each nearly as often as there are steps."""
    begin(player)
    if fps == 30:
        assert barriers(player.page) == []
    times: dict[str, list[float]] = player.page.evaluate(
        """async ([keys, count, meanMs]) => Object.fromEntries(await Promise.all(
             Object.entries(keys).map(async ([agent, code]) =>
               [agent, await hands.tap(code, count, meanMs)])))""",
        [KEYS, TAPS // len(KEYS), 1.1 * 1000 / fps],
    )
    expect(player.next_button()).to_be_visible()
    player.go_on()
    return times


def weather(player: Participant) -> Iterator[tuple[float, float]]:
    """Storms, and a calm of some steps after each of them."""
    page, mouse = player.page, player.page.mouse
    choose_keys(player)
    begin(player)
    box = page.locator("canvas.screen").bounding_box()
    assert box is not None
    codes = ["KeyJ", "KeyS", "ControlLeft"]  # KeyJ is pressed for KeyA
    for index in range(STORMS):
        page.evaluate("(codes) => { window.over = hands.storm(codes); }", codes)
        for step in range(3):
            mouse.move(box["x"] + 10 + (7 * index + 31 * step) % 100, box["y"] + 10)
            mouse.down() if step % 2 == 0 else mouse.up()
        mouse.up()
        begun = page.evaluate("() => window.over.then(() => performance.now())")
        page.wait_for_timeout(5 * 1000 / FPS)  # that is what is measured: some steps without input
        yield begun, page.evaluate("() => performance.now()")


def choose_keys(player: Participant) -> None:
    """KeyJ in the place of KeyA."""
    page = player.page
    player.await_game()
    page.get_by_role("button", name="Choose other keys").click()
    assert barriers(page) == []
    dialog = page.get_by_role("dialog", name="Your keys")
    dialog.get_by_role("button", name="A change this key").click()
    page.keyboard.press("Tab")
    expect(dialog.get_by_text("This key cannot be used here.")).to_be_visible()
    dialog.get_by_role("button", name="A change this key").click()
    page.keyboard.press("j")
    expect(dialog.get_by_role("button", name="J change this key")).to_be_visible()
    dialog.get_by_role("button", name="Done").click()
    expect(dialog).to_be_hidden()
    expect(page.locator(".legend")).to_contain_text("J")


@pytest.mark.parametrize("fps", [30, 60])
def test_no_tap_of_four_people_is_lost(visit: Visit, fps: int) -> None:
    episode = visit.episode(f"taps-{fps}")
    decoded, tapped = decode(episode), visit.tapped[f"taps-{fps}"]
    assert sum(map(len, tapped.values())) == TAPS
    for agent, times in tapped.items():
        trajectory = decoded.agents[agent]
        pressed = trajectory.sources == "device"
        assert set(trajectory.sources) <= {"device", "default"}
        assert trajectory.input_t[pressed].tolist() == times
        assert (np.asarray(trajectory.actions) == pressed).all()
    assert episode.end is not None
    assert (episode.end.reason, episode.end.unused_presses) == ("until", 0)


def test_the_chosen_keys_are_recorded(visit: Visit) -> None:
    (remap,) = visit.session.records(RemapRecord)
    assert (remap.step, remap.agent, remap.keys) == ("storms", "north", {"KeyA": "KeyJ"})


def test_a_hundred_storms_leave_no_stuck_key(visit: Visit) -> None:
    decoded = decode(visit.episode("storms"))
    offset_ms = np.median([clock.offset_ms for clock in visit.session.records(ClockRecord)])
    sources, due = decoded.agents["north"].sources, decoded.due
    inputs = decode_inputs(visit.episode("storms"))
    received = np.asarray(inputs.received_t)
    assert len(visit.calm) == STORMS
    heeded = 0
    for begun, ended in visit.calm:
        # The mouse's own events take a frame or two to the page, and on a busy machine all take a
        # while to the worker: the steps count that come after it has heard of the storm's end, but
        # the first, which still owes its action to a tap that began and ended before it.
        settled = begun + 2 * 1000 / FPS
        heard = received[np.asarray(inputs.event_t) <= settled].max()
        owing = due[np.searchsorted(due, heard)]
        calm = (due > owing) & (due - offset_ms > settled) & (due - offset_ms < ended)
        heeded += int(calm.sum())
        assert set(sources[calm]) <= {"default"}
    assert heeded > STORMS


def test_every_action_in_a_storm_is_the_latest_input_received_by_its_due_time(visit: Visit) -> None:
    decoded = decode(visit.episode("storms"))
    north = decoded.agents["north"]
    expected = list(actions_of(visit.episode("storms"), decoded))
    assert {*STORMY.values(), *POINTER.values(), 0} == {action for action, _ in expected}
    assert np.asarray(north.actions).tolist() == [action for action, _ in expected]
    np.testing.assert_array_equal(north.input_t, [event_t for _, event_t in expected])


def actions_of(episode: Episode, decoded: Decoded) -> Iterator[tuple[int, float]]:
    """What each step of `north` has to do: the action, and the `timeStamp` of its input."""
    inputs = decode_inputs(episode)
    bindings = {frozenset(keys.split(" + ")): a for keys, a in (STORMY | POINTER).items()}
    held: dict[str, float] = {}
    heard = 0

    def completed_by(code: str) -> Any:
        whole = [keys for keys in bindings if code in keys and keys <= held.keys()]
        return bindings[max(whole, key=len)], held[code]

    for due in decoded.due:
        pressed = None
        while heard < len(inputs.kinds) and inputs.received_t[heard] <= due:
            kind, code = inputs.kinds[heard], inputs.codes[heard]
            if kind == "release":
                held.clear()
            elif kind == "up":
                held.pop(code, None)
            elif kind == "down" and code not in held:
                held[code] = inputs.event_t[heard]
                pressed = completed_by(code)
            heard += 1
        latest = next(reversed(held), None)
        yield pressed or (completed_by(latest) if latest is not None else (0, np.nan))
