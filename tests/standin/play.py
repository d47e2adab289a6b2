"""Plays an episode of each environment named, in a process of its own, and keeps its pictures.

`python -P tests/standin/play.py FOLDER NAME…`: with the pygame that is first on the path.
"""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import gymnasium
import numpy as np
from numpy.typing import NDArray

PICTURES = 8
"""Of an episode, evenly spread."""
_STEPS = 200
_EVERY = 4
"""Steps from picture to picture, which are many in some episodes."""

type Pictures = list[NDArray[np.uint8]]


def _gymnasium(gym_id: str, **kwargs: Any) -> Iterator[NDArray[np.uint8]]:
    env: Any = gymnasium.make(gym_id, render_mode="rgb_array", disable_env_checker=True, **kwargs)
    env.reset(seed=1)
    env.action_space.seed(1)
    yield env.render()
    for step in range(_STEPS):
        *_, terminated, truncated, _ = env.step(env.action_space.sample())
        if step % _EVERY == 0 or terminated or truncated:
            yield env.render()
        if terminated or truncated:
            break
    env.close()


def _window(gym_id: str) -> Iterator[NDArray[np.uint8]]:
    """What the window of an environment shows."""
    import minigrid  # noqa: F401  # it registers its environments
    import pygame

    env: Any = gymnasium.make(gym_id, render_mode="human", disable_env_checker=True)
    env.unwrapped.metadata["render_fps"] = 10_000  # pygame's clock waits
    env.reset(seed=1)
    env.action_space.seed(1)
    for _ in range(7):
        surface = pygame.display.get_surface()
        assert surface is not None
        yield pygame.surfarray.array3d(surface).transpose(1, 0, 2)
        *_, terminated, truncated, _ = env.step(env.action_space.sample())
        if terminated or truncated:
            break
    env.close()


def _in_turns(name: str) -> Iterator[NDArray[np.uint8]]:
    from importlib import import_module

    env = import_module(f"pettingzoo.classic.{name}.{name}").env(render_mode="rgb_array")
    env.reset(seed=1)
    random = np.random.default_rng(1)
    yield env.render()
    for _ in env.agent_iter():
        observation, _, terminated, truncated, _ = env.last()
        if terminated or truncated:
            break
        env.step(int(random.choice(np.flatnonzero(observation["action_mask"]))))
        yield env.render()
    env.close()


def _highway(gym_id: str) -> Iterator[NDArray[np.uint8]]:
    import highway_env  # type: ignore[import-untyped]  # noqa: F401  # it registers its environments

    os.environ.pop("SDL_VIDEODRIVER", None)  # by `dummy` it draws nothing
    yield from _gymnasium(gym_id, config={"offscreen_rendering": True, "duration": 12})


EPISODES: dict[str, Callable[[], Iterator[NDArray[np.uint8]]]] = {
    "CartPole-v1": lambda: _gymnasium("CartPole-v1"),
    "MountainCar-v0": lambda: _gymnasium("MountainCar-v0"),
    "Acrobot-v1": lambda: _gymnasium("Acrobot-v1"),
    "Pendulum-v1": lambda: _gymnasium("Pendulum-v1"),
    "FrozenLake-v1": lambda: _gymnasium("FrozenLake-v1"),
    "Taxi-v4": lambda: _gymnasium("Taxi-v4"),
    "CliffWalking-v1": lambda: _gymnasium("CliffWalking-v1"),
    "Blackjack-v1": lambda: _gymnasium("Blackjack-v1"),
    "MiniGrid-DoorKey-8x8-v0": lambda: _window("MiniGrid-DoorKey-8x8-v0"),
    "MiniGrid-Empty-8x8-v0": lambda: _window("MiniGrid-Empty-8x8-v0"),
    "MiniGrid-FourRooms-v0": lambda: _window("MiniGrid-FourRooms-v0"),
    "tictactoe": lambda: _in_turns("tictactoe"),
    "connect_four": lambda: _in_turns("connect_four"),
    "highway-fast-v0": lambda: _highway("highway-fast-v0"),
}


def main() -> None:
    """Play, and write each episode's pictures into a file."""
    folder, *names = sys.argv[1:]
    for name in names:
        pictures = list(EPISODES[name]())
        spread = np.unique(np.linspace(0, len(pictures) - 1, PICTURES).astype(int))
        np.savez(Path(folder, f"{name}.npz"), *[pictures[at] for at in spread])


if __name__ == "__main__":
    main()
