"""Surfaces turned, mirrored and scaled: as vectors, and as pixels for whoever asks for those."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from . import _resample
from ._missing import refuse_others
from ._picture import Matrix, Picture, Transformed
from .math import _cos_sin
from .surface import Surface


def flip(surface: Surface, flip_x: Any, flip_y: Any) -> Surface:
    """Mirror it from left to right, upside down, or both."""
    width, height = surface.get_size()
    a, e = (-1, width) if flip_x else (1, 0)
    d, f = (-1, height) if flip_y else (1, 0)
    resample = partial(_resample.flipped, across=bool(flip_x), along=bool(flip_y))
    return _made(surface, (width, height), (a, 0, 0, d, e, f), resample)


def scale(surface: Surface, size: Sequence[float], dest_surface: Surface | None = None) -> Surface:
    """Bring it to a size; enlarged pixels stay squares."""
    return _scaled(surface, size, _resample.nearest, smooth=False, dest=dest_surface)


def smoothscale(
    surface: Surface, size: Sequence[float], dest_surface: Surface | None = None
) -> Surface:
    """Bring it to a size by averages and by blends of pixels."""
    return _scaled(surface, size, _resample.smooth, smooth=True, dest=dest_surface)


def scale_by(surface: Surface, factor: Any) -> Surface:
    """Scale it by a number, or by one across and one along."""
    return scale(surface, _times(surface, factor))


def smoothscale_by(surface: Surface, factor: Any) -> Surface:
    """See `scale_by` and `smoothscale`."""
    return smoothscale(surface, _times(surface, factor))


def scale2x(surface: Surface) -> Surface:
    """Twice as wide and high."""
    return scale_by(surface, 2)


def rotate(surface: Surface, angle: float) -> Surface:
    """Turn it counterclockwise, in degrees; it gets as large as it has to be."""
    return rotozoom(surface, angle, 1)


def rotozoom(surface: Surface, angle: float, factor: float) -> Surface:
    """Turn and scale it."""
    width, height = surface.get_size()
    cos, sin = _cos_sin(angle)
    size = (
        max(int(factor * (abs(width * cos) + abs(height * sin)) + 1e-6), 1),
        max(int(factor * (abs(width * sin) + abs(height * cos)) + 1e-6), 1),
    )
    a, b, c, d = factor * cos, -factor * sin, factor * sin, factor * cos
    e = size[0] / 2 - a * width / 2 - c * height / 2
    f = size[1] / 2 - b * width / 2 - d * height / 2
    matrix = (a, b, c, d, e, f)
    return _made(surface, size, matrix, partial(_resample.affine, size=size, matrix=matrix))


def _times(surface: Surface, factor: Any) -> tuple[float, float]:
    across, along = factor if isinstance(factor, Sequence) else (factor, factor)
    return surface.get_width() * across, surface.get_height() * along


def _scaled(
    surface: Surface, size: Sequence[float], kind: Any, *, smooth: bool, dest: Surface | None
) -> Surface:
    target = int(size[0]), int(size[1])
    if min(target) < 0:
        raise ValueError("Cannot scale to negative size")
    width, height = surface.get_size()
    matrix = target[0] / max(width, 1), 0, 0, target[1] / max(height, 1), 0, 0
    made = _made(surface, target, matrix, partial(kind, size=target), smooth=smooth)
    if dest is None:
        return made
    if dest.get_size() != target:
        raise ValueError("Destination surface not the given width or height.")
    dest._draw(made._ops[0])
    return dest


def _made(
    surface: Surface, size: tuple[int, int], matrix: Matrix, resample: Any, smooth: bool = False
) -> Surface:
    shown = surface._shown()
    straight = matrix[1] == matrix[2] == 0
    # Turned, it has corners that nothing is in.
    has_alpha = shown.has_alpha or not straight
    op = Transformed(shown, size, matrix, resample, smooth)
    if 0 in size:
        return Surface._of(Picture(size, has_alpha))
    made = Surface._of(Picture(size, has_alpha, None, (op,)))
    made._alpha = surface._alpha
    return made


__getattr__ = refuse_others("pygame.transform")
