"""A game: one environment, driven step by step from JavaScript.

JavaScript holds a view of `Game.buffer`, one block of memory that never moves inside the heap, and
calls `reset` and `step`; each leaves rewards and packed observations there. Nothing else crosses on
the hot path than the action and one number of flags.
"""

import json
from collections.abc import Callable
from pkgutil import resolve_name
from typing import Any

import gymnasium
import numpy as np
from gymnasium.envs.registration import load_env_creator
from numpy.typing import NDArray

from gymbrowser.bridge import exact
from gymbrowser.bridge.layout import Layout, Packer, row_size

TERMINATED, TRUNCATED, HAS_INFO = 1, 2, 4
"""The bits of what `step` returns."""

REWARD_BYTES = 8


class GameError(Exception):
    """The environment did something that its interface does not allow."""


def load(spec_json: str) -> None:
    """Import everything that the game of this spec needs, so that making it takes no time.

    Args:
        spec_json: See `Game`.
    """
    spec = json.loads(spec_json)
    if spec["entry_point"] is not None:
        resolve_name(spec["entry_point"])
    else:
        creator = gymnasium.spec(spec["gym_id"]).entry_point
        if isinstance(creator, str):
            load_env_creator(creator)
    if spec["draw"] is not None:
        resolve_name(spec["draw"])


class Game:
    """One environment with one agent, its data kept by the agent's name.

    Args:
        spec_json: A JSON object with `gym_id` or `entry_point` ("module:attribute"; the other one
            is null), `kwargs` (JSON text), `render_mode` ("rgb_array", "ansi" or null), `draw`
            ("module:function" or null) and `agents`: agent to AgentLayout of the contract.

    Attributes:
        buffer: uint8; one float64 reward per agent, then one packed observation per agent, both in
            the order of `spec["agents"]`.
        frame: What `render` gave last: "text", "scene" or "rgb".
    """

    def __init__(self, spec_json: str) -> None:
        spec = json.loads(spec_json)
        self._env = make_environment(spec)
        self._draw: Callable[[Any], Any] | None = spec["draw"] and resolve_name(spec["draw"])
        self.buffer, self._rewards, self._packers = _buffer(spec["agents"])
        (self._pack,) = (packer.pack for packer in self._packers.values())
        self._info: Any = {}
        self.frame = ""

    def reset(self, seed: int) -> str:
        """Begin an episode and return its info as exact JSON."""
        observation, self._info = self._env.reset(seed=seed)
        self._pack(observation)
        self._rewards[:] = 0
        return self.info()

    def step(self, action: int) -> int:
        """Take one step and return TERMINATED | TRUNCATED | HAS_INFO, as far as they hold."""
        observation, reward, terminated, truncated, info = self._env.step(action)
        self._pack(observation)
        self._rewards[0] = reward if type(reward) is float else _real(reward)
        self._info = info
        return (
            (TERMINATED if terminated else 0)
            | (TRUNCATED if truncated else 0)
            | (HAS_INFO if info else 0)
        )

    def info(self) -> str:
        """Return the info of the last `reset` or `step` as exact JSON."""
        return exact.encode(self._info)

    def render(self) -> str | NDArray[np.uint8]:
        """Return the picture of the present state, and leave in `frame` what it is.

        Returns:
            "text": text with ANSI colours. "scene": the JSON of a scene of `gymbrowser.draw`.
            "rgb": uint8 of shape [height, width, 3], C-contiguous.

        Raises:
            GameError: if the environment gave nothing of the kind.
        """
        picture: Any = self._draw(self._env.unwrapped) if self._draw else self._env.render()
        match picture:
            case str():
                self.frame = "text"
                return picture
            case dict():
                self.frame = "scene"
                return _scene_json(picture)
            case np.ndarray():
                self.frame = "rgb"
                return _rgb(picture)
        raise GameError(
            f"The environment drew a {type(picture).__name__}. It must be a uint8 array of shape "
            "[height, width, 3], a text, or a scene of gymbrowser.draw."
        )

    def close(self) -> None:
        """Let the environment free what it holds."""
        self._env.close()


def make_environment(spec: dict[str, Any]) -> gymnasium.Env[Any, Any]:
    """Make the environment of a spec; see `Game`."""
    kwargs = json.loads(spec["kwargs"])
    # Not passed as None: a class that is pictured by `draw` need not know render modes at all.
    if spec["render_mode"] is not None:
        kwargs["render_mode"] = spec["render_mode"]
    if spec["entry_point"] is not None:
        env: gymnasium.Env[Any, Any] = resolve_name(spec["entry_point"])(**kwargs)
        return env
    # The build has checked the environment natively; the checker would cost time at every step.
    return gymnasium.make(spec["gym_id"], disable_env_checker=True, **kwargs)


def _buffer(
    agents: dict[str, dict[str, Layout]],
) -> tuple[NDArray[np.uint8], NDArray[np.float64], dict[str, Packer]]:
    """Return the memory shared with JavaScript, its rewards, and what packs into it, by agent."""
    if len(agents) != 1:
        raise GameError(f"A Gymnasium environment has one agent, but {list(agents)} were named.")
    layouts = {name: agent["observation"] for name, agent in agents.items()}
    offset = REWARD_BYTES * len(agents)
    buffer = np.zeros(offset + sum(map(row_size, layouts.values())), np.uint8)
    rewards, packers = buffer[:offset].view(np.float64), {}
    for name, layout in layouts.items():
        end = offset + row_size(layout)
        packers[name] = Packer(layout, buffer[offset:end], "observation")
        offset = end
    return buffer, rewards, packers


def _real(reward: Any) -> float:
    """Return a reward as float64; NaN is allowed, since it is what the environment said.

    NumPy would also store "1.5" as 1.5 and None as NaN, which hides errors.
    """
    if isinstance(reward, np.generic | np.ndarray):
        if reward.ndim == 0 and reward.dtype.kind in "biuf":
            return float(reward)
    elif isinstance(reward, int | float):
        return float(reward)
    raise GameError(f"The environment gave the reward {reward!r}, which is not a real number.")


def _scene_json(scene: dict[str, Any]) -> str:
    try:
        return json.dumps(scene, allow_nan=False, default=_plain)
    except (TypeError, ValueError) as error:
        raise GameError(f"The scene cannot be drawn: {error}.") from error


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    raise TypeError(f"it holds a {type(value).__name__}")


def _rgb(picture: NDArray[Any]) -> NDArray[np.uint8]:
    if picture.dtype != np.uint8 or picture.ndim != 3 or picture.shape[2] != 3:
        raise GameError(
            f"The environment drew a {picture.dtype} array of shape {picture.shape}. "
            "It must be uint8 of shape [height, width, 3]."
        )
    return np.ascontiguousarray(picture)
