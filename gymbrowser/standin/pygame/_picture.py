"""Pictures: what a surface showed at one moment, and what becomes of it when it is transformed."""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from ._ops import Fill, Op
from ._raster import Array, Box, Rgba, Target, intersection
from ._vectors import Shape

type Matrix = tuple[float, float, float, float, float, float]
"""a, b, c, d, e, f: x and y become a·x + c·y + e and b·x + d·y + f."""

_BLACK: Rgba = (0, 0, 0, 255)

_ids = itertools.count(1)


@dataclass(frozen=True, eq=False)
class Pixels:
    """Pixels that nobody changes any more.

    Attributes:
        array: uint8 of shape [height, width, 4].
        id: No other pixels of this process have it.
    """

    array: Array
    id: int = field(default_factory=lambda: next(_ids))

    @cached_property
    def opaque(self) -> bool:
        """Whether nothing can be seen through them."""
        return bool((self.array[..., 3] == 255).all())


@dataclass(frozen=True, eq=False)
class Picture:
    """A surface at one moment.

    Attributes:
        size: Width and height in pixels.
        has_alpha: Whether it may be transparent; all others begin black.
        base: What was there first; None for nothing.
        ops: What was drawn over it.
    """

    size: tuple[int, int]
    has_alpha: bool
    base: Pixels | None = None
    ops: Sequence[Op] = ()

    @property
    def box(self) -> Box:
        """All of it."""
        return 0, 0, *self.size

    @cached_property
    def opaque(self) -> bool:
        """Whether certainly nothing can be seen through it."""
        return not self.has_alpha or (self.base is not None and self.base.opaque and not self.ops)

    @cached_property
    def pixels(self) -> Pixels:
        """The same as pixels."""
        if self.base is not None and not self.ops:
            return self.base
        array = (
            new_array(self.size, self.has_alpha) if self.base is None else self.base.array.copy()
        )
        target = Target(array, self.has_alpha, self.box)
        for op in self.ops:
            op.paint(target)
        return Pixels(array)

    @cached_property
    def shapes(self) -> list[Shape]:
        """The same as vectors, for a scene."""
        shapes: list[Shape] = []
        if self.base is not None:
            width, height = self.size
            shapes.append({"kind": "pixels", "pixels": self.base, "width": width, "height": height})
        ops = pruned(self.ops, self.box)
        if self.base is None and not self.has_alpha and not (ops and ops[0].covers(self.box)):
            shapes.append(_background(self.size))
        for op in ops:
            shapes += op.shapes()
        return shapes


@dataclass(frozen=True, eq=False)
class Blit(Op):
    """A picture that was laid onto another one.

    Args:
        picture: The picture.
        x: Where its left edge comes to lie.
        y: Where its upper edge does.
        alpha: Of all of it, 0 to 255.
    """

    picture: Picture
    x: int
    y: int
    alpha: int = 255

    def __post_init__(self) -> None:
        width, height = self.picture.size
        box = self.x, self.y, self.x + width, self.y + height
        object.__setattr__(self, "bounds", box)
        whole = self.picture.opaque and self.alpha == 255
        object.__setattr__(self, "hides", box if whole else None)

    def paint(self, target: Target) -> None:
        """See `Op`."""
        pixels, opaque = self.picture.pixels, not self.picture.has_alpha
        target.image(pixels.array, self.x, self.y, opaque=opaque, alpha=self.alpha)

    def shapes(self) -> list[Shape]:
        """See `Op`."""
        return [group(self.picture, (1, 0, 0, 1, self.x, self.y), self.alpha)]


@dataclass(frozen=True, eq=False)
class Transformed(Op):
    """A picture that was turned, mirrored or scaled.

    Args:
        picture: What it was made of.
        size: Of the result.
        matrix: From the picture to the result.
        resample: From pixels to pixels, as pygame does it.
        smooth: Whether enlarged pixels are to be blurred.
    """

    picture: Picture
    size: tuple[int, int]
    matrix: Matrix
    resample: Callable[[Array], Array]
    smooth: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "bounds", (0, 0, *self.size))
        straight = self.matrix[1] == self.matrix[2] == 0
        whole = self.picture.opaque and straight
        object.__setattr__(self, "hides", (0, 0, *self.size) if whole else None)

    def paint(self, target: Target) -> None:
        """See `Op`."""
        array = self.resample(self.picture.pixels.array)
        target.replace(array)

    def shapes(self) -> list[Shape]:
        """See `Op`."""
        return [group(self.picture, self.matrix, 255) | {"smooth": self.smooth}]


def group(picture: Picture, matrix: Matrix, alpha: int) -> Shape:
    """A picture as one shape, at another place."""
    shape: Shape = {"kind": "group", "shapes": picture.shapes}
    shape["clip"] = [0, 0, *picture.size]
    if matrix != (1, 0, 0, 1, 0, 0):
        shape["matrix"] = [round(value, 6) for value in matrix]
    if alpha < 255:
        shape["alpha"] = round(alpha / 255, 4)
    return shape


def new_array(size: tuple[int, int], has_alpha: bool) -> Array:
    """Pixels that nobody has drawn to."""
    array = np.zeros((size[1], size[0], 4), np.uint8)
    if not has_alpha:
        array[..., 3] = 255
    return array


def pruned(ops: Sequence[Op], box: Box) -> list[Op]:
    """Those of which anything can be seen.

    Args:
        ops: In the order in which they were drawn.
        box: All of the surface.
    """
    kept: list[Op] = []
    hidden = np.zeros((box[3], box[2]), np.bool_)
    for op in reversed(ops):
        left, top, right, bottom = intersection(op.bounds, box)
        if hidden[top:bottom, left:right].all():
            continue
        kept.append(op)
        if op.hides is not None:
            left, top, right, bottom = intersection(op.hides, box)
            hidden[top:bottom, left:right] = True
            if op.covers(box):
                break
    kept.reverse()
    return kept


def _background(size: tuple[int, int]) -> Shape:
    return Fill((0, 0, *size), _BLACK).shapes()[0]
