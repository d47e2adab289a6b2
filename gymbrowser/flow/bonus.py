"""Calculates a bonus: the twin of `js/src/page/flow/bonus.ts`."""

import math

from gymbrowser.contract.bonus import Bonus
from gymbrowser.flow.evaluate import Facts, evaluate


def bonus_of(bonus: Bonus, facts: Facts) -> float:
    """The amount by what is known; 0 where it can't be calculated."""
    value = evaluate(bonus.amount, facts)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0.0
    scale = 10.0**bonus.decimals
    # Within the bounds first: a number may be so large that its multiple is none.
    within = min(max(value, 0.0), bonus.cap)
    return math.floor(within * scale + 0.5) / scale


def amount_text(bonus: Bonus, amount: float) -> str:
    """As a recruiting service takes it: `1.50`."""
    return f"{amount:.{bonus.decimals}f}"
