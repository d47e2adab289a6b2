"""Towns: twelve by twelve cells, in which everything that counts can be reached."""

from collections import deque
from enum import IntEnum

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

SIZE = 12
WALLS, ACORNS, BOMBS = 24, 4, 5

type Cell = tuple[int, int]
"""Row and column, from the upper left corner."""

type Town = NDArray[np.uint8]
"""[SIZE, SIZE] of `Thing`."""


class Thing(IntEnum):
    """What a cell holds."""

    NOTHING = 0
    WALL = 1
    ACORN = 2
    SQUIRREL = 3
    BOMB = 4


def make_town(random: Generator) -> tuple[Town, Cell]:
    """Return a town, and the cell in which the taxi begins."""
    while True:
        cells = random.permutation(SIZE * SIZE)
        things = [Thing.WALL] * WALLS + [Thing.ACORN] * ACORNS + [Thing.BOMB] * BOMBS
        things.append(Thing.SQUIRREL)
        town = np.zeros((SIZE, SIZE), np.uint8)
        town.flat[cells[: len(things)]] = things
        row, column = divmod(int(cells[len(things)]), SIZE)
        if _is_fair(town, (row, column)):
            return town, (row, column)


def _is_fair(town: Town, start: Cell) -> bool:
    """Whether no bomb is beside the taxi, and all but the bombs can be reached."""
    if any(thing_at(town, cell) is Thing.BOMB for cell in _beside(start)):
        return False
    reached = {start}
    waiting = deque(reached)
    while waiting:
        for cell in _beside(waiting.popleft()):
            if cell not in reached and thing_at(town, cell) not in (Thing.WALL, Thing.BOMB):
                reached.add(cell)
                waiting.append(cell)
    goals = np.argwhere((town == Thing.ACORN) | (town == Thing.SQUIRREL))
    return all((int(row), int(column)) in reached for row, column in goals)


def _beside(cell: Cell) -> list[Cell]:
    row, column = cell
    return [(row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)]


def thing_at(town: Town, cell: Cell) -> Thing:
    """Return what a cell holds; around the town there is a wall."""
    row, column = cell
    inside = 0 <= row < SIZE and 0 <= column < SIZE
    return Thing(int(town[row, column])) if inside else Thing.WALL
