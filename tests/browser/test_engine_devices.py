"""A gamepad and a finger in Chromium, Firefox and WebKit, as far as they emulate them.

Firefox emulates a gamepad, by the service of its own tests. The others don't:
`navigator.getGamepads` gives ours there, in a page that is otherwise as it is. WebKitGTK's driver
has no touch, and makes a mouse of a finger.
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Playwright

from gymbrowser.data.episodes import Episode
from gymbrowser.data.trajectory import Trajectory, decode
from tests.browser.conftest import Publish, Study
from tests.browser.input_devices import GAMEPAD
from tests.browser.test_devices import BUOY, ONWARD
from tests.engines import ENGINES, Engine, Page, firefox, start

BOATS = Path(__file__).with_name("boat_study")
BOOT_S = 120
EXPERIMENT = """\
id: engines
title: A boat
environment: {entry_point: "boat:Boat", source: env}
steps:
  - game:
      id: stick
      controls: {axes: [[{stick: left_x}], [{stick: left_y}]]}
      countdown: 0
      view: {draw: "boat:draw"}
  - game:
      id: button
      controls: {keys: {GamepadButton0: [0.8, 0.6]}, default: [0, 0]}
      countdown: 0
      view: {draw: "boat:draw"}
  - game:
      id: finger
      controls: {pointer: {on: drag, action: position}, default: [0, 0]}
      countdown: 0
      view: {draw: "boat:draw"}
  - end: {}
"""
TOUCHES: dict[Engine, list[str]] = {
    "chromium": ["touch"],
    "firefox": ["touch"],
    "webkit": ["mouse"],
}
LISTEN = """() => {
  window.touched = [];
  const listen = ({ target, pointerType }) => {
    if (target.matches("canvas")) touched.push(pointerType);
  };
  addEventListener("pointerdown", listen, true);
}"""
# How a gamepad is plugged in, how its stick is pushed, and how its first button is pressed.
OURS = {
    "plug": f"() => {{ {GAMEPAD} }}",
    "push": "(x, y) => { pad.axes = [x, y, 0, 0]; pad.timestamp = performance.now(); }",
    "press": """(down) => {
      pad.buttons[0].pressed = down;
      pad.timestamp = performance.now();
    }""",
}
FIREFOX = {
    "plug": """async () => {
      navigator.getGamepads(); // the service is silent until a page looks for some
      window.service = navigator.requestGamepadServiceTest();
      const { standardMapping, noHand } = service;
      window.pad = await service.addGamepad("pad", standardMapping, noHand, 17, 4, 0, 0, 0);
      // It is hidden from the page until a button is pressed.
      for (const down of [true, false]) await service.newButtonEvent(pad, 8, down, down);
    }""",
    "push": """async (x, y) => {
      await service.newAxisMoveEvent(pad, 0, x);
      await service.newAxisMoveEvent(pad, 1, y);
    }""",
    "press": "(down) => service.newButtonEvent(pad, 0, down, down)",
}
PLACE = """(x, y) => {
  const canvas = document.querySelector("canvas.screen");
  canvas.scrollIntoView({ block: "nearest" });
  const { left, top, width, height } = canvas.getBoundingClientRect();
  return [left + x * width, top + y * height];
}"""


@pytest.fixture(scope="module")
def study(publish: Publish) -> Study:
    return publish(EXPERIMENT, example=BOATS)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_boat_is_steered_by_stick_button_and_finger(
    engine: Engine, study: Study, playwright: Playwright, tmp_path: Path
) -> None:
    with opened(engine, playwright) as (page, pad):
        page.goto(f"{study.origin}/?participant={engine}")
        page.evaluate(pad["plug"])
        page.evaluate(LISTEN)
        sail(page, pad)
        assert page.evaluate("() => touched") == TOUCHES[engine]
    (session,) = (one for one in study.sessions(tmp_path) if one.participant == engine)
    assert session.problems == ()
    assert [episode.start.step for episode in session.episodes] == ["stick", "button", "finger"]
    for trajectory in map(acted, session.episodes):
        actions = np.asarray(trajectory.actions)
        assert actions[-1] == pytest.approx(ONWARD, abs=0.02)
        assert trajectory.sources[-1] == "device"


@contextlib.contextmanager
def opened(engine: Engine, playwright: Playwright) -> Iterator[tuple[Page, dict[str, str]]]:
    """A browser, and how a gamepad is used in it."""
    if engine == "firefox" and firefox.installed() is not None:
        with firefox.start(playwright, None, emulates_pads=True) as page:
            yield page, FIREFOX
    else:
        with start(engine, playwright) as page:
            yield page, OURS


def sail(page: Page, pad: dict[str, str]) -> None:
    begin(page)
    page.evaluate(pad["push"], *ONWARD)
    page.click("button", "Continue", timeout_s=BOOT_S)
    page.evaluate(pad["push"], 0, 0)
    begin(page)
    page.evaluate(pad["press"], True)
    page.click("button", "Continue", timeout_s=BOOT_S)
    page.evaluate(pad["press"], False)
    begin(page)
    page.touch(*page.evaluate(PLACE, *BUOY))
    page.wait_for_text("That was the last round.", timeout_s=BOOT_S)
    page.lift()
    page.click("button", "Continue")
    page.wait_for_text("Everything was sent and saved.", timeout_s=60)


def begin(page: Page) -> None:
    page.click("button", "Start", timeout_s=BOOT_S)
    page.wait_for("() => document.activeElement?.matches('canvas')")


def acted(episode: Episode) -> Trajectory:
    return decode(episode).agents["player"]
