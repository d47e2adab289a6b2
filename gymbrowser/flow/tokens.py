"""Splits expressions into tokens: the first half of `parse`."""

import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)
      | (?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
      | (?P<path>\.\s*[A-Za-z0-9_][A-Za-z0-9_-]*)
      | (?P<word>[A-Za-z_][A-Za-z0-9_]*)
      | (?P<sign>==|!=|<=|>=|[<>+\-*/%(),\[\]])
    )""",
    re.VERBOSE,
)
_PATH = re.compile(r"\s*(?P<path>\.\s*[A-Za-z0-9_][A-Za-z0-9_-]*)")
"""Behind a name, where `.2back` is no number."""
_BETWEEN = ("or", "and", "not", "in")
"""The words behind which a value begins."""
_INSTEAD = {"=": "`==`", "&": "`and`", "|": "`or`", "!": "`not`", "^": "a product", "{": "`(`"}


class ExpressionError(Exception):
    """An expression that can't be read.

    Attributes:
        sentence: What is wrong.
        text: The expression.
        start: Where in it, from 0.
    """

    def __init__(self, sentence: str, text: str, start: int) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.text = text
        self.start = start

    @property
    def caret(self) -> str:
        """The line in question with a caret under the place."""
        begin = self.text.rfind("\n", 0, self.start) + 1
        line = self.text[begin:].partition("\n")[0]
        return f"{line}\n{' ' * (self.start - begin)}^"


@dataclass(frozen=True)
class Token:
    """A word of the language, and where it stands."""

    kind: str
    """`number`, `text`, `path` (a dot and a name), `word`, `sign` or `end`."""
    text: str
    start: int


def tokens_of(text: str) -> list[Token]:
    """All of them, and one more of the kind `end`.

    Raises:
        ExpressionError: Something in it is none.
    """
    tokens: list[Token] = []
    position = 0
    rest = len(text.rstrip())
    while position < rest:
        goes_on = bool(tokens) and _is_name(tokens[-1])
        match = (goes_on and _PATH.match(text, position)) or _TOKEN.match(text, position)
        if match is None:
            start = position + len(text[position:]) - len(text[position:].lstrip())
            raise ExpressionError(_strange(text[start]), text, start)
        assert match.lastgroup is not None  # every alternative is named
        found = match[match.lastgroup]
        tokens.append(Token(match.lastgroup, found, match.end() - len(found)))
        position = match.end()
    return [*tokens, Token("end", "", rest)]


def _is_name(token: Token) -> bool:
    """Whether this is a name, or the end of one."""
    if token.kind == "word":
        return token.text not in _BETWEEN
    return token.kind == "path" or token.text == "]"


def _strange(sign: str) -> str:
    if sign in "\"'":
        return f"the text that begins here has no closing {sign}"
    instead = f"; write {_INSTEAD[sign]} instead" if sign in _INSTEAD else ""
    return f"`{sign}` means nothing here{instead}"


def unquoted(text: str) -> str:
    """What stands between the quotes; a backslash takes the character after it as it is."""
    return re.sub(r"\\(.)", r"\1", text[1:-1], flags=re.DOTALL)
