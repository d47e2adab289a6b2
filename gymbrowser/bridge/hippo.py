"""HIPPO Gym's `agent.py`, unchanged, as an environment.

    environment:
      entry_point: gymbrowser.bridge.hippo:HippoEnv
      source: env
      kwargs: {agent: "agent:Agent", game: MountainCar-v0}

Such a file has a class with five functions around an environment of the old `gym`: `start(game)`,
`step(env, action)`, `render(env)`, `reset(env)` and `close(env)`. What its `step` returns is to be
recorded: here it is the step's info.

Source: the documentation of HIPPO Gym, "Integrating the Agent"; OpenAI gym 0.21 for the old API.
"""

import sys
from collections.abc import Mapping
from pkgutil import resolve_name
from types import ModuleType
from typing import Any

import gymnasium

from gymbrowser.bridge.errors import GameError

_FUNCTIONS = ("start", "step", "render", "reset", "close")


class HippoEnv(gymnasium.Env[Any, Any]):
    """An environment that an `agent.py` drives.

    Args:
        agent: "module:Class" of the agent.
        game: What its `start` is called with.
        render_mode: "rgb_array", which is all that an agent can give; or None.

    Raises:
        GameError: if it lacks a function, or its `start` gives no environment of the old kind.
    """

    metadata = {"render_modes": ["rgb_array"], "render_fps": 30}  # noqa: RUF012  # as Gymnasium's

    def __init__(self, agent: str, game: str, render_mode: str | None = None) -> None:
        install_gym()
        self.render_mode = render_mode
        self._agent = resolve_name(agent)()
        for name in _FUNCTIONS:
            if not callable(getattr(self._agent, name, None)):
                raise GameError(f"`{agent}` has no function `{name}`: HIPPO Gym's agents do.")
        self._env = self._agent.start(game)
        for name in ("seed", "step", "reset", "observation_space", "action_space"):
            if not hasattr(self._env, name):
                raise GameError(
                    f"`start` of `{agent}` returned a {type(self._env).__name__} without `{name}`: "
                    "let it return what `gym.make` gives, or an environment of the old `gym`."
                )
        self.observation_space = self._env.observation_space
        self.action_space = self._env.action_space

    def reset(self, *, seed: int | None = None, options: Any = None) -> tuple[Any, dict[str, Any]]:
        """Begin an episode through the agent."""
        super().reset(seed=seed)
        if seed is not None:
            self._env.seed(seed)
        return self._agent.reset(self._env), {}

    def step(self, action: Any) -> tuple[Any, float, bool, bool, dict[str, Any]]:
        """Take a step through the agent; the info is what it returned."""
        given = self._agent.step(self._env, action)
        if not isinstance(given, Mapping) or not {"observation", "reward", "done"} <= given.keys():
            raise GameError(
                "`step` of an `agent.py` returns a dict with at least `observation`, `reward` and "
                f"`done`; here it returned {given!r}."
            )
        done = bool(given["done"])
        info = given.get("info")
        is_cut = isinstance(info, Mapping) and bool(info.get("TimeLimit.truncated"))
        return (
            given["observation"],
            float(given["reward"]),
            done and not is_cut,
            done and is_cut,
            dict(given),
        )

    def render(self) -> Any:
        """The agent's picture: uint8 of shape [height, width, 3]."""
        return self._agent.render(self._env)

    def close(self) -> None:
        """Let the agent close its environment."""
        self._agent.close(self._env)


class OldEnv:
    """A Gymnasium environment with the face of the old `gym`: four values, and `seed`."""

    def __init__(self, env: gymnasium.Env[Any, Any]) -> None:
        self._env = env
        self._seed: int | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._env, name)

    @property
    def unwrapped(self) -> Any:
        """The environment inside all wrappers."""
        return self._env.unwrapped

    def seed(self, seed: int | None = None) -> list[int | None]:
        """Say with which seed the next `reset` begins."""
        self._seed = seed
        return [seed]

    def reset(self) -> Any:
        """Begin an episode; returns the observation alone."""
        observation, _ = self._env.reset(seed=self._seed)
        self._seed = None
        return observation

    def step(self, action: Any) -> tuple[Any, Any, bool, dict[str, Any]]:
        """Returns observation, reward, done, info; a time limit is told in the info."""
        observation, reward, terminated, truncated, info = self._env.step(action)
        if truncated:
            info = {**info, "TimeLimit.truncated": not terminated}
        return observation, reward, bool(terminated or truncated), info

    def render(self, mode: str = "rgb_array", **_options: Any) -> Any:
        """The picture as pixels, whatever is asked for: there is no window."""
        return self._env.render()

    def close(self) -> None:
        """Free what the environment holds."""
        self._env.close()


def install_gym() -> None:
    """Let `import gym` give what an `agent.py` uses of it, unless there is a real one."""
    if "gym" in sys.modules:
        return
    module = ModuleType("gym", "A stand-in for OpenAI gym 0.21, over Gymnasium.")
    module.__dict__.update(
        make=_make,
        spaces=gymnasium.spaces,
        register=gymnasium.register,
        Env=_OldBase,
        __getattr__=_missing,
    )
    sys.modules["gym"] = module
    sys.modules["gym.spaces"] = gymnasium.spaces


class _OldBase:
    """`gym.Env`: what an environment of the old kind inherits."""

    def seed(self, seed: int | None = None) -> list[int | None]:
        return [seed]

    def close(self) -> None:
        """Nothing to be freed."""


def _make(game: str, **kwargs: Any) -> OldEnv:
    # Old agents ask for pixels at each picture, not when the environment is made.
    return OldEnv(gymnasium.make(game, **{"render_mode": "rgb_array", **kwargs}))


def _missing(name: str) -> Any:
    raise AttributeError(
        f"the stand-in for `gym` has no `{name}`: it has make, register, spaces and Env. "
        "Use `gymnasium` for more."
    )
