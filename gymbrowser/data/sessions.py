"""Sessions: the chunks of a folder, gathered by the participant's way that they tell of."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from gymbrowser.contract.chunks import ChunkHeader
from gymbrowser.contract.records import (
    AnyRecord,
    EndRecord,
    EnterRecord,
    EpisodeEndRecord,
    EpisodeRecord,
    RecordBase,
    SessionRecord,
    StepsRecord,
)
from gymbrowser.contract.wire import Mode
from gymbrowser.data.chain import Chain, link
from gymbrowser.data.chunks import Chunk, DamagedChunk, read_chunk
from gymbrowser.data.keys import ChunkKey
from gymbrowser.data.quarantine import QUARANTINE

type Files = Mapping[ChunkKey, Path]


@dataclass(frozen=True)
class Folder:
    """What lies in a folder of data, before anything of it is read."""

    sessions: Mapping[Mode, Mapping[str, Files]]
    """Mode to session to its chunks."""
    foreign: tuple[Path, ...]
    """Files that are no chunks by their path."""


@dataclass(frozen=True)
class Steps:
    """A `steps` record and the header that says how it is packed."""

    header: ChunkHeader
    record: StepsRecord


@dataclass(frozen=True)
class Episode:
    """One episode as it was recorded: packed. `gymbrowser.data.trajectory` decodes it."""

    writer: str
    header: ChunkHeader
    """Of the chunk that it begins in."""
    start: EpisodeRecord
    steps: tuple[Steps, ...]
    end: EpisodeEndRecord | None
    """None: the session broke off, or the rest has not arrived."""


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
        """All records of one kind, by the time that they were written."""
        every = (record for chain in self.chains.values() for _, record in _records(chain))
        return sorted((r for r in every if isinstance(r, kind)), key=lambda record: record.t)

    @cached_property
    def visits(self) -> list[SessionRecord]:
        """One per load of the page."""
        return self.records(SessionRecord)

    @property
    def participant(self) -> str | None:
        """The id that the participant came with."""
        return next((visit.participant for visit in self.visits if visit.participant), None)

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
        """By the time that they began."""
        found = [
            episode for writer, chain in self.chains.items() for episode in _episodes(writer, chain)
        ]
        return sorted(found, key=lambda episode: episode.start.t)

    @cached_property
    def problems(self) -> tuple[str, ...]:
        """Everything that is known to be missing or wrong, in sentences."""
        return (*self._faults(), *self._missing())

    def _faults(self) -> Iterator[str]:
        for chunk in self.damaged:
            yield f"{chunk.key.writer} {chunk.key.number}: {chunk.reason}."
        for writer, chain in self.chains.items():
            for fault in chain.faults:
                yield f"{writer} {fault.number}: {fault.kind}: {fault.detail}."

    def _missing(self) -> Iterator[str]:
        """What the participant's browser counted at the end, and has not arrived."""
        expected = self.end.writers if self.end else {}
        for writer, count in expected.items():
            arrived = self.chains[writer].records if writer in self.chains else 0
            if arrived < count:
                yield f"{writer}: {count - arrived} of {count} records have not arrived."


def scan(folder: Path) -> Folder:
    """Find the chunks below a folder, at any depth: a pulled one, or the local store of `serve`.

    Links are not followed, and what was put into quarantine is left alone.
    """
    sessions: dict[Mode, dict[str, dict[ChunkKey, Path]]] = defaultdict(lambda: defaultdict(dict))
    foreign: list[Path] = []
    for path in sorted(_files(folder.absolute())):
        key = ChunkKey.parse("/".join(path.parts[-4:]))
        if key is None:
            foreign.append(path)
        else:
            sessions[key.mode][key.session].setdefault(key, path)
    return Folder({mode: dict(found) for mode, found in sessions.items()}, tuple(foreign))


def read_sessions(folder: Folder, mode: Mode) -> Iterator[Session]:
    """Read the sessions of one mode, one at a time: only one is held in memory.

    Raises:
        OSError: A file can't be read.
    """
    for session, files in sorted(folder.sessions.get(mode, {}).items()):
        yield read_session(session, mode, files)


def read_session(session: str, mode: Mode, files: Files) -> Session:
    """Read, check and order the chunks of one session.

    Raises:
        OSError: A file can't be read.
    """
    writers = defaultdict[str, list[Chunk]](list)
    damaged: list[DamagedChunk] = []
    for key, path in files.items():
        chunk = read_chunk(path, key)
        if isinstance(chunk, DamagedChunk):
            damaged.append(chunk)
        else:
            writers[key.writer].append(chunk)
    chains = {writer: link(chunks) for writer, chunks in sorted(writers.items())}
    return Session(session, mode, chains, tuple(damaged))


def _files(folder: Path) -> Iterator[Path]:
    for parent, folders, names in folder.walk():
        folders[:] = [name for name in folders if name != QUARANTINE]
        for name in names:
            path = parent / name
            if path.is_file() and not path.is_symlink():
                yield path


def _records(chain: Chain) -> Iterator[tuple[ChunkHeader, AnyRecord]]:
    for chunk in chain.chunks:
        for record in chunk.records:
            yield chunk.header, record


@dataclass
class _Draft:
    header: ChunkHeader
    start: EpisodeRecord
    steps: list[Steps] = field(default_factory=list)
    end: EpisodeEndRecord | None = None


def _episodes(writer: str, chain: Chain) -> Iterable[Episode]:
    """Steps without the beginning of their episode are in a gap that the chain has named."""
    drafts: dict[tuple[str, int, int], _Draft] = {}
    for header, record in _records(chain):
        match record:
            case EpisodeRecord():
                drafts.setdefault(_episode_of(record), _Draft(header, record))
            case StepsRecord() if draft := drafts.get(_episode_of(record)):
                draft.steps.append(Steps(header, record))
            case EpisodeEndRecord() if draft := drafts.get(_episode_of(record)):
                draft.end = record
            case _:
                pass
    for draft in drafts.values():
        yield Episode(writer, draft.header, draft.start, tuple(draft.steps), draft.end)


def _episode_of(record: EpisodeRecord | StepsRecord | EpisodeEndRecord) -> tuple[str, int, int]:
    return record.step, record.attempt, record.episode
