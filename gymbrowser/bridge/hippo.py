"""HIPPO Gym's `agent.py`, unchanged, as an environment.

    environment:
      entry_point: gymbrowser.bridge.hippo:HippoEnv
      source: env
      kwargs: {agent: "agent:Agent", game: MountainCar-v0}

Such a file has a class with five functions around an environment of the old `gym`: `start(game)`,
`step(env, action)`, `render(env)`, `reset(env)` and `close(env)`. Later ones take no `env`: they
keep it as `self.env`, and their `start` and `reset` return nothing. What `step` returns is to be
recorded: here it is the step's info.

Source: the documentation of HIPPO Gym, "Integrating the Agent"; OpenAI gym 0.21 for the old API.
"""

import inspect
import sys
from collections.abc import Callable, Mapping
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
        self._taking_env = {
            name
            for name in ("step", "render", "reset", "close")
            if _needs(getattr(self._agent, name)) > (name == "step")
        }
        self._env = self._started(game)
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
        observation = self._call("reset")
        return self._last("observation") if observation is None else observation, {}

    def step(self, action: Any) -> tuple[Any, float, bool, bool, dict[str, Any]]:
        """Take a step through the agent; the info is what it returned."""
        given = self._call("step", action)
        if not isinstance(given, Mapping):
            raise GameError(f"`step` of an `agent.py` returns a dict; here it returned {given!r}.")
        observation, reward, ends, info = (
            given[name] if name in given else self._last(name)
            for name in ("observation", "reward", "done", "info")
        )
        done = bool(ends)
        is_cut = isinstance(info, Mapping) and bool(info.get("TimeLimit.truncated"))
        return observation, float(reward), done and not is_cut, done and is_cut, dict(given)

    def render(self) -> Any:
        """The agent's picture: uint8 of shape [height, width, 3]."""
        return self._call("render")

    def close(self) -> None:
        """Let the agent close its environment."""
        self._call("close")

    def _started(self, game: str) -> Any:
        """The environment that `start` returns, or leaves as `self.env`."""
        given = self._agent.start(game)
        return getattr(self._agent, "env", None) if given is None else given

    def _call(self, name: str, *action: Any) -> Any:
        """One of the functions, with the environment before the action where it takes that."""
        before = (self._env,) if name in self._taking_env else ()
        return getattr(self._agent, name)(*before, *action)

    def _last(self, name: str) -> Any:
        """What the environment itself has given, where the agent keeps it for itself."""
        known = getattr(self._env, "given", {})
        if name == "info" and name not in known:
            return None
        if name not in known:
            where = "`reset` and `step`" if name == "observation" else "`step`"
            raise GameError(
                f"{where} of the `agent.py` did not give the {name}: let them return it, "
                "`step` in its dict with `observation`, `reward` and `done`."
            )
        return known[name]


class OldEnv:
    """A Gymnasium environment with the face of the old `gym`: four values, and `seed`.

    Attributes:
        given: What the last `reset` or `step` has returned, by the names of an `agent.py`'s dict.
    """

    def __init__(self, env: gymnasium.Env[Any, Any]) -> None:
        self._env = env
        self.given: dict[str, Any] = {}
        self._seed: int | None = None

    def __getattr__(self, name: str) -> Any:
        if name == "_env":  # a copy that is being made has none yet
            raise AttributeError(name)
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
        self.given = {"observation": observation}
        return observation

    def step(self, action: Any) -> tuple[Any, Any, bool, dict[str, Any]]:
        """Returns observation, reward, done, info; a time limit is told in the info."""
        observation, reward, terminated, truncated, info = self._env.step(action)
        if truncated:
            info = {**info, "TimeLimit.truncated": not terminated}
        done = bool(terminated or truncated)
        self.given = {"observation": observation, "reward": reward, "done": done, "info": info}
        return observation, reward, done, info

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


def _needs(function: Callable[..., Any]) -> int:
    """How many arguments it can't do without."""
    given = inspect.signature(function).parameters.values()
    return sum(
        each.default is each.empty
        and each.kind in (each.POSITIONAL_ONLY, each.POSITIONAL_OR_KEYWORD)
        for each in given
    )


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
