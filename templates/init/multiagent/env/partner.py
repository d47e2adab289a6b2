"""The partner: a policy in Python is any class with `reset` and `act`.

It should know nothing but its observation and draw from nothing but its seed: then every episode
comes out the same when it is run again from its record.
"""

from collections import deque
from random import Random
from typing import Any

from carry_env import DOWN, LEFT, RIGHT, STAY, UP, Field, Observation, is_floor, moved
from gymnasium import spaces


class Partner:
    """Goes to the side of the crate that the other is farther from, and waits there.

    Args:
        hesitation: Probability, in each step, of doing nothing; from `kwargs` in exp.yml.
    """

    def __init__(self, hesitation: float = 0.0) -> None:
        self.hesitation = hesitation

    def reset(self, *, agent: str, action_space: spaces.Discrete, seed: int) -> None:
        """Begin an episode as this agent; the seed is another one each time, and recorded."""
        self.random = Random(seed)

    def act(self, observation: Observation, info: dict[str, Any]) -> int:
        """Choose an action for what this agent sees now."""
        if self.random.random() < self.hesitation:
            return STAY
        numbers = [int(number) for number in observation]
        me, other, crate = zip(numbers[::2], numbers[1::2], strict=True)
        return first_step(me, best_side(me, other, crate), blocked={other, crate})


def best_side(me: Field, other: Field, crate: Field) -> Field:
    """The side that the other is farther from; of two equal ones, that which is nearer to me."""
    sides = moved(crate, LEFT), moved(crate, RIGHT)
    return max(sides, key=lambda side: (distance(other, side), -distance(me, side)))


def distance(one: Field, two: Field) -> int:
    """Steps between two fields, if nothing stands in the way."""
    return abs(one[0] - two[0]) + abs(one[1] - two[1])


def first_step(start: Field, goal: Field, blocked: set[Field]) -> int:
    """The first action of a shortest way (breadth-first search); STAY if there is none."""
    reached = {start, *blocked}
    ways = deque([(start, STAY)])  # a field, and how the way to it begins
    while ways:
        field, first = ways.popleft()
        if field == goal:
            return first
        for action in (UP, DOWN, LEFT, RIGHT):
            following = moved(field, action)
            if is_floor(following) and following not in reached:
                reached.add(following)
                ways.append((following, first or action))
    return STAY
