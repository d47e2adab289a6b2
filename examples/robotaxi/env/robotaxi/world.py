"""The game: acorns for a squirrel, bombs to avoid, and a taxi with a mind of its own."""

from enum import IntEnum
from typing import Any

import gymnasium
import numpy as np
from gymnasium import spaces

from gymbrowser import ui

from .town import ACORNS, SIZE, Cell, Thing, make_town, thing_at


class Action(IntEnum):
    """What the taxi is told; `NOTHING` is what it hears while no key is held."""

    UP = 0
    DOWN = 1
    LEFT = 2
    RIGHT = 3
    NOTHING = 4


STEPS = {Action.UP: (-1, 0), Action.DOWN: (1, 0), Action.LEFT: (0, -1), Action.RIGHT: (0, 1)}
PATIENCE = 2
"""So many times the taxi goes on as it was told last; then it drives at random."""
STEP, ACORN, DELIVERY, BOMB = -1.0, 5.0, 10.0, -10.0
"""Rewards. A delivery and a bomb end the round."""


class RoboTaxi(gymnasium.Env[dict[str, Any], np.int64]):
    """One taxi in a town that its seed decides.

    The observation has the town, uint8 [12, 12] of `town.Thing`; the taxi's row and column; how
    many acorns it carries; and the way that it drove last, an `Action`.

    Args:
        steps: After so many a round is over.
    """

    def __init__(self, steps: int = 100) -> None:
        self.observation_space = spaces.Dict(
            {
                "town": spaces.Box(0, max(Thing), (SIZE, SIZE), np.uint8),
                "taxi": spaces.Box(0, SIZE - 1, (2,), np.int64),
                "acorns": spaces.Discrete(ACORNS + 1),
                "way": spaces.Discrete(len(Action)),
            }
        )
        self.action_space = spaces.Discrete(len(Action))
        self.steps = steps

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Begin a round in a new town."""
        super().reset(seed=seed)
        self.town, self.taxi = make_town(self.np_random)
        self.acorns = self.taken = self.unheard = 0
        self.way = Action.NOTHING
        self.crashed = False
        ui.border(None)
        self._tell()
        return self._look(), {}

    def step(
        self, action: int | np.int64
    ) -> tuple[dict[str, Any], float, bool, bool, dict[str, Any]]:
        """Drive one cell; the info says whether the taxi drove by itself."""
        self.taken += 1
        self.way, alone = self._decide(Action(int(action)))
        down, right = STEPS[self.way]
        cell = (self.taxi[0] + down, self.taxi[1] + right)
        reward, over = STEP, False
        if thing_at(self.town, cell) is not Thing.WALL:
            self.taxi = cell
            gained, over = self._arrive(cell)
            reward += gained
        self._tell()
        return self._look(), reward, over, self.taken >= self.steps, {"alone": alone}

    def _decide(self, told: Action) -> tuple[Action, bool]:
        """Return where the taxi goes, and whether it decided that by itself."""
        if told is not Action.NOTHING:
            self.unheard = 0
            return told, False
        self.unheard += 1
        if self.unheard <= PATIENCE and self.way is not Action.NOTHING:
            return self.way, False
        return Action(int(self.np_random.integers(len(STEPS)))), True

    def _arrive(self, cell: Cell) -> tuple[float, bool]:
        """Return what a cell is worth, and whether it ends the round."""
        match thing_at(self.town, cell):
            case Thing.ACORN:
                self.acorns += 1
                self.town[cell] = Thing.NOTHING
                ui.sound("acorn")
                ui.message("You have an acorn. Bring it to the squirrel, or fetch another one.")
                return ACORN, False
            case Thing.SQUIRREL if self.acorns:
                ui.message("Delivered! The squirrel thanks you.")
                ui.border("#2f9e44")
                return DELIVERY, True
            case Thing.BOMB:
                self.crashed = True
                ui.message("That was a bomb.")
                ui.border("#c92a2a")
                return BOMB, True
        return 0.0, False

    def _tell(self) -> None:
        ui.hud(Acorns=self.acorns)
        ui.budget("Steps left", self.steps - self.taken, self.steps)

    def _look(self) -> dict[str, Any]:
        return {
            "town": self.town.copy(),
            "taxi": np.array(self.taxi, np.int64),
            "acorns": self.acorns,
            "way": int(self.way),
        }
