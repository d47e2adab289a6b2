"""The partners: one rule, which looks at the participant's way or does not."""

from random import Random
from typing import Any

from gymnasium import spaces

from .world import MOVES, STAY, WIDTH, Field, Observation, is_inside, moved


class Picker:
    """Goes to an apple, by a shortest way.

    Args:
        considerate: It chooses the apple that it is nearer to than the other picker, by the most
            steps; otherwise simply the one that is nearest to itself.
    """

    def __init__(self, considerate: bool) -> None:
        self.considerate = considerate

    def reset(self, *, agent: str, action_space: spaces.Discrete[Any], seed: int) -> None:
        """Begin a round; equally good ways are drawn by the seed, which is recorded."""
        self.random = Random(seed)

    def act(self, observation: Observation, info: dict[str, Any]) -> int:
        """Choose an action for what this agent sees now."""
        column, row, other_column, other_row, *hanging = (int(number) for number in observation)
        me, other = (column, row), (other_column, other_row)
        apples = [(at % WIDTH, at // WIDTH) for at, hangs in enumerate(hanging) if hangs]
        if not apples:
            return STAY
        return self._towards(self._goal(me, other, apples), me, other)

    def _goal(self, me: Field, other: Field, apples: list[Field]) -> Field:
        if not self.considerate:
            return min(apples, key=lambda apple: distance(me, apple))
        return min(
            apples,
            key=lambda apple: (distance(me, apple) - distance(other, apple), distance(me, apple)),
        )

    def _towards(self, goal: Field, me: Field, other: Field) -> int:
        """A move that leads nearer, and not into the other; STAY where there is none."""
        nearer = [
            action
            for action in MOVES
            if is_inside(field := moved(me, action))
            and field != other
            and distance(field, goal) < distance(me, goal)
        ]
        return self.random.choice(nearer or [STAY])


def distance(one: Field, two: Field) -> int:
    """Steps between two fields, if nobody stands in the way."""
    return abs(one[0] - two[0]) + abs(one[1] - two[1])
