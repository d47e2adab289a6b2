"""What CoGrid's state says, in our own words."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from cogrid.core.objects import object_to_idx  # type: ignore[import-untyped, unused-ignore]
from numpy.typing import NDArray

from .codes import AHEAD, Cell, Facing, Item

type Position = tuple[int, int]
"""Row and column; the upper left cell is (0, 0)."""

ONIONS_PER_SOUP = 3
COOKING_STEPS = 30

_SCOPE = "overcooked"
_CELLS = {
    object_to_idx(name, scope=_SCOPE): cell
    for name, cell in {
        "counter": Cell.COUNTER,
        "onion_stack": Cell.ONIONS,
        "plate_stack": Cell.DISHES,
        "pot": Cell.POT,
        "delivery_zone": Cell.SERVING,
    }.items()
}
_ITEMS = {
    object_to_idx(name, scope=_SCOPE): item
    for name, item in {"onion": Item.ONION, "plate": Item.DISH, "onion_soup": Item.SOUP}.items()
}


@dataclass(frozen=True)
class ChefState:
    """One chef."""

    position: Position
    facing: Facing
    held: Item

    @property
    def ahead(self) -> Position:
        """The cell in front."""
        (row, column), (down, right) = self.position, AHEAD[self.facing]
        return row + down, column + right


@dataclass(frozen=True)
class PotState:
    """One pot. It cooks by itself as soon as the last onion is in."""

    position: Position
    onions: int
    steps_to_go: int
    """Until the soup is done; COOKING_STEPS while it is not full."""

    @property
    def is_full(self) -> bool:
        return self.onions == ONIONS_PER_SOUP

    @property
    def is_done(self) -> bool:
        return self.is_full and self.steps_to_go == 0


@dataclass(frozen=True)
class State:
    """All that there is to know about the kitchen."""

    cells: NDArray[np.uint8]
    """Cell, [rows, columns]."""
    items: NDArray[np.uint8]
    """Item, [rows, columns]: what lies on a counter or on the floor."""
    pots: tuple[PotState, ...]
    chefs: tuple[ChefState, ...]
    """In the order of the agents."""
    steps_left: int


def read(snapshot: dict[str, Any], max_steps: int) -> State:
    """Return the state of `CoGridEnv.get_state()`."""
    kinds = snapshot["object_type_map"]
    return State(
        cells=_codes(_CELLS, kinds),
        # A thing on a counter is the counter's state; a thing on the floor is a cell's kind.
        items=_codes(_ITEMS, kinds) + _codes(_ITEMS, _counter_states(snapshot)),
        pots=_pots(snapshot["extra_state"]),
        chefs=tuple(
            ChefState((row, column), Facing(facing), _ITEMS.get(held, Item.NOTHING))
            for (row, column), facing, (held,) in zip(
                snapshot["agent_pos"], snapshot["agent_dir"], snapshot["agent_inv"], strict=True
            )
        ),
        steps_left=max_steps - snapshot["t"],
    )


def soups_served(before: State, after: State) -> int:
    """Return how many soups went over the serving counter between two states."""
    return sum(
        old.held == Item.SOUP
        and new.held == Item.NOTHING
        and int(after.cells[new.ahead]) == Cell.SERVING
        for old, new in zip(before.chefs, after.chefs, strict=True)
    )


def _codes(names: dict[int, Any], kinds: list[list[int]]) -> NDArray[np.uint8]:
    """Our codes for CoGrid's, 0 for what has none."""
    return np.array([[names.get(kind, 0) for kind in row] for row in kinds], np.uint8)


def _counter_states(snapshot: dict[str, Any]) -> list[list[int]]:
    """What lies on counters: the state of other things is a number of another meaning."""
    return [
        [on if _CELLS.get(kind) == Cell.COUNTER else 0 for kind, on in zip(*rows, strict=True)]
        for rows in zip(snapshot["object_type_map"], snapshot["object_state_map"], strict=True)
    ]


def _pots(extra: dict[str, Any]) -> tuple[PotState, ...]:
    positions, contents, timers = (
        extra[f"{_SCOPE}.pot_{name}"]["data"] for name in ("positions", "contents", "timer")
    )
    return tuple(
        PotState((row, column), sum(item != -1 for item in content), steps)
        for (row, column), content, steps in zip(positions, contents, timers, strict=True)
    )
