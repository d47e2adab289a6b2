"""Files that are there whole or not at all."""

import errno
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
"""Error numbers of a disk, or of one's part of it, that has no room left."""


def write_atomically(target: Path, pieces: Iterable[bytes]) -> None:
    """Write a file durably: to a temporary one beside it, flushed to the disk, then renamed.

    Args:
        target: Replaced if it exists; its folder is made if it does not.
        pieces: The content.

    Raises:
        OSError: Nothing was written, and what was there before still is.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.parent / f".{secrets.token_hex(8)}.part"
    try:
        with temporary.open("xb") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _flush_folder(target.parent)


def _flush_folder(folder: Path) -> None:
    """Make the rename durable; Windows can't open a folder, and needs no such thing."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
