"""How large a canvas has to be, in CSS pixels, for the pictures of a game."""

import json
import re
from collections import Counter

import numpy as np

from gymbrowser.environment.findings import UnusableError
from gymbrowser.environment.scenes import NO_ASSETS, Assets, check_scene

_CELL = (20, 40)
"""Width and height of a character of a long text, for example of 80 columns and 24 lines."""
_ENLARGED = 2.0
"""Characters of a short text are at most so many times as large."""
_SHORT = (720, 480)
"""What an enlarged text may fill: the width of a page, and most of a laptop's height."""
_ROOM = 24
"""Columns up to which a board is put into the middle, whatever is written above it."""
_CODE = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")
"""Control sequences (ECMA-48, 5.4) take no room."""


class Canvas:
    """Holds every picture that it was shown."""

    def __init__(self, *, is_text: bool, assets: Assets = NO_ASSETS) -> None:
        """`is_text`: The pictures are texts for a terminal, and not draw lists as text."""
        self._assets = assets
        self._text = _TextBlock() if is_text else None
        self._size = (1, 1)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        return self._size if self._text is None else self._text.size

    def hold(self, picture: object) -> None:
        """Look at one more picture.

        Raises:
            UnusableError: It is none, or has an image that exp.yml does not name.
        """
        if isinstance(picture, np.ndarray):
            self._grow(picture.shape[1], picture.shape[0])
        elif isinstance(picture, str) and self._text is not None:
            self._text.hold(picture)
        elif isinstance(picture, str):
            scene = json.loads(picture)
            check_scene(scene, self._assets)
            self._grow(round(scene["width"]), round(scene["height"]))
        else:
            raise UnusableError(
                f"`render` gave {type(picture).__name__}, which cannot be shown",
                why="An array of shape (height, width, 3) and dtype uint8, a text or a draw list "
                "can.",
                remedy="Set `view.render_mode`, or write a `view.draw` function.",
            )

    def _grow(self, width: int, height: int) -> None:
        self._size = (max(self._size[0], width), max(self._size[1], height))


class _TextBlock:
    """The size of texts in characters; `view/ansi.ts` puts them onto the canvas."""

    def __init__(self) -> None:
        self._columns = self._lines = 1
        self._board: int | None = None

    def hold(self, text: str) -> None:
        widths = [len(line) for line in _CODE.sub("", text).splitlines()] or [0]
        self._columns = max(self._columns, *widths)
        self._lines = max(self._lines, len(widths))
        if self._board is None:
            self._board = _most_common(widths)

    @property
    def size(self) -> tuple[int, int]:
        board = self._board or self._columns
        columns = max(self._columns, min(_ROOM, 2 * self._columns - board))
        natural = columns * _CELL[0], self._lines * _CELL[1]
        fitting = min(room / size for room, size in zip(_SHORT, natural, strict=True))
        scale = min(_ENLARGED, max(1.0, fitting))
        return round(natural[0] * scale), round(natural[1] * scale)


def _most_common(widths: list[int]) -> int | None:
    """Of several that are as common, the largest; None where all lines are empty."""
    counts = Counter(width for width in widths if width > 0)
    return max(counts, key=lambda width: (counts[width], width), default=None)
