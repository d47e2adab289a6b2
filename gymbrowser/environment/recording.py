"""What of a game's observations is recorded: the rule, and what it takes of an episode.

The browser's recorder does the same (`js/src/worker/observations.ts`). This runs in the process of
the environment, where the contract's models are not: a rule is a plain ObservationRule.
"""

import hashlib
import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gymbrowser.bridge.layout import EXACT, Layout, Row, row_size

WHOLE_UP_TO_BYTES = 4096
"""An observation of more bytes is recorded as its SHA-256, unless the author says otherwise."""
KEY_FRAME_STEPS = 300
"""So far apart are the whole ones among those: 10 s at 30 steps a second."""

type Rule = Mapping[str, Any]


def recorded_of(wanted: Mapping[str, Any], layout: Layout) -> dict[str, Any]:
    """The contract's Recorded for one agent.

    Args:
        wanted: `record.observations` of the game step: `keep`, `every`, `key_frames`, `downsample`.
        layout: Of the agent's observation.
    """
    k = wanted["downsample"] if has_pixels(layout) else None
    sampled = [_sampled(field, k or 1) for field in layout]
    return {"rule": _rule(wanted, row_size(sampled), k or 1), "layout": sampled}


def has_pixels(layout: Layout) -> bool:
    """Whether a field is an array of pixels, see the contract's ObservationRule."""
    return any(_is_pixels(field) for field in layout)


class Selector:
    """Takes the observations of an episode one after the other, from `reset` on.

    Args:
        recorded: The contract's Recorded.
        whole: The layout of the observations.
    """

    def __init__(self, recorded: Mapping[str, Any], whole: Layout) -> None:
        rule = recorded["rule"]
        self._keep, self._every = rule["keep"], rule["every"]
        self._bytes = None if rule["downsample"] == 1 else _places(whole, rule["downsample"])
        self._size = row_size(whole)
        self._index = 0
        self._last = b""
        self.digest = b""
        """SHA-256 of the observation that was taken last; empty where none is recorded."""

    def take(self, row: Row) -> bytes | None:
        """The bytes to record of an observation; None where it is not recorded."""
        index, self._index = self._index, self._index + 1
        if self._keep == "key_frames":
            self.digest = hashlib.sha256(row).digest()
        if self._keep == "none" or index % self._every != 0:
            return None
        sample = row.tobytes() if self._bytes is None else self._sampled(row, self._bytes)
        if self._keep == "changed" and index > 0 and sample == self._last:
            return None
        self._last = sample
        return sample

    def _sampled(self, row: Row, places: NDArray[np.intp]) -> bytes:
        return row[places].tobytes() + row[self._size :].tobytes()


def _rule(wanted: Mapping[str, Any], size: int, k: int) -> dict[str, Any]:
    rule = {"keep": wanted["keep"], "every": 1, "downsample": k}
    if wanted["every"] is not None:
        return rule | {"keep": "every", "every": wanted["every"]}
    if wanted["key_frames"] is not None:
        return rule | {"keep": "key_frames", "every": wanted["key_frames"]}
    if wanted["keep"] is None and size > WHOLE_UP_TO_BYTES:
        return rule | {"keep": "key_frames", "every": KEY_FRAME_STEPS}
    return rule | {"keep": wanted["keep"] or "all"}


def _is_pixels(field: Mapping[str, Any]) -> bool:
    return field["dtype"] == "|u1" and len(field["shape"]) >= 2


def _steps(field: Mapping[str, Any], k: int) -> list[int]:
    """How far apart the elements are that are taken, for each axis."""
    shape = field["shape"]
    if not _is_pixels(field):
        return [1] * len(shape)
    longest = sorted(range(len(shape)), key=lambda axis: -shape[axis])[:2]
    return [k if axis in longest else 1 for axis in range(len(shape))]


def _sampled(field: Mapping[str, Any], k: int) -> dict[str, Any]:
    lengths = zip(field["shape"], _steps(field, k), strict=True)
    return {**field, "shape": [math.ceil(length / step) for length, step in lengths]}


def _places(whole: Layout, k: int) -> NDArray[np.intp]:
    """Where each byte of the sample lies in the observation."""
    parts, start = [], 0
    for field in (each for each in whole if each["dtype"] != EXACT):
        size = row_size([field])
        shape = (*field["shape"], np.dtype(field["dtype"]).itemsize)
        places = np.arange(start, start + size).reshape(shape)
        parts.append(places[tuple(slice(None, None, step) for step in _steps(field, k))].ravel())
        start += size
    return np.concatenate(parts)
