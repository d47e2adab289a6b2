"""Taking in what participants have downloaded, since it could not be sent: files to chunks.

The files were made by strangers' browsers and came through strangers' hands, like everything else
that is read here: memory is bounded, keys are no paths, and what is wrong is named, not raised.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from gymbrowser.contract.download import DownloadLabel
from gymbrowser.data.downloads import BrokenDownloadError, entries_of
from gymbrowser.data.keys import ChunkKey
from gymbrowser.data.quarantine import Quarantined, set_aside
from gymbrowser.data.tombstones import TombstoneKey
from gymbrowser.errors import UserError
from gymbrowser.store.files import write_atomically

MAX_QUARANTINED = 100
"""Of one file: whoever made more of them meant to."""


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
        except BrokenDownloadError as broken:
            done.broken.append(BrokenFile(path, str(broken)))
    into.mkdir(parents=True, exist_ok=True)  # also where no file had any chunk
    return done


def _take_in(file: BinaryIO, into: Path, done: TakenIn) -> None:
    before = len(done.quarantined)
    for label, data in entries_of(file):
        _keep(label, data, into, done)
        if len(done.quarantined) - before == MAX_QUARANTINED:
            raise BrokenDownloadError(
                f"{MAX_QUARANTINED} of its chunks are not what they say they are"
            )


def _keep(label: DownloadLabel, data: bytes, into: Path, done: TakenIn) -> None:
    sha256 = hashlib.sha256(data).hexdigest()
    key = ChunkKey.parse(label.key)
    if key is not None and TombstoneKey(key.mode, key.session).stands_in(into):
        done.erased += 1
    elif key is None or str(key.path) != label.key:
        found = Quarantined(label.key, sha256, "its key is not that of a chunk")
        done.quarantined.append(set_aside(into, found, data))
    elif sha256 != key.sha256:
        found = Quarantined(label.key, sha256, "its bytes do not have the SHA-256 of its key")
        done.quarantined.append(set_aside(into, found, data))
    elif _is_there(into / key.local_path, len(data)):
        done.present += 1
    else:
        write_atomically(into / key.local_path, [data])
        done.new += 1


def _is_there(path: Path, size: int) -> bool:
    return path.is_file() and path.stat().st_size == size
