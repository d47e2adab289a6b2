"""Pulling: chunks from the study's bucket into a folder, each checked against its key."""

import hashlib
import os
from collections.abc import Callable, Iterator, Set
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from gymbrowser.contract.wire import Mode
from gymbrowser.data.erased import Erased
from gymbrowser.data.keys import ChunkKey, PieceKey, is_test_write
from gymbrowser.data.listing import Listed, Pieces, Wanted, pages_of
from gymbrowser.data.quarantine import Quarantined, known, set_aside
from gymbrowser.store import s3
from gymbrowser.store.bucket import base_of
from gymbrowser.store.files import write_atomically
from gymbrowser.store.grant import MAX_CHUNK_BYTES

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

PAGE_SIZE = 1000
"""Objects per page of a listing; S3 gives no more."""
MAX_FOREIGN = 1000


@dataclass
class Pulled:
    """What a pull did."""

    fetched: int = 0
    fetched_bytes: int = 0
    present: int = 0
    """Chunks that were there already."""
    quarantined: list[Quarantined] = field(default_factory=list)
    """Of this pull and of earlier ones."""
    foreign: list[str] = field(default_factory=list)
    """Keys below the prefix that are no chunks of this mode: they were not fetched. The first
    `MAX_FOREIGN` of them."""
    foreign_count: int = 0
    """How many there are: whoever may upload may make millions."""
    incomplete: list[ChunkKey] = field(default_factory=list)
    """Chunks of which pieces have arrived, but not all yet."""
    withheld: int = 0
    """Objects that say who took part, where they were not wanted."""
    erased: list[str] = field(default_factory=list)
    """Sessions that were erased from the bucket since the last pull, and now from the folder."""
    late: int = 0
    """Objects of erased sessions that are in the bucket all the same: they were not fetched."""


type _Outcome = Literal["present"] | int | Quarantined
"""There already; the bytes that were fetched; not what its key says."""


def pull(
    bucket: s3.Bucket,
    *,
    prefix: str,
    mode: Mode,
    into: Path,
    identities: bool = True,
    profile: str | None = None,
    workers: int = 8,
    patience: s3.Patience = s3.PATIENT,
    progress: Callable[[Pulled], None] = lambda _: None,
    arrived: Callable[[Path], None] = lambda _: None,
) -> Pulled:
    """Fetch the chunks of one mode that are not in the folder yet.

    It may be interrupted and run again at any time: a file is there whole or not at all.

    Args:
        bucket: Where the records are.
        prefix: Of the object keys, before the mode.
        mode: Which chunks.
        into: They are written to `<into>/<mode>/<session>/<writer>/<number>-<sha256>.jsonl.gz`;
            those that say who took part, below `<into>/identities/`.
        identities: Fetch those too.
        profile: A profile of the AWS configuration; None: boto3's usual chain.
        workers: How many objects are fetched at once.
        patience: How long the service may take.
        progress: Called after each object with what was done so far; always in this thread.
        arrived: Called with the file of each chunk that is new, once it is there; in this thread.

    Raises:
        UserError: Credentials, permissions or the bucket's name are wrong.
        GymbrowserError: The service failed or can't be reached.
        OSError: The folder can't be written.
    """
    client = s3.client(bucket, profile=profile, connections=workers, patience=patience)
    fetcher = _Fetcher(client, bucket.name, into, known(into))
    done = Pulled()
    base = base_of(prefix)
    pieces = Pieces()
    with s3.explained(bucket):
        erased = Erased.follow(client, bucket.name, base, mode, into)
    done.erased.extend(erased.new)
    sieve = _Sieve(erased.sessions, identities, done)
    with s3.explained(bucket), ThreadPoolExecutor(workers) as pool:

        def fetch_all(wanted: list[Wanted]) -> None:
            try:
                outcomes = pool.map(fetcher.fetch, wanted)
                for one, outcome in zip(wanted, outcomes, strict=True):
                    _count(done, outcome)
                    progress(done)
                    if isinstance(outcome, int):
                        arrived(into / one.key.local_path)
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise

        for page in _pages(client, bucket.name, f"{base}{mode}/"):
            fetch_all(list(_chunks(page, base, pieces, sieve)))
        # Last, since those of one chunk may be on two pages, and the whole one on either.
        fetch_all(list(pieces.whole()))
        done.incomplete.extend(key for key in pieces.broken() if not fetcher.has(key))
    into.mkdir(parents=True, exist_ok=True)  # also where nothing has arrived yet
    return done


def _pages(client: "S3Client", bucket: str, prefix: str) -> Iterator[list[Listed]]:
    for page in pages_of(client, bucket, prefix, PAGE_SIZE):
        # What a store leaves out costs a fetch, no more: every object is judged by its bytes.
        yield [
            Listed(
                item.get("Key", ""),
                item.get("Size", 0),
                item.get("ETag", ""),
                item.get("LastModified"),
            )
            for item in page.get("Contents", [])
        ]


@dataclass(frozen=True)
class _Sieve:
    """Says what is not to be fetched, and counts it."""

    erased: Set[str]
    identities: bool
    done: Pulled

    def lets_through(self, key: ChunkKey) -> bool:
        if key.session in self.erased:
            self.done.late += 1
            return False
        if key.kind == "identity" and not self.identities:
            self.done.withheld += 1
            return False
        return True

    def foreign(self, key: str) -> None:
        self.done.foreign_count += 1
        if len(self.done.foreign) < MAX_FOREIGN:
            self.done.foreign.append(key)


def _chunks(page: list[Listed], base: str, pieces: Pieces, sieve: _Sieve) -> Iterator[Wanted]:
    """The objects whose key is `base` and a chunk's path, with nothing between."""
    for listed in page:
        key, piece = ChunkKey.parse(listed.key), PieceKey.parse(listed.key)
        if key is not None and listed.key == f"{base}{key.path}":
            if sieve.lets_through(key):
                yield Wanted(key, (listed,))
        elif piece is not None and listed.key == f"{base}{piece.path}":
            if sieve.lets_through(piece.chunk):
                pieces.add(piece, listed)
        elif not listed.key.endswith("/") and not (listed.size == 0 and is_test_write(listed.key)):
            sieve.foreign(listed.key)


def _count(done: Pulled, outcome: _Outcome) -> None:
    match outcome:
        case "present":
            done.present += 1
        case Quarantined():
            done.quarantined.append(outcome)
        case size:
            done.fetched += 1
            done.fetched_bytes += size


@dataclass(frozen=True)
class _Fetcher:
    """Fetches single objects; shared by the threads of a pull."""

    client: "S3Client"
    bucket: str
    into: Path
    known: dict[tuple[str, str], Quarantined]
    """What earlier pulls put into quarantine, by key and ETag."""

    def has(self, key: ChunkKey) -> bool:
        return (self.into / key.local_path).is_file()

    def fetch(self, wanted: Wanted) -> _Outcome:
        target = self.into / wanted.key.local_path
        if target.is_file() and target.stat().st_size == wanted.size:
            return "present"
        name = wanted.objects[0].key
        if (name, wanted.etag) in self.known:
            return self.known[name, wanted.etag]
        data = self._body(wanted)
        if data is None:
            return self._set_aside(wanted, b"", f"it has more than {MAX_CHUNK_BYTES} bytes")
        if hashlib.sha256(data).hexdigest() != wanted.key.sha256:
            return self._set_aside(wanted, data, "its bytes do not have the SHA-256 of its key")
        write_atomically(target, [data])
        if wanted.stored is not None:  # by which `gymbrowser watch` knows who is still there
            os.utime(target, times=(wanted.stored.timestamp(),) * 2)
        return len(data)

    def _body(self, wanted: Wanted) -> bytes | None:
        """None if it is too large."""
        if wanted.size > MAX_CHUNK_BYTES:
            return None
        joined = b""
        for listed in wanted.objects:
            room = MAX_CHUNK_BYTES - len(joined)
            part = self._object(listed.key, room)
            if part is None:
                return None
            joined += part
        return joined

    def _object(self, key: str, room: int) -> bytes | None:
        """None if it is larger: it may have been replaced since it was listed."""
        answer = self.client.get_object(Bucket=self.bucket, Key=key)
        with closing(answer["Body"]) as body:
            data = body.read(room + 1)
            if len(data) > room:
                return None
            body.read(1)  # nothing: only at the end does botocore check length and checksum
            return data

    def _set_aside(self, wanted: Wanted, data: bytes, reason: str) -> Quarantined:
        found = Quarantined(wanted.objects[0].key, wanted.etag, reason)
        return set_aside(self.into, found, data)
