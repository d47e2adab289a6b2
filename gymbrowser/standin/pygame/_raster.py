"""Pixels: where shapes become them, when an environment asks for an array of what it has drawn.

A coordinate names the centre of a pixel, as in SDL. Each shape is found in one go by NumPy, as a
mask over its bounding box, and then put onto the pixels.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

type Rgba = tuple[int, int, int, int]
"""0 to 255 each, not multiplied by alpha."""

type Box = tuple[int, int, int, int]
"""Left, top, right and bottom in pixels; right and bottom are outside."""

type Points = Sequence[tuple[float, float]]

type Array = NDArray[np.uint8]
"""Pixels: shape [height, width, 4], RGBA."""

type Mask = NDArray[np.bool_]

type Floats = NDArray[np.float64]


def intersection(one: Box, other: Box) -> Box:
    """What two boxes share; of no size if that is nothing."""
    left, top = max(one[0], other[0]), max(one[1], other[1])
    return left, top, max(left, min(one[2], other[2])), max(top, min(one[3], other[3]))


def rim_of(box: Box, width: int) -> int:
    """The width of a rim: 0, which is all of the box, if it leaves nothing free."""
    return width if 2 * width < min(box[2] - box[0], box[3] - box[1]) else 0


def contains(outer: Box, inner: Box) -> bool:
    """Whether a box lies in another one."""
    return (
        outer[0] <= inner[0]
        and outer[1] <= inner[1]
        and outer[2] >= inner[2]
        and outer[3] >= inner[3]
    )


@dataclass(frozen=True)
class Target:
    """Pixels that are drawn to.

    Args:
        pixels: Changed in place.
        has_alpha: Whether they may be transparent; all others have an alpha of 255.
        clip: Nothing outside of it is changed; inside of the pixels.
    """

    pixels: Array
    has_alpha: bool
    clip: Box

    def clipped(self, box: Box) -> "Target":
        """The same pixels, of which no more than a box is drawn to."""
        return Target(self.pixels, self.has_alpha, intersection(self.clip, box))

    def moved(self, x: int, y: int) -> "Target":
        """The same pixels, right of x and below y, with (x, y) as their (0, 0)."""
        left, top, right, bottom = intersection(self.clip, (x, y, *self.pixels.shape[1::-1]))
        clip = left - x, top - y, right - x, bottom - y
        return Target(self.pixels[y:, x:], self.has_alpha, clip)

    def replace(self, source: Array) -> None:
        """Put pixels, alpha and all, in the place of those from (0, 0) on."""
        part, cut = self._part(source.shape[1], source.shape[0], 0, 0)
        part[...] = source[cut]

    def fill(self, box: Box, rgba: Rgba) -> None:
        """Replace a box by a colour."""
        left, top, right, bottom = intersection(box, self.clip)
        self.pixels[top:bottom, left:right] = rgba

    def put(self, mask: Mask, left: int, top: int, rgba: Rgba, *, blend: bool) -> None:
        """Replace what is under a mask by a colour, or lay the colour over it."""
        if blend and rgba[3] < 255:
            self.cover(mask.astype(np.float64), left, top, rgba)
            return
        part, cut = self._part(mask.shape[1], mask.shape[0], left, top)
        part[mask[cut]] = rgba

    def cover(self, coverage: Floats, left: int, top: int, rgba: Rgba) -> None:
        """Lay a colour over pixels, each of which it covers to a part between 0 and 1."""
        part, cut = self._part(coverage.shape[1], coverage.shape[0], left, top)
        alpha = np.rint(coverage[cut] * rgba[3]).astype(np.int32)
        where = alpha > 0
        colour = np.array(rgba[:3], np.int32)
        part[where] = self._blended(part[where], colour, alpha[where])

    def image(self, source: Array, left: int, top: int, *, opaque: bool, alpha: int) -> None:
        """Lay pixels over others.

        Args:
            source: What is laid over.
            left: Where its left edge comes to lie.
            top: Where its upper edge does.
            opaque: Whether its own alpha counts for nothing.
            alpha: Of all of it, 0 to 255.
        """
        part, cut = self._part(source.shape[1], source.shape[0], left, top)
        source = source[cut]
        if opaque and alpha == 255:
            part[..., :3] = source[..., :3]
            part[..., 3] = 255
            return
        alphas = np.full(source.shape[:2], 255) if opaque else source[..., 3].astype(np.int32)
        if alpha < 255:
            alphas = alphas * alpha // 255
        if not self.has_alpha and alphas.all() and (alphas == 255).all():
            part[..., :3] = source[..., :3]
            return
        where = alphas > 0
        colours = source[where][:, :3].astype(np.int32)
        part[where] = self._blended(part[where], colours, alphas[where])

    def _blended(self, old: Array, colours: NDArray[Any], alphas: NDArray[Any]) -> Array:
        """Lay colours over pixels [n, 4], in the integers of pygame's own formula."""
        before = old.astype(np.int32)
        share = alphas[:, None]
        new = np.empty_like(old)
        new[:, :3] = before[:, :3] + (((colours - before[:, :3]) * share + colours) >> 8)
        if not self.has_alpha:
            new[:, 3] = 255
            return new
        new[:, 3] = alphas + before[:, 3] - alphas * before[:, 3] // 255
        empty = before[:, 3] == 0
        new[empty, :3] = np.broadcast_to(colours, before[:, :3].shape)[empty]
        return new

    def _part(self, width: int, height: int, left: int, top: int) -> tuple[Array, Any]:
        """The pixels under a mask, and what to cut out of the mask."""
        x0, y0, x1, y1 = intersection((left, top, left + width, top + height), self.clip)
        cut = np.s_[y0 - top : y1 - top, x0 - left : x1 - left]
        return self.pixels[y0:y1, x0:x1], cut


def polygon_mask(points: Points) -> tuple[Mask, int, int]:
    """What is inside of a polygon of whole coordinates, its edges included, by the even-odd rule.

    Returns:
        The mask, and the left and upper edge of it.
    """
    xs, ys = (np.array([p[axis] for p in points], np.int64) for axis in (0, 1))
    left, top = int(xs.min()), int(ys.min())
    width, height = int(xs.max()) - left + 1, int(ys.max()) - top + 1
    x1, y1 = xs - left, ys - top
    x2, y2 = np.roll(x1, -1), np.roll(y1, -1)
    slanted = y1 != y2
    x1, y1, x2, y2 = x1[slanted], y1[slanted], x2[slanted], y2[slanted]
    down = y1 < y2
    xa, ya = np.where(down, x1, x2), np.where(down, y1, y2)
    xb, yb = np.where(down, x2, x1), np.where(down, y2, y1)
    rows = np.arange(height)[:, None]
    crosses = ((rows >= ya) & (rows < yb)) | ((rows == height - 1) & (rows == yb))
    at = xa + (rows - ya) * (xb - xa) / np.maximum(yb - ya, 1)
    mask = _between(np.sort(np.where(crosses, at, np.inf), axis=1), width, height)
    flat = np.flatnonzero(~slanted)
    for x, y, end in zip(
        xs[flat] - left, ys[flat] - top, np.roll(xs, -1)[flat] - left, strict=True
    ):
        mask[y, min(x, end) : max(x, end) + 1] = True
    return mask, left, top


def _between(crossings: Floats, width: int, height: int) -> Mask:
    """Fill each row between its first and second crossing, its third and fourth, and so on."""
    change = np.zeros((height, width + 1), np.int32)
    for i in range(0, crossings.shape[1] - 1, 2):
        begin, end = crossings[:, i], crossings[:, i + 1]
        row = np.flatnonzero(np.isfinite(end))
        first = np.floor(begin[row] + 0.5 + 1e-4).astype(np.int64)
        last = np.floor(end[row] + 0.5 - 1e-4).astype(np.int64)
        row, first, last = row[last >= first], first[last >= first], last[last >= first]
        np.add.at(change, (row, first), 1)
        np.add.at(change, (row, last + 1), -1)
    inside: Mask = np.cumsum(change[:, :-1], axis=1) > 0
    return inside


def line_mask(start: tuple[int, int], end: tuple[int, int]) -> tuple[Mask, int, int]:
    """The pixels of a line that is one pixel wide (Bresenham), see `polygon_mask`."""
    (x0, y0), (x1, y1) = start, end
    steps = max(abs(x1 - x0), abs(y1 - y0))
    left, top = min(x0, x1), min(y0, y1)
    mask = np.zeros((abs(y1 - y0) + 1, abs(x1 - x0) + 1), np.bool_)
    t = np.arange(steps + 1)
    xs, ys = (_stepped(a, b, t, steps) for a, b in ((x0, x1), (y0, y1)))
    mask[ys - top, xs - left] = True
    return mask, left, top


def _stepped(start: int, end: int, t: NDArray[Any], steps: int) -> NDArray[Any]:
    """Whole coordinates on the way; halves are rounded to where the line comes from."""
    away = (2 * t * abs(end - start) + steps - 1) // (2 * steps) if steps else t
    return start + away if end >= start else start - away


def thick_corners(
    start: tuple[float, float], end: tuple[float, float], width: int
) -> list[tuple[float, float]]:
    """The corners of a line of some width, whose ends are cut along x or y, as pygame cuts them."""
    (x0, y0), (x1, y1) = start, end
    before, behind = (width - 1) // 2, width // 2
    if abs(x1 - x0) >= abs(y1 - y0):
        return [(x0, y0 - before), (x0, y0 + behind), (x1, y1 + behind), (x1, y1 - before)]
    return [(x0 - before, y0), (x0 + behind, y0), (x1 + behind, y1), (x1 - before, y1)]


def soft_line(start: tuple[float, float], end: tuple[float, float]) -> tuple[Floats, int, int]:
    """How far a line, of one pixel across, covers the pixels on its way (Wu 1991).

    Returns:
        The coverage, and the left and upper edge of it.
    """
    (x0, y0), (x1, y1) = start, end
    if steep := abs(y1 - y0) > abs(x1 - x0):
        x0, y0, x1, y1 = y0, x0, y1, x1
    if x0 > x1:
        x0, y0, x1, y1 = x1, y1, x0, y0
    columns = np.arange(round(x0), round(x1) + 1)
    slope = (y1 - y0) / (x1 - x0) if x1 > x0 else 0.0
    heights = y0 + slope * (columns - x0)
    below = np.floor(heights).astype(np.int64)
    left, top = int(columns[0]), int(below.min())
    coverage = np.zeros((int(below.max()) - top + 2, len(columns)))
    share = heights - below
    coverage[below - top, columns - left] = 1 - share
    coverage[below - top + 1, columns - left] = share
    return (coverage.T, top, left) if steep else (coverage, left, top)


def ellipse_mask(box: Box, width: int) -> tuple[Mask, int, int]:
    """What is inside of an ellipse that fills a box; of a width that is not 0 no more than a rim.

    See `polygon_mask`.
    """
    left, top, right, bottom = box
    inside = _ellipse(right - left, bottom - top)
    if width:
        hole = _ellipse(right - left - 2 * width, bottom - top - 2 * width)
        inside[width:-width, width:-width] &= ~hole
    return inside, left, top


def _ellipse(width: int, height: int) -> Mask:
    across = (np.arange(width) + 0.5 - width / 2) / max(width / 2, 0.5)
    along = (np.arange(height) + 0.5 - height / 2) / max(height / 2, 0.5)
    # A little less than all of it, as pygame has it.
    inside: Mask = along[:, None] ** 2 + across**2 <= 1 - 0.6 / max(width, height, 2)
    return inside


def disc_mask(x: int, y: int, radius: int) -> tuple[Mask, int, int]:
    """The pixels at most a radius, and a little, from (x, y); see `polygon_mask`."""
    away = np.arange(-radius, radius + 1) ** 2
    mask: Mask = away[:, None] + away <= radius**2 + 0.8 * radius
    return mask, x - radius, y - radius


def soft_circle(x: int, y: int, radius: float) -> tuple[Floats, int, int]:
    """How far a circle's line, of one pixel across, covers the pixels; see `soft_line`."""
    reach = int(radius) + 1
    away = np.arange(-reach, reach + 1, dtype=np.float64) ** 2
    coverage: Floats = np.clip(1 - np.abs(np.sqrt(away[:, None] + away) - radius), 0, 1)
    return coverage, x - reach, y - reach


def rounded_mask(width: int, height: int, radius: int) -> Mask:
    """A box with round corners."""
    radius = min(radius, width // 2, height // 2)
    mask = np.ones((height, width), np.bool_)
    if radius > 0:
        away = radius - np.arange(radius) - 0.5
        outside = away[:, None] ** 2 + away**2 > radius**2
        mask[:radius, :radius] &= ~outside
        mask[:radius, -radius:] &= ~outside[:, ::-1]
        mask[-radius:, :radius] &= ~outside[::-1]
        mask[-radius:, -radius:] &= ~outside[::-1, ::-1]
    return mask
