"""The game answers JavaScript as Gymnasium answers Python, and says clearly when it cannot."""

import json
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import gymnasium
import numpy as np
import pytest
from gymnasium import spaces

from gymbrowser.bridge import draw, exact, stubs
from gymbrowser.bridge.errors import GameError
from gymbrowser.bridge.game import Game, load, make_game
from gymbrowser.bridge.layout import SpaceError, layout_of
from gymbrowser.bridge.memory import ACTS, HAS_INFO, PRESENT, TERMINATED, TRUNCATED

DICT_SPACE = spaces.Dict({"pos": spaces.Box(-9, 9, (2,)), "lives": spaces.Discrete(4)})


class Odd(gymnasium.Env[Any, Any]):
    """Answers whatever its test wants."""

    observation_space: spaces.Space[Any] = DICT_SPACE
    action_space: spaces.Space[Any] = spaces.Discrete(2)

    def __init__(self, **answers: Any) -> None:
        self.answers = answers

    def observe(self) -> Any:
        return {"pos": np.array([0.5, -2], np.float32), "lives": 3}

    def reset(self, *, seed: int | None = None, options: Any = None) -> tuple[Any, dict[str, Any]]:
        return self.observe(), {"seed": seed}

    def step(self, action: int) -> tuple[Any, Any, bool, bool, dict[str, Any]]:
        if self.answers.get("raises"):
            raise RuntimeError("the pole is gone")
        observation = self.answers.get("observation", self.observe())
        info = self.answers.get("info", {})
        return observation, self.answers.get("reward", 0.0), False, True, info

    def render(self) -> Any:
        return self.answers.get("picture")


@pytest.fixture(autouse=True)
def odd_module() -> Iterator[None]:
    """Where a spec's `odd:Odd` finds this file's environment."""
    module = ModuleType("odd")
    module.__dict__.update(
        Odd=Odd,
        picture=lambda env: draw.scene(4, 2, env.answers["shapes"]),
        place=lambda env, x, y: env.answers.get((x, y)),
    )
    sys.modules["odd"] = module
    yield
    del sys.modules["odd"]


def spec(space: spaces.Space[Any], **parts: Any) -> str:
    layout = {"observation": layout_of(space), "action": [], "output": []}
    base: dict[str, Any] = {
        "gym_id": None,
        "entry_point": None,
        "kwargs": "{}",
        "render_mode": None,
        "draw": None,
        "policies": {},
        "imports": [],
    }
    return json.dumps({**base, "agents": {"player": layout}, **parts})


def odd(**answers: Any) -> Game:
    game = make_game(spec(DICT_SPACE, entry_point="odd:Odd"))
    game._env.answers = answers
    game.reset(0)
    return game


def reward(game: Game) -> float:
    return float(game.buffer[:8].view(np.float64)[0])


def test_cartpole_is_bit_equal_to_gymnasium() -> None:
    env = gymnasium.make("CartPole-v1")
    game = make_game(spec(env.observation_space, gym_id="CartPole-v1"))
    observation, _ = env.reset(seed=7)
    assert game.reset(7) == "{}"
    assert game.buffer[8:-1].tobytes() == observation.tobytes()

    flags = 0
    while not flags:
        flags = game.step(1)
        observation, env_reward, terminated, truncated, _ = env.step(1)
        assert game.buffer[8:-1].tobytes() == observation.tobytes()
        assert reward(game) == env_reward
        assert bool(flags & TERMINATED) == terminated
        assert bool(flags & TRUNCATED) == truncated
    game.close()


def test_taxi_says_in_its_info_what_is_allowed() -> None:
    env = gymnasium.make("Taxi-v4")
    game = make_game(spec(env.observation_space, gym_id="Taxi-v4"))
    game.reset(3)
    _, info = env.reset(seed=3)
    masks = set()
    for step in range(20):
        allowed = [game.allows("player", action) for action in range(6)]
        assert allowed == [bool(each) for each in info["action_mask"]]
        masks.add(tuple(allowed))
        action = [action for action in range(6) if allowed[action]][step % sum(allowed)]
        game.step(action)
        _, _, _, _, info = env.step(action)
    assert len(masks) > 1
    game.close()
    env.close()


def test_frozen_lake_has_integers_infos_and_ansi() -> None:
    env = gymnasium.make("FrozenLake-v1", render_mode="ansi")
    game = make_game(
        spec(
            env.observation_space,
            gym_id="FrozenLake-v1",
            render_mode="ansi",
            kwargs=json.dumps({"is_slippery": False}),
        )
    )
    assert exact.decode(game.reset(1)) == {"prob": 1}
    assert game.step(2) == HAS_INFO
    assert game.buffer[8:-1].view("<i8").tolist() == [1]
    assert exact.decode(game.info())["prob"] == 1

    picture = game.render()

    assert game.frame == "text"
    assert isinstance(picture, str)
    assert "\x1b[41mF\x1b[0m" in picture


def test_a_dict_space_is_packed_and_the_flags_are_bits() -> None:
    game = odd(info={"nan": float("nan")}, reward=np.float32(0.1))

    assert game.step(0) == TRUNCATED | HAS_INFO
    assert game.buffer[-1] == TRUNCATED | HAS_INFO | PRESENT | ACTS
    assert game.buffer[8:16].view("<i8").tolist() == [3]
    assert game.buffer[16:-1].view("<f4").tolist() == [0.5, -2]
    assert reward(game) == float(np.float32(0.1))
    assert game.info() == '{"nan":{"$float":"nan"}}'
    assert game.reset(2**32 - 1) == '{"seed":4294967295}'
    assert reward(game) == 0


def test_the_buffer_never_moves() -> None:
    game = odd()
    address = game.buffer.ctypes.data

    for seed in range(50):
        game.reset(seed)
        game.step(0)

    assert game.buffer.ctypes.data == address


@pytest.mark.parametrize("value", [1, True, np.int8(2), np.bool_(True), np.array(1.5), -np.inf])
def test_real_rewards_are_kept(value: Any) -> None:
    game = odd(reward=value)
    game.step(0)
    assert reward(game) == value


def test_a_nan_reward_is_recorded() -> None:
    game = odd(reward=float("nan"))
    game.step(0)
    assert np.isnan(reward(game))


@pytest.mark.parametrize(
    ("space", "value", "has_nan"),
    [
        (
            spaces.Sequence(spaces.Box(-9, 9, (2,))),
            (np.zeros(2, "f4"), np.array([1, np.nan])),
            True,
        ),
        (spaces.Sequence(spaces.Box(-9, 9, (2,))), (np.zeros(2, "f4"), np.ones(2, "f4")), False),
        (spaces.OneOf([spaces.Box(-9, 9, (1,))]), (0, np.array([np.nan], "f4")), True),
        (
            spaces.Graph(spaces.Box(-9, 9, (1,)), None),
            spaces.GraphInstance(np.array([[np.nan]], "f4"), None, None),
            True,
        ),
    ],
)
def test_nan_is_found_where_observations_have_no_fixed_size(
    monkeypatch: pytest.MonkeyPatch, space: spaces.Space[Any], value: Any, has_nan: bool
) -> None:
    monkeypatch.setattr(Odd, "observation_space", space)
    monkeypatch.setattr(Odd, "observe", lambda self: self.answers["observation"])
    game = make_game(spec(space, entry_point="odd:Odd"))
    game._env.answers = {"observation": value}
    if has_nan:
        with pytest.raises(GameError, match=r"There is NaN in the observation .*no space"):
            game.reset(1)
    else:
        game.reset(1)


@pytest.mark.parametrize("value", [None, "1.5", 1j, np.array([1.0]), np.array("1.5"), [1.0]])
def test_other_rewards_are_refused(value: Any) -> None:
    with pytest.raises(GameError, match="not a real number"):
        odd(reward=value).step(0)


def test_an_observation_of_another_dtype_is_refused() -> None:
    game = odd(observation={"pos": np.zeros(2), "lives": 1})
    with pytest.raises(SpaceError, match=r"observation outside its space at pos: .*float64"):
        game.step(0)


def test_the_environments_own_errors_come_through() -> None:
    with pytest.raises(RuntimeError, match="the pole is gone"):
        odd(raises=True).step(0)


def test_a_draw_function_gets_the_unwrapped_environment() -> None:
    shapes = [draw.circle(np.float32(1), 2, 3, fill="red")]
    game = make_game(spec(DICT_SPACE, entry_point="odd:Odd", draw="odd:picture"))
    game._env.answers = {"shapes": shapes}

    scene = json.loads(str(game.render()))

    assert game.frame == "scene"
    assert (scene["width"], scene["height"], scene["background"]) == (4, 2, "white")
    assert scene["shapes"] == shapes


def test_a_place_means_what_a_function_of_the_unwrapped_environment_says() -> None:
    game = odd()
    game._env.answers = {(3, 4): np.int64(1), (5, 6): 2}
    place = game.place("odd:place", "player")
    assert place(3, 4) == 1
    assert place(1, 1) is None
    with pytest.raises(SpaceError, match="The actions are the integers 0 to 1"):
        place(5, 6)
    with pytest.raises(GameError, match="There is no such function"):
        game.place("odd:nothing", "player")


def test_until_asks_a_function_of_the_unwrapped_environment() -> None:
    game = make_game(spec(spaces.Box(-1, 1, (4,), np.float32), gym_id="CartPole-v1"))
    game.reset(0)
    assert game.until("operator:truth")() is True
    assert game.until("gymnasium.envs.classic_control:CartPoleEnv.close")() is False
    with pytest.raises(GameError, match="There is no such function: module 'operator' has no"):
        game.until("operator:nothing")


def test_render_may_return_a_scene_with_numpy_numbers_of_its_own() -> None:
    game = odd(picture={"width": np.int64(3), "shapes": [{"points": np.zeros((1, 2))}]})
    assert json.loads(str(game.render())) == {"width": 3, "shapes": [{"points": [[0, 0]]}]}


def test_rgb_frames_are_contiguous() -> None:
    frame = np.arange(24, dtype=np.uint8).reshape(4, 2, 3)
    game = odd(picture=frame.transpose(1, 0, 2))

    picture = game.render()

    assert game.frame == "rgb"
    assert isinstance(picture, np.ndarray)
    assert picture.flags.c_contiguous
    assert picture.tolist() == frame.transpose(1, 0, 2).tolist()


@pytest.mark.parametrize(
    ("picture", "words"),
    [
        (None, "drew a NoneType"),
        (np.zeros((2, 2, 3)), "float64 array"),
        (np.zeros((2, 2, 4), np.uint8), r"shape \(2, 2, 4\)"),
        ({"width": float("nan")}, "cannot be drawn: Out of range"),
        ({"width": object()}, "cannot be drawn: it holds a object"),
    ],
)
def test_other_pictures_are_refused(picture: Any, words: str) -> None:
    with pytest.raises(GameError, match=words):
        odd(picture=picture).render()


def test_a_gymnasium_environment_has_one_agent() -> None:
    with pytest.raises(GameError, match="one agent"):
        make_game(spec(DICT_SPACE, entry_point="odd:Odd", agents={}))


def test_load_imports_what_making_needs() -> None:
    sys.modules.pop("gymnasium.envs.toy_text.cliffwalking", None)

    load(spec(DICT_SPACE, gym_id="CliffWalking-v1"))
    load(spec(DICT_SPACE, entry_point="odd:Odd", draw="odd:picture"))

    assert "gymnasium.envs.toy_text.cliffwalking" in sys.modules
    with pytest.raises(ModuleNotFoundError, match="nowhere"):
        load(spec(DICT_SPACE, entry_point="nowhere:Env"))


def test_stubs_stand_in_for_missing_semaphores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "_multiprocessing", raising=False)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)

    stubs.install()

    module: Any = sys.modules["_multiprocessing"]
    assert module.SemLock.SEM_VALUE_MAX > 0
    with pytest.raises(OSError, match="A browser has no processes"):
        module.SemLock(1)
    monkeypatch.delitem(sys.modules, "_multiprocessing")


@pytest.mark.parametrize(("make", "points"), [(draw.line, 1), (draw.polygon, 2)])
def test_shapes_of_too_few_points_are_refused(make: Any, points: int) -> None:
    with pytest.raises(ValueError, match=f"{points} points"):
        make([(0, 0)] * points)
