"""The Markdown of pages: CommonMark, tables, formulas, boxes and columns."""

import re
from collections.abc import Sequence
from html import unescape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin

from gymbrowser.config.formulas import to_mathml

CALLOUTS = ("note", "tip", "warning")
_ALIGNED = {"text-align:right": "end", "text-align:center": "center"}
"""The style of a cell, which the page's policy forbids, to its class in site.css."""
_FORMULA = re.compile(r'<(span|div) class="math (inline|block)">(.*?)</\1>', re.DOTALL)


def with_formulas(html: str) -> str:
    """Sanitised HTML with its formulas as MathML, which nobody but us has written.

    Raises:
        FormulaError: One can't be read.
    """

    def written(match: re.Match[str]) -> str:
        tag, kind, latex = match.groups()
        mathml = to_mathml(unescape(latex).strip(), block=kind == "block")
        return f'<{tag} class="math {kind}">{mathml}</{tag}>'

    return _FORMULA.sub(written, html)


def _align(state: StateCore) -> None:
    for token in state.tokens:
        if token.type in {"th_open", "td_open"}:
            name = _ALIGNED.get(str(token.attrs.pop("style", "")))
            if name is not None:
                token.attrSet("class", name)


def _box(_self: Any, tokens: Sequence[Token], index: int, *_: Any) -> str:
    """Not by the name alone: `note` means something else on a page."""
    token = tokens[index]
    if token.nesting != 1:
        return "</div>\n"
    name = token.info.split()[0]
    return f'<div class="{f"callout {name}-box" if name in CALLOUTS else name}">\n'


def _made() -> MarkdownIt:
    made = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    # `$5` and `5 $` are amounts.
    made.use(dollarmath_plugin, allow_labels=False, allow_space=False, allow_digits=False)
    for name in (*CALLOUTS, "columns", "column"):
        made.use(container_plugin, name, render=_box)
    made.core.ruler.push("align", _align)
    return made


MARKDOWN = _made()
