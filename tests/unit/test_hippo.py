"""HIPPO Gym's `agent.py`, written as its documentation has it, is an environment here."""

import sys
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

import gymnasium
import numpy as np
import pytest

from gymbrowser.bridge.errors import GameError
from gymbrowser.bridge.hippo import HippoEnv

AGENT = """\
import gym


class Agent():
    '''The five functions, as HIPPO Gym calls them.'''

    def start(self, game:str):
        self.env = gym.make(game)
        return self.env

    def step(self, env, action:int):
        observation, reward, done, info = env.step(action)
        envState = {'observation': observation, 'reward': reward, 'done': done, 'info': info}
        return envState

    def render(self, env):
        return env.render('rgb_array')

    def reset(self, env):
        return env.reset()

    def close(self, env):
        env.close()


class Speechless(Agent):
    def step(self, env, action):
        env.step(action)


class Windowless(Agent):
    render = None


class Idle(Agent):
    def start(self, game):
        return object()


class Later:
    def start(self, game):
        self.env = gym.make(game)

    def step(self, action):
        self.env.step(action)
        return {'praise': action}

    def render(self):
        return self.env.render('rgb_array')

    def reset(self):
        self.env.reset()

    def close(self):
        self.env.close()


class Silent(gym.Env):
    observation_space = gym.spaces.Discrete(2)
    action_space = gym.spaces.Discrete(2)

    def reset(self):
        return 0

    def step(self, action):
        return 0, 0.0, False, {}


class Mute(Later):
    def start(self, game):
        self.env = Silent()


class Curious(Agent):
    def start(self, game):
        return gym.vector.make(game)
"""


@pytest.fixture(autouse=True)
def agent_py(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Where `agent:Agent` is found."""
    (tmp_path / "agent.py").write_text(AGENT, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield
    for name in ("agent", "gym", "gym.spaces"):
        sys.modules.pop(name, None)


def test_it_gives_what_the_environment_itself_gives() -> None:
    ours, theirs = HippoEnv("agent:Agent", "MountainCar-v0"), gymnasium.make("MountainCar-v0")
    assert ours.observation_space == theirs.observation_space
    assert np.array_equal(ours.reset(seed=3)[0], theirs.reset(seed=3)[0])
    pairs = [(ours.step(step % 3), theirs.step(step % 3)) for step in range(200)]
    for mine, other in pairs:
        assert np.array_equal(mine[0], other[0])
        assert mine[1:4] == other[1:4]
    (observation, _, _, is_cut, info), _ = pairs[-1]
    assert is_cut
    assert info["info"] == {"TimeLimit.truncated": True}
    assert np.array_equal(info["observation"], observation)
    ours.close()


def test_an_agent_may_try_its_moves_on_a_copy() -> None:
    ours = HippoEnv("agent:Agent", "MountainCar-v0")
    ours.reset(seed=3)
    copied = deepcopy(ours._env)
    assert np.array_equal(copied.step(2)[0], ours.step(2)[0])


@pytest.mark.parametrize(
    ("agent", "error", "sentence"),
    [
        ("Windowless", GameError, "has no function `render`"),
        ("Idle", GameError, "returned a object without `seed`"),
        ("Curious", AttributeError, "the stand-in for `gym` has no `vector`"),
    ],
)
def test_what_is_no_such_agent(agent: str, error: type[Exception], sentence: str) -> None:
    with pytest.raises(error, match=sentence):
        HippoEnv(f"agent:{agent}", "MountainCar-v0")


def test_a_step_that_returns_no_dict_is_told() -> None:
    env = HippoEnv("agent:Speechless", "MountainCar-v0")
    env.reset(seed=1)
    with pytest.raises(GameError, match="returns a dict; here it returned None"):
        env.step(0)


def test_a_later_agent_keeps_its_environment_and_says_little() -> None:
    """Its functions take no `env`, `start` and `reset` return nothing, `step` only what is new."""
    ours, theirs = HippoEnv("agent:Later", "MountainCar-v0"), gymnasium.make("MountainCar-v0")
    assert np.array_equal(ours.reset(seed=4)[0], theirs.reset(seed=4)[0])
    for action in (0, 2, 2):
        observation, *others = ours.step(action)
        expected, *rest = theirs.step(action)
        assert np.array_equal(observation, expected)
        assert others[:3] == rest[:3]
        assert others[3] == {"praise": action}
    assert ours.render().shape == (400, 600, 3)
    ours.close()


def test_an_agent_that_gives_no_observation_is_told() -> None:
    env = HippoEnv("agent:Mute", "any")
    with pytest.raises(GameError, match="did not give the observation: let them return it"):
        env.reset(seed=1)
