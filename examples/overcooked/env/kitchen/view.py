"""The kitchen as one chef sees it: an observation, unpacked."""

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .codes import Cell, Facing, Item
from .state import ONIONS_PER_SOUP, ChefState, Position, PotState


class View:
    """What an observation of `Kitchen` says, and what follows from it.

    Args:
        observation: As `Kitchen` gives it.
        counts_on_other: Whether the other will do something with what it holds.
    """

    def __init__(
        self, observation: dict[str, NDArray[np.integer[Any]]], *, counts_on_other: bool
    ) -> None:
        self._cells: list[list[int]] = observation["cells"].tolist()
        self._items: list[list[int]] = observation["items"].tolist()
        self.me, self.other = map(_chef, observation["chefs"].tolist())
        self._pots = [
            PotState((row, column), onions, steps)
            for row, column, onions, steps in observation["pots"].tolist()
        ]
        self._coming = self.other.held if counts_on_other else Item.NOTHING

    def is_free(self, position: Position) -> bool:
        """Whether one could walk there if the other were not there."""
        row, column = position
        inside = 0 <= row < len(self._cells) and 0 <= column < len(self._cells[0])
        return inside and self._cells[row][column] == Cell.FLOOR and not self._items[row][column]

    def cells(self, kind: Cell) -> list[Position]:
        return _where(self._cells, kind)

    def lying(self, item: Item) -> list[Position]:
        """Where such an item lies."""
        return _where(self._items, item)

    def clutter(self) -> list[Position]:
        """Whatever lies on the floor, in the way."""
        return [
            position
            for item in (Item.ONION, Item.DISH, Item.SOUP)
            for position in self.lying(item)
            if self._cells[position[0]][position[1]] == Cell.FLOOR
        ]

    def empty_counters(self) -> list[Position]:
        return [at for at in self.cells(Cell.COUNTER) if not self._items[at[0]][at[1]]]

    def pots_with_room(self) -> list[Position]:
        return [pot.position for pot in self._pots if not pot.is_full]

    def pots_cooking(self) -> list[Position]:
        return [pot.position for pot in self._pots if pot.is_full and not pot.is_done]

    def pots_done(self) -> list[Position]:
        return [pot.position for pot in self._pots if pot.is_done]

    @cached_property
    def onions_wanted(self) -> int:
        """How many onions all pots together lack, without the one that the other brings."""
        lacking = sum(ONIONS_PER_SOUP - pot.onions for pot in self._pots)
        return lacking - (self._coming == Item.ONION)

    @cached_property
    def wants_dish(self) -> bool:
        """Whether a soup will be done for which nobody has a dish, and no pot comes first."""
        soups = len(self.pots_done() if self.onions_wanted > 0 else self._pots)
        return soups > (self._coming == Item.DISH)


def _chef(row: list[int]) -> ChefState:
    return ChefState((row[0], row[1]), Facing(row[2]), Item(row[3]))


def _where(table: list[list[int]], code: int) -> list[Position]:
    return [
        (row, column)
        for row, codes in enumerate(table)
        for column, found in enumerate(codes)
        if found == code
    ]
