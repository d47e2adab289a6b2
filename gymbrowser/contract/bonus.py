"""What a participant earns, as the page shows it and the data tools calculate it again."""

from gymbrowser.contract.expressions import Expression
from gymbrowser.contract.wire import Count, Wire


class Bonus(Wire):
    """An amount of money: at least 0, at most `cap`, rounded to `decimals`, halves up."""

    amount: Expression
    cap: float
    currency: str
    """ISO 4217."""
    decimals: Count
