"""Evaluates expressions: the twin of `js/src/shared/expression.ts`.

Every expression has a value, whatever is known: a participant's study never fails by one. What is
not known is null, and so is what can't be calculated, and a number that is not finite.
"""

import math
from collections.abc import Callable, Mapping

from gymbrowser.contract.expressions import Constant, Expression, Operator, Reference

type Value = bool | float | str | list["Value"] | None
type Facts = Mapping[str, "Facts | Value"]


def evaluate(tree: Expression, facts: Facts) -> Value:
    """Give the value of an expression.

    Args:
        tree: From `parse`.
        facts: By name; a reference is followed from the outermost name inwards.
    """
    if isinstance(tree, Constant):
        return tree.value
    if isinstance(tree, Reference):
        return _follow(tree.path, facts)
    if tree.operator == "and":
        return all(is_true(evaluate(operand, facts)) for operand in tree.operands)
    if tree.operator == "or":
        return any(is_true(evaluate(operand, facts)) for operand in tree.operands)
    return _OPERATIONS[tree.operator](*(evaluate(operand, facts) for operand in tree.operands))


def is_true(value: Value) -> bool:
    """All is true but false, null, 0, an empty text and an empty list."""
    return bool(value)


def _follow(path: list[str], facts: Facts) -> Value:
    node: Facts | Value = facts
    for name in path:
        node = node.get(name) if isinstance(node, Mapping) else None
    if isinstance(node, Mapping) or (isinstance(node, float) and not math.isfinite(node)):
        return None
    return node


def _equal(one: Value, other: Value) -> bool:
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_equal, one, other))
    return isinstance(one, bool) == isinstance(other, bool) and one == other


def _compared(holds: Callable[[float, float], bool]) -> Callable[..., Value]:
    return lambda one, other: _is_number(one) and _is_number(other) and holds(one, other)


def _calculated(calculate: Callable[..., float]) -> Callable[..., Value]:
    def operation(*operands: Value) -> Value:
        numbers = [operand for operand in operands if _is_number(operand)]
        if len(numbers) < len(operands):
            return None
        try:
            result = float(calculate(*numbers))
        except (ZeroDivisionError, OverflowError):
            return None
        return result if math.isfinite(result) else None

    return operation


def _is_in(one: Value, other: Value) -> bool:
    if isinstance(other, list):
        return any(_equal(one, item) for item in other)
    return isinstance(one, str) and isinstance(other, str) and one in other


def _length(value: Value) -> Value:
    return float(len(value)) if isinstance(value, str | list) else None


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_OPERATIONS: dict[Operator, Callable[..., Value]] = {
    "not": lambda value: not is_true(value),
    "==": _equal,
    "!=": lambda one, other: not _equal(one, other),
    "<": _compared(lambda one, other: one < other),
    "<=": _compared(lambda one, other: one <= other),
    ">": _compared(lambda one, other: one > other),
    ">=": _compared(lambda one, other: one >= other),
    "in": _is_in,
    "+": _calculated(lambda one, other: one + other),
    "-": _calculated(lambda one, other: one - other),
    "*": _calculated(lambda one, other: one * other),
    "/": _calculated(lambda one, other: one / other),
    # Not `%`, which differs from this in the last bits, and by its sign between languages.
    "%": _calculated(lambda one, other: one - other * math.floor(one / other)),
    "negate": _calculated(lambda value: -value),
    "list": lambda *items: list(items),
    "abs": _calculated(abs),
    "len": _length,
    "max": _calculated(max),
    "min": _calculated(min),
    "round": _calculated(lambda value: math.floor(value + 0.5)),
}
