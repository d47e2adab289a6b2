"""Environments that draw with pygame show their window on the canvas, as the real pygame draws it.

MiniGrid by the example, as it is; and Gymnasium's CartPole with `render_mode: human`.
"""

import copy
import io
import os
import warnings
from collections import deque
from dataclasses import dataclass
from typing import Any

import gymnasium
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from gymbrowser.data.sessions import Session
from gymbrowser.data.trajectory import decode
from tests.browser.conftest import ROOT, Publish
from tests.browser.participant import Participant, Witness
from tests.standin.ssim import ssim

MINIGRID = ROOT / "examples" / "minigrid"
KEYS = {0: "ArrowLeft", 1: "ArrowRight", 2: "ArrowUp", 3: "KeyP", 5: "Space"}
SEEDS = {"practice": [3], "main": [11, 12, 13]}
CARTPOLE = """\
id: window
title: Window
environment: {gym_id: CartPole-v1}
steps:
  - consent: {page: pages/consent.md, version: 1}
  - game:
      id: main
      seeds: {same: [5]}
      controls: {keys: {ArrowLeft: 0, ArrowRight: 1}, default: 0}
      countdown: 0
      view: {render_mode: human}
  - end: {}
"""

type Picture = NDArray[np.uint8]


class Explorer(Participant):
    def do(self, action: int, steps: int) -> None:
        self.page.keyboard.press(KEYS[action])
        shown = self.page.locator(".hud").get_by_text("Steps")
        expect(shown.locator("xpath=following-sibling::dd[1]")).to_have_text(str(steps))

    def look(self, size: tuple[int, int]) -> Picture:
        """The canvas at a size, which it nearly has."""
        png = self.page.locator("canvas").screenshot()
        image = Image.open(io.BytesIO(png)).convert("RGB")
        return np.asarray(image.resize(size))


@pytest.fixture(autouse=True)
def no_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "SDL_VIDEODRIVER", "dummy")


@pytest.fixture(scope="module")
def way_out() -> dict[int, list[int]]:
    """Seed to the fewest actions that lead to the goal."""
    return {seed: _solved(seed) for seeds in SEEDS.values() for seed in seeds}


def _solved(seed: int) -> list[int]:
    import minigrid  # noqa: F401  # it registers its environments

    first: Any = gymnasium.make("MiniGrid-DoorKey-6x6-v0").unwrapped
    first.reset(seed=seed)
    waiting: deque[tuple[Any, list[int]]] = deque([(first, [])])
    seen: set[object] = set()
    while waiting:
        env, actions = waiting.popleft()
        for action in KEYS:
            after = copy.deepcopy(env)
            _, _, reached, _, _ = after.step(action)
            if reached:
                return [*actions, action]
            state = (
                *after.agent_pos,
                after.agent_dir,
                after.carrying is None,
                after.grid.encode().tobytes(),
            )
            if state not in seen:
                seen.add(state)
                waiting.append((after, [*actions, action]))
    raise AssertionError(f"no way leads to the goal of seed {seed}")


def _by_real_pygame(seed: int, action: int) -> Picture:
    """MiniGrid's window after a step."""
    import pygame

    warnings.simplefilter("ignore", UserWarning)  # MiniGrid names a font that pygame then misses
    env: Any = gymnasium.make("MiniGrid-DoorKey-6x6-v0", render_mode="human", tile_size=64)
    env.unwrapped.metadata["render_fps"] = 10_000  # pygame's clock waits
    env.reset(seed=seed)
    env.step(action)
    surface = pygame.display.get_surface()
    assert surface is not None
    picture = pygame.surfarray.array3d(surface).transpose(1, 0, 2)
    env.close()
    return picture


@dataclass(frozen=True)
class Played:
    session: Session
    picture: Picture


@pytest.fixture(scope="module")
def explored(
    publish: Publish,
    browser: Browser,
    way_out: dict[int, list[int]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Played:
    text = (MINIGRID / "exp.yml").read_text(encoding="utf-8").replace("mode: dev\n", "")
    study = publish(text, example=MINIGRID)
    with browser.new_context() as context:
        page, witness = context.new_page(), Witness()
        witness.watch(page)
        page.goto(f"{study.origin}/?participant=explorer")
        picture = _explore(page, way_out)
    assert (witness.violations, witness.errors) == ([], [])
    (session,) = study.sessions(tmp_path_factory.mktemp("pulled"))
    return Played(session, picture)


def _explore(page: Page, way_out: dict[int, list[int]]) -> Picture:
    explorer = Explorer(page)
    explorer.expect_heading("The key and the door")
    explorer.go_on()
    explorer.agree()
    pictures = []
    for seeds in SEEDS.values():
        for seed in seeds:
            explorer.start_episode()
            *actions, last = way_out[seed]
            for steps, action in enumerate(actions, 1):
                explorer.do(action, steps)
                if steps == 1:
                    pictures.append(explorer.look((640, 640)))
            page.keyboard.press(KEYS[last])
            expect(explorer.next_button()).to_be_visible()
        explorer.go_on()
    explorer.rate("It was clear to me what to do next.", 7)
    page.get_by_label("the key", exact=True).check()
    explorer.go_on()
    explorer.see_that_all_is_saved()
    return pictures[0]


def test_minigrid_is_played_to_its_goal(explored: Played, way_out: dict[int, list[int]]) -> None:
    assert explored.session.problems == ()
    episodes = explored.session.episodes
    seeds = [seed for group in SEEDS.values() for seed in group]
    taken = [np.asarray(decode(e).agents["player"].actions).tolist() for e in episodes]
    assert taken == [way_out[seed] for seed in seeds]
    assert all(decode(e).agents["player"].rewards[-1] > 0 for e in episodes)


def test_the_window_of_minigrid_looks_as_by_the_real_pygame(
    explored: Played, way_out: dict[int, list[int]]
) -> None:
    (seed,) = SEEDS["practice"]
    real = _by_real_pygame(seed, way_out[seed][0])
    inner = np.s_[16:-16, 16:-16]  # without the canvas's rounded corners
    assert ssim(explored.picture[inner], real[inner]) > 0.9


def test_cartpole_shows_its_window_and_stays_sharp_where_it_is_larger(
    publish: Publish, browser: Browser, tmp_path: Any
) -> None:
    study = publish(CARTPOLE)
    with browser.new_context(device_scale_factor=2) as context:
        page, witness = context.new_page(), Witness()
        witness.watch(page)
        page.goto(f"{study.origin}/?participant=balancer")
        player = Explorer(page)
        player.agree()
        player.watch_episode()
        fine = player.look((1200, 800))
        player.go_on()
        player.see_that_all_is_saved()
    assert (witness.violations, witness.errors) == ([], [])
    (session,) = study.sessions(tmp_path)
    (episode,) = session.episodes
    observations: Any = decode(episode).agents["player"].observations
    real = _cartpole(observations[-1])
    small = np.asarray(Image.fromarray(fine).resize((600, 400)))
    inner = np.s_[16:-16, 16:-16]
    assert ssim(small[inner], real[inner]) > 0.9
    # Pixels that were enlarged would be squares of two by two.
    squares = fine[32:-32, 32:-32].reshape(368, 2, 568, 2, 3)
    uneven = (squares != squares[:, :1, :, :1]).any(axis=(1, 3, 4))
    assert uneven.sum() > 100


def _cartpole(observation: Any) -> Picture:
    env: Any = gymnasium.make("CartPole-v1", render_mode="rgb_array").unwrapped
    env.reset(seed=0)
    env.state = tuple(float(value) for value in observation)
    picture: Picture = env.render()
    env.close()
    return picture
