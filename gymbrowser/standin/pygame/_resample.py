"""Pixels turned, mirrored and scaled, as pygame does it."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ._raster import Array

type Size = tuple[int, int]

_NEARLY = 1e-6
"""A whole number that was computed may be less than that below."""


def flipped(array: Array, *, across: bool, along: bool) -> Array:
    """Mirrored from left to right, upside down, or both."""
    return array[:: -1 if along else 1, :: -1 if across else 1]


def nearest(array: Array, *, size: Size) -> Array:
    """Brought to a size; each pixel is one of before."""
    rows, columns = (_chosen(array.shape[axis], size[1 - axis]) for axis in (0, 1))
    return array[rows[:, None], columns]


def smooth(array: Array, *, size: Size) -> Array:
    """Brought to a size by averages where it gets smaller, and by blends where it gets larger."""
    result = array.astype(np.float64)
    for axis, wanted in enumerate(size[::-1]):
        change = _averaged if wanted < array.shape[axis] else _blended
        result = change(np.moveaxis(result, axis, 0), wanted)
        result = np.floor(np.moveaxis(result, 0, axis) + _NEARLY)
    return np.clip(result, 0, 255).astype(np.uint8)


def affine(array: Array, *, size: Size, matrix: Any) -> Array:
    """Moved by a matrix: each pixel is one of before; where there was none it is transparent."""
    a, b, c, d, e, f = matrix
    determinant = a * d - b * c
    across, along = np.meshgrid(np.arange(size[0]) + 0.5 - e, np.arange(size[1]) + 0.5 - f)
    xs = np.floor((d * across - c * along) / determinant + 1e-9).astype(np.int64)
    ys = np.floor((a * along - b * across) / determinant + 1e-9).astype(np.int64)
    height, width = array.shape[:2]
    inside = (xs >= 0) & (xs < width) & (ys >= 0) & (ys < height)
    result = np.zeros((size[1], size[0], 4), np.uint8)
    result[inside] = array[ys[inside], xs[inside]]
    return result


def _chosen(count: int, wanted: int) -> NDArray[np.int64]:
    """Which of the old ones each new one is: the middle of each, in the fixed point of SDL."""
    step = (count << 16) // max(wanted, 1)
    return (step // 2 + np.arange(wanted) * step) >> 16


def _averaged(array: NDArray[np.float64], wanted: int) -> NDArray[np.float64]:
    """Along the first axis: each new value is the mean of what it covers."""
    count = array.shape[0]
    sums = np.zeros((count + 1, *array.shape[1:]))
    np.cumsum(array, axis=0, out=sums[1:])
    edges = np.arange(wanted + 1) * (count / wanted)
    whole = np.minimum(edges.astype(np.int64), count - 1)
    share = (edges - whole).reshape(-1, *[1] * (array.ndim - 1))
    at_edges = sums[whole] + share * array[whole]
    result: NDArray[np.float64] = np.diff(at_edges, axis=0) * (wanted / count)
    return result


def _blended(array: NDArray[np.float64], wanted: int) -> NDArray[np.float64]:
    """Along the first axis: each new value lies between two old ones."""
    count = array.shape[0]
    at = np.arange(wanted) * ((count - 1) / wanted)
    whole = np.minimum(at.astype(np.int64), max(count - 2, 0))
    share = (at - whole).reshape(-1, *[1] * (array.ndim - 1))
    following = array[np.minimum(whole + 1, count - 1)]
    result: NDArray[np.float64] = array[whole] * (1 - share) + following * share
    return result
