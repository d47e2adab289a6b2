"""The way through the kitchen: breadth-first search over the floor."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from .codes import AHEAD, MOVES, Action, Facing
from .state import Position
from .view import View


@dataclass(frozen=True)
class Step:
    """The next step of a way."""

    action: Action
    walks: bool = False
    """Whether the chef means to leave its cell, even if it has to wait for that."""
    uses: Position | None = None
    """The cell that is used, where the action is USE."""


def approach(view: View, targets: Collection[Position], order: Sequence[Facing]) -> Step | None:
    """Return the next step to stand before the nearest target, face it and use it.

    Args:
        view: The kitchen.
        targets: Cells that nobody can walk on.
        order: All four directions; decides between ways of one length.

    Returns:
        None if there is no way, even if the other chef made room. If only the other stands in the
        way: wait for it.
    """
    for passable in (False, True):
        for position, first in _explore(view, order, through_other=passable).items():
            for facing in order:
                if _next_to(position, facing) in targets:
                    return _walk(view, first) or _use(view, facing)
    return None


def go_to(view: View, targets: Collection[Position], order: Sequence[Facing]) -> Step | None:
    """Return the next step to the nearest of these floor cells; None if there is no way."""
    for position, first in _explore(view, order, through_other=False).items():
        if position in targets:
            return _walk(view, first) or Step(Action.STAY)
    return None


def step_aside(view: View, order: Sequence[Facing]) -> Step:
    """Return a step to the first free cell beside; stay if there is none."""
    for facing in order:
        beside = _next_to(view.me.position, facing)
        if view.is_free(beside) and beside != view.other.position:
            return Step(MOVES[facing])
    return Step(Action.STAY)


def _explore(
    view: View, order: Sequence[Facing], *, through_other: bool
) -> dict[Position, Facing | None]:
    """Return all cells in reach, the nearest first, each with the direction to set out in."""
    start = view.me.position
    found: dict[Position, Facing | None] = {start: None}
    frontier = [start]
    for position in frontier:  # grows while it is read: that is the search
        for facing in order:
            beside = _next_to(position, facing)
            taken = beside == view.other.position and not through_other
            if beside not in found and not taken and view.is_free(beside):
                first = found[position]
                found[beside] = facing if first is None else first
                frontier.append(beside)
    return found


def _walk(view: View, first: Facing | None) -> Step | None:
    if first is None:
        return None
    blocked = _next_to(view.me.position, first) == view.other.position
    return Step(Action.STAY if blocked else MOVES[first], walks=True)


def _use(view: View, facing: Facing) -> Step:
    if view.me.facing != facing:
        return Step(MOVES[facing])  # against a counter, a move only turns
    return Step(Action.USE, uses=view.me.ahead)


def _next_to(position: Position, facing: Facing) -> Position:
    down, right = AHEAD[facing]
    return position[0] + down, position[1] + right
