"""Fonts: there is one, in all sizes; whichever is named, letters are those of the page."""

import math
from collections.abc import Callable
from typing import Any

from ._missing import refuse_others
from ._raster import Rgba
from ._text import Text, width_of
from .color import rgba_of
from .constants import SRCALPHA
from .surface import Surface

_DEFAULT_FONT = "freesansbold.ttf"
_OWN_SCALE = 0.6875
"""By what pygame makes its own font smaller than it is asked for."""


class Font:
    """A font of one size.

    Args:
        name: A file or a name; None is pygame's own font.
        size: In pixels, as pygame counts it.
    """

    def __init__(self, name: Any = None, size: float = 20) -> None:
        own = name is None or str(name) == _DEFAULT_FONT
        self._em = max(int(size * _OWN_SCALE) if own else int(size), 1)
        self.bold = own
        self.italic = self.underline = self.strikethrough = False

    def size(self, text: str) -> tuple[int, int]:
        """Width and height of a line in pixels."""
        return math.ceil(width_of(text, self._em, bold=self.bold)), self.get_height()

    def render(
        self, text: str, antialias: Any, color: Any, bgcolor: Any = None, *_: Any
    ) -> Surface:
        """A surface that holds a line of text."""
        del antialias
        surface = Surface(self.size(text), SRCALPHA)
        if bgcolor is not None:
            surface.fill(rgba_of(bgcolor))
        rgba: Rgba = rgba_of(color)
        surface._draw(Text(text, 0, self.get_ascent(), self._em, rgba, self.bold))
        return surface

    def get_height(self) -> int:
        """Of a line, in pixels."""
        return self._em if self.bold else math.ceil(1.15 * self._em)

    def get_linesize(self) -> int:
        """From line to line, in pixels."""
        return math.ceil(1.1 * self._em)

    def get_ascent(self) -> int:
        """From the top of a line to what its letters stand on."""
        return math.ceil(0.8 * self._em if self.bold else 0.9 * self._em)

    def get_descent(self) -> int:
        """Below that, as a negative number."""
        return self.get_ascent() - self.get_height()

    def set_bold(self, value: bool) -> None:
        """Make it bold."""
        self.bold = bool(value)

    def set_italic(self, value: bool) -> None:
        """Noted, and not shown."""
        self.italic = bool(value)

    def set_underline(self, value: bool) -> None:
        """Noted, and not shown."""
        self.underline = bool(value)

    __getattr__: Callable[..., Any] = staticmethod(refuse_others("font.Font"))


FontType = Font


def init() -> None:
    """Nothing to prepare."""


def quit() -> None:  # noqa: A001
    """Nothing to free."""


def get_init() -> bool:
    """Always."""
    return True


def get_default_font() -> str:
    """The file of pygame's own font."""
    return _DEFAULT_FONT


def get_fonts() -> list[str]:
    """No names: whichever is asked for, it is the font that there is."""
    return []


def match_font(*_: Any) -> str:
    """The font that there is."""
    return _DEFAULT_FONT


def SysFont(name: Any, size: float, bold: Any = False, *_: Any) -> Font:  # noqa: N802
    """A font of a name."""
    font = Font(name or "", size)
    font.bold = font.bold or bool(bold)
    return font


__getattr__ = refuse_others("pygame.font")
