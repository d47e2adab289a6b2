"""An SVG within a page: its colours are the page's, by their classes."""

from xml.etree import ElementTree as ET

WIDTH = 480.0
"""Of every figure, in user units: so narrow that its words can be read on a phone."""
SERIES = 6
"""Colours, and as many kinds of dashes: `s0` to `s5`."""


class Drawing:
    """A figure while it is made.

    Args:
        title: Its name for who can't see it; the table beside it has its numbers.
        height: In user units.
    """

    def __init__(self, title: str, height: float) -> None:
        view = f"0 0 {WIDTH:g} {height:g}"
        self._root = ET.Element("svg", {"viewBox": view, "role": "img", "aria-label": title})

    def box(self, x: float, y: float, width: float, height: float, kind: str) -> None:
        """A rectangle."""
        place = {"x": x, "y": y, "width": max(width, 0), "height": max(height, 0)}
        self._add("rect", place, kind)

    def line(self, x1: float, y1: float, x2: float, y2: float, kind: str) -> None:
        """A straight line."""
        self._add("line", {"x1": x1, "y1": y1, "x2": x2, "y2": y2}, kind)

    def dot(self, x: float, y: float, kind: str) -> None:
        """A point."""
        self._add("circle", {"cx": x, "cy": y, "r": 3.5}, kind)

    def path(self, points: list[tuple[float, float]], kind: str, *, closed: bool = False) -> None:
        """Through the points, in their order."""
        way = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + ("Z" if closed else "")
        self._add("path", {}, kind).set("d", way)

    def text(self, words: str, x: float, y: float, kind: str = "") -> None:
        """One line on the base line `y`; `kind` says which end of it is at `x`."""
        self._add("text", {"x": x, "y": y}, kind).text = words

    def finish(self) -> str:
        """Its markup."""
        return ET.tostring(self._root, encoding="unicode")

    def _add(self, tag: str, place: dict[str, float], kind: str) -> ET.Element:
        given = {name: f"{value:.1f}" for name, value in place.items()}
        if kind:
            given["class"] = kind
        return ET.SubElement(self._root, tag, given)
