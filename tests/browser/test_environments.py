"""Environments that draw with pygame, each built as it is, played in Chromium, and looked at.

They are of those whose pictures `tests/standin/test_pictures.py` compares over whole episodes: one
of each kind, or all where `GYMBROWSER_ALL_ENVIRONMENTS` is set, as by `make test-environments`. The
participant presses a few keys in the window of each; what the canvas shows then is compared with
what the real pygame draws natively after the same actions.
"""

import io
import json
import os
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

import gymnasium
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import run_cli
from tests.browser.participant import Participant, Witness
from tests.standin.play import EPISODES
from tests.standin.ssim import ssim
from tests.static_host import serve_folder

SEED = 1
ALIKE = 0.9
"""Less than natively: the canvas is scaled, and the page's letters are its own."""
STEP_TIMEOUT_MS = 60_000
CORNER = 16
"""Pixels at the edges that the canvas's round corners may cut."""
OPPONENT = '''\
import numpy as np


class Opponent:
    """Does the first thing that is allowed."""

    def reset(self, *, agent, action_space, seed):
        pass

    def act(self, observation, info):
        return int(np.flatnonzero(observation["action_mask"])[0])
'''
CODES = ("KeyA", "KeyB", "KeyC", "KeyD", "KeyE", "KeyF", "KeyG")

type Picture = NDArray[np.uint8]
"""Of shape [height, width, 3]."""


@dataclass(frozen=True)
class Game:
    """An environment, and what the participant does in it; after that the episode still goes on."""

    id: str
    """Of Gymnasium, or where PettingZoo's function is."""
    actions: tuple[Any, ...]
    requirement: str | None = None
    agents: tuple[str, ...] = ()
    """PettingZoo's: the first is the participant's, the other one is played by `Opponent`."""
    kwargs: Mapping[str, Any] = field(default_factory=dict)
    """Of its constructor, here as there."""
    native: Mapping[str, Any] = field(default_factory=lambda: {"render_mode": "rgb_array"})
    """What gives its picture where there is no screen."""

    def code(self, action: Any) -> str:
        """The key of an action."""
        return CODES[self.actions.index(action)]

    @property
    def turns(self) -> int:
        """Steps of the environment for each press."""
        return len(self.agents) or 1

    def make(self) -> Any:
        """The environment, natively."""
        kwargs = {**self.kwargs, **self.native}
        if not self.agents:
            return gymnasium.make(self.id, disable_env_checker=True, **kwargs)
        module, _, function = self.id.partition(":")
        return getattr(import_module(module), function)(**kwargs)


def _minigrid(name: str) -> Game:
    # Its arrays owe nothing to pygame: only its window does.
    return Game(f"minigrid:{name}", (2, 1, 0), "minigrid==3.2.0", native={"render_mode": "human"})


def _classic(name: str, actions: tuple[int, ...], agents: tuple[str, str], **kwargs: int) -> Game:
    return Game(f"pettingzoo.classic.{name}:env", actions, "pettingzoo==1.27.0", agents, kwargs)


def _highway(name: str) -> Game:
    native = {"render_mode": "rgb_array", "config": {"offscreen_rendering": True}}
    return Game(f"highway_env:{name}", (3, 0), "highway-env==1.12.1", native=native)


GAMES = {
    "CartPole-v1": Game("CartPole-v1", (0, 1)),
    "MountainCar-v0": Game("MountainCar-v0", (2, 0, 1)),
    "Acrobot-v1": Game("Acrobot-v1", (2, 0, 1)),
    "Pendulum-v1": Game("Pendulum-v1", ([2.0], [-1.5], [0.5])),
    "FrozenLake-v1": Game("FrozenLake-v1", (2, 0)),
    "Taxi-v4": Game("Taxi-v4", (1, 2, 0)),
    "CliffWalking-v1": Game("CliffWalking-v1", (0, 1)),
    "Blackjack-v1": Game("Blackjack-v1", (1,)),
    "MiniGrid-DoorKey-8x8-v0": _minigrid("MiniGrid-DoorKey-8x8-v0"),
    "MiniGrid-Empty-8x8-v0": _minigrid("MiniGrid-Empty-8x8-v0"),
    "MiniGrid-FourRooms-v0": _minigrid("MiniGrid-FourRooms-v0"),
    # Not as large as a screen: they make pixels of each state, whether they are asked or not.
    "tictactoe": _classic("tictactoe_v3", (4, 2), ("player_1", "player_2"), screen_height=400),
    "connect_four": _classic("connect_four_v3", (3, 5), ("player_0", "player_1"), screen_scaling=4),
    "highway-fast-v0": _highway("highway-fast-v0"),
}
# Shapes, images, letters, a library's own tiles, and a game for two.
KINDS = (
    "CartPole-v1",
    "Taxi-v4",
    "Blackjack-v1",
    "MiniGrid-DoorKey-8x8-v0",
    "connect_four",
)
PLAYED = GAMES if "GYMBROWSER_ALL_ENVIRONMENTS" in os.environ else KINDS


@pytest.fixture
def browsed(browser: Browser) -> Iterator[Page]:
    """In it every canvas has the size of its window; what an earlier game left is not in it.

    Its page may still ask at its own port, where by then another test may have a server.
    """
    with browser.new_context(viewport={"width": 1280, "height": 1700}) as context:
        yield context.new_page()


def test_each_environment_that_is_compared_natively_can_be_played_here() -> None:
    assert set(GAMES) == set(EPISODES)


@pytest.mark.parametrize("name", PLAYED)
def test_it_is_played_and_looks_as_by_the_real_pygame(
    name: str, browsed: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    game = GAMES[name]
    run_cli("build", write_study(tmp_path, game), "-o", tmp_path / "site", "--no-snapshot")
    with serve_folder(tmp_path / "site") as origin:
        witness = Witness()
        witness.watch(browsed)
        shown = play(browsed, origin, game)
    assert (witness.violations, witness.errors) == ([], [])
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    if name == "highway-fast-v0":
        monkeypatch.delenv("SDL_VIDEODRIVER")  # it would draw nothing, and needs no window
    real = by_real_pygame(game)
    height, width, _ = real.shape
    inner = np.s_[CORNER:-CORNER, CORNER:-CORNER]
    assert real[inner].std() > 5  # else two empty pictures would be alike, too
    pictures = map(np.asarray, framed(shown, (width, height)))
    assert max(ssim(picture[inner], real[inner]) for picture in pictures) > ALIKE


def write_study(folder: Path, game: Game) -> Path:
    """Its only step is the game, which ends with the last of the actions."""
    (folder / "env").mkdir()
    (folder / "env" / "opponent.py").write_text(OPPONENT, encoding="utf-8")
    kind = "entry_point" if game.agents else "gym_id"
    environment: dict[str, Any] = {kind: game.id, "source": "env", "kwargs": dict(game.kwargs)}
    if game.requirement is not None:
        environment["requirements"] = [game.requirement]
    step: dict[str, Any] = {
        "id": "play",
        "pace": "turn_based",
        "seeds": {"same": [SEED]},
        "max_steps": len(game.actions) * game.turns,
        "controls": {"keys": {game.code(action): action for action in game.actions}},
        "view": {"render_mode": "human"},
    }
    study: dict[str, Any] = {"id": "played", "title": "Played", "environment": environment}
    if game.agents:
        study["policies"] = {"other": {"python": "opponent:Opponent"}}
        step["agents"] = dict(zip(game.agents, ("human", "other"), strict=True))
        step["turn_delay"] = 0
    study["steps"] = [{"game": step}, {"end": {}}]
    (folder / "exp.yml").write_text(json.dumps(study), encoding="utf-8")
    return folder / "exp.yml"


def play(page: Page, origin: str, game: Game) -> Image.Image:
    """The canvas, after the last of the actions."""
    page.goto(origin)
    Participant(page).start_episode()
    steps = page.locator(".hud").get_by_text("Steps")
    shown = steps.locator("xpath=following-sibling::dd[1]")
    for press, action in enumerate(game.actions, 1):
        page.keyboard.press(game.code(action))
        expect(shown).to_have_text(str(press * game.turns), timeout=STEP_TIMEOUT_MS)
    expect(page.get_by_text("That was the last round.")).to_be_visible()
    png = page.locator("canvas").screenshot()
    return Image.open(io.BytesIO(png)).convert("RGB")


def framed(shown: Image.Image, size: tuple[int, int]) -> list[Image.Image]:
    """The picture without the pixels of the page around it, if it lay between two of them."""
    beyond = [has - wants for has, wants in zip(shown.size, size, strict=True)]
    if any(more not in (0, 1) for more in beyond):
        return [shown.resize(size)]
    corners = [(x, y) for x in range(beyond[0] + 1) for y in range(beyond[1] + 1)]
    return [shown.crop((x, y, x + size[0], y + size[1])) for x, y in corners]


def by_real_pygame(game: Game) -> Picture:
    """What it draws natively after the same actions."""
    import pygame

    warnings.simplefilter("ignore", UserWarning)  # of fonts that pygame misses
    env = game.make()
    env.reset(seed=SEED)
    for action in game.actions:
        env.step(np.asarray(action, np.float32) if isinstance(action, list) else action)
        if game.agents:
            env.step(int(np.flatnonzero(env.last()[0]["action_mask"])[0]))
    picture: Picture | None = env.render()
    if picture is None:
        window = pygame.display.get_surface()
        assert window is not None
        picture = pygame.surfarray.array3d(window).transpose(1, 0, 2)
    env.close()
    return picture
