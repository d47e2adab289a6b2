"""The shapes of a draw list, and the scene that they make: see `gymbrowser.bridge.draw`."""

from collections.abc import Iterable, Sequence
from typing import Literal, SupportsFloat, TypedDict, Unpack

from gymbrowser.bridge.units import in_pixels

type Shape = dict[str, object]
"""One element of a draw list, as JSON can carry it."""

type Scene = dict[str, object]
"""A whole picture, as JSON can carry it."""

type Number = SupportsFloat
"""An int, a float, or a number of NumPy."""

type Point = Sequence[Number]
"""x and y."""


class Options(TypedDict, total=False):
    """What every shape can be given besides its own arguments."""

    id: str
    """Who it is: the shape of this id in the next scene is the same object, which may have moved.
    An id stands once in a scene."""
    alpha: Number
    """From 0 (unseen) to 1 (solid)."""
    depth: Number
    """A larger one covers a smaller one; 0 if not given."""
    angle: Number
    """Turns it about its middle; a text about the place that it stands at."""
    tween_ms: Number
    """Milliseconds in which an object with an `id` glides from where it was to where it is now, its
    numbers changing evenly. It begins in its place in an episode's first picture."""


def scene(
    width: Number,
    height: Number,
    shapes: Iterable[Shape],
    *,
    background: str = "white",
    units: Literal["pixel", "relative"] = "pixel",
) -> Scene:
    """Return a picture of `width` by `height` pixels, which is scaled to fit the canvas.

    In `relative` units places and sizes along an axis are parts of the width or the height, from 0
    to 1; radii, line widths and the size of text are parts of the shorter one.
    """
    size = float(width), float(height)
    given = list(shapes) if units == "pixel" else [in_pixels(shape, *size) for shape in shapes]
    if any("depth" in shape for shape in given):
        given.sort(key=_depth)
    return {"width": size[0], "height": size[1], "background": background, "shapes": given}


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
    **options: Unpack[Options],
) -> Shape:
    """Return a rectangle with its upper left corner at (x, y).

    `radius` rounds its corners. `fill` or `stroke` may be None to leave that part out.
    """
    paint = _paint(fill, stroke, line_width)
    box = _box(x, y, width, height)
    return {"kind": "rectangle", **box, "radius": float(radius), **paint, **_given(options)}


def circle(
    x: Number,
    y: Number,
    radius: Number,
    *,
    fill: str | None = "black",
    stroke: str | None = None,
    line_width: Number = 1,
    **options: Unpack[Options],
) -> Shape:
    """Return a circle with its centre at (x, y)."""
    round_ = {"x": float(x), "y": float(y), "radius": float(radius)}
    return {"kind": "circle", **round_, **_paint(fill, stroke, line_width), **_given(options)}


def ellipse(
    x: Number,
    y: Number,
    radius_x: Number,
    radius_y: Number,
    *,
    fill: str | None = "black",
    stroke: str | None = None,
    line_width: Number = 1,
    **options: Unpack[Options],
) -> Shape:
    """Return an ellipse with its centre at (x, y)."""
    radii = {"radius_x": float(radius_x), "radius_y": float(radius_y)}
    place = {"x": float(x), "y": float(y), **radii}
    return {"kind": "ellipse", **place, **_paint(fill, stroke, line_width), **_given(options)}


def arc(
    x: Number,
    y: Number,
    radius: Number,
    start: Number,
    end: Number,
    *,
    fill: str | None = None,
    stroke: str | None = "black",
    line_width: Number = 1,
    **options: Unpack[Options],
) -> Shape:
    """Return the part of a circle from the angle `start` clockwise to `end`; 0 is to the right.

    `fill` fills the slice between it and the centre.
    """
    place = {"x": float(x), "y": float(y), "radius": float(radius)}
    angles = {"start": float(start), "end": float(end)}
    paint = _paint(fill, stroke, line_width)
    return {"kind": "arc", **place, **angles, **paint, **_given(options)}


def line(
    points: Iterable[Point],
    *,
    stroke: str = "black",
    line_width: Number = 1,
    **options: Unpack[Options],
) -> Shape:
    """Return a line through two or more points, with round ends and joints."""
    paint = _paint(None, stroke, line_width)
    return {"kind": "line", "points": _points(points, 2), **paint, **_given(options)}


def polygon(
    points: Iterable[Point],
    *,
    fill: str | None = "black",
    stroke: str | None = None,
    line_width: Number = 1,
    **options: Unpack[Options],
) -> Shape:
    """Return the closed shape with these three or more corners."""
    paint = _paint(fill, stroke, line_width)
    return {"kind": "polygon", "points": _points(points, 3), **paint, **_given(options)}


def text(
    x: Number,
    y: Number,
    content: str,
    *,
    size: Number = 16,
    fill: str = "black",
    align: Literal["left", "center", "right"] = "left",
    bold: bool = False,
    **options: Unpack[Options],
) -> Shape:
    """Return one line of text, `size` pixels high, vertically centred on y.

    `align` says which part of it stands at x.
    """
    place = {"x": float(x), "y": float(y), "content": str(content), "size": float(size)}
    look = {"fill": fill, "align": align, "bold": bool(bold)}
    return {"kind": "text", **place, **look, **_given(options)}


def image(
    name: str,
    x: Number,
    y: Number,
    width: Number,
    height: Number,
    *,
    flip: bool = False,
    **options: Unpack[Options],
) -> Shape:
    """Return an image of `assets.images` in exp.yml, its upper left corner at (x, y).

    `flip` swaps left and right.
    """
    box = {"image": name, **_box(x, y, width, height), "flip": bool(flip)}
    return {"kind": "image", **box, **_given(options)}


def sprite(
    atlas: str,
    frame: str | int,
    x: Number,
    y: Number,
    width: Number,
    height: Number,
    *,
    flip: bool = False,
    **options: Unpack[Options],
) -> Shape:
    """Return one frame of an atlas of `assets.atlases` in exp.yml, its upper left corner at (x, y).

    `frame` is its name, or its number from 0 in an atlas that is a grid, row by row.
    """
    box = {"atlas": atlas, "frame": str(frame), **_box(x, y, width, height), "flip": bool(flip)}
    return {"kind": "sprite", **box, **_given(options)}


def layer(
    name: str, shapes: Iterable[Shape], *, alpha: Number | None = None, depth: Number | None = None
) -> Shape:
    """Return shapes as one, to be made once and put into every scene: a map, a board, a scenery.

    The browser is sent a layer when it is new or has changed, and knows it by its name from then
    on. In a scene of `relative` units its shapes are relative too. Inside it, depths say nothing.
    """
    given = {"alpha": alpha, "depth": depth}
    options = {key: float(value) for key, value in given.items() if value is not None}
    return {"kind": "layer", "id": name, "shapes": list(shapes), **options}


def _depth(shape: Shape) -> float:
    return float(shape.get("depth", 0))  # type: ignore[arg-type]


def _box(x: Number, y: Number, width: Number, height: Number) -> Shape:
    return {"x": float(x), "y": float(y), "width": float(width), "height": float(height)}


def _paint(fill: str | None, stroke: str | None, line_width: Number) -> Shape:
    return {"fill": fill, "stroke": stroke, "line_width": float(line_width)}


def _given(options: Options) -> Shape:
    """Only what was asked for: most shapes have none of it, and a scene is to be small."""
    if not options:
        return {}
    if unknown := options.keys() - Options.__annotations__.keys():
        raise TypeError(f"a shape has no option {sorted(unknown)[0]!r}: it has {_OPTIONS}")
    return {
        name: str(value) if name == "id" else float(value)  # type: ignore[arg-type]
        for name, value in options.items()
    }


_OPTIONS = ", ".join(Options.__annotations__)


def _points(points: Iterable[Point], least: int) -> list[list[float]]:
    pairs = [[float(x), float(y)] for x, y in points]
    if len(pairs) < least:
        raise ValueError(
            f"A draw list has a shape of {len(pairs)} points, but it needs {least} or more."
        )
    return pairs
