"""The window: in a gymbrowser site it is the game's canvas."""

import json
from collections.abc import Sequence
from typing import Any

from ._missing import refuse_others
from ._picture import Picture, Pixels
from ._raster import Array
from .surface import Surface


class _Window:
    """The only one that there is.

    Attributes:
        surface: What is drawn to it; None before it is opened.
        flips: How often one was shown, this one or one that was closed.
        shown: What it showed last.
    """

    def __init__(self) -> None:
        self.flips = 0
        self.close()

    def close(self) -> None:
        """Forget what was drawn."""
        self.surface: Surface | None = None
        self.shown: Picture | None = None
        self.caption = "pygame window"
        self.ready = False


_window = _Window()


def frames_shown() -> int:
    """How often a picture was shown; for gymbrowser, which puts it on the canvas."""
    return _window.flips


def shown_scene() -> tuple[str, dict[int, Array]] | None:
    """What was shown last, for gymbrowser.

    Returns:
        The JSON of a scene of `gymbrowser.draw`, whose shapes of the kind `pixels` name their
        pixels by a number; and number to uint8 of shape [height, width, 4]. None before `flip`.
    """
    picture = _window.shown
    if picture is None:
        return None
    images: dict[int, Array] = {}

    def named(value: Any) -> int:
        if not isinstance(value, Pixels):
            raise TypeError(f"a scene cannot hold a {type(value).__name__}")
        images[value.id] = value.array
        return value.id

    width, height = picture.size
    scene = {"width": width, "height": height, "background": "black", "shapes": picture.shapes}
    return json.dumps(scene, default=named, separators=(",", ":")), images


def init() -> None:
    """Nothing: there is no window to prepare for."""
    _window.ready = True


def quit() -> None:  # noqa: A001
    """Close the window."""
    _window.close()


def get_init() -> bool:
    """Whether `init` was called."""
    return _window.ready


def set_mode(size: Sequence[float] = (0, 0), flags: int = 0, *_: Any, **__: Any) -> Surface:
    """Open the window.

    Args:
        size: Width and height in pixels; it is scaled to fit the page.
        flags: Of no effect.
    """
    del flags
    width, height = (int(part) for part in size)
    _window.ready = True
    _window.surface = Surface((width or 640, height or 480))
    return _window.surface


def get_surface() -> Surface | None:
    """What is drawn to."""
    return _window.surface


def flip() -> None:
    """Show what was drawn."""
    if _window.surface is None:
        raise RuntimeError("Display mode not set: call pygame.display.set_mode first")
    _window.shown = _window.surface._now()
    _window.flips += 1


def update(*_: Any) -> None:
    """Show what was drawn: all of it, whatever rectangles are named."""
    flip()


def set_caption(title: str, icontitle: str | None = None) -> None:
    """Nothing that shows: the page has a title of its own."""
    del icontitle
    _window.caption = title


def get_caption() -> tuple[str, str]:
    """What was set."""
    return _window.caption, _window.caption


def set_icon(surface: Surface) -> None:
    """Nothing: the page has an icon of its own."""


def get_driver() -> str:
    """What draws."""
    return "gymbrowser"


def get_active() -> bool:
    """Whether the window is open."""
    return _window.surface is not None


def get_window_size() -> tuple[int, int]:
    """Width and height in pixels."""
    return (0, 0) if _window.surface is None else _window.surface.get_size()


__getattr__ = refuse_others("pygame.display")
