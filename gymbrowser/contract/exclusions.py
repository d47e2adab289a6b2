"""Exclusions: which sessions a study leaves out of its results, said before it begins."""

from gymbrowser.contract.expressions import Expression
from gymbrowser.contract.wire import Wire


class Exclusion(Wire):
    """A reason to leave a session out. The page does nothing by it: reports do."""

    name: str
    text: str
    """The expression as it is written in exp.yml."""
    when: Expression
    """A session is left out where this is true once it is over."""
