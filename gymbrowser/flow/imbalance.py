"""How uneven conditions come out that are drawn: simple randomisation, computed exactly.

Each participant's level is drawn on its own, so how many of n have a level is binomially
distributed. Source: Lachin, "Properties of simple randomization in clinical trials", Controlled
Clinical Trials 9(4), 1988, doi:10.1016/0197-2456(88)90046-3.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import exp, lgamma, log

WITHIN = 0.95
"""The share of all studies that `Spread.low` to `Spread.high` is for."""


@dataclass(frozen=True)
class Spread:
    """How many of the participants get one level."""

    level: str
    expected: Fraction
    low: int
    high: int
    """In at least `WITHIN` of all studies so many have it, bounds included; at most half of the
    rest have fewer, and at most half have more."""


def spreads(levels: dict[str, int], participants: int) -> tuple[Spread, ...]:
    """What to expect of each level.

    Args:
        levels: Level to weight.
        participants: How many are planned, at least 1.
    """
    total = sum(levels.values())
    return tuple(
        Spread(
            level, Fraction(participants * weight, total), *_central(participants, weight, total)
        )
        for level, weight in levels.items()
    )


def _central(n: int, weight: int, total: int) -> tuple[int, int]:
    """The smallest counts at which the probability of no more exceeds each half of the rest."""
    tail, below = (1 - WITHIN) / 2, 0.0
    low: int | None = None
    for count, probability in enumerate(binomial(n, weight / total)):
        below += probability
        if low is None and below > tail:
            low = count
        if below >= 1 - tail:
            return low or 0, count
    return low or 0, n


def binomial(n: int, p: float) -> Iterator[float]:
    """The probabilities of 0, 1, …, n successes in n independent trials.

    Args:
        n: Trials.
        p: The probability of each success, in (0, 1).
    """
    for count in range(n + 1):
        ways = lgamma(n + 1) - lgamma(count + 1) - lgamma(n - count + 1)
        yield exp(ways + count * log(p) + (n - count) * log(1 - p))
