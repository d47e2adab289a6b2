"""Lines of text: as text in a scene, and as pixels by letters that lie here as small pictures.

Widths are those of Helvetica Bold, which pygame's own font (FreeSans Bold), Arial and Liberation
Sans have too, so that text ends where the environment expects it on every machine.
"""

import base64
import zlib
from dataclasses import dataclass, field
from functools import cache

import numpy as np
from numpy.typing import NDArray

from ._glyphs import CELL_HEIGHT, EM, GLYPHS
from ._ops import Op
from ._raster import Box, Rgba, Target
from ._resample import smooth
from ._vectors import Shape, css

_WIDTHS = (
    "278 333 474 556 556 889 722 238 333 333 389 584 278 333 278 278 "  # space to /
    "556 556 556 556 556 556 556 556 556 556 333 333 584 584 584 611 "  # 0 to ?
    "975 722 722 722 722 667 611 778 722 278 556 722 611 833 722 778 "  # @ to O
    "667 778 722 667 611 722 667 944 667 667 611 333 278 333 584 556 "  # P to _
    "333 556 611 556 611 556 333 611 611 278 278 556 278 889 611 611 "  # ` to o
    "611 611 389 556 333 611 556 778 556 556 500 389 280 389 584"  # p to ~
)
_ADVANCES = {chr(32 + at): int(width) for at, width in enumerate(_WIDTHS.split())}
_OTHER = 611
"""Letters that are not in ASCII."""
_REGULAR = 0.93
"""A text that is not bold, as a part of the width of one that is."""
_ASCENT = 0.8
"""Of the em: from the top of a line to where its letters stand."""


def width_of(content: str, size: float, *, bold: bool) -> float:
    """The width of a line in pixels, `size` being that of the em."""
    units = sum(_ADVANCES.get(letter, _OTHER) for letter in content)
    return units * size / 1000 * (1 if bold else _REGULAR)


@dataclass(frozen=True)
class Text(Op):
    """A line of text.

    Args:
        content: Its letters.
        left: Where it begins.
        baseline: What its letters stand on.
        size: Of the em, in pixels.
        rgba: Its colour.
        bold: Whether it is bold.
    """

    content: str
    left: float
    baseline: float
    size: float
    rgba: Rgba
    bold: bool = True
    bounds: Box = field(init=False)

    def __post_init__(self) -> None:
        left, top = int(self.left) - 1, int(self.baseline - self.size) - 1
        right = int(self.left + self._width) + 2
        object.__setattr__(self, "bounds", (left, top, right, top + int(1.4 * self.size) + 3))

    @property
    def _width(self) -> float:
        return width_of(self.content, self.size, bold=self.bold)

    def paint(self, target: Target) -> None:
        """See `Op`."""
        line = _line(self.content)
        size = max(round(self._width), 1), max(round(line.shape[0] * self.size / EM), 1)
        scaled = smooth(line[..., None], size=size)[..., 0] / 255
        top = round(self.baseline - _ASCENT * self.size)
        target.cover(scaled, round(self.left), top, self.rgba)

    def shapes(self) -> list[Shape]:
        """See `Op`."""
        shape: Shape = {
            "kind": "letters",
            "x": round(self.left, 2),
            "baseline": round(self.baseline, 2),
            "content": self.content,
            "size": self.size,
            "fill": css(self.rgba),
            "bold": self.bold,
            "width": round(self._width, 2),
        }
        return [shape]


def _line(content: str) -> NDArray[np.uint8]:
    """The letters side by side in an em of `EM` pixels: how far each pixel is covered, 0 to 255."""
    letters = _letters()
    parts = [letters.get(letter, letters["?"]) for letter in content]
    empty = np.zeros((CELL_HEIGHT, 1), np.uint8)
    return np.concatenate(parts, axis=1) if parts else empty


@cache
def _letters() -> dict[str, NDArray[np.uint8]]:
    packed = np.frombuffer(zlib.decompress(base64.b85decode(GLYPHS)), np.uint8)
    values = np.stack([packed >> 4, packed & 15], axis=1).reshape(-1) * 17
    letters, at = {}, 0
    for letter, advance in _ADVANCES.items():
        width = round(advance * EM / 1000)
        letters[letter] = values[at : at + width * CELL_HEIGHT].reshape(CELL_HEIGHT, width)
        at += width * CELL_HEIGHT
    return letters
