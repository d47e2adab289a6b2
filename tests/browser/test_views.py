"""Every kind of picture puts the right colours in the right places, in every browser.

One environment that can show itself in all of them; each is a game of one study.
"""

import io
import time
from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Playwright

from tests.browser.conftest import run_cli
from tests.engines import ENGINES, Engine, Page, start
from tests.engines.page import POLL_S
from tests.static_host import serve_folder

ENVIRONMENT = '''\
import gymnasium
import numpy as np
from gymnasium import spaces

from gymbrowser import draw as d


class Quarters(gymnasium.Env):
    """Red and green above, blue and white below."""

    metadata = {"render_modes": ["rgb_array", "ansi", "scene", "human"], "render_fps": 30}

    def __init__(self, render_mode=None):
        self.render_mode = render_mode
        self.observation_space = spaces.Discrete(2)
        self.action_space = spaces.Discrete(2)

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        if self.render_mode == "human":
            self.render()
        return 0, {}

    def step(self, action):
        if self.render_mode == "human":
            self.render()
        return int(action), 1.0, True, False, {"nan": float("nan")}

    def render(self):
        kinds = {"rgb_array": pixels, "ansi": text, "scene": scene, "human": window}
        return kinds[self.render_mode]()


def pixels():
    picture = np.zeros((80, 120, 3), np.uint8)
    picture[:40, :60] = 255, 0, 0
    picture[:40, 60:] = 0, 255, 0
    picture[40:, :60] = 0, 0, 255
    picture[40:, 60:] = 255, 255, 255
    return picture


def text():
    return "\\x1b[41m  \\x1b[0m\\x1b[42m  \\x1b[0m\\n\\x1b[44m  \\x1b[0m\\x1b[47m  \\x1b[0m"


def window():
    import pygame

    screen = pygame.display.set_mode((120, 80))
    screen.fill("white")
    pygame.draw.rect(screen, (255, 0, 0), (0, 0, 60, 40))
    pygame.draw.polygon(screen, (0, 255, 0), [(60, 0), (119, 0), (119, 39), (60, 39)])
    half = pygame.Surface((60, 40))
    half.fill((0, 0, 255))
    screen.blit(half, (0, 40))
    pygame.display.flip()


def scene(env=None):
    return d.scene(120, 80, [
        d.rectangle(0, 0, 60, 40, fill="rgb(255 0 0)"),
        d.polygon([(60, 0), (120, 0), (120, 40), (60, 40)], fill="#00ff00"),
        d.circle(30, 60, 19, fill="#0000ff"),
        d.line([(0, 40), (60, 80)], stroke="#0000ff", line_width=30),
        d.text(62, 78, "x", size=8, fill="black"),
    ])
'''
EXPERIMENT = """\
id: views
title: Views
environment: {entry_point: "quarters:Quarters", source: env}
steps:
%s
  - end: {}
"""
GAME = """\
  - game:
      id: %s
      countdown: 0
      controls: {keys: {ArrowLeft: 0, ArrowRight: 1}, default: 0}
      view: %s
"""
VIEWS = {
    "rgb": "{render_mode: rgb_array}",
    "ansi": "{render_mode: ansi}",
    "draw": '{draw: "quarters:scene"}',
    "scene": "{render_mode: scene}",
    "human": "{render_mode: human}",
}
PLACES = {(0.3, 0.25): "red", (0.7, 0.25): "green", (0.25, 0.75): "blue", (0.9, 0.9): "white"}
"""In parts of width and height."""
PLAIN = {"red": (255, 0, 0), "green": (0, 255, 0), "blue": (0, 0, 255), "white": (255, 255, 255)}
BOOT_S = 120
LATE_S = 30
# In parts of what is in view.
WHERE = """() => {
  const canvas = document.querySelector("canvas");
  canvas.scrollIntoView({ block: "center" });
  const { left, top, right, bottom } = canvas.getBoundingClientRect();
  return [left / innerWidth, top / innerHeight, right / innerWidth, bottom / innerHeight];
}"""

type Picture = NDArray[np.uint8]
"""Of shape [height, width, 3]."""


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("views")
    (folder / "env").mkdir()
    (folder / "env" / "quarters.py").write_text(ENVIRONMENT, encoding="utf-8")
    games = "".join(GAME % view for view in VIEWS.items())
    (folder / "exp.yml").write_text(EXPERIMENT % games, encoding="utf-8")
    run_cli("build", folder / "exp.yml", "-o", folder / "site")
    with serve_folder(folder / "site") as origin:
        yield origin


@pytest.fixture(scope="module", params=ENGINES)
def pictures(
    request: pytest.FixtureRequest, origin: str, playwright: Playwright
) -> dict[str, Picture]:
    """What the canvas of each game shows before its first step."""
    engine: Engine = request.param
    found = {}
    with start(engine, playwright) as page:
        page.goto(origin)
        for view in VIEWS:
            page.wait_for_text("The game is ready.", timeout_s=BOOT_S)
            found[view] = awaited(page)
            page.click("button", "Start")
            page.click("button", "Continue")
    return found


def awaited(page: Page) -> Picture:
    """The canvas as it should be, or else as it is after a while: a frame may be late.

    Looked at ever less often: a busy Firefox that is photographed again and again does not get
    round to showing what a worker has drawn (ten seconds long, once in twenty).
    """
    deadline, pause_s = time.monotonic() + LATE_S, POLL_S
    while seen(picture := photograph(page)) != PLACES and time.monotonic() < deadline:
        time.sleep(pause_s)
        pause_s *= 2
    return picture


def photograph(page: Page) -> Picture:
    parts = page.evaluate(WHERE)
    image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    sizes = image.size * 2
    box = [round(part * size) for part, size in zip(parts, sizes, strict=True)]
    return np.asarray(image.crop((box[0], box[1], box[2], box[3])))


def seen(picture: Picture) -> dict[tuple[float, float], str]:
    return {place: colour_at(picture, *place) for place in PLACES}


def colour_at(picture: Picture, x: float, y: float) -> str:
    """The nearest plain colour."""
    height, width, _ = picture.shape
    pixel = picture[int(y * height), int(x * width)].astype(int)
    return min(PLAIN, key=lambda name: int(np.abs(np.array(PLAIN[name]) - pixel).sum()))


@pytest.mark.parametrize("view", VIEWS)
def test_the_canvas_shows_what_the_environment_drew(
    pictures: dict[str, Picture], view: str
) -> None:
    assert seen(pictures[view]) == PLACES
