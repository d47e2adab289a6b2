"""One chunk: from bytes that a stranger may have written to a checked header and records."""

import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from pathlib import Path

from pydantic import TypeAdapter, ValidationError
from pydantic_core import from_json

from gymbrowser.contract.chunks import ChunkHeader
from gymbrowser.contract.records import AnyRecord
from gymbrowser.contract.wire import Mode
from gymbrowser.data.joined import read_whole
from gymbrowser.data.keys import ChunkKey
from gymbrowser.store.grant import MAX_CHUNK_BYTES

MAX_UNPACKED_BYTES = 64 * 1024 * 1024
"""Of the text of one chunk; the recorder seals at 1 MB."""
MAX_MEMORY_BYTES = 256 * 1024 * 1024
"""Of what is made of one chunk's text, by `_memory`."""
MAX_REASON_CHARACTERS = 500
"""A reason may quote what a stranger wrote."""

_VALUE_BYTES = 96
"""What one JSON value takes at most, beside its characters: measured with lists, dicts, numbers and
strings of every width, each by itself, on CPython 3.12."""

_GZIP = zlib.MAX_WBITS | 16
_RECORD: TypeAdapter[AnyRecord] = TypeAdapter(AnyRecord)


@dataclass(frozen=True)
class Chunk:
    """A chunk that is what its key says."""

    key: ChunkKey
    header: ChunkHeader
    records: tuple[AnyRecord, ...]
    memory: int
    """Bytes that it takes, at most."""


@dataclass(frozen=True)
class DamagedChunk:
    """A chunk that can't be used, and why."""

    key: ChunkKey
    reason: str


class _DamageError(Exception):
    pass


def read_chunk(path: Path, key: ChunkKey) -> Chunk | DamagedChunk:
    """Read one file, or the pieces of which it is the first; never more than a chunk may hold.

    Raises:
        OSError: A file can't be read.
    """
    return parse_chunk(read_whole(path, MAX_CHUNK_BYTES + 1), key)


def parse_chunk(data: bytes, key: ChunkKey) -> Chunk | DamagedChunk:
    """Check one chunk against its key and the contract.

    Args:
        data: The gzip bytes.
        key: What they were stored under.
    """
    try:
        return _parse(data, key)
    except _DamageError as damage:
        return DamagedChunk(key, str(damage)[:MAX_REASON_CHARACTERS])


def _parse(data: bytes, key: ChunkKey) -> Chunk:
    if len(data) > MAX_CHUNK_BYTES:
        raise _DamageError(f"it has more than {MAX_CHUNK_BYTES} bytes")
    if hashlib.sha256(data).hexdigest() != key.sha256:
        raise _DamageError("its bytes do not have the SHA-256 of its key")
    text = _gunzip(data).removesuffix(b"\n")
    memory = _memory(text)
    if memory > MAX_MEMORY_BYTES:
        raise _DamageError(f"it would take more than {MAX_MEMORY_BYTES} bytes of memory")
    lines = _lines(text)
    header = _header(next(lines))
    _check_key(header, key)
    count = text.count(b"\n")
    if count != header.records:
        raise _DamageError(f"its header says {header.records} records, it has {count}")
    records = (_record(line, header.first + index, header.mode) for index, line in enumerate(lines))
    return Chunk(key, header, tuple(records), memory)


def _gunzip(data: bytes) -> bytes:
    unpacker = zlib.decompressobj(_GZIP)
    try:
        text = unpacker.decompress(data, MAX_UNPACKED_BYTES + 1)
    except zlib.error as error:
        raise _DamageError(f"it is not gzip: {error}") from error
    if len(text) > MAX_UNPACKED_BYTES:
        raise _DamageError(f"it unpacks to more than {MAX_UNPACKED_BYTES} bytes")
    if not unpacker.eof:
        raise _DamageError("its gzip stream is cut off")
    if unpacker.unused_data:
        raise _DamageError("something follows its gzip stream")
    return text


def _memory(text: bytes) -> int:
    """What the values in a text take at most: `[],` is three bytes here, and 64 in memory."""
    width = 1 if text.isascii() else 4
    values = sum(text.count(mark) for mark in (b"[", b"{", b",", b":", b"\n"))
    return len(text) * width + values * _VALUE_BYTES


def _lines(text: bytes) -> Iterator[bytes]:
    """One at a time: there may be as many lines as bytes."""
    start = 0
    while (end := text.find(b"\n", start)) >= 0:
        yield text[start:end]
        start = end + 1
    yield text[start:]


def _header(line: bytes) -> ChunkHeader:
    try:
        header = ChunkHeader.model_validate(_json(line, "header"), strict=True)
    except ValidationError as error:
        raise _DamageError(f"its header is wrong: {_first_error(error)}") from error
    return header


def _check_key(header: ChunkHeader, key: ChunkKey) -> None:
    for name in ("mode", "session", "writer", "number"):
        said, expected = getattr(header, name), getattr(key, name)
        if said != expected:
            raise _DamageError(f"its header says {name} {said!r}, its key {expected!r}")


def _record(line: bytes, n: int, mode: Mode) -> AnyRecord:
    try:
        record = _RECORD.validate_python(_json(line, f"record {n}"), strict=True)
    except ValidationError as error:
        raise _DamageError(f"record {n} is wrong: {_first_error(error)}") from error
    if record.n != n:
        raise _DamageError(f"record {n} says that it is number {record.n}")
    if record.mode != mode:
        raise _DamageError(f"record {n} is of the mode '{record.mode}', its chunk of '{mode}'")
    if not isfinite(record.t):
        raise _DamageError(f"the time of record {n} is not finite")
    return record


def _json(line: bytes, what: str) -> object:
    """RFC 8259 JSON: the contract has no bare NaN or Infinity, whatever Python would read."""
    try:
        return from_json(line, allow_inf_nan=False)
    except ValueError as error:
        raise _DamageError(f"its {what} is not JSON: {error}") from error


def _first_error(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(part)[:80] for part in first["loc"])
    return f"{place}: {first['msg']}"
