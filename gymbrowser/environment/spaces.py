"""What of a space a policy in the ONNX format must know beyond the layout of its values."""

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
from gymnasium import spaces

type Said = dict[str, Any] | None


def categories_of(space: spaces.Space[Any]) -> list[Said]:
    """Return for each field of `layout_of(space)` its `sizes` and `starts`; None for numbers."""
    leaves = sorted(_leaves(space), key=_is_exact)
    return [_categories(leaf) for leaf in leaves]


def heads_of(space: spaces.Space[Any]) -> Said:
    """Return the sizes and starts of the choices that an action is; None where it is none."""
    return _categories(space)


def bounds_of(space: spaces.Space[Any]) -> Said:
    """Return the `low` and `high` of each number of a Box; None for other spaces.

    What has no bound is None.
    """
    if not isinstance(space, spaces.Box):
        return None
    low, high = (side.ravel().astype(np.float64).tolist() for side in (space.low, space.high))
    return {"low": [_finite(bound) for bound in low], "high": [_finite(bound) for bound in high]}


def _categories(space: spaces.Space[Any]) -> Said:
    match space:
        case spaces.Discrete():
            return {"sizes": [int(space.n)], "starts": [int(space.start)]}
        case spaces.MultiDiscrete():
            sizes, starts = space.nvec.ravel().tolist(), space.start.ravel().tolist()
            return {"sizes": sizes, "starts": starts}
    return None


def _leaves(space: spaces.Space[Any]) -> Iterable[spaces.Space[Any]]:
    match space:
        case spaces.Dict():
            for part in space.spaces.values():
                yield from _leaves(part)
        case spaces.Tuple():
            for part in space.spaces:
                yield from _leaves(part)
        case _:
            yield space


def _is_exact(space: spaces.Space[Any]) -> bool:
    """Such fields stand behind all others, see `gymbrowser.bridge.layout`."""
    arrays = (spaces.Discrete, spaces.Box, spaces.MultiDiscrete, spaces.MultiBinary)
    return not isinstance(space, arrays)


def _finite(bound: float) -> float | None:
    return bound if math.isfinite(bound) else None
