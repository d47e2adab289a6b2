"""Files and folders that are there whole or not at all."""

import errno
import os
import re
import secrets
from collections.abc import Iterable
from pathlib import Path

from gymbrowser.errors import GymbrowserError, Place, UserError

NO_PLACE = frozenset(
    {
        *(errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EISDIR),
        *(errno.EEXIST, errno.ENAMETOOLONG),
    }
)
"""The place is wrong, not the machine: no right to write, a file where a folder should be, …"""
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
"""Error numbers of a disk, or of one's part of it, that has no room left."""
_BESIDE = re.compile(r"\.(.+)\.[0-9a-f]{16}\.(?:new|old)")
_PART = re.compile(r"\.[0-9a-f]{16}\.part")


def name_beside(target: Path, kind: str) -> Path:
    """A folder to put something together in, on the file system of the target.

    Args:
        target: What it is to become.
        kind: `new`, or `old` for what it takes the place of.

    Returns:
        A name that nobody has: in a container, a build that was killed had the same process id.
    """
    return target.with_name(f".{target.name}.{secrets.token_hex(8)}.{kind}")


def refusal(error: OSError) -> GymbrowserError:
    """What the system refused, in words that name what somebody has named.

    Args:
        error: Of a file or a folder, or of something beside it that was to become it.
    """
    if error.filename is None:
        return GymbrowserError(f"the machine: {error.strerror}")
    parts = [_BESIDE.sub(r"\1", part) for part in Path(os.fsdecode(error.filename)).parts]
    place = Place(Path(*(part for part in parts if not _PART.fullmatch(part))))
    what = error.strerror or str(error)
    if error.errno in NO_PLACE:
        remedy = "See that you may read and write there, or name another place."
        return UserError(what, where=place, remedy=remedy)
    if error.errno in FULL:
        return GymbrowserError(what, where=place, remedy="Make room, or name another disk.")
    return GymbrowserError(what, where=place)


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
