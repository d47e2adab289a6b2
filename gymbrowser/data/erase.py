"""Erasing sessions from buckets and folders: every version, with a tombstone in their place."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from gymbrowser.contract.records import IdentityRecord, SessionRecord, WithdrawalRecord
from gymbrowser.contract.wire import Mode
from gymbrowser.data.chunks import Chunk, parse_chunk
from gymbrowser.data.holders import Held, Holder
from gymbrowser.data.tombstones import TombstoneKey
from gymbrowser.errors import GymbrowserError, UserError

_BEGINNING = re.compile("[0-9a-f]{8,32}", re.ASCII)
"""Of a session's id: `data show` prints eight characters."""

type Share = tuple[Holder, tuple[Held, ...]]
"""A place, and all that it has of one session."""
type _Found = dict[str, list[Held]]


@dataclass(frozen=True)
class Chosen:
    """Which sessions are to be erased."""

    sessions: Sequence[str] = ()
    """Ids, or their beginnings of eight characters or more."""
    participants: Sequence[str] = ()
    """All sessions that came with one of these ids."""
    withdrawn: bool = False
    """All whose participant asked for it."""


@dataclass(frozen=True)
class Erasure:
    """What there is to erase of one session."""

    mode: Mode
    session: str
    shares: tuple[Share, ...]
    """One for each place, also for those that have nothing: the tombstone goes there too."""


def plan_erasure(
    holders: Sequence[Holder], mode: Mode, chosen: Chosen
) -> tuple[tuple[Erasure, ...], tuple[str, ...]]:
    """Look for the sessions in all places. Nothing is changed.

    Returns:
        What there is to erase, and the participants and beginnings of ids that nothing is there of.

    Raises:
        UserError: What was given is no beginning of an id, or of several; or access was refused.
        GymbrowserError: A store failed or can't be reached.
        OSError: A folder can't be read.
    """
    found = [(holder, holder.look(mode)) for holder in holders]
    known = sorted({session for _, sessions in found for session in sessions})
    named = {given: _matching(given, known) for given in chosen.sessions}
    for participant in chosen.participants:
        named[participant] = sorted(_sessions_of(participant, found))
    ids = {session for sessions in named.values() for session in sessions}
    if chosen.withdrawn:
        ids |= set(_withdrawn(found))
    erasures = tuple(
        Erasure(mode, session, tuple((h, tuple(s.get(session, ()))) for h, s in found))
        for session in sorted(ids)
    )
    return erasures, tuple(given for given, sessions in named.items() if not sessions)


def erase(erasure: Erasure, now: datetime) -> None:
    """Carry it out. It may be interrupted and begun again at any time.

    Raises:
        UserError: Access was refused.
        GymbrowserError: Something is there still, or a store failed.
        OSError: A folder can't be written.
    """
    tombstone = TombstoneKey(erasure.mode, erasure.session)
    # First, so that nobody takes in meanwhile what is deleted elsewhere already.
    for holder, _ in erasure.shares:
        holder.put_up(tombstone, now)
    for holder, held in erasure.shares:
        holder.delete(held)
        if rest := holder.look(erasure.mode, erasure.session):
            raise GymbrowserError(
                f"{holder.name} has {len(rest[erasure.session])} objects of the session still.",
                why="They came while the others were deleted, or the store gave no true answer.",
                remedy="Run the same command again.",
            )


def _matching(given: str, known: Sequence[str]) -> list[str]:
    if not _BEGINNING.fullmatch(given):
        raise UserError(
            f"{given!r} is no session's id, nor the beginning of one.",
            remedy="Give the eight characters that `gymbrowser data show` prints, or all 32.",
        )
    matching = [session for session in known if session.startswith(given)]
    if len(matching) > 1:
        raise UserError(
            f"{len(matching)} sessions begin with {given}: {', '.join(matching[:5])}.",
            remedy="Give more of the id.",
        )
    return matching


def _sessions_of(participant: str, found: Sequence[tuple[Holder, _Found]]) -> Iterator[str]:
    """By their identity records; earlier pages wrote the id into the `session` record."""
    for holder, sessions in found:
        for session, held in sessions.items():
            kind = "identity" if any(_is(one, "identity") for one in held) else "page"
            for chunk in _read(holder, (one for one in held if _is(one, kind))):
                if any(_came_as(participant, record) for record in chunk.records):
                    yield session
                    break


def _came_as(participant: str, record: object) -> bool:
    return isinstance(record, IdentityRecord | SessionRecord) and record.participant == participant


def _withdrawn(found: Sequence[tuple[Holder, _Found]]) -> Iterator[str]:
    for holder, sessions in found:
        for session, held in sessions.items():
            for chunk in _read(holder, (one for one in held if _is(one, "withdrawal"))):
                if any(asks_to_be_deleted(record) for record in chunk.records):
                    yield session


def asks_to_be_deleted(record: object) -> bool:
    """Whether it is the record of a withdrawal that asks for that."""
    return isinstance(record, WithdrawalRecord) and record.choice == "delete"


def _is(held: Held, kind: str) -> bool:
    """The first chunk of a writer of this kind."""
    return held.chunk is not None and held.chunk.kind == kind and held.chunk.number == 0


def _read(holder: Holder, some: Iterator[Held]) -> Iterator[Chunk]:
    """Those that are what their keys say."""
    for held in some:
        assert held.chunk is not None
        chunk = parse_chunk(holder.read(held), held.chunk)
        if isinstance(chunk, Chunk):
            yield chunk
