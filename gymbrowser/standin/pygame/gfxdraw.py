"""Shapes whose colours are laid over what is there, by their alpha."""

from typing import Any

from ._missing import refuse_others
from ._ops import Fill
from ._outlines import Disc, Ellipse, Lines, Polygon, SoftLines
from ._raster import rim_of
from .color import rgba_of
from .draw import _points
from .rect import Rect
from .surface import Surface


def pixel(surface: Surface, x: int, y: int, color: Any) -> None:
    """One pixel."""
    box(surface, (x, y, 1, 1), color)


def hline(surface: Surface, x1: float, x2: float, y: float, color: Any) -> None:
    """A level line, both ends included."""
    left, right = sorted((int(x1), int(x2)))
    box(surface, (left, int(y), right - left + 1, 1), color)


def vline(surface: Surface, x: float, y1: float, y2: float, color: Any) -> None:
    """An upright line, both ends included."""
    top, bottom = sorted((int(y1), int(y2)))
    box(surface, (int(x), top, 1, bottom - top + 1), color)


def box(surface: Surface, rect: Any, color: Any) -> None:
    """A filled rectangle."""
    area, rgba = Rect(rect), rgba_of(color)
    left, top, right, bottom = area.left, area.top, area.right - 1, area.bottom - 1
    if rgba[3] == 255:
        surface._draw(Fill((left, top, right + 1, bottom + 1), rgba))
        return
    corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
    surface._draw(Polygon(corners, rgba, blend=True))


def rectangle(surface: Surface, rect: Any, color: Any) -> None:
    """The edge of a rectangle."""
    area = Rect(rect)
    right, bottom = area.right - 1, area.bottom - 1
    corners = [area.topleft, (right, area.top), (right, bottom), (area.left, bottom)]
    polygon(surface, corners, color)


def line(surface: Surface, x1: float, y1: float, x2: float, y2: float, color: Any) -> None:
    """A line."""
    points = [(float(x1), float(y1)), (float(x2), float(y2))]
    surface._draw(Lines(points, rgba_of(color), 1, closed=False, blend=True))


def polygon(surface: Surface, points: Any, color: Any) -> None:
    """The edges of a polygon."""
    surface._draw(Lines(_points(points, 3), rgba_of(color), 1, closed=True, blend=True))


def aapolygon(surface: Surface, points: Any, color: Any) -> None:
    """The edges of a polygon, anti-aliased."""
    corners = [(float(int(x)), float(int(y))) for x, y in _points(points, 3)]
    surface._draw(SoftLines(corners, rgba_of(color), closed=True))


def filled_polygon(surface: Surface, points: Any, color: Any) -> None:
    """A polygon."""
    surface._draw(Polygon(_points(points, 3), rgba_of(color), blend=True))


def trigon(
    surface: Surface, x1: float, y1: float, x2: float, y2: float, x3: float, y3: float, color: Any
) -> None:
    """The edges of a triangle."""
    polygon(surface, [(x1, y1), (x2, y2), (x3, y3)], color)


def aatrigon(
    surface: Surface, x1: float, y1: float, x2: float, y2: float, x3: float, y3: float, color: Any
) -> None:
    """The edges of a triangle, anti-aliased."""
    aapolygon(surface, [(x1, y1), (x2, y2), (x3, y3)], color)


def filled_trigon(
    surface: Surface, x1: float, y1: float, x2: float, y2: float, x3: float, y3: float, color: Any
) -> None:
    """A triangle."""
    filled_polygon(surface, [(x1, y1), (x2, y2), (x3, y3)], color)


def circle(surface: Surface, x: float, y: float, r: float, color: Any) -> None:
    """The line of a circle."""
    _disc(surface, x, y, r, color, filled=False, soft=False)


def aacircle(surface: Surface, x: float, y: float, r: float, color: Any) -> None:
    """The line of a circle, anti-aliased."""
    _disc(surface, x, y, r, color, filled=False, soft=True)


def filled_circle(surface: Surface, x: float, y: float, r: float, color: Any) -> None:
    """A disc."""
    _disc(surface, x, y, r, color, filled=True, soft=False)


def ellipse(surface: Surface, x: float, y: float, rx: float, ry: float, color: Any) -> None:
    """The line of an ellipse."""
    _ellipse(surface, x, y, rx, ry, color, 1)


aaellipse = ellipse


def filled_ellipse(surface: Surface, x: float, y: float, rx: float, ry: float, color: Any) -> None:
    """An ellipse."""
    _ellipse(surface, x, y, rx, ry, color, 0)


def _disc(
    surface: Surface, x: float, y: float, r: float, color: Any, *, filled: bool, soft: bool
) -> None:
    if r >= 0:
        surface._draw(Disc(int(x), int(y), int(r), rgba_of(color), filled, soft))


def _ellipse(
    surface: Surface, x: float, y: float, rx: float, ry: float, color: Any, width: int
) -> None:
    left, top, across, along = int(x) - int(rx), int(y) - int(ry), 2 * int(rx), 2 * int(ry)
    area = left, top, left + across + 1, top + along + 1
    surface._draw(Ellipse(area, rgba_of(color), rim_of(area, width), blend=True))


__getattr__ = refuse_others("pygame.gfxdraw")
