"""A game whose environment shows itself: what the bridge gives to JavaScript."""

import json
import sys
from collections.abc import Iterator
from typing import Any

import gymnasium
import numpy as np
import pytest

from gymbrowser.bridge.errors import GameError
from gymbrowser.bridge.game import Game, make_game
from gymbrowser.bridge.layout import layout_of
from gymbrowser.standin import pygame as standin


@pytest.fixture
def instead_of_pygame(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As in a site: `import pygame` gives the stand-in, here under its own name too."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "pygame"]:
        monkeypatch.delitem(sys.modules, name)
    prefix = standin.__name__
    for name, module in list(sys.modules.items()):
        if name == prefix or name.startswith(f"{prefix}."):
            monkeypatch.setitem(sys.modules, f"pygame{name.removeprefix(prefix)}", module)
    yield
    standin.quit()


def game(name: str, kwargs: str | None = None) -> Game:
    """Of an id of Gymnasium's, or, given `kwargs`, of an entry point."""
    env = gymnasium.make(name) if kwargs is None else Still(0, "human")
    space = env.action_space
    assert isinstance(space, gymnasium.spaces.Discrete)
    agent = {
        "observation": layout_of(env.observation_space),
        "action": layout_of(space),
        "action_space": {"kind": "discrete", "n": int(space.n), "start": int(space.start)},
    }
    named = {"gym_id": name, "entry_point": None}
    if kwargs is not None:
        named = {"gym_id": None, "entry_point": name}
    spec = {**named, "kwargs": kwargs or "{}", "render_mode": "human"}
    return make_game(json.dumps({**spec, "draw": None, "agents": {"p": agent}, "policies": {}}))


@pytest.mark.usefixtures("instead_of_pygame")
def test_each_state_is_drawn_once_and_told_as_shapes() -> None:
    cartpole = game("CartPole-v1")
    cartpole.reset(1)
    before = standin.display.frames_shown()
    pictures = []
    for _ in range(3):
        pictures.append(str(cartpole.render()))
        cartpole.step(0)
    assert cartpole.frame == "window"
    assert standin.display.frames_shown() == before + 3
    assert len(set(pictures)) == 3
    scene = json.loads(pictures[0])
    assert (scene["width"], scene["height"]) == (600, 400)
    cartpole.close()


@pytest.mark.usefixtures("instead_of_pygame")
def test_pixels_are_had_by_their_numbers() -> None:
    taxi = game("Taxi-v4")
    taxi.reset(1)
    text = str(taxi.render())
    number = json.loads(text)["shapes"][1]["shapes"][0]["pixels"]
    image = taxi.image(number)
    assert image.shape == (376, 536, 4)
    assert image.dtype == np.uint8
    taxi.close()


class Still(gymnasium.Env[Any, Any]):
    """Shows itself when it is asked to, and not by itself."""

    def __init__(self, colour: int, render_mode: str) -> None:
        self.colour, self.render_mode = colour, render_mode
        self.observation_space = self.action_space = gymnasium.spaces.Discrete(2)

    def reset(self, *, seed: int | None = None, options: Any = None) -> tuple[int, dict[str, Any]]:
        super().reset(seed=seed)
        return 0, {}

    def render(self) -> None:
        standin.display.set_mode((10, 10)).fill((self.colour, 0, 0))
        standin.display.flip()


@pytest.mark.usefixtures("instead_of_pygame")
def test_what_an_earlier_game_has_shown_is_not_shown_again() -> None:
    pictures = []
    for colour in (1, 2):
        still = game(f"{__name__}:Still", json.dumps({"colour": colour}))
        still.reset(1)
        pictures.append(str(still.render()))
    assert pictures[0] != pictures[1]


def test_an_environment_that_shows_nothing_is_told_so() -> None:
    import pygame

    assert pygame.__name__ == "pygame"  # the real one, whose window nobody can look into
    cartpole = game("CartPole-v1")
    cartpole.reset(1)
    with pytest.raises(GameError, match="did not show itself"):
        cartpole.render()
    cartpole.close()


def test_a_module_before_the_id_is_imported() -> None:
    from gymbrowser.bridge.environment import registered

    assert registered("minigrid:MiniGrid-Empty-5x5-v0") == "MiniGrid-Empty-5x5-v0"
    assert "MiniGrid-Empty-5x5-v0" in gymnasium.registry
    assert registered("CartPole-v1") == "CartPole-v1"
