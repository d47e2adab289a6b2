"""Surfaces, as pygame has them."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from ._canvas import Canvas, box_of
from ._missing import refuse, refuse_others
from ._ops import Clipped, Fill, Op
from ._picture import Blit, Picture, Pixels
from ._raster import Array, Rgba
from .color import Color, rgba_of
from .constants import SRCALPHA
from .rect import Rect


class Surface(Canvas):
    """A picture that is drawn to.

    Args:
        size: Width and height in pixels.
        flags: `SRCALPHA` if pixels may be transparent.
        depth: In bits, or a surface of the same format; of no effect.

    Raises:
        ValueError: The size is negative.
    """

    def __init__(self, size: Sequence[float], flags: int = 0, depth: Any = 0, *_: Any) -> None:
        width, height = int(size[0]), int(size[1])
        if width < 0 or height < 0:
            raise ValueError("Invalid resolution for Surface")
        self._begin((width, height), has_alpha=bool(flags & SRCALPHA))

    # What it is like

    def get_size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self._size

    def get_width(self) -> int:
        """In pixels."""
        return self._size[0]

    def get_height(self) -> int:
        """In pixels."""
        return self._size[1]

    size = property(get_size)
    width = property(get_width)
    height = property(get_height)

    def get_rect(self, **places: Any) -> Rect:
        """Its size, at (0, 0) or wherever attributes of a Rect say."""
        rect = Rect(0, 0, *self._size)
        for name, value in places.items():
            setattr(rect, name, value)
        return rect

    get_bounding_rect = get_rect

    def get_flags(self) -> int:
        """`SRCALPHA` or nothing."""
        return SRCALPHA if self._has_alpha else 0

    def get_bitsize(self) -> int:
        """Bits of a pixel."""
        return 32

    def get_bytesize(self) -> int:
        """Bytes of a pixel."""
        return 4

    def get_alpha(self) -> int | None:
        """How dense it is as a whole, 0 to 255."""
        return self._alpha

    def get_colorkey(self) -> Rgba | None:
        """The colour that can be seen through."""
        return self._colorkey

    def get_clip(self) -> Rect:
        """What can be drawn to."""
        return self.get_rect() if self._clip is None else self._clip.copy()

    def lock(self) -> None:
        """Nothing: a surface needs no lock."""

    unlock = lock

    def get_locked(self) -> bool:
        """Never."""
        return False

    def mustlock(self) -> bool:
        """Never."""
        return False

    def get_parent(self) -> "Surface | None":
        """The surface that this one is a part of."""
        return None if self._parent is None else self._parent[0]

    # What is drawn

    def set_alpha(self, value: float | None = None, flags: int = 0) -> None:
        """Make all of it less dense when it is laid onto others, 0 to 255."""
        del flags
        self._alpha = 255 if value is None else min(max(int(value), 0), 255)

    def set_colorkey(self, color: Any = None, flags: int = 0) -> None:
        """Let everything of a colour be seen through when it is laid onto others."""
        del flags
        self._colorkey = None if color is None else rgba_of(color)

    def set_clip(self, rect: Any = None) -> None:
        """Let nothing outside of a rectangle be drawn to."""
        self._clip = None if rect is None else Rect(rect).clip(self.get_rect())

    def fill(self, color: Any, rect: Any = None, special_flags: int = 0) -> Rect:
        """Replace all of it, or a rectangle, by a colour."""
        if special_flags:
            refuse("blending of Surface.fill (special_flags)")
        area = self.get_rect() if rect is None else Rect(rect).clip(self.get_clip())
        self._draw(Fill(box_of(area), self._stored(color)))
        return area

    def blit(
        self, source: "Surface", dest: Any = (0, 0), area: Any = None, special_flags: int = 0
    ) -> Rect:
        """Lay another surface over this one, as it is now."""
        if special_flags:
            refuse("blending of Surface.blit (special_flags)")
        x, y = int(dest[0]), int(dest[1])
        part = source.get_rect()
        if area is not None:
            asked = Rect(area)
            part = part.clip(asked)
            if part:  # what was asked for beside the source leaves its room free
                x, y = x + part.left - asked.left, y + part.top - asked.top
        op: Op = Blit(source._shown(), x - part.left, y - part.top, source._alpha)
        box = x, y, x + part.width, y + part.height
        self._draw(op if part.size == source.get_size() else Clipped(op, box))
        return Rect(x, y, *part.size).clip(self.get_clip())

    def blits(self, blit_sequence: Iterable[Sequence[Any]], doreturn: bool = True) -> list[Rect]:
        """Lay several surfaces over this one."""
        rects = [self.blit(*each) for each in blit_sequence]
        return rects if doreturn else []

    def set_at(self, place: Sequence[float], color: Any) -> None:
        """Change one pixel."""
        x, y = int(place[0]), int(place[1])
        self._draw(Fill((x, y, x + 1, y + 1), self._stored(color)))

    def get_at(self, place: Sequence[float]) -> Color:
        """The colour of one pixel.

        Raises:
            IndexError: It is outside.
        """
        x, y = int(place[0]), int(place[1])
        if not self.get_rect().collidepoint(x, y):
            raise IndexError("pixel index out of range")
        return Color(*(int(part) for part in self._now().pixels.array[y, x]))

    # What is made of it

    def copy(self) -> "Surface":
        """Another one that shows the same."""
        surface = Surface._of(self._now())
        surface._alpha, surface._colorkey = self._alpha, self._colorkey
        return surface

    def convert(self, *_: Any) -> "Surface":
        """One without alpha; that of the pixels is forgotten, and that of all of it."""
        picture = self._now()
        if self._has_alpha:
            array = picture.pixels.array.copy()
            array[..., 3] = 255
            picture = Picture(self._size, False, Pixels(array))
        surface = Surface._of(picture)
        surface._colorkey = self._colorkey
        return surface

    def convert_alpha(self, *_: Any) -> "Surface":
        """One with alpha."""
        if self._has_alpha and self._colorkey is None:
            return self.copy()
        surface = Surface(self._size, SRCALPHA)
        surface._draw(Blit(self._shown(), 0, 0))
        surface._alpha = self._alpha
        return surface

    def subsurface(self, *rect: Any) -> "Surface":
        """A part of it: what is drawn to one shows in both.

        Raises:
            ValueError: It would not lie in this one.
        """
        part = Rect(*rect)
        if not self.get_rect().contains(part):
            raise ValueError("subsurface rectangle outside surface area")
        surface = Surface.__new__(Surface)
        surface._begin(part.size, has_alpha=self._has_alpha)
        surface._parent = self, part.x, part.y
        surface._colorkey = self._colorkey
        if self._has_alpha:  # else pygame has it at its densest
            surface._alpha = self._alpha
        return surface

    def get_offset(self) -> tuple[int, int]:
        """Where it lies in the surface that it is a part of."""
        return (0, 0) if self._parent is None else self._parent[1:]

    def get_view(self, kind: str = "2") -> Array:
        """Its pixels, shape [width, height, 3]; not by other kinds."""
        if kind != "3":
            refuse(f"Surface.get_view({kind!r})")
        return self._pixels()[..., :3].transpose(1, 0, 2)

    __getattr__: Callable[..., Any] = staticmethod(refuse_others("Surface"))


SurfaceType = Surface
