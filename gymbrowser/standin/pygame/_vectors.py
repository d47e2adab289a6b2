"""Shapes as the page draws them: plain data, whose lengths are from the corner of a surface.

See `js/src/worker/view/window.ts`.
"""

from ._raster import Points, Rgba

type Shape = dict[str, object]
"""A shape of `gymbrowser.draw`, or a group, pixels or letters."""


def css(rgba: Rgba) -> str:
    """A colour as CSS has it."""
    red, green, blue, alpha = rgba
    return f"#{red:02x}{green:02x}{blue:02x}" + (f"{alpha:02x}" if alpha < 255 else "")


def line_shapes(points: Points, rgba: Rgba, width: int, closed: bool) -> list[Shape]:
    """Lines from the centre of a pixel to that of the next."""
    kind = "polygon" if closed else "line"
    return [path(kind, points, fill=None, stroke=css(rgba), line_width=width)]


def path(
    kind: str, points: Points, *, fill: str | None, stroke: str | None, line_width: float = 1
) -> Shape:
    """Something with points at the centres of pixels."""
    moved = [[round(x + 0.5, 3), round(y + 0.5, 3)] for x, y in points]
    return {"kind": kind, "points": moved, **paint(fill, stroke, line_width)}


def rectangle(
    box: tuple[float, float, float, float],
    *,
    fill: str | None = None,
    stroke: str | None = None,
    line_width: float = 1,
    radius: float = 0,
) -> Shape:
    """A rectangle between its edges."""
    left, top, right, bottom = box
    return {
        "kind": "rectangle",
        "x": left,
        "y": top,
        "width": right - left,
        "height": bottom - top,
        "radius": radius,
        **paint(fill, stroke, line_width),
    }


def circle(middle: tuple[float, float], radius: float, paint: Shape) -> Shape:
    """A circle about a point, not a pixel."""
    return {"kind": "circle", "x": middle[0], "y": middle[1], "radius": max(radius, 0), **paint}


def paint(fill: str | None, stroke: str | None, line_width: float) -> Shape:
    """How a shape is painted."""
    return {"fill": fill, "stroke": stroke, "line_width": line_width}
