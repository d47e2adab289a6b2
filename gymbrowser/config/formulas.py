"""Formulas on pages: LaTeX, as the MathML that browsers draw and screen readers read."""

from html import escape, unescape
from xml.etree import ElementTree

from latex2mathml.converter import convert

_XMLNS = "http://www.w3.org/1998/Math/MathML"
_TAGS = {
    *("math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "mstyle", "mpadded", "mphantom"),
    *("mfrac", "msqrt", "mroot", "msub", "msup", "msubsup", "munder", "mover", "munderover"),
    *("mtable", "mtr", "mtd", "menclose"),
}
_ATTRIBUTES = {
    *("display", "displaystyle", "scriptlevel", "mathvariant", "stretchy", "fence", "form"),
    *("accent", "lspace", "rspace", "minsize", "maxsize", "movablelimits", "linethickness"),
    *("width", "height", "depth", "columnalign", "rowspacing", "columnspacing", "notation"),
    *("columnlines", "rowlines", "separator", "symmetric", "largeop"),
}
_PARTS = {"mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "msubsup": 3, "munder": 2, "mover": 2}


class FormulaError(Exception):
    """What is wrong with a formula, in a sentence."""

    def __init__(self, latex: str, what: str) -> None:
        super().__init__(f"the formula `{latex}` {what}")
        self.latex = latex


def to_mathml(latex: str, *, block: bool) -> str:
    """A formula as a `math` element.

    Args:
        latex: What stands between the dollars.
        block: Whether it has a line of its own.

    Raises:
        FormulaError: It can't be read, or has a command that pages don't have.
    """
    try:
        text = convert(latex, display="block" if block else "inline")
        # A formula is no document: it can't declare entities.
        tree = ElementTree.fromstring(text)  # noqa: S314
    except Exception as error:  # its own kinds have no common base, nor a text
        raise FormulaError(latex, "can't be read") from error
    return _written(tree, latex)


def _written(element: ElementTree.Element, latex: str) -> str:
    """Of the tree only what MathML is made of: the library writes some texts as they come."""
    tag = element.tag.removeprefix(f"{{{_XMLNS}}}")
    text = (element.text or "").strip() if tag != "mtext" else element.text or ""
    if tag not in _TAGS:
        raise FormulaError(latex, "has something in it that is no mathematics")
    if tag == "mi" and text[:1] == "\\":
        raise FormulaError(latex, f"has an unknown command `{text}`")
    if (tag == "mi" and text in {"{", "}"}) or len(element) < _PARTS.get(tag, 0):
        raise FormulaError(latex, "lacks a brace or an argument")
    if unknown := set(element.keys()) - _ATTRIBUTES:
        raise FormulaError(latex, f"sets `{min(unknown)}`, which pages don't have")
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in element.items())
    inside = "".join(_written(child, latex) for child in element)
    return f"<{tag}{attributes}>{escape(unescape(text))}{inside}</{tag}>"
