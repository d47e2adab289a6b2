"""Pictures in files."""

import os
from contextlib import suppress
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from ._missing import MissingError, refuse, refuse_others
from ._picture import Picture, Pixels
from ._png import SIGNATURE, InterlacedError, decode, encode
from .surface import Surface

_KEPT = 256
"""Files; some environments load theirs for every frame."""


def load(file: Any, namehint: str = "") -> Surface:
    """Read a PNG; other formats if the site has Pillow.

    Raises:
        FileNotFoundError: There is no such file.
        MissingError: It is in another format.
        ValueError: It is damaged.
    """
    del namehint
    if hasattr(file, "read"):
        return Surface._of(_read(file.read()))
    path = os.fspath(file)
    if not Path(path).exists():
        raise FileNotFoundError(f"No file '{path}' found in working directory '{Path.cwd()}'.")
    return Surface._of(_load(str(path), Path(path).stat().st_mtime_ns))


def save(surface: Surface, file: Any, namehint: str = "") -> None:
    """Write a PNG."""
    name = namehint or (os.fspath(file) if isinstance(file, str | os.PathLike) else "png")
    if not str(name).lower().endswith("png"):
        refuse("image.save to other formats than PNG")
    content = encode(surface._now().pixels.array)
    if hasattr(file, "write"):
        file.write(content)
    else:
        Path(file).write_bytes(content)


def tobytes(surface: Surface, format: str, flipped: bool = False) -> bytes:  # noqa: A002
    """The pixels row by row, as `RGB` or `RGBA`."""
    if format not in ("RGB", "RGBA"):
        refuse(f"image.tobytes of the format {format}")
    array = surface._now().pixels.array[:: -1 if flipped else 1]
    return array[..., : len(format)].tobytes()


def frombytes(data: bytes, size: Any, format: str, flipped: bool = False) -> Surface:  # noqa: A002
    """A surface of pixels row by row, `RGB` or `RGBA`."""
    if format not in ("RGB", "RGBA"):
        refuse(f"image.frombytes of the format {format}")
    width, height = int(size[0]), int(size[1])
    given = np.frombuffer(data, np.uint8).reshape(height, width, len(format))
    pixels = np.full((height, width, 4), 255, np.uint8)
    pixels[..., : len(format)] = given[:: -1 if flipped else 1]
    return Surface._of(Picture((width, height), format == "RGBA", Pixels(pixels)))


tostring, fromstring, frombuffer = tobytes, frombytes, frombytes


@lru_cache(_KEPT)
def _load(path: str, changed: int) -> Picture:
    del changed  # when the file was: another file has another key
    try:
        return _read(Path(path).read_bytes())
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error


def _read(data: bytes) -> Picture:
    if data.startswith(SIGNATURE):
        with suppress(InterlacedError):
            png = decode(data)
            height, width = png.pixels.shape[:2]
            return Picture((width, height), png.has_alpha, Pixels(png.pixels))
    return _read_by_pillow(data)


def _read_by_pillow(data: bytes) -> Picture:
    try:
        from PIL import Image  # in a site only where exp.yml requires it
    except ImportError:
        raise MissingError(
            "The stand-in for pygame reads PNG files that are not interlaced: save the picture as "
            "such a file, or add `pillow` to `environment.requirements` in exp.yml."
        ) from None
    with Image.open(BytesIO(data)) as image:
        has_alpha = "A" in image.getbands() or "transparency" in image.info
        pixels = np.asarray(image.convert("RGBA"))
    return Picture((pixels.shape[1], pixels.shape[0]), has_alpha, Pixels(pixels))


__getattr__ = refuse_others("pygame.image")
