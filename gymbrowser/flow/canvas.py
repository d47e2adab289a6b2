"""An SVG that is drawn on: boxes, ways and lines of text, painted in the order of the calls."""

from xml.etree import ElementTree as ET

_STYLE = """
text { font: 13px system-ui, -apple-system, "Segoe UI", sans-serif; fill: #1a1a1a }
.title { font-size: 18px; font-weight: 600 }
.name { font-weight: 600 }
.note { fill: #505050 }
.if { fill: #243b6b; font-style: italic }
rect { stroke: #505050; stroke-width: 1.2; fill: #ffffff }
rect.paper { stroke: none }
rect.when { fill: #e8eefb; stroke: #8ea4d2 }
rect.block { fill: #f6f6f8; stroke: #9a9aa5 }
rect.done { fill: #e3f4e6; stroke: #1d6b32 }
rect.screened-out { fill: #fdf1d6; stroke: #805300 }
rect.failed { fill: #fbe4e4; stroke: #9b1c1c }
rect.declined { fill: #eeeeee; stroke: #444444 }
path { fill: none; stroke: #505050; stroke-width: 1.4 }
path.past { stroke: #5773b5; stroke-dasharray: 5 4 }
path.head { fill: #505050; stroke: none }
"""


class Canvas:
    """The picture while it is made.

    Args:
        title: Its name, which stands above it too.
        description: The same picture in words.
        width: In user units, as all lengths.
    """

    def __init__(self, title: str, description: str, width: float) -> None:
        self._width = width
        self._root = ET.Element(
            "svg",
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "role": "img",
                "aria-labelledby": "flow-title flow-description",
            },
        )
        self._add("title", {"id": "flow-title"}).text = title
        self._add("desc", {"id": "flow-description"}).text = description
        self._add("style", {}).text = _STYLE
        self._add_arrow()
        self._add("rect", {"width": "100%", "height": "100%", "class": "paper"})
        self.text(title, 24, 36, "title")

    def box(self, x: float, y: float, width: float, height: float, kind: str) -> ET.Element:
        """A rectangle with round corners; its height may be set later."""
        place = {"x": x, "y": y, "width": width, "height": height, "rx": 7}
        return self._add("rect", {**{k: f"{v:g}" for k, v in place.items()}, "class": kind})

    def text(self, words: str, x: float, y: float, kind: str) -> None:
        """One line, from its left end on the base line."""
        self._add("text", {"x": f"{x:g}", "y": f"{y:g}", "class": kind}).text = words

    def line(self, *points: tuple[float, float], past: bool = False, arrow: bool = True) -> None:
        """From point to point; `past`: the way of those who don't pass a shape."""
        way = "M" + " L".join(f"{x:g} {y:g}" for x, y in points)
        marker = {"marker-end": "url(#arrow)"} if arrow else {}
        self._add("path", {"d": way, "class": "past" if past else "way", **marker})

    def finish(self, height: float) -> str:
        """The text of the file."""
        self._root.set("viewBox", f"0 0 {self._width:g} {height:g}")
        self._root.set("width", f"{self._width:g}")
        self._root.set("height", f"{height:g}")
        ET.indent(self._root)
        return ET.tostring(self._root, encoding="unicode") + "\n"

    def _add(self, tag: str, attributes: dict[str, str]) -> ET.Element:
        return ET.SubElement(self._root, tag, attributes)

    def _add_arrow(self) -> None:
        head = ET.SubElement(
            self._add("defs", {}),
            "marker",
            {
                "id": "arrow",
                "viewBox": "0 0 8 8",
                "refX": "7",
                "refY": "4",
                "markerWidth": "7",
                "markerHeight": "7",
                "orient": "auto",
            },
        )
        ET.SubElement(head, "path", {"d": "M0 0 L8 4 L0 8 z", "class": "head"})
