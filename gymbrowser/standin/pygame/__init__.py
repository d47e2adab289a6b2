"""A stand-in for pygame, in pure Python, for environments that use pygame to draw.

It notes what is drawn to surfaces. A gymbrowser site replays that as vectors on its canvas when the
environment shows its window (`display.flip`); whoever asks for an array gets pixels. Events, keys
and sound are not its business: the page has them. What it lacks it refuses by name.

The interface is that of pygame-ce 2.5; nothing of it is copied.
"""

from typing import Never

from . import (
    color,
    constants,
    display,
    draw,
    event,
    font,
    freetype,
    gfxdraw,
    image,
    key,
    locals,  # noqa: A004
    math,
    mouse,
    rect,
    surface,
    surfarray,
    time,
    transform,
)
from ._missing import MissingError, refuse_other_submodules, refuse_others
from .color import Color
from .constants import *  # noqa: F403
from .math import Vector2
from .rect import Rect
from .surface import Surface, SurfaceType

__version__ = "2.5.8"
"""Of the pygame-ce whose interface it has."""

error = RuntimeError
ver = __version__


class _Version:
    ver = __version__
    vernum = 2, 5, 8


version = _Version()
IS_CE = 1


def init() -> tuple[int, int]:
    """Nothing to prepare but the clock."""
    time.begin()
    display.init()
    return 5, 0


def quit() -> None:  # noqa: A001
    """Close the window."""
    display.quit()


def get_init() -> bool:
    """Whether there is a window, or will be."""
    return display.get_init()


def __getattr__(name: str) -> Never:
    refuse_others("pygame")(name)


refuse_other_submodules()

__all__ = [
    *constants.__all__,
    "Color",
    "MissingError",
    "Rect",
    "Surface",
    "SurfaceType",
    "Vector2",
    "color",
    "display",
    "draw",
    "error",
    "event",
    "font",
    "freetype",
    "get_init",
    "gfxdraw",
    "image",
    "init",
    "key",
    "locals",
    "math",
    "mouse",
    "quit",
    "rect",
    "surface",
    "surfarray",
    "time",
    "transform",
    "version",
]
