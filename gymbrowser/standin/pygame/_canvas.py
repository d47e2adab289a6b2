"""What is drawn to a surface: noted, and made pixels only if somebody looks at those."""

import sys
from typing import Any, Self

from ._ops import Clipped, Op
from ._picture import Blit, Picture, Pixels, pruned
from ._raster import Array, Box, Rgba, Target, contains
from .color import rgba_of
from .rect import Rect

_MANY = 128
"""So many notes are looked through for what is hidden by later ones."""
_TOO_MANY = 4096
"""A surface that is never cleared, and of which everything can be seen, is made pixels."""

_OURS = 2
"""References that CPython counts of an attribute while it counts them; a view has one more."""


class Canvas:
    """The part of a surface that the modules of this package use, and no environment does."""

    @classmethod
    def _of(cls, picture: Picture) -> Self:
        """A new one that shows a picture."""
        canvas = cls.__new__(cls)
        canvas._begin(picture.size, has_alpha=picture.has_alpha)
        canvas._picture = picture
        canvas._base = picture.base
        canvas._ops = list(picture.ops)
        return canvas

    def _begin(self, size: tuple[int, int], *, has_alpha: bool) -> None:
        self._size = size
        self._has_alpha = has_alpha
        self._base: Pixels | None = None
        self._ops: list[Op] = []
        self._look_at = _MANY
        self._array: Array | None = None  # handed out: whoever has it may change it at any time
        self._picture: Picture | None = None
        self._clip: Rect | None = None
        self._alpha = 255
        self._colorkey: Rgba | None = None
        self._keyed: tuple[Picture, Rgba, Picture] | None = None
        self._parent: tuple[Self, int, int] | None = None
        self._whole: Picture | None = None  # what the parent showed, of which `_picture` is a part

    def _stored(self, color: Any) -> Rgba:
        """A colour as it is kept: one without alpha keeps none."""
        rgba = rgba_of(color)
        return rgba if self._has_alpha else (*rgba[:3], 255)

    def _draw(self, op: Op) -> None:
        """Note something that was drawn."""
        if self._clip is not None and not contains(box_of(self._clip), op.bounds):
            op = Clipped(op, box_of(self._clip))
        if self._parent is not None:
            parent, x, y = self._parent
            parent._draw(Clipped(op, (x, y, x + self._size[0], y + self._size[1]), x, y))
            return
        self._take_back()
        self._picture = None
        whole = 0, 0, *self._size
        if op.covers(whole):
            self._base = None
            self._ops.clear()
            self._look_at = _MANY
        self._ops.append(op)
        if len(self._ops) >= self._look_at:
            self._tidy()

    def _tidy(self) -> None:
        self._ops = pruned(self._ops, (0, 0, *self._size))
        self._look_at = max(_MANY, 2 * len(self._ops))
        if len(self._ops) >= _TOO_MANY:
            self._base, self._ops, self._look_at = self._now().pixels, [], _MANY

    def _now(self) -> Picture:
        """What it shows at this moment."""
        if self._parent is not None:
            parent, x, y = self._parent
            whole = parent._now()
            if self._picture is None or self._whole is not whole:
                part = Blit(whole, -x, -y)
                self._whole = whole
                self._picture = Picture(self._size, self._has_alpha, None, (part,))
            return self._picture
        self._take_back()
        if self._array is not None:
            return Picture(self._size, self._has_alpha, Pixels(self._pixels().copy()))
        if self._picture is None:
            self._picture = Picture(self._size, self._has_alpha, self._base, tuple(self._ops))
        return self._picture

    def _shown(self) -> Picture:
        """The same, as it looks on another surface."""
        picture = self._now()
        if self._colorkey is None:
            return picture
        # Made once, so that the pixels keep their number: the page has them already.
        if self._keyed is None or self._keyed[:2] != (picture, self._colorkey):
            array = picture.pixels.array.copy()
            array[(array[..., :3] == self._colorkey[:3]).all(axis=2)] = 0
            shown = Picture(self._size, True, Pixels(array))
            self._keyed = picture, self._colorkey, shown
        return self._keyed[2]

    def _pixels(self) -> Array:
        """Its pixels, for somebody who may change them."""
        if self._parent is not None:
            parent, x, y = self._parent
            return parent._pixels()[y : y + self._size[1], x : x + self._size[0]]
        if self._array is None:
            self._array = self._now().pixels.array.copy()
            self._ops.clear()
        target = Target(self._array, self._has_alpha, (0, 0, *self._size))
        for op in self._ops:
            op.paint(target)
        self._base, self._picture = None, None
        self._ops.clear()
        return self._array

    def _take_back(self) -> None:
        """Own the pixels again that were handed out, as soon as nobody has them any more."""
        if self._array is not None and sys.getrefcount(self._array) <= _OURS:
            self._base, self._array = Pixels(self._array), None


def box_of(rect: Rect) -> Box:
    """The pixels of a rectangle."""
    return rect.left, rect.top, rect.right, rect.bottom
