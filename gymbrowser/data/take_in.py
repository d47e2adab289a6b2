"""Taking in what participants have downloaded, since it could not be sent: files to chunks.

The files were made by strangers' browsers and came through strangers' hands, like everything else
that is read here: memory is bounded, keys are no paths, and what is wrong is named, not raised.
"""

import hashlib
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from pydantic import ValidationError

from gymbrowser.contract.download import DownloadLabel
from gymbrowser.data.keys import ChunkKey
from gymbrowser.data.quarantine import Quarantined, set_aside
from gymbrowser.data.tombstones import TombstoneKey
from gymbrowser.errors import UserError
from gymbrowser.store.files import write_atomically
from gymbrowser.store.grant import MAX_CHUNK_BYTES

MAX_QUARANTINED = 100
"""Of one file: whoever made more of them meant to."""
_LABEL_BYTES = 1024
"""Of one label, packed and unpacked alike."""
_GZIP = zlib.MAX_WBITS | 16


@dataclass(frozen=True)
class BrokenFile:
    """A file that can't be read to its end; what came before was taken in."""

    file: Path
    reason: str


@dataclass
class TakenIn:
    """What was in the files."""

    new: int = 0
    present: int = 0
    """Chunks that were in the folder already, or in several files."""
    erased: int = 0
    """Chunks of sessions that were erased: they were not taken in."""
    quarantined: list[Quarantined] = field(default_factory=list)
    broken: list[BrokenFile] = field(default_factory=list)


class _BrokenError(Exception):
    pass


def take_in(files: Sequence[Path], into: Path) -> TakenIn:
    """Put the chunks of downloaded files to where `pull` would have put them.

    Args:
        files: As the participants' browsers saved them.
        into: A pulled folder, or a new one.

    Raises:
        UserError: There is no such file.
        OSError: A file can't be read, or the folder can't be written.
    """
    for path in files:
        if not path.is_file():
            raise UserError(f"There is no file {path}.")
    done = TakenIn()
    for path in files:
        try:
            with path.open("rb") as file:
                _take_in(file, into, done)
        except _BrokenError as broken:
            done.broken.append(BrokenFile(path, str(broken)))
    into.mkdir(parents=True, exist_ok=True)  # also where no file had any chunk
    return done


def _take_in(file: BinaryIO, into: Path, done: TakenIn) -> None:
    before = len(done.quarantined)
    for label, data in _entries(file):
        _keep(label, data, into, done)
        if len(done.quarantined) - before == MAX_QUARANTINED:
            raise _BrokenError(f"{MAX_QUARANTINED} of its chunks are not what they say they are")


def _keep(label: DownloadLabel, data: bytes, into: Path, done: TakenIn) -> None:
    sha256 = hashlib.sha256(data).hexdigest()
    key = ChunkKey.parse(label.key)
    if key is None or str(key.path) != label.key:
        found = Quarantined(label.key, sha256, "its key is not that of a chunk")
        done.quarantined.append(set_aside(into, found, data))
    elif sha256 != key.sha256:
        found = Quarantined(label.key, sha256, "its bytes do not have the SHA-256 of its key")
        done.quarantined.append(set_aside(into, found, data))
    elif TombstoneKey(key.mode, key.session).stands_in(into):
        done.erased += 1
    elif _is_there(into / key.local_path, len(data)):
        done.present += 1
    else:
        write_atomically(into / key.local_path, [data])
        done.new += 1


def _is_there(path: Path, size: int) -> bool:
    return path.is_file() and path.stat().st_size == size


def _entries(file: BinaryIO) -> Iterator[tuple[DownloadLabel, bytes]]:
    """Labels and what follows them, one at a time."""
    while label := _read_label(file):
        if label.size > MAX_CHUNK_BYTES:
            raise _BrokenError(f"it says that a chunk has {label.size} bytes")
        data = file.read(label.size)
        if len(data) < label.size:
            raise _BrokenError(f"it ends in the middle of the chunk {label.key[:200]}")
        yield label, data


def _read_label(file: BinaryIO) -> DownloadLabel | None:
    """None at the end of the file."""
    start = file.tell()
    packed = file.read(_LABEL_BYTES)
    if not packed:
        return None
    unpacker = zlib.decompressobj(_GZIP)
    try:
        line = unpacker.decompress(packed, _LABEL_BYTES)
        label = DownloadLabel.model_validate_json(line, strict=True)
    except (zlib.error, ValidationError) as error:
        raise _BrokenError("it is no file that a study's page has saved") from error
    if not unpacker.eof:
        raise _BrokenError("a label in it is cut off")
    file.seek(start + len(packed) - len(unpacker.unused_data))
    return label
