"""Draw lists: pictures as plain data, which the browser paints sharply at every size.

A function `draw(env)` named in exp.yml, or the environment's own `render()`, returns a `scene` of
shapes. Units are pixels of the scene, x to the right and y down; angles are degrees, clockwise;
colours are CSS colours ("white", "#1b9e77", "rgb(0 0 0 / 50%)"). Later shapes cover earlier ones.

    from gymbrowser import draw

    def picture(env):
        x = 300 + 100 * env.state[0]
        return draw.scene(600, 400, [draw.circle(x, 200, 20, fill="crimson")])
"""

from collections.abc import Iterable, Sequence
from typing import Literal, SupportsFloat

type Shape = dict[str, object]
"""One element of a draw list, as JSON can carry it."""

type Scene = dict[str, object]
"""A whole picture, as JSON can carry it."""

type Number = SupportsFloat
"""An int, a float, or a number of NumPy."""

type Point = Sequence[Number]
"""x and y."""


def scene(
    width: Number, height: Number, shapes: Iterable[Shape], *, background: str = "white"
) -> Scene:
    """Return a picture of `width` by `height` pixels, which is scaled to fit the canvas."""
    return {
        "width": float(width),
        "height": float(height),
        "background": background,
        "shapes": list(shapes),
    }


def rectangle(
    x: Number,
    y: Number,
    width: Number,
    height: Number,
    *,
    fill: str | None = "black",
    stroke: str | None = None,
    line_width: Number = 1,
    radius: Number = 0,
    angle: Number = 0,
) -> Shape:
    """Return a rectangle with its upper left corner at (x, y), turned about its centre.

    `radius` rounds its corners. `fill` or `stroke` may be None to leave that part out.
    """
    return {
        "kind": "rectangle",
        "x": float(x),
        "y": float(y),
        "width": float(width),
        "height": float(height),
        "radius": float(radius),
        "angle": float(angle),
        **_paint(fill, stroke, line_width),
    }


def circle(
    x: Number,
    y: Number,
    radius: Number,
    *,
    fill: str | None = "black",
    stroke: str | None = None,
    line_width: Number = 1,
) -> Shape:
    """Return a circle with its centre at (x, y)."""
    return {
        "kind": "circle",
        "x": float(x),
        "y": float(y),
        "radius": float(radius),
        **_paint(fill, stroke, line_width),
    }


def line(points: Iterable[Point], *, stroke: str = "black", line_width: Number = 1) -> Shape:
    """Return a line through two or more points, with round ends and joints."""
    return {"kind": "line", "points": _points(points, 2), **_paint(None, stroke, line_width)}


def polygon(
    points: Iterable[Point],
    *,
    fill: str | None = "black",
    stroke: str | None = None,
    line_width: Number = 1,
) -> Shape:
    """Return the closed shape with these three or more corners."""
    return {"kind": "polygon", "points": _points(points, 3), **_paint(fill, stroke, line_width)}


def text(
    x: Number,
    y: Number,
    content: str,
    *,
    size: Number = 16,
    fill: str = "black",
    align: Literal["left", "center", "right"] = "left",
    bold: bool = False,
) -> Shape:
    """Return one line of text, `size` pixels high, vertically centred on y.

    `align` says which part of it stands at x.
    """
    return {
        "kind": "text",
        "x": float(x),
        "y": float(y),
        "content": str(content),
        "size": float(size),
        "fill": fill,
        "align": align,
        "bold": bool(bold),
    }


def _paint(fill: str | None, stroke: str | None, line_width: Number) -> Shape:
    return {"fill": fill, "stroke": stroke, "line_width": float(line_width)}


def _points(points: Iterable[Point], least: int) -> list[list[float]]:
    pairs = [[float(x), float(y)] for x, y in points]
    if len(pairs) < least:
        raise ValueError(
            f"A draw list has a shape of {len(pairs)} points, but it needs {least} or more."
        )
    return pairs
