"""The RoboTaxi example natively: its rules, its towns, its picture."""

from typing import Any

import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env

from examples.robotaxi.env.robotaxi import RoboTaxi, draw
from examples.robotaxi.env.robotaxi.town import ACORNS, BOMBS, SIZE, Cell, Thing
from examples.robotaxi.env.robotaxi.world import Action
from gymbrowser import draw as d
from gymbrowser import ui


def taxi_at(cell: Cell, **things: Cell) -> RoboTaxi:
    """An empty town with these things in it."""
    env = RoboTaxi()
    env.reset(seed=0)
    env.town[:] = Thing.NOTHING
    env.taxi = cell
    for name, place in things.items():
        env.town[place] = Thing[name.upper()]
    return env


def drive(env: RoboTaxi, *actions: Action) -> list[tuple[float, bool]]:
    """Reward of every step, and whether the round was over."""
    return [(step[1], step[2]) for step in (env.step(action) for action in actions)]


def test_it_keeps_the_promises_of_gymnasium() -> None:
    check_env(RoboTaxi(steps=20), skip_render_check=True)


def test_an_acorn_is_taken_and_brought_to_the_squirrel() -> None:
    env = taxi_at((5, 5), acorn=(5, 6), squirrel=(5, 7))
    assert drive(env, Action.RIGHT, Action.RIGHT) == [(4.0, False), (9.0, True)]
    assert env.town[5, 6] == Thing.NOTHING


def test_a_squirrel_without_an_acorn_is_no_end() -> None:
    env = taxi_at((5, 5), squirrel=(5, 6))
    assert drive(env, Action.RIGHT, Action.RIGHT) == [(-1.0, False), (-1.0, False)]


def test_a_bomb_ends_the_round() -> None:
    env = taxi_at((5, 5), bomb=(4, 5))
    with ui.recording() as calls:
        assert drive(env, Action.UP) == [(-11.0, True)]
    assert {"call": "border", "color": "#c92a2a"} in calls


def test_walls_and_the_edge_of_the_town_stop_the_taxi() -> None:
    env = taxi_at((0, 0), wall=(1, 0))
    assert drive(env, Action.UP, Action.LEFT, Action.DOWN) == [(-1.0, False)] * 3
    assert env.taxi == (0, 0)


def test_without_a_key_it_goes_on_twice_and_then_at_random() -> None:
    alone = []
    env = taxi_at((6, 2))
    env.step(Action.RIGHT)
    for _ in range(2):
        alone.append(env.step(Action.NOTHING)[4]["alone"])
    assert env.taxi == (6, 5)
    ways = set()
    for _ in range(12):
        *_, info = env.step(Action.NOTHING)
        alone.append(info["alone"])
        ways.add(env.way)
    assert alone == [False] * 2 + [True] * 12
    assert len(ways) > 2
    env.step(Action.DOWN)
    assert env.step(Action.NOTHING)[4] == {"alone": False}


def test_a_round_is_over_after_so_many_steps() -> None:
    env = RoboTaxi(steps=3)
    env.reset(seed=0)
    env.town[:] = Thing.NOTHING
    ends = [env.step(Action.UP)[3] for _ in range(3)]
    assert ends == [False, False, True]


@pytest.mark.parametrize("seed", range(20))
def test_a_seed_makes_a_town_with_everything(seed: int) -> None:
    env = RoboTaxi()
    first, _ = env.reset(seed=seed)
    counts = np.bincount(first["town"].ravel(), minlength=len(Thing))
    assert counts[Thing.ACORN] == ACORNS
    assert counts[Thing.BOMB] == BOMBS
    assert counts[Thing.SQUIRREL] == 1
    assert env.town[env.taxi] == Thing.NOTHING
    again, _ = RoboTaxi().reset(seed=seed)
    assert (again["town"] == first["town"]).all()


def shape_of(scene: d.Scene, name: str) -> dict[str, Any]:
    shapes = scene["shapes"]
    assert isinstance(shapes, list)
    return next(shape for shape in shapes if shape.get("id") == name)


def test_the_taxi_is_drawn_where_it_is() -> None:
    env = taxi_at((5, 5))
    env.step(Action.LEFT)
    body = shape_of(draw(env), "taxi body")
    assert (body["x"] + body["width"] / 2, body["angle"]) == (4.5 * 600 / SIZE, 180)
    assert d.to_svg(draw(env)).startswith("<svg")
