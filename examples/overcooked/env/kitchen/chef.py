"""The partner: a cook by rules, who knows nothing but its observation.

`_wishes` is the recipe. Each wish is a set of cells of which any would do; the first wish to which
there is a way decides, and `route.py` finds the way.
"""

from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray

from .codes import AHEAD, Action, Cell, Facing, Item
from .route import Step, approach, go_to, step_aside
from .state import ChefState, Position
from .view import View

PATIENCE = 3
"""After so many steps without getting on, a chef steps aside."""

TRUST = 12
"""After so many steps in which the other did nothing, nobody counts on what it holds."""


class Chef:
    """Cooks onion soup, alone if it must, and keeps out of the other's way.

    It never hands a thing over the counter, so it is lost in `forced_coordination`.

    Args:
        hesitation: Probability, in each step, of doing nothing: 0 is a machine, 0.5 a beginner.

    Raises:
        ValueError: if `hesitation` is not in [0, 1).
    """

    def __init__(self, hesitation: float = 0.1) -> None:
        if not 0 <= hesitation < 1:
            raise ValueError(f"hesitation is {hesitation}, but must be in [0, 1).")
        self._hesitation = hesitation

    def reset(self, *, agent: str, action_space: spaces.Space[Any], seed: int) -> None:
        """Begin an episode; everything random in it comes from `seed`."""
        del agent, action_space  # every observation puts its observer first
        self._random = Random(seed)
        self._step = Step(Action.STAY)
        self._trail: list[Position] = []
        self._stuck = 0
        self._other: ChefState | None = None
        self._idle = 0

    def act(self, observation: dict[str, NDArray[np.integer[Any]]], info: dict[str, Any]) -> int:
        """Return the next `codes.Action`, for an observation of `Kitchen`."""
        del info
        view = View(observation, counts_on_other=self._idle < TRUST)
        self._notice(view)
        # Drawn in every step, so that the stream does not depend on what happens.
        chance = self._random.random()
        order = self._random.sample(list(Facing), 4)
        if chance < self._reluctance():
            self._step = Step(Action.STAY)
        elif self._stuck >= PATIENCE:
            self._step, self._stuck = step_aside(view, order), 0
        else:
            self._step = _work(view, order)
        return int(self._step.action)

    def _notice(self, view: View) -> None:
        """Count how long the way has not been free, and how long the other has done nothing."""
        self._trail = [*self._trail[-2:], view.me.position]
        if self._step.walks:
            self._stuck = self._stuck + 1 if self._trail[-1] == self._trail[-2] else 0
        self._idle = self._idle + 1 if view.other == self._other else 0
        self._other = view.other

    def _reluctance(self) -> float:
        """The probability of doing nothing now."""
        # To and fro again is a dance with the other: one of the two should stop.
        dances = len(self._trail) == 3 and self._trail[0] == self._trail[2] != self._trail[1]
        return max(self._hesitation, 0.5) if dances else self._hesitation


def _work(view: View, order: Sequence[Facing]) -> Step:
    for targets in _wishes(view):
        step = approach(view, targets, order)
        if step is not None:
            too_early = step.uses in view.pots_cooking()
            return Step(Action.STAY) if too_early else step
    return go_to(view, _quiet_cells(view), order) or Step(Action.STAY)


def _wishes(view: View) -> Iterator[list[Position]]:
    """Yield what to use next, the dearest first."""
    match view.me.held:
        case Item.SOUP:
            yield view.cells(Cell.SERVING)
        case Item.DISH:
            yield view.pots_done()
            yield view.pots_cooking()
            if view.onions_wanted > 0:  # then an onion is of more use
                yield view.empty_counters()
        case Item.ONION:
            yield view.pots_with_room()
            if view.wants_dish:
                yield view.empty_counters()
        case Item.NOTHING:
            yield view.lying(Item.SOUP)
            if view.wants_dish:
                yield view.lying(Item.DISH) + view.cells(Cell.DISHES)
            yield view.lying(Item.ONION) + view.cells(Cell.ONIONS)
            yield view.clutter()


def _quiet_cells(view: View) -> list[Position]:
    """Where nobody is in the way: floor cells next to as few stations as there can be."""
    floor = [cell for cell in view.cells(Cell.FLOOR) if view.is_free(cell)]
    stations = {
        station
        for kind in (Cell.ONIONS, Cell.DISHES, Cell.POT, Cell.SERVING)
        for station in view.cells(kind)
    }
    beside = {
        (row, column): sum(
            (row + down, column + right) in stations for down, right in AHEAD.values()
        )
        for row, column in floor
    }
    fewest = min(beside.values())
    return [cell for cell, count in beside.items() if count == fewest]
