"""Expressions as they cross from the build to the page: parsed there, and only evaluated here.

What they mean is written once, in `tests/data/expressions.json`, which both sides are held to.
"""

from typing import Annotated, Literal

from pydantic import Field

from gymbrowser.contract.wire import Wire

type Scalar = bool | float | str | None
"""What an expression can write down. All numbers are IEEE 754 doubles."""

type Operator = Literal[
    "or",
    "and",
    "not",
    "==",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    "in",
    "+",
    "-",
    "*",
    "/",
    "%",
    "negate",
    "list",
    "abs",
    "len",
    "max",
    "min",
    "round",
]
"""`list` makes a list of its operands; the last five are functions."""


class Constant(Wire):
    """A value that is written out."""

    kind: Literal["constant"]
    value: Scalar


class Reference(Wire):
    """A fact of the session by its name, `answers.screening.age`; null where it is not known."""

    kind: Literal["reference"]
    path: list[str]


class Operation(Wire):
    """An operator or function with its operands."""

    kind: Literal["operation"]
    operator: Operator
    operands: "list[Expression]"


type Expression = Annotated[Constant | Reference | Operation, Field(discriminator="kind")]
