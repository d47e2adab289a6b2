"""Surfaces as arrays, whose first axis is x."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ._missing import refuse_others
from ._picture import Picture, Pixels
from ._raster import Array
from .surface import Surface


def pixels3d(surface: Surface) -> Array:
    """The pixels themselves: uint8 of shape [width, height, 3]; what is written to it shows."""
    return surface.get_view("3")


def array3d(surface: Surface) -> Array:
    """A copy of the pixels: uint8 of shape [width, height, 3]."""
    return surface._now().pixels.array[..., :3].transpose(1, 0, 2).copy()


def pixels_alpha(surface: Surface) -> Array:
    """Their alpha: uint8 of shape [width, height]; what is written to it shows."""
    return surface._pixels()[..., 3].T


def array_alpha(surface: Surface) -> Array:
    """A copy of their alpha: uint8 of shape [width, height]."""
    return surface._now().pixels.array[..., 3].T.copy()


def make_surface(array: NDArray[Any]) -> Surface:
    """A surface of an array of shape [width, height, 3].

    Raises:
        ValueError: It has another shape.
    """
    if array.ndim != 3 or array.shape[2] != 3:
        raise ValueError("must be a valid 3d array: of shape [width, height, 3]")
    width, height = array.shape[:2]
    pixels = np.full((height, width, 4), 255, np.uint8)
    pixels[..., :3] = array.transpose(1, 0, 2)
    return Surface._of(Picture((width, height), False, Pixels(pixels)))


def blit_array(surface: Surface, array: NDArray[Any]) -> None:
    """Replace all of a surface by an array of its shape."""
    if array.shape[:2] != surface.get_size():
        raise ValueError("array must match surface dimensions")
    surface.blit(make_surface(array), (0, 0))


__getattr__ = refuse_others("pygame.surfarray")
