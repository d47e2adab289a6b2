"""What was drawn: one frozen object for each call, to be replayed as vectors or as pixels.

Here are boxes; `_outlines` has what has points.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field

from ._raster import Box, Rgba, Target, contains, intersection, rounded_mask
from ._vectors import Shape, css, rectangle


class Op(ABC):
    """Something that was drawn.

    Attributes:
        bounds: Outside of this box nothing is changed.
        hides: What was there before in this box cannot be seen any more; None if it can.
    """

    bounds: Box
    hides: Box | None = None

    def covers(self, box: Box) -> bool:
        """Whether nothing that was there before can be seen any more in a box."""
        return self.hides is not None and contains(self.hides, box)

    @abstractmethod
    def paint(self, target: Target) -> None:
        """Draw it as pixels, as pygame would."""

    @abstractmethod
    def shapes(self) -> list[Shape]:
        """Give it as vectors."""


@dataclass(frozen=True)
class Fill(Op):
    """A box of one colour, which replaces what was there."""

    box: Box
    rgba: Rgba

    def __post_init__(self) -> None:
        object.__setattr__(self, "bounds", self.box)
        object.__setattr__(self, "hides", self.box)

    def paint(self, target: Target) -> None:
        """See `Op`."""
        target.fill(self.box, self.rgba)

    def shapes(self) -> list[Shape]:
        """See `Op`."""
        if self.rgba[3] == 0:
            return []
        return [rectangle(self.box, fill=css(self.rgba))]


@dataclass(frozen=True)
class Frame(Op):
    """The edge of a box, or, of a width of 0, a box with round corners."""

    box: Box
    rgba: Rgba
    width: int
    radius: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "bounds", self.box)

    def paint(self, target: Target) -> None:
        """See `Op`."""
        left, top, right, bottom = self.box
        mask = rounded_mask(right - left, bottom - top, self.radius)
        if self.width:
            inner = right - left - 2 * self.width, bottom - top - 2 * self.width
            hole = rounded_mask(*inner, max(self.radius - self.width, 0))
            mask[self.width : -self.width, self.width : -self.width] &= ~hole
        target.put(mask, left, top, self.rgba, blend=False)

    def shapes(self) -> list[Shape]:
        """See `Op`."""
        if not self.width:
            return [rectangle(self.box, fill=css(self.rgba), radius=self.radius)]
        half = self.width / 2
        left, top, right, bottom = self.box
        inset = left + half, top + half, right - half, bottom - half
        radius = max(self.radius - half, 0)
        return [rectangle(inset, stroke=css(self.rgba), line_width=self.width, radius=radius)]


@dataclass(frozen=True)
class Clipped(Op):
    """Something of which no more is drawn than what lies in a box, moved."""

    op: Op
    box: Box
    x: int = 0
    """How far right it is moved, before it is clipped."""
    y: int = 0
    bounds: Box = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "bounds", self._clip(self.op.bounds))
        object.__setattr__(self, "hides", self.op.hides and self._clip(self.op.hides))

    def paint(self, target: Target) -> None:
        """See `Op`."""
        if self.x or self.y:
            target = target.moved(self.x, self.y)
        left, top, right, bottom = self.box
        self.op.paint(
            target.clipped((left - self.x, top - self.y, right - self.x, bottom - self.y))
        )

    def shapes(self) -> list[Shape]:
        """See `Op`."""
        left, top, right, bottom = self.box
        inside = self.op.shapes()
        if self.x or self.y:
            inside = [{"kind": "group", "matrix": [1, 0, 0, 1, self.x, self.y], "shapes": inside}]
        clip = [left, top, right - left, bottom - top]
        return [{"kind": "group", "clip": clip, "shapes": inside}]

    def _clip(self, box: Box) -> Box:
        left, top, right, bottom = box
        moved = left + self.x, top + self.y, right + self.x, bottom + self.y
        return intersection(moved, self.box)
