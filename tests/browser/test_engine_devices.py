"""A gamepad and a finger in Chromium, Firefox and WebKit, as far as their drivers emulate them.

WebKitGTK's driver has no touch, and makes a mouse of a finger. None of them has a gamepad:
`navigator.getGamepads` gives ours, in a page that is otherwise as it is.
"""

from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Playwright

from gymbrowser.data.episodes import Episode
from gymbrowser.data.trajectory import Trajectory, decode
from tests.browser.conftest import Publish, Study
from tests.browser.input_devices import GAMEPAD
from tests.browser.test_devices import BUOY, ONWARD
from tests.engines import ENGINES, Engine, Page, start

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
PUSH = "(x, y) => { pad.axes = [x, y, 0, 0]; pad.timestamp = performance.now(); }"
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
def test_a_boat_is_steered_by_stick_and_finger(
    engine: Engine, study: Study, playwright: Playwright, tmp_path: Path
) -> None:
    with start(engine, playwright) as page:
        page.goto(f"{study.origin}/?participant={engine}")
        page.evaluate(f"() => {{ {GAMEPAD} }}")
        page.evaluate(LISTEN)
        sail(page)
        assert page.evaluate("() => touched") == TOUCHES[engine]
    (session,) = (one for one in study.sessions(tmp_path) if one.participant == engine)
    assert session.problems == ()
    stick, finger = map(acted, session.episodes)
    for trajectory in (stick, finger):
        actions = np.asarray(trajectory.actions)
        assert actions[-1] == pytest.approx(ONWARD, abs=0.02)
        assert trajectory.sources[-1] == "device"


def sail(page: Page) -> None:
    page.click("button", "Start", timeout_s=BOOT_S)
    page.evaluate(PUSH, *ONWARD)
    page.click("button", "Continue", timeout_s=BOOT_S)
    page.evaluate(PUSH, 0, 0)
    page.click("button", "Start", timeout_s=BOOT_S)
    page.wait_for("() => document.activeElement?.matches('canvas')")
    page.touch(*page.evaluate(PLACE, *BUOY))
    page.wait_for_text("That was the last round.", timeout_s=BOOT_S)
    page.lift()
    page.click("button", "Continue")
    page.wait_for_text("Everything was sent and saved.", timeout_s=60)


def acted(episode: Episode) -> Trajectory:
    return decode(episode).agents["player"]
