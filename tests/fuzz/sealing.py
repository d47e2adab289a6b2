"""Chunks as readable text: JSON lines, with an empty line between two chunks.

The first line of each is its header. What a forger would take care of is filled in: `"@previous"`
is the hash of the writer's chunk before, `"@first"`, `"@records"` and `"@n"` are its counts.
"""

import gzip
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence

from gymbrowser.data.keys import ChunkKey
from tests.chunks import Sealed

KEY = ChunkKey("live", "a" * 32, "page-0", 0, "0" * 64)
"""Of bytes whose header names no key."""


def as_text(chunks: Sequence[Sealed]) -> bytes:
    """The text that `seal_all` makes these chunks of."""
    return b"\n\n".join(map(_as_text, chunks))


def _as_text(chunk: Sealed) -> bytes:
    header, *records = (json.loads(line) for line in gzip.decompress(chunk.data).splitlines())
    if header["previous"] is not None:
        header["previous"] = "@previous"
    header |= {"first": "@first", "records": "@records"}
    return b"\n".join(
        json.dumps(line).encode() for line in (header, *({**r, "n": "@n"} for r in records))
    )


def seal_all(text: bytes) -> Iterator[Sealed]:
    """Each block of the text as a chunk, whose key has the hash of its bytes."""
    first = defaultdict[str, int](int)
    previous = defaultdict[str, str](lambda: "0" * 64)
    for block in text.split(b"\n\n"):
        header, *records = block.split(b"\n")
        key = _key(header)
        start = first[key.writer]
        header = header.replace(b'"@previous"', f'"{previous[key.writer]}"'.encode())
        header = header.replace(b'"@first"', b"%d" % start)
        header = header.replace(b'"@records"', b"%d" % len(records))
        lines = (line.replace(b'"@n"', b"%d" % n) for n, line in enumerate(records, start))
        sealed = sealed_as(b"\n".join((header, *lines)), key)
        previous[key.writer] = sealed.key.sha256
        first[key.writer] += len(records)
        yield sealed


def sealed_as(text: bytes, key: ChunkKey) -> Sealed:
    """Any text as a chunk of this place."""
    return stored_as(gzip.compress(text, 1, mtime=0), key)


def stored_as(data: bytes, key: ChunkKey) -> Sealed:
    """Any bytes as a chunk of this place."""
    sha256 = hashlib.sha256(data).hexdigest()
    return Sealed(ChunkKey(key.mode, key.session, key.writer, key.number, sha256), data)


def _key(header: bytes) -> ChunkKey:
    """The place that a header claims, if there is such a place."""
    try:
        said = json.loads(header)
        place = f"{said['mode']}/{said['session']}/{said['writer']}/{said['number']:06}"
    except (ValueError, TypeError, KeyError, RecursionError):
        return KEY
    return ChunkKey.parse(f"{place}-{KEY.sha256}.jsonl.gz") or KEY
