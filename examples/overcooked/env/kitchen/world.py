"""The environment: CoGrid's Overcooked, with an observation that is small, exact and complete."""

from copy import deepcopy
from typing import Any

import cogrid.envs as cogrid_envs  # type: ignore[import-untyped, unused-ignore]
import numpy as np
from cogrid.cogrid_env import CoGridEnv  # type: ignore[import-untyped, unused-ignore]
from cogrid.core.grid.layouts import get_layout  # type: ignore[import-untyped, unused-ignore]
from gymnasium import spaces
from numpy.typing import NDArray
from pettingzoo import ParallelEnv  # type: ignore[import-untyped, unused-ignore]

from .codes import Cell, Facing, Item
from .state import COOKING_STEPS, ONIONS_PER_SOUP, State, read, soups_served

type Observation = dict[str, NDArray[Any]]


class Kitchen(ParallelEnv):  # type: ignore[misc, unused-ignore]
    """Two chefs, the agents 0 and 1, cook onion soup together until the time is up.

    Actions are CoGrid's, Discrete(7): see `codes.Action`. Rewards are CoGrid's, float, and the
    same for both: 3 for an onion that is put into a pot, 5 for a soup that is dished up, 20 for a
    soup that is served. Where the chefs start, which way they look, and who goes first when both
    want the same cell is drawn from the seed.

    What an agent observes is the whole kitchen, about 60 bytes, R rows and C columns, P pots:

    ======== ====== ======= ====================================================================
    field    dtype  shape   meaning
    ======== ====== ======= ====================================================================
    cells    uint8  (R, C)  `codes.Cell`; does not change
    items    uint8  (R, C)  `codes.Item` that lies there, on a counter or on the floor
    pots     uint8  (P, 4)  row, column, onions, steps to go until the soup is done
    chefs    uint8  (2, 4)  row, column, `codes.Facing`, `codes.Item` held; the observer is first
    progress int32  (2,)    steps left, soups served
    ======== ====== ======= ====================================================================

    Args:
        layout: One of CoGrid's: cramped_room, asymmetric_advantages, coordination_ring,
            forced_coordination, counter_circuit.
        seconds: How long an episode takes.
        fps: Steps per second.
        you: The agent that the picture marks as the participant's own; None for nobody.
        label: What the mark says.
        render_mode: "rgb_array" for pictures as arrays, by Pillow.

    Attributes:
        current: The state now; there is one from the first reset on.
        soups: Soups served in this episode.
        score: Sum of one agent's rewards in this episode.

    Raises:
        KeyError: if CoGrid has no such layout.
    """

    def __init__(
        self,
        layout: str = "cramped_room",
        *,
        seconds: float = 60,
        fps: float = 6,
        you: int | None = 0,
        label: str = "YOU",
        render_mode: str | None = None,
    ) -> None:
        self.metadata = {
            "name": "overcooked",
            "render_modes": ["rgb_array"],
            "render_fps": fps,
            "is_parallelizable": True,
        }
        self.render_mode = render_mode
        self.fps, self.you, self.label = fps, you, label
        self.max_steps = round(seconds * fps)
        self._cogrid = CoGridEnv(config=_config(layout, self.max_steps))
        self.possible_agents: list[int] = list(self._cogrid.possible_agents)
        self._observation_space = _observation_space(layout, self.max_steps)
        self.current: State
        self.soups, self.score = 0, 0.0

    @property
    def agents(self) -> list[int]:
        """Those who still play: none once the time is up."""
        return list(self._cogrid.agents)

    def observation_space(self, agent: int) -> spaces.Dict:
        """Return the same space for both agents."""
        del agent
        return self._observation_space

    def action_space(self, agent: int) -> spaces.Discrete:
        """Return the same space for both agents."""
        space: spaces.Discrete = self._cogrid.action_space(agent)
        return space

    def reset(
        self, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[dict[int, Observation], dict[int, dict[str, Any]]]:
        """Begin an episode."""
        _, infos = self._cogrid.reset(seed=None if seed is None else int(seed), options=options)
        self.soups, self.score = 0, 0.0
        self.current = read(self._cogrid.get_state(), self.max_steps)
        return self._observe(), infos

    def step(
        self, actions: dict[int, int]
    ) -> tuple[
        dict[int, Observation],
        dict[int, float],
        dict[int, bool],
        dict[int, bool],
        dict[int, dict[str, Any]],
    ]:
        """Let both chefs act; `actions` are `codes.Action`."""
        before = self.current
        # Of one dtype on every machine: CoGrid would make them the platform's own integer.
        exact = {agent: np.int32(action) for agent, action in actions.items()}
        _, rewards, terminations, truncations, infos = self._cogrid.step(exact)
        self.current = read(self._cogrid.get_state(), self.max_steps)
        self.soups += soups_served(before, self.current)
        self.score += rewards[self.possible_agents[0]]
        return self._observe(), rewards, terminations, truncations, infos

    def render(self) -> NDArray[np.uint8] | None:
        """Return the picture as uint8 [height, width, 3]; None without a render mode."""
        if self.render_mode is None:
            return None
        # Only here: a study that shows the draw list need not wait until Pillow is loaded.
        from .paint import paint
        from .picture import draw

        return paint(draw(self))

    def close(self) -> None:
        """Free what CoGrid holds."""
        self._cogrid.close()

    def _observe(self) -> dict[int, Observation]:
        now = self.current
        chefs = [[*chef.position, chef.facing, chef.held] for chef in now.chefs]
        return {
            agent: {
                "cells": now.cells.copy(),
                "items": now.items.copy(),
                "pots": np.array(
                    [[*pot.position, pot.onions, pot.steps_to_go] for pot in now.pots], np.uint8
                ),
                "chefs": np.array([chefs[index], chefs[1 - index]], np.uint8),
                "progress": np.array([now.steps_left, self.soups], np.int32),
            }
            for index, agent in enumerate(self.possible_agents)
        }


def make_kitchen(**kwargs: Any) -> Kitchen:
    """Make the environment; for `kwargs` see `Kitchen`."""
    return Kitchen(**kwargs)


def _config(layout: str, max_steps: int) -> dict[str, Any]:
    """CoGrid's own configuration but for the kitchen and the time."""
    config: dict[str, Any] = deepcopy(cogrid_envs.cramped_room_config)
    config["grid"] = {"layout": _layout_id(layout)}
    config["max_steps"] = max_steps
    config["features"] = ["agent_dir"]  # the cheapest, since we make our own observation
    return config


def _layout_id(layout: str) -> str:
    return f"overcooked_{layout}_v0"


def _observation_space(layout: str, max_steps: int) -> spaces.Dict:
    rows, _ = get_layout(_layout_id(layout))
    height, width, pots = len(rows), len(rows[0]), "".join(rows).count("U")
    place = [height - 1, width - 1]
    return spaces.Dict(
        {
            "cells": spaces.Box(0, max(Cell), (height, width), np.uint8),
            "items": spaces.Box(0, max(Item), (height, width), np.uint8),
            "pots": _table([*place, ONIONS_PER_SOUP, COOKING_STEPS], pots, np.uint8),
            "chefs": _table([*place, max(Facing), max(Item)], 2, np.uint8),
            "progress": spaces.Box(0, max_steps, (2,), np.int32),
        }
    )


def _table(largest: list[int], rows: int, dtype: type[np.integer[Any]]) -> spaces.Box:
    high = np.tile(np.array(largest, dtype), (rows, 1))
    return spaces.Box(np.zeros_like(high), high, dtype=dtype)
