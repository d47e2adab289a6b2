"""When the frames of an episode were painted."""

import numpy as np
from numpy.typing import NDArray

from gymbrowser.data.columns import DamageError, doubles
from gymbrowser.data.episodes import Episode


def painted_times(episode: Episode, steps: int) -> NDArray[np.float64]:
    """By the `frames` records, which speak of any step at most once.

    Args:
        episode: Still packed.
        steps: How many steps of it have arrived.

    Returns:
        [steps], ms on the worker's clock; NaN where nothing was painted, or nothing is known of it.

    Raises:
        DamageError: A record does not follow the contract, or does not fit the steps.
    """
    painted = np.full(steps, np.nan)
    end = 0
    for header, record in ((frames.header, frames.record) for frames in episode.frames):
        if header.columns.get("painted") != "<f8":
            raise DamageError("the header does not say <f8 for the column 'painted'")
        if record.first < end:
            raise DamageError(f"frames begin at {record.first}, not at {end} or later")
        times = doubles(record.painted, record.count, "painted")
        end = record.first + record.count
        if end > steps and episode.end is not None:
            raise DamageError(f"there are {end} frames of {steps} steps")
        # Where a session broke off, the last steps may have been lost, and their frames not.
        known = painted[record.first : end]
        known[:] = times[: len(known)]
    return painted
