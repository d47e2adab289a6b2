"""Lines, polygons, ellipses and discs that were drawn.

A coordinate names the centre of a pixel where pygame draws lines, and a corner of one where it
fills boxes. Replayed as vectors all are lengths from the upper left corner of the surface, so the
former are moved by half a pixel; what pygame would round down to whole pixels is not rounded.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from ._ops import Op
from ._raster import (
    Box,
    Points,
    Rgba,
    Target,
    disc_mask,
    ellipse_mask,
    line_mask,
    polygon_mask,
    soft_circle,
    soft_line,
    thick_corners,
)
from ._vectors import Shape, circle, css, line_shapes, paint, path


@dataclass(frozen=True)
class Polygon(Op):
    """What is inside of a polygon, with its edges."""

    points: Points
    rgba: Rgba
    blend: bool
    bounds: Box = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "bounds", _bounds_of(self.points, 0))

    def paint(self, target: Target) -> None:
        """See `Op`."""
        target.put(*polygon_mask(_truncated(self.points)), self.rgba, blend=self.blend)

    def shapes(self) -> list[Shape]:
        """See `Op`."""
        colour = css(self.rgba)
        # Its edges lie half inside: drawn twice, a colour that can be seen through would be denser.
        stroke = colour if self.rgba[3] == 255 else None
        return [path("polygon", self.points, fill=colour, stroke=stroke)]


@dataclass(frozen=True)
class Lines(Op):
    """Lines from point to point, with hard edges."""

    points: Points
    rgba: Rgba
    width: int
    closed: bool
    blend: bool = False
    bounds: Box = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "bounds", _bounds_of(self.points, self.width))

    def paint(self, target: Target) -> None:
        """See `Op`."""
        points = _truncated(self.points)
        for start, end in _pairs(points, self.closed):
            if self.width == 1:
                mask = line_mask(start, end)
            else:
                mask = polygon_mask(_truncated(thick_corners(start, end, self.width)))
            target.put(*mask, self.rgba, blend=self.blend)

    def shapes(self) -> list[Shape]:
        """See `Op`."""
        return line_shapes(self.points, self.rgba, self.width, self.closed)


@dataclass(frozen=True)
class SoftLines(Op):
    """Lines from point to point, anti-aliased, one pixel wide."""

    points: Points
    rgba: Rgba
    closed: bool
    bounds: Box = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "bounds", _bounds_of(self.points, 2))

    def paint(self, target: Target) -> None:
        """See `Op`."""
        for start, end in _pairs(self.points, self.closed):
            target.cover(*soft_line(start, end), self.rgba)

    def shapes(self) -> list[Shape]:
        """See `Op`."""
        return line_shapes(self.points, self.rgba, 1, self.closed)


@dataclass(frozen=True)
class Ellipse(Op):
    """An ellipse that fills a box; of a width that is not 0 its rim."""

    box: Box
    rgba: Rgba
    width: int
    blend: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "bounds", self.box)

    def paint(self, target: Target) -> None:
        """See `Op`."""
        target.put(*ellipse_mask(self.box, self.width), self.rgba, blend=self.blend)

    def shapes(self) -> list[Shape]:
        """See `Op`."""
        left, top, right, bottom = self.box
        half = self.width / 2
        across, along = (right - left) / 2 - half, (bottom - top) / 2 - half
        colour = css(self.rgba)
        middle = (left + right) / 2, (top + bottom) / 2
        fill, stroke = (None, colour) if self.width else (colour, None)
        look = paint(fill, stroke, self.width)
        if across == along:
            return [circle(middle, across, look)]
        radii = {"radius_x": max(across, 0), "radius_y": max(along, 0)}
        return [{"kind": "ellipse", "x": middle[0], "y": middle[1], **radii, **look}]


@dataclass(frozen=True)
class Disc(Op):
    """A circle about the centre of a pixel, filled or its line alone, anti-aliased or not."""

    x: int
    y: int
    radius: int
    rgba: Rgba
    filled: bool
    soft: bool
    bounds: Box = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "bounds", _bounds_of([(self.x, self.y)], self.radius + 1))

    def paint(self, target: Target) -> None:
        """See `Op`."""
        if self.soft:
            target.cover(*soft_circle(self.x, self.y, self.radius), self.rgba)
            return
        mask, left, top = disc_mask(self.x, self.y, self.radius)
        if not self.filled:
            within = np.pad(mask, 1)
            inner = within[:-2, 1:-1] & within[2:, 1:-1] & within[1:-1, :-2] & within[1:-1, 2:]
            mask &= ~inner
        target.put(mask, left, top, self.rgba, blend=True)

    def shapes(self) -> list[Shape]:
        """See `Op`."""
        colour = css(self.rgba)
        middle = self.x + 0.5, self.y + 0.5
        if self.filled:
            return [circle(middle, self.radius + 0.5, paint(colour, None, 0))]
        return [circle(middle, self.radius, paint(None, colour, 1))]


def _bounds_of(points: Points, margin: int) -> Box:
    """The box of the pixels of these points, and some more."""
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return (
        math.floor(min(xs)) - margin,
        math.floor(min(ys)) - margin,
        math.ceil(max(xs)) + margin + 1,
        math.ceil(max(ys)) + margin + 1,
    )


def _truncated(points: Points) -> list[tuple[int, int]]:
    """Points as pygame rounds them."""
    return [(int(x), int(y)) for x, y in points]


def _pairs[P](points: Sequence[P], closed: bool) -> list[tuple[P, P]]:
    ends = [*points[1:], points[0]] if closed else points[1:]
    return list(zip(points, ends, strict=False))
