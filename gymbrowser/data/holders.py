"""Places that hold records: what each has of which session, and how it lets go of it."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence, Set
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from gymbrowser.contract.wire import Mode
from gymbrowser.data.downloads import ENDING, BrokenDownloadError, labels_of
from gymbrowser.data.keys import ChunkKey
from gymbrowser.data.quarantine import QUARANTINE, known_files
from gymbrowser.data.tombstones import TombstoneKey
from gymbrowser.store import s3
from gymbrowser.store.bucket import base_of
from gymbrowser.store.files import write_atomically
from gymbrowser.store.grant import MAX_CHUNK_BYTES
from gymbrowser.store.versions import Version, delete_versions, list_versions

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

_SESSION = re.compile(r"(?:^|/)(?P<mode>dev|pilot|live)/(?P<session>[0-9a-f]{32})/", re.ASCII)
_NAMED = re.compile(r"-(?P<session>[0-9a-f]{32})\b", re.ASCII)


@dataclass(frozen=True)
class Held:
    """What a place has of a session: a version of an object, a file, or a chunk in a download."""

    name: str
    chunk: ChunkKey | None
    """None for what is no chunk, or only a part of one."""
    size: int
    version: Version | None = None
    begin: int = 0
    """Where in the file it begins."""


class Holder(Protocol):
    """A place that holds records."""

    @property
    def name(self) -> str:
        """For people."""

    def look(self, mode: Mode, session: str | None = None) -> dict[str, list[Held]]:
        """Session to what is there of it; of all sessions, or of one."""

    def read(self, held: Held) -> bytes:
        """Its bytes, and not many more than a chunk may have."""

    def put_up(self, tombstone: TombstoneKey, now: datetime) -> None:
        """From now on the session is not taken in again."""

    def delete(self, everything: Sequence[Held]) -> None:
        """For good."""


@dataclass(frozen=True)
class BucketHolder:
    """A study's bucket: every version of every object counts."""

    bucket: s3.Bucket
    prefix: str
    client: "S3Client"

    @property
    def name(self) -> str:
        """The bucket's."""
        return f"the bucket {self.bucket.name}"

    def look(self, mode: Mode, session: str | None = None) -> dict[str, list[Held]]:
        """By `s3:ListBucketVersions`."""
        below = f"{base_of(self.prefix)}{mode}/" + ("" if session is None else f"{session}/")
        found = defaultdict[str, list[Held]](list)
        with s3.explained(self.bucket):
            for version in list_versions(self.client, self.bucket.name, below):
                if match := _SESSION.match(version.key.removeprefix(base_of(self.prefix))):
                    chunk = None if version.is_marker else ChunkKey.parse(version.key)
                    held = Held(version.key, chunk, version.size, version)
                    found[match["session"]].append(held)
        return dict(found)

    def read(self, held: Held) -> bytes:
        """By `s3:GetObjectVersion`."""
        assert held.version is not None
        with s3.explained(self.bucket):
            answer = self.client.get_object(
                Bucket=self.bucket.name, Key=held.name, VersionId=held.version.id
            )
            with closing(answer["Body"]) as body:
                return body.read(MAX_CHUNK_BYTES + 1)

    def put_up(self, tombstone: TombstoneKey, now: datetime) -> None:
        """By `s3:PutObject` below `<prefix>/erased/`."""
        key = f"{base_of(self.prefix)}{tombstone.path}"
        with s3.explained(self.bucket):
            if any(list_versions(self.client, self.bucket.name, key)):
                return
            self.client.put_object(
                Bucket=self.bucket.name,
                Key=key,
                Body=tombstone.text(now),
                ContentType="application/json",
            )

    def delete(self, everything: Sequence[Held]) -> None:
        """By `s3:DeleteObject` and `s3:DeleteObjectVersion`."""
        versions = [held.version for held in everything if held.version is not None]
        with s3.explained(self.bucket):
            delete_versions(self.client, self.bucket.name, versions)


@dataclass(frozen=True)
class FolderHolder:
    """A pulled folder, or the store of `gymbrowser serve`."""

    folder: Path

    @property
    def name(self) -> str:
        """Its path."""
        return f"the folder {self.folder}"

    def look(self, mode: Mode, session: str | None = None) -> dict[str, list[Held]]:
        """Chunks, downloads, and what lies in quarantine of a session."""
        found = defaultdict[str, list[Held]](list)
        for owner, held in (*self._in_files(mode), *self._set_aside(mode)):
            if session is None or owner == session:
                found[owner].append(held)
        return dict(found)

    def read(self, held: Held) -> bytes:
        """The file, or its part."""
        with Path(held.name).open("rb") as file:
            file.seek(held.begin)
            return file.read(min(held.size, MAX_CHUNK_BYTES + 1))

    def put_up(self, tombstone: TombstoneKey, now: datetime) -> None:
        """At the top of the folder."""
        tombstone.put_up(self.folder, now)

    def delete(self, everything: Sequence[Held]) -> None:
        """The files, and the folders that are empty then; of a download its own part."""
        parts = defaultdict[Path, set[int]](set)
        for held in everything:
            parts[Path(held.name)].add(held.begin)
        for path, begins in parts.items():
            if others := _without(path, begins):
                write_atomically(path, others)
            else:
                path.unlink(missing_ok=True)
                _remove_empty(path.parent, self.folder.absolute())

    def _in_files(self, mode: Mode) -> Iterator[tuple[str, Held]]:
        for parent, folders, names in self.folder.absolute().walk():
            folders[:] = sorted(name for name in folders if name != QUARANTINE)
            for name in sorted(names):
                path = parent / name
                posix = path.as_posix()
                match = _SESSION.search(posix)
                if match and match["mode"] == mode:
                    yield match["session"], _whole(path)
                elif name.endswith(ENDING) and path.is_file() and not path.is_symlink():
                    yield from _in_download(path, mode)

    def _set_aside(self, mode: Mode) -> Iterator[tuple[str, Held]]:
        for note, files in known_files(self.folder.absolute()):
            match = _SESSION.search(note.key)
            if match and match["mode"] == mode:
                yield from ((match["session"], _whole(file)) for file in files)


def _whole(path: Path) -> Held:
    return Held(str(path), ChunkKey.parse(path.as_posix()), path.lstat().st_size)


def _in_download(path: Path, mode: Mode) -> Iterator[tuple[str, Held]]:
    """Its chunks; a file that is none, or broken from its beginning, is its name's."""
    size, is_read = path.stat().st_size, False
    with suppress(BrokenDownloadError), path.open("rb") as file:
        for label, begin in labels_of(file):
            chunk = ChunkKey.parse(label.key)
            is_read |= chunk is not None
            if chunk is not None and chunk.mode == mode:
                yield chunk.session, Held(str(path), chunk, label.size, begin=begin)
    if not is_read and (named := _NAMED.search(path.name)):
        yield named["session"], Held(str(path), None, size)


def _without(path: Path, begins: Set[int]) -> list[bytes]:
    """A download without the chunks that begin there: somebody may have joined several of them.

    A file that is held as a whole begins at 0, where a download has its first label.
    """
    if 0 in begins or not path.is_file():
        return []
    kept: list[bytes] = []
    with suppress(BrokenDownloadError), path.open("rb") as file:
        end = 0
        for label, begin in labels_of(file):
            file.seek(end)
            entry = file.read(begin + label.size - end)
            end = begin + label.size
            if begin not in begins:
                kept.append(entry)
    return kept


def _remove_empty(folder: Path, top: Path) -> None:
    while folder != top and folder.is_relative_to(top) and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
