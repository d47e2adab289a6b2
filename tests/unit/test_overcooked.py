"""The Overcooked example natively: the environment, the partner, the pictures."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Protocol

import numpy as np
import pytest
from pettingzoo.test import parallel_api_test  # type: ignore[import-untyped, unused-ignore]

from examples.overcooked.env.kitchen import Chef, Kitchen, draw, make_kitchen
from examples.overcooked.env.kitchen.codes import Action, Cell, Facing, Item
from examples.overcooked.env.kitchen.paint import paint
from examples.overcooked.env.kitchen.state import ChefState, PotState, State, soups_served
from gymbrowser import draw as d
from gymbrowser.bridge.layout import layout_of, row_size

STEPS = 500
SEEDS = range(4)


class Cook(Protocol):
    def reset(self, *, agent: str, action_space: Any, seed: int) -> None: ...

    def act(self, observation: Any, info: Any) -> int: ...


class Idle:
    def reset(self, *, agent: str, action_space: Any, seed: int) -> None:
        pass

    def act(self, observation: Any, info: Any) -> int:
        return Action.STAY


def kitchen_of(steps: int, layout: str = "cramped_room", **kwargs: Any) -> Kitchen:
    return Kitchen(layout, seconds=steps, fps=1, **kwargs)


def play(kitchen: Kitchen, *cooks: Cook, seed: int, policy_seed: int = 0) -> Iterator[Any]:
    """One episode: yields observations, rewards and actions of every step."""
    observations, infos = kitchen.reset(seed=seed)
    for agent, cook in enumerate(cooks):
        space = kitchen.action_space(agent)
        cook.reset(agent=str(agent), action_space=space, seed=policy_seed + agent)
    while kitchen.agents:
        actions = {
            agent: cook.act(observations[agent], infos[agent]) for agent, cook in enumerate(cooks)
        }
        observations, rewards, _, _, infos = kitchen.step(actions)
        yield observations, rewards, actions


def finish(kitchen: Kitchen, *cooks: Cook, seed: int) -> Kitchen:
    for _ in play(kitchen, *cooks, seed=seed):
        pass
    return kitchen


# --- the environment ---


def test_it_keeps_to_the_interface_of_pettingzoo() -> None:
    kitchen = make_kitchen(layout="coordination_ring", seconds=20, fps=5)
    parallel_api_test(kitchen, num_cycles=250)
    assert kitchen.possible_agents == [0, 1]
    assert kitchen.action_space(0).n == len(Action) == 7
    assert kitchen.metadata["render_fps"] == 5
    assert kitchen.max_steps == 100


@pytest.mark.parametrize("layout", ["cramped_room", "counter_circuit", "forced_coordination"])
def test_every_observation_is_in_its_space(layout: str) -> None:
    kitchen = kitchen_of(120, layout)
    random = np.random.default_rng(5)
    observations, _ = kitchen.reset(seed=1)
    while kitchen.agents:
        for agent, observation in observations.items():
            assert kitchen.observation_space(agent).contains(observation)
        observations, *_ = kitchen.step({agent: int(random.integers(7)) for agent in (0, 1)})


def test_an_observation_is_small() -> None:
    assert row_size(layout_of(kitchen_of(10).observation_space(0))) == 60


def test_each_sees_itself_first() -> None:
    for observations, *_ in play(kitchen_of(60), Chef(), Chef(), seed=2):
        mine, others = observations[0]["chefs"], observations[1]["chefs"]
        assert mine.tolist() == others[::-1].tolist()


def test_rewards_are_those_of_cogrid() -> None:
    kitchen = kitchen_of(STEPS)
    steps = list(play(kitchen, Chef(), Chef(), seed=0))
    paid = [rewards[0] for _, rewards, _ in steps]
    assert set(paid) == {0.0, 3.0, 5.0, 20.0}
    assert all(rewards[0] == rewards[1] for _, rewards, _ in steps)
    assert kitchen.soups == paid.count(20.0) == steps[-1][0][0]["progress"][1]
    assert kitchen.score == sum(paid)


def test_a_soup_is_served_only_over_the_serving_counter() -> None:
    def state(held: Item, column: int) -> State:
        cells = np.array([[Cell.SERVING, Cell.COUNTER], [Cell.FLOOR, Cell.FLOOR]], np.uint8)
        chef = ChefState((1, column), Facing.UP, held)
        return State(cells, np.zeros_like(cells), (), (chef,), 10)

    assert soups_served(state(Item.SOUP, 0), state(Item.NOTHING, 0)) == 1
    assert soups_served(state(Item.SOUP, 1), state(Item.NOTHING, 1)) == 0
    assert soups_served(state(Item.SOUP, 0), state(Item.SOUP, 0)) == 0


def test_a_thing_on_the_floor_is_seen_and_in_the_way() -> None:
    kitchen = drop_an_onion_on_the_floor()
    chef = kitchen.current.chefs[0]
    assert kitchen.current.cells[chef.ahead] == Cell.FLOOR
    assert kitchen.current.items[chef.ahead] == Item.ONION
    forward = {Facing.LEFT: Action.LEFT, Facing.RIGHT: Action.RIGHT}[chef.facing]
    kitchen.step({0: forward, 1: Action.STAY})
    assert kitchen.current.chefs[0].position == chef.position


def drop_an_onion_on_the_floor() -> Kitchen:
    """By agent 0, in the row of the crates; agent 1 stands in the other row."""
    kitchen = kitchen_of(STEPS)
    cook = Chef(hesitation=0)
    observations, _ = kitchen.reset(seed=11)
    assert kitchen.current.chefs[1].position[0] == 2
    cook.reset(agent="0", action_space=kitchen.action_space(0), seed=0)
    while kitchen.current.chefs[0].held != Item.ONION:
        observations, *_ = kitchen.step({0: cook.act(observations[0], {}), 1: Action.STAY})
    at_left_crate = kitchen.current.chefs[0].position[1] == 1
    kitchen.step({0: Action.RIGHT if at_left_crate else Action.LEFT, 1: Action.STAY})
    kitchen.step({0: Action.USE, 1: Action.STAY})
    return kitchen


def test_an_unknown_layout_is_an_error() -> None:
    with pytest.raises(KeyError, match="overcooked_grand_hotel_v0"):
        make_kitchen(layout="grand_hotel")


# --- the partner ---


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("hesitation", [0, 0.1, 0.6])
def test_two_chefs_serve_soups(seed: int, hesitation: float) -> None:
    kitchen = finish(kitchen_of(STEPS), Chef(hesitation), Chef(hesitation), seed=seed)
    assert kitchen.soups >= 3


@pytest.mark.parametrize(
    "layout", ["asymmetric_advantages", "coordination_ring", "counter_circuit"]
)
def test_two_chefs_serve_soups_in_other_kitchens(layout: str) -> None:
    # Without hesitation nothing but their own rules lets them out of each other's way.
    assert finish(kitchen_of(STEPS, layout), Chef(0), Chef(0), seed=0).soups >= 3


@pytest.mark.parametrize("seed", [0, 1, 2, 3])
def test_a_chef_serves_alone(seed: int) -> None:
    kitchen = kitchen_of(STEPS)
    kitchen.reset(seed=seed)
    # Who never moves and stands there leaves no way to the pot, the dishes or the mat.
    assert kitchen.current.chefs[1].position not in {(1, 2), (2, 1), (2, 3)}
    assert finish(kitchen, Chef(), Idle(), seed=seed).soups >= 1


def test_a_chef_does_not_wait_for_one_who_holds_a_dish_and_does_nothing() -> None:
    kitchen = kitchen_of(STEPS, "asymmetric_advantages")

    class TakesADish(Chef):
        def act(self, observation: Any, info: Any) -> int:
            if kitchen.current.chefs[1].held == Item.DISH:
                return Action.STAY
            return super().act(observation, info)

    assert finish(kitchen, Chef(), TakesADish(), seed=0).soups >= 3


def test_a_chef_clears_the_floor() -> None:
    kitchen = drop_an_onion_on_the_floor()
    cook = Chef(hesitation=0)
    cook.reset(agent="0", action_space=kitchen.action_space(0), seed=0)
    observations, *_ = kitchen.step({0: Action.STAY, 1: Action.STAY})
    assert cook.act(observations[0], {}) == Action.USE  # the nearest onion lies before its feet


def test_same_seeds_same_trajectory() -> None:
    def trajectory(seed: int, policy_seed: int) -> list[Any]:
        cooks = Chef(0.3), Chef(0.3)
        steps = play(kitchen_of(150), *cooks, seed=seed, policy_seed=policy_seed)
        return [(plain(observations), actions) for observations, _, actions in steps]

    assert trajectory(7, 1) == trajectory(7, 1)
    assert trajectory(7, 1) != trajectory(7, 2)
    assert trajectory(7, 1) != trajectory(8, 1)


def plain(observations: dict[int, dict[str, Any]]) -> Any:
    return {
        agent: {name: value.tolist() for name, value in observation.items()}
        for agent, observation in observations.items()
    }


def test_a_chef_that_was_used_before_begins_anew() -> None:
    used = Chef(0.3)
    finish(kitchen_of(100), used, Chef(), seed=1)
    first = [actions[0] for *_, actions in play(kitchen_of(100), used, Chef(), seed=2)]
    fresh = [actions[0] for *_, actions in play(kitchen_of(100), Chef(0.3), Chef(), seed=2)]
    assert first == fresh


@pytest.mark.parametrize("hesitation", [-0.1, 1, float("nan")])
def test_hesitation_is_a_probability_below_1(hesitation: float) -> None:
    with pytest.raises(ValueError, match="hesitation"):
        Chef(hesitation)


# --- the pictures ---


def scene_of(kitchen: Kitchen) -> dict[str, Any]:
    """The scene as the page gets it."""
    scene: dict[str, Any] = json.loads(json.dumps(draw(kitchen), allow_nan=False))
    return scene


def texts_of(kitchen: Kitchen) -> list[str]:
    shapes = scene_of(kitchen)["shapes"]
    return [shape["content"] for shape in shapes if shape["kind"] == "text"]


def with_pot(kitchen: Kitchen, onions: int, steps_to_go: int) -> Kitchen:
    pot = PotState(kitchen.current.pots[0].position, onions, steps_to_go)
    kitchen.current = replace(kitchen.current, pots=(pot,))
    return kitchen


def test_the_scene_has_the_size_of_the_kitchen() -> None:
    kitchen = kitchen_of(10, "counter_circuit")
    kitchen.reset(seed=0)
    scene = scene_of(kitchen)
    assert (scene["width"], scene["height"]) == (800, 568)


@pytest.mark.parametrize(("you", "marks"), [(0, 1), (1, 1), (None, 0)])
def test_the_participants_chef_is_marked_where_it_stands(you: int | None, marks: int) -> None:
    kitchen = kitchen_of(10, you=you, label="DU")
    kitchen.reset(seed=3)
    shapes = scene_of(kitchen)["shapes"]
    found = [(s["x"], s["y"]) for s in shapes if s["kind"] == "text" and s["content"] == "DU"]
    assert len(found) == marks
    for x, y in found:
        row, column = kitchen.current.chefs[you or 0].position
        assert (x // 100, (y - 68 - 50) / 100) == (column, pytest.approx(row, abs=0.5))


def test_score_and_time_are_shown() -> None:
    kitchen = make_kitchen(seconds=90, fps=6)
    kitchen.reset(seed=0)
    assert texts_of(kitchen)[:3] == ["0", "0", "1:30"]
    kitchen.step({0: Action.STAY, 1: Action.STAY})
    assert texts_of(kitchen)[2] == "1:30"  # the second is not over yet
    kitchen.soups, kitchen.score = 4, 137.0
    kitchen.current = replace(kitchen.current, steps_left=6)
    assert texts_of(kitchen)[:3] == ["4", "137", "0:01"]
    kitchen.current = replace(kitchen.current, steps_left=0)
    assert texts_of(kitchen)[2] == "0:00"


def test_every_state_of_a_pot_looks_different() -> None:
    kitchen = kitchen_of(10)
    kitchen.reset(seed=0)
    pots = [(0, 30), (1, 30), (2, 30), (3, 30), (3, 15), (3, 1), (3, 0)]
    pictures = [json.dumps(scene_of(with_pot(kitchen, *pot))) for pot in pots]
    assert len(set(pictures)) == len(pots)


def test_everything_that_a_chef_can_hold_and_every_direction_looks_different() -> None:
    kitchen = kitchen_of(10)
    kitchen.reset(seed=0)
    me, other = kitchen.current.chefs
    chefs = [replace(me, facing=facing, held=held) for facing in Facing for held in Item]
    pictures = []
    for chef in chefs:
        kitchen.current = replace(kitchen.current, chefs=(chef, other))
        pictures.append(json.dumps(scene_of(kitchen)))
    assert len(set(pictures)) == len(chefs)


def test_pillow_paints_the_same_scene() -> None:
    kitchen = kitchen_of(10, render_mode="rgb_array")
    kitchen.reset(seed=3)
    picture = kitchen.render()
    assert picture is not None
    assert picture.shape == (468, 500, 3)
    assert picture.dtype == np.uint8
    assert (picture == paint(draw(kitchen))).all()
    assert picture[34, 230].tolist() == [0x1F, 0x29, 0x37]  # the line on top
    assert picture[68 + 130, 30].tolist() != picture[68 + 20, 30].tolist()  # a crate, a counter


def test_pillow_strokes_to_both_sides_of_an_outline_as_a_canvas_does() -> None:
    square = d.rectangle(20, 20, 60, 60, fill="#0000ff", stroke="#ff0000", line_width=8)
    picture = paint(d.scene(100, 100, [square]))
    along = [tuple(picture[50, x].tolist()) for x in (14, 17, 22, 26)]
    white, red, blue = (255, 255, 255), (255, 0, 0), (0, 0, 255)
    assert along == [white, red, red, blue]
    ring = paint(d.scene(100, 100, [d.circle(50, 50, 30, fill=None, stroke="red", line_width=8)]))
    along = [tuple(ring[50, x].tolist()) for x in (14, 18, 22, 26, 50)]
    assert along == [white, red, red, white, white]


def test_pillow_refuses_what_it_would_paint_wrongly() -> None:
    with pytest.raises(ValueError, match="turned"):
        paint(d.scene(10, 10, [d.rectangle(1, 1, 5, 5, angle=30)]))


def test_without_a_render_mode_nothing_is_painted() -> None:
    kitchen = kitchen_of(10)
    kitchen.reset(seed=0)
    assert kitchen.render() is None
