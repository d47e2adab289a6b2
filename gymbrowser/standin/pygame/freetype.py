"""Fonts by the interface of FreeType, whose rectangles hold the ink of a line and no more."""

import math
from collections.abc import Callable
from typing import Any

from ._missing import refuse_others
from ._text import Text, width_of
from .color import Color, rgba_of
from .constants import SRCALPHA
from .font import get_default_font
from .rect import Rect
from .surface import Surface

_CAPITALS, _SMALL, _BELOW = 0.73, 0.55, 0.21
"""Of the em: the height of tall letters, of others, and what some have below the line."""
_DESCENDING = frozenset("gjpqy,;Q()[]{}|")
_LOW = frozenset("acegmnopqrsuvwxyz,.-+=:;")

STYLE_DEFAULT = STYLE_NORMAL = 0


class Font:
    """A font.

    Args:
        file: A file or a name; None is pygame's own font.
        size: Of the em, in pixels, where a call names none.
    """

    def __init__(self, file: Any = None, size: float = 0, *_: Any, **__: Any) -> None:
        self.size = size
        self.name = str(file or get_default_font())
        self.fgcolor = Color(0, 0, 0)
        self.antialiased = True
        self.strong = False

    def get_rect(self, text: str, style: int = 0, rotation: int = 0, size: float = 0) -> Rect:
        """The ink of a line: its size, and how high it stands above the line as y."""
        del style, rotation
        em = size or self.size
        tall = _SMALL if _LOW.issuperset(text) else _CAPITALS
        above = math.ceil(tall * em)
        below = math.ceil(_BELOW * em) if _DESCENDING.intersection(text) else 0
        return Rect(0, above, math.ceil(width_of(text, em, bold=True)), above + below)

    def render(
        self,
        text: str,
        fgcolor: Any = None,
        bgcolor: Any = None,
        style: int = 0,
        rotation: int = 0,
        size: float = 0,
    ) -> tuple[Surface, Rect]:
        """A surface that holds the ink of a line, and its rectangle."""
        area = self.get_rect(text, style, rotation, size)
        surface = Surface(area.size, SRCALPHA)
        self.render_to(surface, (0, 0), text, fgcolor, bgcolor, style, rotation, size)
        return surface, area

    def render_to(
        self,
        surf: Surface,
        dest: Any,
        text: str,
        fgcolor: Any = None,
        bgcolor: Any = None,
        style: int = 0,
        rotation: int = 0,
        size: float = 0,
    ) -> Rect:
        """Write a line whose ink begins at a place."""
        area = self.get_rect(text, style, rotation, size)
        x, y = int(dest[0]), int(dest[1])
        if bgcolor is not None:
            surf.fill(bgcolor, Rect(x, y, *area.size))
        rgba = rgba_of(self.fgcolor if fgcolor is None else fgcolor)
        surf._draw(Text(text, x, y + area.y, size or self.size, rgba))
        return Rect(x, y, *area.size)

    def get_sized_ascender(self, size: float = 0) -> int:
        """From the top of a line to what its letters stand on."""
        return math.ceil(0.8 * (size or self.size))

    def get_sized_height(self, size: float = 0) -> int:
        """Of a line."""
        return math.ceil(1.08 * (size or self.size))

    __getattr__: Callable[..., Any] = staticmethod(refuse_others("freetype.Font"))


def init(*_: Any) -> None:
    """Nothing to prepare."""


def quit() -> None:  # noqa: A001
    """Nothing to free."""


def get_init() -> bool:
    """Always."""
    return True


def SysFont(name: Any, size: float, *_: Any, **__: Any) -> Font:  # noqa: N802
    """A font of a name."""
    return Font(name, size)


__getattr__ = refuse_others("pygame.freetype")
