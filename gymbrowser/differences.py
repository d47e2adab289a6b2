"""An agent's part of an episode beside what came of it when it was run again."""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gymbrowser.contract.wire import Layout
from gymbrowser.data.columns import Value, unpack
from gymbrowser.data.trajectory import Trajectory


@dataclass(frozen=True)
class Difference:
    """The first number that is not the same."""

    agent: str
    """Empty for an info, which is everybody's."""
    field: str
    index: int
    """Environment step; for observations, their digests, `present` and infos 0 is what `reset`
    gave."""


@dataclass(frozen=True)
class Pair:
    """A field as it was recorded, and as it came out again: rows of the same steps."""

    field: str
    ours: NDArray[Any]
    theirs: NDArray[Any]
    steps: NDArray[np.intp]
    """Of each row."""
    is_measure: bool = False
    """Its numbers can drift apart, rather than be equal or not."""


def pairs(trajectory: Trajectory, layout: Layout, result: dict[str, Any]) -> Iterator[Pair]:
    """Everything of one agent that can be compared.

    Args:
        trajectory: As it was recorded.
        layout: Of its observations.
        result: An agent of a rerun's line (`AgentRerun` in js/src/node/rerun.ts).
    """
    yield from _observation_pairs(trajectory, layout, result)
    rewards = _from_base64(result["rewards"], "<f8")
    yield _all_rows("reward", trajectory.rewards, rewards, is_measure=True)
    for field in ("observed", "present", "terminated", "truncated"):
        yield _all_rows(field, getattr(trajectory, field), _from_base64(result[field], "|b1"))
    digests = _from_base64(result["digests"], "|u1").reshape(-1, trajectory.digests.shape[1])
    yield _all_rows("digest", trajectory.digests, digests)


def first_difference(agent: str, pair: Pair) -> Difference | None:
    """Compares bytes, so that NaNs and signed zeros count as what they are."""
    for step, a, b in zip(pair.steps, pair.ours, pair.theirs, strict=True):
        if _bits(a) != _bits(b):
            return Difference(agent, pair.field, int(step))
    return None


def other_info(ours: Sequence[str | None], theirs: Sequence[str | None]) -> list[Difference]:
    """The first info that is not the same text: exact JSON is equal where the values are."""
    for index, (a, b) in enumerate(zip_longest(ours, theirs)):
        if a != b:
            return [Difference("", "info", index)]
    return []


def drift(pair: Pair) -> float:
    """Largest absolute difference; 0 where nothing drifts."""
    if not pair.is_measure or pair.ours.size == 0 or pair.ours.dtype == np.object_:
        return 0.0
    difference = pair.ours.astype(np.float64) - pair.theirs.astype(np.float64)
    return float(np.max(np.abs(difference)))


def _bits(value: Any) -> bytes | str:
    """A value of no fixed size is a text, exact JSON, which is equal where the value is."""
    return value if isinstance(value, str) else bytes(value.tobytes())


def _all_rows(
    field: str, ours: NDArray[Any], theirs: NDArray[Any], *, is_measure: bool = False
) -> Pair:
    return Pair(field, ours, theirs, np.arange(len(ours)), is_measure)


def _observation_pairs(
    trajectory: Trajectory, layout: Layout, result: dict[str, Any]
) -> Iterator[Pair]:
    """Those that were recorded both times: that others were not, `observed` tells."""
    seen = _from_base64(result["observed"], "|b1")
    both = trajectory.observed & seen
    again = unpack(result["observations"], layout, int(seen.sum()), "observations")
    theirs = _by_field(again)
    for name, ours in _by_field(trajectory.observations).items():
        rows = ours[both[trajectory.observed]], theirs[name][both[seen]]
        yield Pair(name, *rows, np.flatnonzero(both), is_measure=True)


def _by_field(value: Value) -> dict[str, NDArray[Any]]:
    if isinstance(value, dict):
        return {f"observation {name}": array for name, array in value.items()}
    return {"observation": value}


def _from_base64(text: str, dtype: str) -> NDArray[Any]:
    return np.frombuffer(base64.b64decode(text), dtype)
