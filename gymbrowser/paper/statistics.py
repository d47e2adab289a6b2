"""Means, and how sure one can be of them."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gymbrowser.paper.model import Estimate, Numbers

RESAMPLES = 2000
SEED = 20_260_101
"""The same data give the same intervals, whatever else is in the report."""
CONFIDENCE = 0.95

_ROOM = 2_000_000
"""Draws that are made at once."""

METHOD = (
    f"Intervals are {CONFIDENCE:.0%} percentile bootstrap intervals of the mean over participants: "
    f"{RESAMPLES} resamples of whole participants, drawn by PCG64 from the seed {SEED}. "
    "With fewer than about 20 participants they are narrower than they should be."
)
"""Source: Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13."""

type Floats = NDArray[np.float64]


def estimates(values: Floats) -> list[Estimate]:
    """The mean of each column with its interval; participants are resampled, not their numbers.

    Args:
        values: [participants, columns]; what is not finite counts as missing.
    """
    known = np.isfinite(values)
    filled = np.where(known, values, 0.0)
    low, high = _intervals(filled, known)
    return [_estimate(values[known[:, k], k], low[k], high[k]) for k in range(values.shape[1])]


def estimate(values: Sequence[float]) -> Estimate:
    """The mean of one number of each participant."""
    return estimates(np.array(values, float).reshape(-1, 1))[0]


def numbers(values: Sequence[float]) -> Numbers:
    """How numbers are spread, without the smallest and the largest: these are somebody's.

    Args:
        values: At least one, all finite.
    """
    given = np.array(values, float)
    q1, median, q3 = np.quantile(given, [0.25, 0.5, 0.75])
    return Numbers(
        mean=_mean(given),
        sd=_sd(given),
        q1=_finite(q1),
        median=_finite(median),
        q3=_finite(q3),
    )


def median(values: Sequence[float]) -> float | None:
    """None of no values."""
    return _finite(np.median(np.array(values, float))) if values else None


def quantile(values: Sequence[float], share: float) -> float | None:
    """Between two values it lies on the line; None of no values."""
    return _finite(np.quantile(np.array(values, float), share)) if values else None


def _intervals(filled: Floats, known: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """[columns] each: NaN where there is nothing to resample."""
    count = len(filled)
    if count < 2:
        nothing = np.full(filled.shape[1], np.nan)
        return nothing, nothing
    random = np.random.default_rng(SEED)
    weights = known.astype(np.float64)
    block = max(1, min(RESAMPLES, _ROOM // count))
    means = np.concatenate(
        [
            _means(_counts(random, min(block, RESAMPLES - done), count), filled, weights)
            for done in range(0, RESAMPLES, block)
        ]
    )
    tail = (1 - CONFIDENCE) / 2
    low, high = np.full((2, filled.shape[1]), np.nan)
    for column in np.flatnonzero(known.sum(axis=0) > 1):
        drawn = means[:, column]
        if np.isfinite(drawn).any():  # the sums of a stranger's numbers may all be too large
            low[column], high[column] = np.quantile(drawn[np.isfinite(drawn)], [tail, 1 - tail])
    return low, high


def _counts(random: np.random.Generator, resamples: int, count: int) -> Floats:
    """[resamples, participants]: how often each was drawn."""
    drawn = random.integers(0, count, (resamples, count))
    drawn += np.arange(resamples)[:, None] * count
    return np.bincount(drawn.ravel(), minlength=resamples * count).reshape(-1, count).astype(float)


def _means(counts: Floats, filled: Floats, weights: Floats) -> Floats:
    """[resamples, columns]: NaN where nobody was drawn who has a value."""
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        return np.asarray((counts @ filled) / (counts @ weights))


def _estimate(given: Floats, low: float, high: float) -> Estimate:
    if len(given) == 0:
        return Estimate(n=0, mean=None, sd=None, low=None, high=None)
    return Estimate(
        n=len(given),
        mean=_mean(given),
        sd=_sd(given),
        low=_finite(low),
        high=_finite(high),
    )


def _mean(given: Floats) -> float | None:
    """None where the sum is too large to be one."""
    with np.errstate(over="ignore", invalid="ignore"):
        return _finite(given.mean())


def _sd(given: Floats) -> float | None:
    """Of the sample: with n - 1."""
    with np.errstate(over="ignore", invalid="ignore"):
        return _finite(given.std(ddof=1)) if len(given) > 1 else None


def _finite(value: float | np.floating) -> float | None:
    return float(value) if np.isfinite(value) else None
