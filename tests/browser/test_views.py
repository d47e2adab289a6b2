"""The three ways to show an environment put the right colours in the right places."""

import io

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Browser

from tests.browser.conftest import run_cli
from tests.browser.participant import Participant
from tests.static_host import serve_folder

ENVIRONMENT = '''\
import gymnasium
import numpy as np
from gymnasium import spaces

from gymbrowser import draw as d


class Quarters(gymnasium.Env):
    """Red and green above, blue and white below."""

    metadata = {"render_modes": ["rgb_array", "ansi"], "render_fps": 30}

    def __init__(self, render_mode=None):
        self.render_mode = render_mode
        self.observation_space = spaces.Discrete(2)
        self.action_space = spaces.Discrete(2)

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        return 0, {}

    def step(self, action):
        return int(action), 1.0, True, False, {"nan": float("nan")}

    def render(self):
        if self.render_mode == "ansi":
            return "\\x1b[41m  \\x1b[0m\\x1b[42m  \\x1b[0m\\n\\x1b[44m  \\x1b[0m\\x1b[47m  \\x1b[0m"
        picture = np.zeros((80, 120, 3), np.uint8)
        picture[:40, :60] = 255, 0, 0
        picture[:40, 60:] = 0, 255, 0
        picture[40:, :60] = 0, 0, 255
        picture[40:, 60:] = 255, 255, 255
        return picture


def draw(env):
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
    "draw": '{draw: "quarters:draw"}',
}


@pytest.fixture(scope="module")
def pictures(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, NDArray[np.uint8]]:
    """What the canvas of each game shows, [height, width, 3]."""
    folder = tmp_path_factory.mktemp("views")
    (folder / "env").mkdir()
    (folder / "env" / "quarters.py").write_text(ENVIRONMENT, encoding="utf-8")
    games = "".join(GAME % view for view in VIEWS.items())
    (folder / "exp.yml").write_text(EXPERIMENT % games, encoding="utf-8")
    run_cli("build", folder / "exp.yml", "-o", folder / "site")
    with serve_folder(folder / "site") as origin:
        return _photograph(browser, origin)


def _photograph(browser: Browser, origin: str) -> dict[str, NDArray[np.uint8]]:
    context = browser.new_context(viewport={"width": 800, "height": 600})
    page = context.new_page()
    page.goto(origin)
    viewer = Participant(page)
    found = {}
    for name in VIEWS:
        viewer.await_game()
        found[name] = _pixels(page.locator("canvas").screenshot())
        viewer.play(1)
    context.close()
    return found


def _pixels(png: bytes) -> NDArray[np.uint8]:
    from PIL import Image

    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))


def colour_at(picture: NDArray[np.uint8], x: float, y: float) -> str:
    """The nearest plain colour at a place given in parts of width and height."""
    height, width, _ = picture.shape
    pixel = picture[int(y * height), int(x * width)].astype(int)
    names = ("red", "green", "blue", "white")
    plain = np.array([(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)])
    return names[int(np.argmin(np.abs(plain - pixel).sum(axis=1)))]


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize(
    ("x", "y", "colour"),
    [(0.3, 0.25, "red"), (0.7, 0.25, "green"), (0.25, 0.75, "blue"), (0.9, 0.9, "white")],
)
def test_the_canvas_shows_what_the_environment_drew(
    pictures: dict[str, NDArray[np.uint8]], view: str, x: float, y: float, colour: str
) -> None:
    assert colour_at(pictures[view], x, y) == colour
