"""Reads expressions: a small language over what is known of a session. Nothing is ever executed.

    or       = and {"or" and}
    and      = not {"and" not}
    not      = "not" not | comparison
    comparison = sum [("==" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "not" "in") sum]
    sum      = product {("+" | "-") product}
    product  = unary {("*" | "/" | "%") unary}
    unary    = "-" unary | atom
    atom     = number | text | "true" | "false" | "null" | reference
             | function "(" [or {"," or}] ")" | "(" or ")" | "[" [or {"," or}] "]"
    reference = name {"." name | "[" text "]"}

Names behind a dot may hold hyphens and begin with a digit, as ids of steps do: put spaces around a
minus.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches

from gymbrowser.contract.expressions import (
    Constant,
    Expression,
    Operation,
    Operator,
    Reference,
    Scalar,
)
from gymbrowser.flow.tokens import ExpressionError as ExpressionError  # for those who parse
from gymbrowser.flow.tokens import Token, tokens_of, unquoted

MOST_CHARACTERS = 2000
"""More is no condition that anybody can check by reading it; it also bounds the nesting."""
FUNCTIONS: dict[str, tuple[Operator, int, int | None]] = {
    "abs": ("abs", 1, 1),
    "len": ("len", 1, 1),
    "max": ("max", 1, None),
    "min": ("min", 1, None),
    "round": ("round", 1, 1),
}
"""Name to operator, and the least and the greatest number of arguments."""

_COMPARISONS: tuple[Operator, ...] = ("==", "!=", "<=", ">=", "<", ">", "in")
_CONSTANTS: dict[str, Scalar] = {"true": True, "false": False, "null": None}
_WORDS = ("or", "and", "not", "in", *_CONSTANTS)
_DEEPEST = 50


@dataclass(frozen=True)
class Parsed:
    """An expression, and where in its text each reference stands."""

    text: str
    tree: Expression
    references: tuple[tuple[tuple[str, ...], int], ...]
    """The path of a reference, and its place from 0."""


def parse(text: str) -> Parsed:
    """Read an expression.

    Raises:
        ExpressionError: It has a mistake.
    """
    if len(text) > MOST_CHARACTERS:
        sentence = f"an expression has at most {MOST_CHARACTERS} characters"
        raise ExpressionError(sentence, text, MOST_CHARACTERS)
    parser = _Parser(text, tokens_of(text))
    tree = parser.whole()
    return Parsed(text, tree, tuple(parser.references))


class _Parser:
    def __init__(self, text: str, tokens: list[Token]) -> None:
        self.references: list[tuple[tuple[str, ...], int]] = []
        self._text = text
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    def whole(self) -> Expression:
        tree = self._or()
        if self._next.kind != "end":
            raise self._mistake(f"`{self._next.text.strip()}` was not expected here")
        return tree

    def _or(self) -> Expression:
        self._descend()
        tree = self._joined("or", lambda: self._joined("and", self._not))
        self._depth -= 1
        return tree

    def _joined(self, word: Operator, part: Callable[[], Expression]) -> Expression:
        operands = [part()]
        while self._take(word):
            operands.append(part())
        return operands[0] if len(operands) == 1 else _operation(word, *operands)

    def _not(self) -> Expression:
        if not self._take("not"):
            return self._comparison()
        return _operation("not", self._deeper(self._not))

    def _comparison(self) -> Expression:
        left = self._sum()
        operator = self._comparing()
        if operator is None:
            return left
        negated, sign = operator
        tree = _operation(sign, left, self._sum())
        if self._comparing() is not None:
            self._at -= 1
            raise self._mistake(
                "compare two values at a time, and join such comparisons with `and`"
            )
        return _operation("not", tree) if negated else tree

    def _comparing(self) -> tuple[bool, Operator] | None:
        following = self._tokens[self._at + 1 : self._at + 2]
        if self._next.text == "not" and following and following[0].text == "in":
            self._at += 2
            return True, "in"
        return next(((False, sign) for sign in _COMPARISONS if self._take(sign)), None)

    def _sum(self) -> Expression:
        return self._chain(("+", "-"), lambda: self._chain(("*", "/", "%"), self._unary))

    def _chain(self, signs: tuple[Operator, ...], part: Callable[[], Expression]) -> Expression:
        tree = part()
        while (sign := next((sign for sign in signs if self._take(sign)), None)) is not None:
            tree = _operation(sign, tree, part())
        return tree

    def _unary(self) -> Expression:
        if not self._take("-"):
            return self._atom()
        return _operation("negate", self._deeper(self._unary))

    def _atom(self) -> Expression:
        token = self._next
        self._at += 1
        match token.kind, token.text:
            case "number", text:
                number = float(text)
                if math.isinf(number):  # which JSON could not tell the page
                    raise ExpressionError(
                        "the number is too large; the largest is about 1.8e308",
                        self._text,
                        token.start,
                    )
                return _constant(number)
            case "text", text:
                return _constant(unquoted(text))
            case "word", text if text in _CONSTANTS:
                return _constant(_CONSTANTS[text])
            case "word", text if text not in _WORDS:
                is_call = self._next.text == "("
                return self._call(token) if is_call else self._reference(token)
            case "sign", "(":
                tree = self._or()
                self._expect(")")
                return tree
            case "sign", "[":
                return _operation("list", *self._several("]"))
        self._at -= 1
        raise self._mistake(
            "here the expression breaks off" if token.kind == "end" else _missing(token)
        )

    def _call(self, name: Token) -> Expression:
        if name.text not in FUNCTIONS:
            near = get_close_matches(name.text, FUNCTIONS, n=1) or [", ".join(FUNCTIONS)]
            raise ExpressionError(
                f"there is no function `{name.text}`; there is {near[0]}", self._text, name.start
            )
        operator, least, most = FUNCTIONS[name.text]
        self._expect("(")
        operands = self._several(")")
        if len(operands) < least or (most is not None and len(operands) > most):
            wanted = "one argument" if most == 1 else "at least one argument"
            raise ExpressionError(f"`{name.text}` takes {wanted}", self._text, name.start)
        return _operation(operator, *operands)

    def _reference(self, name: Token) -> Expression:
        path = [name.text]
        while True:
            if self._next.kind == "path":
                path.append(self._next.text[1:].strip())
                self._at += 1
            elif self._take("["):
                if self._next.kind != "text":
                    raise self._mistake("in brackets behind a name stands a name in quotes")
                path.append(unquoted(self._next.text))
                self._at += 1
                self._expect("]")
            else:
                break
        self.references.append((tuple(path), name.start))
        return Reference(kind="reference", path=path)

    def _several(self, closing: str) -> list[Expression]:
        items: list[Expression] = []
        while not self._take(closing):
            if items:
                self._expect(",")
            items.append(self._or())
        return items

    def _deeper(self, part: Callable[[], Expression]) -> Expression:
        self._descend()
        tree = part()
        self._depth -= 1
        return tree

    def _descend(self) -> None:
        if self._depth >= _DEEPEST:
            raise self._mistake(f"more than {_DEEPEST} brackets and operators lie in one another")
        self._depth += 1

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _take(self, text: str) -> bool:
        if self._next.kind not in ("word", "sign") or self._next.text != text:
            return False
        self._at += 1
        return True

    def _expect(self, text: str) -> None:
        if not self._take(text):
            raise self._mistake(f"`{text}` is missing here")

    def _mistake(self, sentence: str) -> ExpressionError:
        return ExpressionError(sentence, self._text, self._next.start)


def _missing(token: Token) -> str:
    return f"a value was expected here, not `{token.text.strip()}`"


def _operation(operator: Operator, *operands: Expression) -> Operation:
    return Operation(kind="operation", operator=operator, operands=list(operands))


def _constant(value: Scalar) -> Constant:
    return Constant(kind="constant", value=value)
