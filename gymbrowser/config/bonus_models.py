"""The shape of `bonus` in exp.yml: what a participant earns beyond taking part."""

from typing import Annotated

from pydantic import Field, StringConstraints

from gymbrowser.config.base import Config
from gymbrowser.config.patterns import CURRENCY
from gymbrowser.config.step_models import Condition


class BonusConfig(Config):
    """What a participant earns beyond taking part.

    The last page shows it to whoever comes to the `end`. `gymbrowser data completions --site`
    calculates it again, from the records, and that is what you pay by.
    """

    amount: Condition
    """An expression, as for `when`: `0.50 + 0.01 * results.main.return`. It is looked at when the
    `end` is reached; what is less than nothing, or can't be calculated, is 0."""
    cap: Annotated[float, Field(gt=0, le=1_000_000, allow_inf_nan=False)]
    """The most that anybody gets."""
    currency: Annotated[str, StringConstraints(pattern=CURRENCY)]
    """Its code of three letters (ISO 4217), such as `GBP`."""
    decimals: Annotated[int, Field(ge=0, le=4)] = 2
    """To so many the amount is rounded, halves up."""
