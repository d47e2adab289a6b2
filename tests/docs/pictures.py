"""Takes the pictures of how people act: `python -m tests.docs.pictures [NAME…]`.

Builds the studies that show the controls and the widgets, plays them a little in Chromium, and
photographs the page. docs/controls.md and docs/widgets.md have them.
"""

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import ROOT, run_cli
from tests.browser.input_devices import GAMEPAD, PHONE, Finger, Player
from tests.browser.test_devices import BUOY, ONWARD, cell
from tests.conftest import find_chromium, launch_chromium
from tests.static_host import serve_folder

BROWSER_TESTS = ROOT / "tests" / "browser"
VOLLEYBALL = ROOT / "examples" / "volleyball"
DESK: dict[str, Any] = {"viewport": {"width": 760, "height": 860}, "device_scale_factor": 1.5}
TALL: dict[str, Any] = {**DESK, "viewport": {"width": 760, "height": 1230}}

type Show = Callable[[Player], None]


def volleyball(agents: str, controls: str) -> str:
    """The example with nothing but a game in it, whose actions have names."""
    text = (VOLLEYBALL / "exp.yml").read_text(encoding="utf-8")
    return f"""{text.partition("steps:")[0]}
steps:
  - game:
      agents: {agents}
      controls: {controls}
      countdown: 0
      view: {{draw: "volleyball:draw"}}
  - end: {{}}
"""


NAMES = "actions: [stay, left, right, jump], default: stay"
ARROWS = "keys: {ArrowLeft: left, ArrowRight: right, ArrowUp: jump}"
LETTERS = "keys: {KeyA: left, KeyD: right, KeyW: jump}"
ALONE = volleyball("{left: human, right: opponent}", f"{{{NAMES}, {ARROWS}, remap: true}}")
TOGETHER = volleyball(
    "{left: human, right: human}",
    f"{{left: {{{NAMES}, {LETTERS}}}, right: {{{NAMES}, {ARROWS}}}}}",
)


def play(player: Player) -> None:
    player.begin()
    player.expect_steps(40)


def choose_keys(player: Player) -> None:
    player.await_game()
    player.page.get_by_role("button", name="Choose other keys").click()


def steer_by_thumb(player: Player) -> None:
    player.begin()
    x, y = player.place(0.5, 0.5, player.page.get_by_role("group", name="Joystick"))
    finger = Finger(player.page)
    finger.down((x, y))
    finger.move((x + 50 * ONWARD[0], y + 50 * ONWARD[1]))
    player.expect_steps(12)


def steer_by_stick(player: Player) -> None:
    player.begin()
    player.push(0.6 * ONWARD[0], 0.6 * ONWARD[1])
    player.expect_steps(12)


def drag(player: Player) -> None:
    for _ in range(2):
        steer_by_stick(player)
        player.is_over()
    player.push(0, 0)
    player.go_on()
    player.begin()
    player.page.mouse.move(*player.place(*BUOY))
    player.page.mouse.down()
    player.expect_steps(12)


def click(player: Player) -> None:
    player.begin()
    for row, column in [(2, 3), (5, 1)]:
        player.page.mouse.click(*cell(player, row, column))
    player.expect_steps(2)


def judge(player: Player) -> None:
    player.begin()
    player.expect_steps(12)
    page = player.page
    page.get_by_role("button", name="Train").click()
    page.get_by_role("slider", name="Caution").fill("1")
    page.get_by_label("Tell the agent").fill("Slower at the edge, please.")
    grid = player.page.get_by_role("grid", name="Mark a region")
    page.mouse.move(*player.place(0.3, 0.3, grid))
    page.mouse.down()
    page.mouse.move(*player.place(0.7, 0.6, grid), steps=4)
    page.mouse.up()


def judge_by_thumb(player: Player) -> None:
    player.begin()
    player.expect_steps(12)
    player.page.get_by_role("button", name="Good").tap()
    player.page.evaluate("scrollTo(0, document.querySelector('.widgets').offsetTop - 300)")


@dataclass(frozen=True)
class Picture:
    """What is to be seen."""

    study: str
    context: Mapping[str, Any]
    show: Show


PICTURES: Mapping[str, Picture] = {
    "keys": Picture("alone", DESK, play),
    "remap": Picture("alone", DESK, choose_keys),
    "touch": Picture("alone", PHONE, play),
    "two": Picture("together", DESK, play),
    "joystick": Picture("boat", PHONE, steer_by_thumb),
    "gamepad": Picture("boat", DESK, steer_by_stick),
    "position": Picture("boat", DESK, drag),
    "cell": Picture("lights", DESK, click),
    "widgets": Picture("widgets", TALL, judge),
    "widgets-phone": Picture("widgets", PHONE, judge_by_thumb),
}
STUDIES: Mapping[str, tuple[Path, str | None]] = {
    "alone": (VOLLEYBALL, ALONE),
    "together": (VOLLEYBALL, TOGETHER),
    "boat": (BROWSER_TESTS / "boat_study", None),
    "lights": (BROWSER_TESTS / "lights_study", None),
    "widgets": (BROWSER_TESTS / "widget_study", None),
}
"""The folder, and what exp.yml is to be instead."""


@contextmanager
def served(study: str, folder: Path) -> Iterator[str]:
    """The origin of a study that is built in a folder."""
    source, text = STUDIES[study]
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns("__pycache__"))
    if text is not None:
        (folder / "exp.yml").write_text(text, encoding="utf-8")
    run_cli("build", folder / "exp.yml", "-o", folder / "site")
    with serve_folder(folder / "site") as origin:
        yield origin


def take(picture: Picture, origin: str, browser: Browser, file: Path) -> None:
    """Photograph what of the page has something on it."""
    context = browser.new_context(locale="en-GB", **picture.context)
    page = context.new_page()
    page.add_init_script(GAMEPAD)
    page.goto(origin)
    picture.show(Player(page))
    photograph(page, file)
    context.close()


def photograph(page: Page, file: Path) -> None:
    """What of the page has something on it, in few colours."""
    size = page.viewport_size
    assert size is not None
    down = page.evaluate("document.querySelector('main').getBoundingClientRect().bottom + 16")
    clip = {"x": 0, "y": 0, "width": size["width"], "height": min(size["height"], down)}
    png = page.screenshot(clip=clip)  # type: ignore[arg-type]  # it is a FloatRect
    Image.open(BytesIO(png)).convert("RGB").quantize(128).save(file, optimize=True)


def main(names: list[str]) -> None:
    """Take all, or those of these names."""
    wanted = {name: PICTURES[name] for name in names or PICTURES}
    with (
        sync_playwright() as playwright,
        launch_chromium(playwright, find_chromium(playwright)) as browser,
        tempfile.TemporaryDirectory() as temporary,
    ):
        for study in dict.fromkeys(picture.study for picture in wanted.values()):
            with served(study, Path(temporary, study)) as origin:
                for name, picture in wanted.items():
                    if picture.study == study:
                        take(picture, origin, browser, ROOT / "docs" / f"controls-{name}.png")


if __name__ == "__main__":
    main(sys.argv[1:])
