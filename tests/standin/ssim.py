"""The structural similarity of two pictures (Wang, Bovik, Sheikh, Simoncelli 2004)."""

import numpy as np
from numpy.typing import NDArray

_WINDOW = 7
_C1, _C2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2


def ssim(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    """The mean over all windows of 7 × 7 pixels and all channels; 1 for equal pictures.

    Args:
        one: Shape [height, width, channels].
        other: The same shape.
    """
    x, y = one.astype(np.float64), other.astype(np.float64)
    mean_x, mean_y = _means(x), _means(y)
    # Of samples, as scikit-image has it.
    samples = _WINDOW**2 / (_WINDOW**2 - 1)
    var_x = samples * (_means(x * x) - mean_x**2)
    var_y = samples * (_means(y * y) - mean_y**2)
    covariance = samples * (_means(x * y) - mean_x * mean_y)
    above = (2 * mean_x * mean_y + _C1) * (2 * covariance + _C2)
    below = (mean_x**2 + mean_y**2 + _C1) * (var_x + var_y + _C2)
    return float((above / below).mean())


def _means(values: NDArray[np.float64]) -> NDArray[np.float64]:
    sums = np.pad(values, ((1, 0), (1, 0), (0, 0))).cumsum(0).cumsum(1)
    w = _WINDOW
    total = sums[w:, w:] - sums[:-w, w:] - sums[w:, :-w] + sums[:-w, :-w]
    means: NDArray[np.float64] = total / w**2
    return means
