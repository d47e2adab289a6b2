"""What the devices gave in an episode, as arrays."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gymbrowser.contract.chunks import ChunkHeader
from gymbrowser.contract.input_records import InputsRecord
from gymbrowser.data.columns import DamageError, doubles, small, whole
from gymbrowser.data.episodes import Episode

_DOUBLES = ("x", "y", "event_t", "received_t")
_DTYPES = {
    **dict.fromkeys(("agent", "code"), "<u2"),
    "kind": "|u1",
    **dict.fromkeys(_DOUBLES, "<f8"),
    "after": "<u4",
}
"""By the contract; a header that says otherwise is wrong."""
_EMPTY: dict[str, type] = {
    **dict.fromkeys(("agents", "kinds", "codes"), np.object_),
    **dict.fromkeys(_DOUBLES, np.float64),
    "after": np.uint32,
}
"""The fields of `Inputs` and their dtypes."""


@dataclass(frozen=True)
class Inputs:
    """I inputs in the order in which the worker heard of them."""

    agents: NDArray[np.object_]
    """[I]: whose device it was; an empty str for `release`, which is everybody's."""
    kinds: NDArray[np.object_]
    """[I]: `down`, `up`, `axis`, `point_down`, `point_move`, `point_up`, `point_leave` or
    `release`."""
    codes: NDArray[np.object_]
    """[I]: of a digital input, or the name of an axis; else an empty str."""
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    """[I]: an axis's value is x; a pointer's place is x and y, in shares of the picture. NaN where
    there is none."""
    event_t: NDArray[np.float64]
    """[I], ms on the page's clock: `event.timeStamp`."""
    received_t: NDArray[np.float64]
    """[I], ms on the worker's clock: when it heard of it."""
    after: NDArray[np.uint32]
    """[I]: how many steps of the episode were over by then."""


def decode_inputs(episode: Episode) -> Inputs:
    """Decode all inputs of an episode; those of earlier versions have none.

    Raises:
        DamageError: Some of them are missing, or do not follow the contract.
    """
    _check(episode)
    parts = [_part(packed.header, packed.record) for packed in episode.inputs]
    return Inputs(**{name: _joined(parts, name) for name in _EMPTY})


def _check(episode: Episode) -> None:
    """They follow each other without a gap, each packed as the contract says."""
    expected = 0
    for packed in episode.inputs:
        if packed.record.first != expected or packed.record.count < 1:
            raise DamageError(f"inputs begin at {packed.record.first}, not at {expected}")
        expected += packed.record.count
        for column, dtype in _DTYPES.items():
            if packed.header.columns.get(column) != dtype:
                raise DamageError(f"the header does not say {dtype} for the column '{column}'")


def _joined(parts: list[dict[str, NDArray[Any]]], name: str) -> NDArray[Any]:
    return np.concatenate([np.empty(0, _EMPTY[name]), *(part[name] for part in parts)])


def _part(header: ChunkHeader, record: InputsRecord) -> dict[str, NDArray[Any]]:
    """The fields of `Inputs`."""
    count = record.count
    kinds = small(record.kind, count, len(header.kinds), "kind")
    numbers = {name: doubles(getattr(record, name), count, name) for name in _DOUBLES}
    return {
        "agents": _named(record, "agent"),
        "kinds": np.array([*header.kinds, None], np.object_)[kinds],
        "codes": _named(record, "code"),
        **numbers,
        "after": whole(record.after, "<u4", count, "after"),
    }


def _named(record: InputsRecord, column: str) -> NDArray[np.object_]:
    """Objects, since a stranger's text may be very long: NumPy's own take its room each time."""
    positions = whole(getattr(record, column), "<u2", record.count, column)
    if (positions >= len(record.names)).any():
        raise DamageError(f"'{column}' names what is not among the {len(record.names)} names")
    return np.array([*record.names, None], np.object_)[positions]
