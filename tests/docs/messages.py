"""What the product says to people: every text in its sources, `…` for what is filled in."""

import ast
import re
from collections.abc import Iterator
from functools import cache

from tests.docs.blocks import ROOT

_SCRIPT_TEXT = re.compile(r'"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`')
_FILLED_IN = re.compile(r"\$\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}")


def is_said(quoted: str) -> bool:
    """Whether a line of the documentation is a text of the product, or a part of one.

    `…` in it stands for what differs from case to case, as does a value that is filled in.
    """
    return any(_squeezed(quoted) in text for text in every_text())


@cache
def every_text() -> tuple[str, ...]:
    """Of the command line and of the page."""
    return tuple(map(_squeezed, (*_python_texts(), *_script_texts())))


def _squeezed(text: str) -> str:
    return re.sub(r"(…\s*)+", "…", " ".join(text.split()))


def _python_texts() -> Iterator[str]:
    for path in sorted((ROOT / "gymbrowser").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Constant(value=str(text)):
                    yield text
                case ast.JoinedStr(values=parts):
                    yield "".join(_part(part) for part in parts)


def _part(part: ast.expr) -> str:
    return str(part.value) if isinstance(part, ast.Constant) else "…"


def _script_texts() -> Iterator[str]:
    for path in sorted((ROOT / "js" / "src").rglob("*.ts")):
        for plain, template in _SCRIPT_TEXT.findall(path.read_text(encoding="utf-8")):
            yield plain or _FILLED_IN.sub("…", template)
