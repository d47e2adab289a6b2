"""The window of an environment that shows itself, which is the canvas of the game.

It is that of the stand-in for pygame, `gymbrowser.standin.pygame`: what was drawn there is told as
a list of shapes and pixels, so that the page can draw it sharply at every size.
"""

import sys
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gymbrowser.bridge.errors import GameError


class Window:
    """What the environment's window shows.

    Attributes:
        images: Number to pixels, uint8 of shape [height, width, 4], that the last scene names.
    """

    def __init__(self) -> None:
        self.images: dict[int, NDArray[np.uint8]] = {}
        # An earlier game may have left a picture behind.
        self._seen = 0 if self._display is None else self._display.frames_shown()

    def scene(self, render: Callable[[], object]) -> str:
        """Return the JSON of what is shown now.

        Args:
            render: Called if nothing was shown since the last time: most environments show each
                state by themselves.

        Raises:
            GameError: if nothing was shown even then.
        """
        if self._display is None or self._display.frames_shown() == self._seen:
            render()
        display = self._display
        shown = None if display is None else display.shown_scene()
        if display is None or shown is None:
            raise GameError(
                "The environment did not show itself: in `render_mode: human` it must draw by "
                "pygame and call `pygame.display.flip()` or `update()`. If it draws by something "
                "else, or by the real pygame-ce, take `view: {render_mode: rgb_array}`."
            )
        self._seen = display.frames_shown()
        scene, self.images = shown
        return str(scene)

    @property
    def _display(self) -> Any:
        """The stand-in's `pygame.display`; None if that is not what was imported."""
        display = sys.modules.get("pygame.display")
        return display if hasattr(display, "shown_scene") else None
