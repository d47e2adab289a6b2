"""Files that participants have downloaded, since their data could not be sent.

By turns they hold a label and the chunk that it announces, see js/src/page/record/download.ts.
They were made by strangers' browsers and came through strangers' hands: memory is bounded.
"""

import zlib
from collections.abc import Iterator
from typing import BinaryIO

from pydantic import ValidationError

from gymbrowser.contract.download import DownloadLabel
from gymbrowser.store.grant import MAX_CHUNK_BYTES

ENDING = ".gymbrowser"
"""Of their names, as the page gives them; people may give them others."""

_LABEL_BYTES = 1024
"""Of one label, packed and unpacked alike."""
_GZIP = zlib.MAX_WBITS | 16


class BrokenDownloadError(Exception):
    """A file can't be read to its end; the message says why."""


def labels_of(file: BinaryIO) -> Iterator[tuple[DownloadLabel, int]]:
    """Each label, and where in the file the chunk begins that it announces.

    Raises:
        BrokenDownloadError: After what came before.
    """
    while label := _read_label(file):
        if label.size > MAX_CHUNK_BYTES:
            raise BrokenDownloadError(f"it says that a chunk has {label.size} bytes")
        begin = file.tell()
        yield label, begin
        file.seek(begin + label.size)


def entries_of(file: BinaryIO) -> Iterator[tuple[DownloadLabel, bytes]]:
    """Labels and what follows them, one at a time; same errors as `labels_of`."""
    for label, _ in labels_of(file):
        data = file.read(label.size)
        if len(data) < label.size:
            raise BrokenDownloadError(f"it ends in the middle of the chunk {label.key[:200]}")
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
        raise BrokenDownloadError("it is no file that a study's page has saved") from error
    if not unpacker.eof:
        raise BrokenDownloadError("a label in it is cut off")
    file.seek(start + len(packed) - len(unpacker.unused_data))
    return label
