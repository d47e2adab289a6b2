"""Shapes with hard edges; a colour's alpha replaces that of the surface, it is not blended."""

import math
from collections.abc import Sequence
from typing import Any

from ._canvas import box_of
from ._missing import refuse, refuse_others
from ._ops import Fill, Frame
from ._outlines import Ellipse, Lines, Polygon, SoftLines
from ._raster import Box, rim_of
from .rect import Rect
from .surface import Surface

_ARC_STEP = math.radians(4)


def rect(
    surface: Surface,
    color: Any,
    rect: Any,
    width: int = 0,
    border_radius: int = 0,
    border_top_left_radius: int = 0,
    border_top_right_radius: int = 0,
    border_bottom_left_radius: int = 0,
    border_bottom_right_radius: int = 0,
) -> Rect:
    """Draw a rectangle, or its edge, which lies inside of it; its corners are all alike."""
    area = Rect(rect)
    rgba = surface._stored(color)
    radius = max(
        border_radius,
        border_top_left_radius,
        border_top_right_radius,
        border_bottom_left_radius,
        border_bottom_right_radius,
        0,
    )
    if radius:
        area.normalize()  # pygame does so for round corners alone
    box = box_of(area)
    if width < 0 or min(area.size) <= 0:
        return Rect(area.topleft, (0, 0))
    width = rim_of(box, width)
    surface._draw(Frame(box, rgba, width, radius) if width or radius else Fill(box, rgba))
    return area.clip(surface.get_clip())


def polygon(surface: Surface, color: Any, points: Any, width: int = 0) -> Rect:
    """Draw a polygon, or its edges."""
    if width:
        return lines(surface, color, True, points, width)
    corners = _points(points, 3)
    op = Polygon(corners, surface._stored(color), blend=False)
    surface._draw(op)
    return _changed(surface, op.bounds)


def line(surface: Surface, color: Any, start_pos: Any, end_pos: Any, width: int = 1) -> Rect:
    """Draw a line."""
    return lines(surface, color, False, [start_pos, end_pos], width)


def lines(surface: Surface, color: Any, closed: Any, points: Any, width: int = 1) -> Rect:
    """Draw lines from point to point."""
    corners = _points(points, 2)
    if width < 1:
        return Rect(corners[0], (0, 0))
    op = Lines(corners, surface._stored(color), width, bool(closed))
    surface._draw(op)
    return _changed(surface, op.bounds)


def aaline(
    surface: Surface, color: Any, start_pos: Any, end_pos: Any, width: int = 1, *_: Any
) -> Rect:
    """Draw an anti-aliased line."""
    return aalines(surface, color, False, [start_pos, end_pos], width)


def aalines(surface: Surface, color: Any, closed: Any, points: Any, *_: Any) -> Rect:
    """Draw anti-aliased lines from point to point."""
    op = SoftLines(_points(points, 2), surface._stored(color), bool(closed))
    surface._draw(op)
    return _changed(surface, op.bounds)


def circle(
    surface: Surface,
    color: Any,
    center: Any,
    radius: float,
    width: int = 0,
    *quarters: Any,
    **named: Any,
) -> Rect:
    """Draw a disc, or its rim."""
    if any(quarters) or any(named.values()):
        refuse("draw.circle of quarters (draw_top_right, …)")
    x, y, reach = int(center[0]), int(center[1]), int(radius)
    if reach < 1 or width < 0:
        return Rect(x, y, 0, 0)
    return ellipse(surface, color, (x - reach, y - reach, 2 * reach, 2 * reach), width)


def aacircle(surface: Surface, *look: Any, **named: Any) -> Rect:
    """Draw a disc, or its rim; its edge is soft on the screen, and hard in arrays."""
    return circle(surface, *look, **named)


def ellipse(surface: Surface, color: Any, rect: Any, width: int = 0) -> Rect:
    """Draw an ellipse that fills a rectangle, or its rim."""
    area = Rect(rect)
    if not area or width < 0:
        return Rect(area.topleft, (0, 0))
    box = box_of(area)
    surface._draw(Ellipse(box, surface._stored(color), rim_of(box, width)))
    return area.clip(surface.get_clip())


def arc(
    surface: Surface,
    color: Any,
    rect: Any,
    start_angle: float,
    stop_angle: float,
    width: int = 1,
) -> Rect:
    """Draw part of an ellipse, from one angle to another in radians, counterclockwise."""
    area = Rect(rect)
    if width < 1:
        return Rect(area.topleft, (0, 0))
    if stop_angle < start_angle:
        stop_angle += 2 * math.pi
    steps = max(2, math.ceil((stop_angle - start_angle) / _ARC_STEP) + 1)
    angles = [start_angle + (stop_angle - start_angle) * i / (steps - 1) for i in range(steps)]
    x, y = area.left + area.width / 2, area.top + area.height / 2
    edges = [
        (x + (area.width / 2 - inset) * math.cos(a), y - (area.height / 2 - inset) * math.sin(a))
        for inset, along in ((0.5, angles), (width - 0.5, angles[::-1]))
        for a in along
    ]
    return polygon(surface, color, edges)


def _points(points: Any, least: int) -> list[tuple[float, float]]:
    pairs: list[Sequence[float]] = [*points]
    if len(pairs) < least:
        raise ValueError(f"points argument must contain {least} or more points")
    return [(float(x), float(y)) for x, y in pairs]


def _changed(surface: Surface, box: Box) -> Rect:
    left, top, right, bottom = box
    return Rect(left, top, right - left, bottom - top).clip(surface.get_clip())


__getattr__ = refuse_others("pygame.draw")
