"""Sessions: the chunks of a folder, gathered by the participant's way that they tell of."""

import os
import stat
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from gymbrowser.contract.browser_records import LossRecord
from gymbrowser.contract.record_base import RecordBase
from gymbrowser.contract.records import (
    AnyRecord,
    EndRecord,
    EnterRecord,
    IdentityRecord,
    SessionRecord,
    WithdrawalChoice,
    WithdrawalRecord,
)
from gymbrowser.contract.wire import Mode
from gymbrowser.data.chain import Chain, in_turn, link
from gymbrowser.data.chunks import Chunk, DamagedChunk, read_chunk
from gymbrowser.data.episodes import Episode, episodes_of
from gymbrowser.data.findings import OF_CHAIN, Finding
from gymbrowser.data.joined import first_pieces
from gymbrowser.data.keys import ChunkKey, PieceKey, is_test_write, kind_of
from gymbrowser.data.listing import Listed, Pieces
from gymbrowser.data.losses import losses_of
from gymbrowser.data.quarantine import QUARANTINE
from gymbrowser.data.tombstones import TombstoneKey
from gymbrowser.errors import UserError

MAX_SESSION_MEMORY_BYTES = 4 * 1024**3
"""Of one session's chunks, by `Chunk.memory`: more than eight hours of a game at 60 fps take."""

type Files = Mapping[ChunkKey, Path]
"""Each chunk's file; where it lies there in pieces, the first of them."""


@dataclass(frozen=True)
class Folder:
    """What lies in a folder of data, before anything of it is read."""

    sessions: Mapping[Mode, Mapping[str, Files]]
    """Mode to session to its chunks."""
    foreign: tuple[Path, ...]
    """Files that are no chunks by their path."""
    erased: Mapping[Mode, Mapping[str, Files]]
    """Mode to erased session to what came of it since: none of it is read."""
    copies: int = 0
    """Files that are the same chunk as another file, by their names: each counts once."""


@dataclass(frozen=True)
class Session:
    """One participant's way through a study."""

    id: str
    mode: Mode
    chains: Mapping[str, Chain]
    """Writer to its chunks."""
    damaged: tuple[DamagedChunk, ...]
    """Chunks that were left out."""

    def records[T: RecordBase](self, kind: type[T]) -> list[T]:
        """All records of one kind, in the order in which they were written.

        Of writers of several kinds, by the time: these wrote side by side.
        """
        found = {
            writer: [record for record in _records(self.chains[writer]) if isinstance(record, kind)]
            for writer in self.writers
        }
        every: list[T] = [record for records in found.values() for record in records]
        kinds = {kind_of(writer) for writer, records in found.items() if records}
        return every if len(kinds) == 1 else sorted(every, key=lambda record: record.t)

    @cached_property
    def writers(self) -> list[str]:
        """Of those of one kind, in the order in which they began."""
        return in_turn(self.chains)

    @cached_property
    def visits(self) -> list[SessionRecord]:
        """One per load of the page."""
        return self.records(SessionRecord)

    @property
    def participant(self) -> str | None:
        """The id that the participant came with; None also where identities were not read."""
        return next((who.participant for who in self._identities if who.participant), None)

    @property
    def params(self) -> Mapping[str, str]:
        """What else of the address was kept; empty also where identities were not read."""
        return next((who.params for who in self._identities if who.params), {})

    @property
    def _identities(self) -> list[IdentityRecord | SessionRecord]:
        """Earlier pages wrote who took part into the `session` record."""
        return [*self.records(IdentityRecord), *self.visits]

    @cached_property
    def withdrawal(self) -> WithdrawalChoice | None:
        """What the participant wished when they stopped before the end; None if they did not."""
        return next((record.choice for record in self.records(WithdrawalRecord)), None)

    @cached_property
    def end(self) -> EndRecord | None:
        """How it ended, if it did."""
        return next(reversed(self.records(EndRecord)), None)

    @property
    def steps(self) -> list[str]:
        """The ids of the study's steps, in the order in which they were first entered."""
        return list(dict.fromkeys(record.step for record in self.records(EnterRecord)))

    @cached_property
    def episodes(self) -> list[Episode]:
        """In the order in which they began."""
        return [
            episode
            for writer in self.writers
            for episode in episodes_of(writer, self.chains[writer])
        ]

    @cached_property
    def problems(self) -> tuple[str, ...]:
        """Everything that is known to be missing or wrong, in sentences."""
        return tuple(finding.text for finding in self.findings)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """The same, with its kind."""
        losses = losses_of(self.records(LossRecord), self.chains)
        return (
            *self._faults(),
            *(Finding("lost", text) for text in losses),
            *(Finding("missing", text) for text in self._missing()),
        )

    def _faults(self) -> Iterator[Finding]:
        for chunk in self.damaged:
            text = f"{chunk.key.writer} {chunk.key.number}: {chunk.reason}."
            yield Finding("unreadable", text)
        for writer, chain in self.chains.items():
            for fault in chain.faults:
                text = f"{writer} {fault.number}: {fault.kind}: {fault.detail}."
                yield Finding(OF_CHAIN[fault.kind], text)

    def _missing(self) -> Iterator[str]:
        """What the participant's browser counted at the end, and has not arrived."""
        expected = self.end.writers if self.end else {}
        for writer, count in expected.items():
            if writer.startswith("identity-"):
                continue  # it may have been withheld
            arrived = self.chains[writer].records if writer in self.chains else 0
            if arrived < count:
                yield f"{writer}: {count - arrived} of {count} records have not arrived."


def require_folder(folder: Path) -> None:
    """Say what to do where there is no such folder.

    Raises:
        UserError: There is none.
    """
    if not folder.is_dir():
        raise UserError(
            f"There is no folder {folder}.",
            remedy="Fetch records with `gymbrowser data pull`, or name the store of `serve`.",
        )


def scan(folder: Path) -> Folder:
    """Find the chunks below a folder, at any depth: a pulled one, or the local store of `serve`.

    Links are not followed, and what was put into quarantine is left alone.
    """
    sessions: dict[Mode, dict[str, dict[ChunkKey, Path]]] = defaultdict(lambda: defaultdict(dict))
    foreign: list[Path] = []
    copies = 0
    pieces = Pieces()
    erased: dict[Mode, dict[str, Files]] = defaultdict(dict)
    for parent, names in _files(folder.absolute()):
        above = "/".join(parent.parts[-3:])
        for name in names:
            key = ChunkKey.parse(f"{above}/{name}")
            if key is None and (stone := TombstoneKey.parse(f"{above}/{name}")):
                erased[stone.mode][stone.session] = {}
            elif key is None and (piece := PieceKey.parse(f"{above}/{name}")):
                pieces.add(piece, Listed(str(parent / name), size=0, etag=""))
            elif key is None and is_test_write(f"{above}/{name}"):
                continue  # of the store of `serve`
            elif key is None:
                foreign.append(parent / name)
            else:
                copies += key in sessions[key.mode][key.session]
                sessions[key.mode][key.session].setdefault(key, parent / name)
    for key, first in first_pieces(pieces):
        sessions[key.mode][key.session].setdefault(key, first)
    for mode, gone in erased.items():
        for session in gone:
            gone[session] = sessions[mode].pop(session, {})
    known = {mode: dict(found) for mode, found in sessions.items() if found}
    return Folder(known, tuple(foreign), erased, copies)


def read_sessions(
    folder: Folder, mode: Mode, *, identities: bool = False, withdrawn: bool = False
) -> Iterator[Session]:
    """Read the sessions of one mode, one at a time: only one is held in memory.

    Args:
        folder: What `scan` found.
        mode: Which sessions.
        identities: Read who took part, too.
        withdrawn: Give those, too, whose participants asked that they be deleted.

    Raises:
        OSError: A file can't be read.
    """
    for session, files in sorted(folder.sessions.get(mode, {}).items()):
        if withdrawn or not _is_to_be_deleted(session, mode, files):
            yield read_session(session, mode, files, identities=identities)


def withdrawn_sessions(folder: Folder, mode: Mode) -> tuple[str, ...]:
    """The sessions whose participants asked that they be deleted.

    Raises:
        OSError: A file can't be read.
    """
    sessions = sorted(folder.sessions.get(mode, {}).items())
    return tuple(name for name, files in sessions if _is_to_be_deleted(name, mode, files))


def _is_to_be_deleted(session: str, mode: Mode, files: Files) -> bool:
    """Says its marker, which is read alone."""
    marker = {key: path for key, path in files.items() if key.kind == "withdrawal"}
    return bool(marker) and read_session(session, mode, marker).withdrawal == "delete"


def read_session(session: str, mode: Mode, files: Files, *, identities: bool = False) -> Session:
    """Read, check and order the chunks of one session.

    Who took part is left out unless `identities` asks for it.
    What is beyond `MAX_SESSION_MEMORY_BYTES` is left out and named, like a damaged chunk.

    Raises:
        OSError: A file can't be read.
    """
    writers = defaultdict[str, list[Chunk]](list)
    damaged: list[DamagedChunk] = []
    memory = 0
    for key, path in files.items():
        if key.kind == "identity" and not identities:
            continue
        chunk = read_chunk(path, key)
        if isinstance(chunk, Chunk):
            memory += chunk.memory
            if memory > MAX_SESSION_MEMORY_BYTES:
                chunk = DamagedChunk(key, "the session's chunks before it are too large already")
        if isinstance(chunk, DamagedChunk):
            damaged.append(chunk)
        else:
            writers[key.writer].append(chunk)
    chains = {writer: link(chunks) for writer, chunks in sorted(writers.items())}
    return Session(session, mode, chains, tuple(damaged))


def _files(folder: Path) -> Iterator[tuple[Path, list[str]]]:
    """Each folder and the names of the files in it, always in the same order.

    No `Path` is asked anything, since it would keep what it found out; there may be a million.
    """
    for parent, folders, names in folder.walk():
        folders[:] = sorted(name for name in folders if name != QUARANTINE)
        yield parent, [name for name in sorted(names) if _is_file(f"{parent}{os.sep}{name}")]


def _is_file(path: str) -> bool:
    """Whether it is a file, and no link to one. One that `serve` was just writing may be gone."""
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except FileNotFoundError:
        return False


def _records(chain: Chain) -> Iterator[AnyRecord]:
    for chunk in chain.chunks:
        yield from chunk.records
