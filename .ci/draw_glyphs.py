"""Draws the letters of gymbrowser/standin/pygame/_glyphs.py, by the font that Pillow carries.

Aileron by Sora Sagano, in the public domain (CC0 1.0).
"""

import base64
import textwrap
import zlib
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from gymbrowser.standin.pygame._text import _ADVANCES, _ASCENT

_TARGET = Path(__file__).parent.parent / "gymbrowser/standin/pygame/_glyphs.py"
_EM, _CELL_HEIGHT = 16, 18
_FINER = 8
_BOLDER = 3


def main() -> None:
    """Write the module."""
    packed = b"".join(_glyph(letter, round(a * _EM / 1000)) for letter, a in _ADVANCES.items())
    text = base64.b85encode(zlib.compress(packed, 9)).decode()
    lines = "\n".join(f'    "{line}"' for line in textwrap.wrap(text, 94))
    _TARGET.write_text(
        '"""Letters as small pictures, made by .ci/draw_glyphs.py: see there."""\n\n'
        f"EM = {_EM}\nCELL_HEIGHT = {_CELL_HEIGHT}\n\nGLYPHS = (\n{lines}\n)\n"
        '"""Four bits a pixel, row by row, letter by letter; zlib, Base85."""\n',
        encoding="utf-8",
    )


def _glyph(letter: str, width: int) -> bytes:
    font = ImageFont.load_default(_EM * _FINER)
    image = Image.new("L", (width * _FINER, _CELL_HEIGHT * _FINER))
    middle = width * _FINER / 2, _ASCENT * _EM * _FINER
    draw = ImageDraw.Draw(image)
    draw.text(middle, letter, 255, font, anchor="ms", stroke_width=_BOLDER)
    fine = np.asarray(image, np.float64).reshape(_CELL_HEIGHT, _FINER, width, _FINER)
    levels = np.rint(fine.mean(axis=(1, 3)) / 17).astype(np.uint8).reshape(-1)
    return bytes((levels[::2] << 4) | levels[1::2])


if __name__ == "__main__":
    main()
