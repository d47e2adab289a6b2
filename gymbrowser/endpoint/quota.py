"""Who gets which levels where they are given out by quota: slots are held, filled or given back.

One document for each design and stratum, with a slot for each session. A session gets the cell
that is the least full, by its weight; of equal ones, one that is drawn by the session's id. Where
somebody drops out, the slot is given back, by itself after a time: the next ones fill it.

With weights it is Adams's method of apportionment, whose counts are exact wherever the total is a
multiple of the sum of all weights. Source: Balinski and Young, "Fair Representation", 2nd edition,
Brookings, 2001, appendix A, "The Theory of Apportionment".
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from math import prod
from threading import Lock
from typing import Literal, Self

from pydantic import BaseModel

from gymbrowser.contract.endpoint import MAX_CELLS, QuotaFactor, QuotaRequest, QuotaSlot
from gymbrowser.endpoint.refusal import RefusedError
from gymbrowser.endpoint.state import State, update

_TRIES = 64
"""How often another process may be quicker: more than the template's usual `Concurrency`."""

type SlotState = Literal["held", "filled", "late", "returned"]
_COUNTED: frozenset[SlotState] = frozenset({"held", "filled", "late"})


class Slot(BaseModel, frozen=True):
    """What one session has."""

    cell: int
    """The number of its combination of levels."""
    state: SlotState
    until: int
    """Unix time in seconds, after which a slot that is held is given back."""

    @property
    def counts(self) -> bool:
        """Whether its cell is fuller by it."""
        return self.state in _COUNTED


class QuotaEntry(BaseModel):
    """All slots of one design and stratum, by session."""

    slots: dict[str, Slot] = {}

    def assign(self, session: str, weights: list[int], *, now: int, until: int) -> Self:
        """With a slot for this session, and without those that nobody came back for.

        A session that comes back for its own goes on with its cell.

        Args:
            session: Its id.
            weights: Of each cell.
            now: Unix time in seconds.
            until: So long the slot is held.
        """
        own = self.slots.get(session)
        if own is not None and own.counts:
            return self
        slots = {name: _swept(slot, now) for name, slot in self.slots.items()}
        cell = own.cell if own is not None else _emptiest(slots.values(), weights, session)
        slots[session] = Slot(cell=cell, state="held", until=until)
        return self.model_copy(update={"slots": slots})

    def finish(self, session: str) -> Self:
        """With the slot of this session filled; `late` where it had been given back.

        Raises:
            RefusedError: It never had one.
        """
        return self._moved(session, {"held": "filled", "returned": "late"})

    def release(self, session: str) -> Self:
        """Without the slot of this session; one that is filled stays.

        Raises:
            RefusedError: It never had one.
        """
        return self._moved(session, {"held": "returned"})

    def _moved(self, session: str, states: dict[SlotState, SlotState]) -> Self:
        slot = self.slots.get(session)
        if slot is None:
            raise RefusedError("no-slot")
        state = states.get(slot.state)
        if state is None:
            return self
        moved = {**self.slots, session: slot.model_copy(update={"state": state})}
        return self.model_copy(update={"slots": moved})


def _swept(slot: Slot, now: int) -> Slot:
    if slot.state != "held" or slot.until > now:
        return slot
    return slot.model_copy(update={"state": "returned"})


def _emptiest(slots: Iterable[Slot], weights: list[int], session: str) -> int:
    counts = [0] * len(weights)
    for slot in slots:
        counts[slot.cell] += slot.counts
    # Equal quotients of whole numbers are equal as floats.
    return min(
        range(len(weights)),
        key=lambda cell: (counts[cell] / weights[cell], _digest(f"{session}/{cell}")),
    )


@dataclass(frozen=True)
class Quotas:
    """All counts, and the state that they are kept in."""

    state: State
    clock: Callable[[], datetime]
    """The time, with its zone."""
    _one_at_a_time: Lock = field(default_factory=Lock, init=False, repr=False)
    """Threads of one process wait for each other, so that only other processes are overtaken."""

    def answer(self, request: QuotaRequest) -> QuotaSlot:
        """Give out, fill or take back the slot of a session.

        Raises:
            RefusedError: The session has no slot, or the design has too many cells.
            GymbrowserError: The state can't be read or written.
        """
        weights = _weights(request.factors)
        now = int(self.clock().timestamp())

        def change(entry: QuotaEntry) -> QuotaEntry:
            match request.request:
                case "assign":
                    until = now + request.hold_s
                    return entry.assign(request.session, weights, now=now, until=until)
                case "finish":
                    return entry.finish(request.session)
                case "release":
                    return entry.release(request.session)

        with self._one_at_a_time:
            entry = update(self.state, _name(request), QuotaEntry(), change, tries=_TRIES)
        slot = entry.slots[request.session]
        return QuotaSlot(
            kind="quota",
            levels=_levels(request.factors, slot.cell),
            late=slot.state == "late",
            filled=sum(each.counts for each in entry.slots.values()),
        )


def _name(request: QuotaRequest) -> str:
    """Of the document: made of checked parts and of digests."""
    design = json.dumps([[one.name, list(one.levels.items())] for one in request.factors])
    return f"{request.mode}/quotas/{_digest(design)}/{request.stratum or 'all'}"


def _weights(factors: list[QuotaFactor]) -> list[int]:
    """Of every cell; the levels of the first factor change fastest."""
    if prod(len(factor.levels) for factor in factors) > MAX_CELLS:
        raise RefusedError("malformed")
    cells = [1]
    for factor in factors:
        cells = [below * weight for weight in factor.levels.values() for below in cells]
    return cells


def _levels(factors: list[QuotaFactor], cell: int) -> dict[str, str]:
    named = {}
    for factor in factors:
        cell, position = divmod(cell, len(factor.levels))
        named[factor.name] = list(factor.levels)[position]
    return named


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
