"""The numbers of actions and observations.

CoGrid numbers its objects in the order in which they are registered. These numbers are ours: they
stay the same in your data when CoGrid gets more kinds of objects.
"""

from enum import IntEnum


class Action(IntEnum):
    """What a chef can do: CoGrid's cardinal actions, in its order."""

    UP = 0
    """Turn up, and go there where the way is free. The same for the next three."""
    DOWN = 1
    LEFT = 2
    RIGHT = 3
    USE = 4
    """Take, put down, fill, dish up or serve: whatever fits what is in the hand and in front."""
    TOGGLE = 5
    """Does nothing in these kitchens."""
    STAY = 6


class Facing(IntEnum):
    """Where a chef looks, as CoGrid has it."""

    RIGHT = 0
    DOWN = 1
    LEFT = 2
    UP = 3


class Cell(IntEnum):
    """What stands in a cell of the grid."""

    FLOOR = 0
    COUNTER = 1
    ONIONS = 2
    """A crate that never gets empty; so is the next one."""
    DISHES = 3
    POT = 4
    SERVING = 5


class Item(IntEnum):
    """What lies in a cell, or what a chef holds."""

    NOTHING = 0
    ONION = 1
    DISH = 2
    SOUP = 3
    """In a dish."""


AHEAD: dict[Facing, tuple[int, int]] = {
    Facing.RIGHT: (0, 1),
    Facing.DOWN: (1, 0),
    Facing.LEFT: (0, -1),
    Facing.UP: (-1, 0),
}
"""Rows and columns to the cell in front."""

MOVES: dict[Facing, Action] = {
    Facing.RIGHT: Action.RIGHT,
    Facing.DOWN: Action.DOWN,
    Facing.LEFT: Action.LEFT,
    Facing.UP: Action.UP,
}
"""The action that turns and goes there."""
