"""Keeps what is large in the cache from growing with every edit of an environment."""

import os
import secrets
import shutil
import time
from contextlib import suppress
from pathlib import Path

_SPARED_S = 24 * 3600
"""Longer than any build takes: who has found a folder goes on to read it."""


def touch(folder: Path) -> None:
    """Note that it was used just now; of a cache that can only be read nothing is noted."""
    with suppress(OSError):
        os.utime(folder)


def drop_unused(kind: Path, most_bytes: int) -> None:
    """Remove the folders that were not used for longest, until what is left is small enough.

    What was used within a day stays, whatever it takes.

    Args:
        kind: Holds the folders; each one's time of modification is that of its last use.
        most_bytes: That they may take together.
    """
    taken = 0
    for used, folder in sorted(_by_use(kind), reverse=True):
        taken += _bytes_of(folder)
        if taken > most_bytes and time.time() - used > _SPARED_S:
            _remove(folder)


def _by_use(kind: Path) -> list[tuple[float, Path]]:
    found = []
    for folder in kind.glob("[!.]*"):
        with suppress(OSError):  # another process removes, too
            found.append((folder.stat().st_mtime, folder))
    return found


def _bytes_of(folder: Path) -> int:
    total = 0
    for file in folder.rglob("*"):
        with suppress(OSError):
            total += file.lstat().st_size
    return total


def _remove(folder: Path) -> None:
    """Under another name first: what has its name in the cache is whole."""
    aside = folder.with_name(f".{secrets.token_hex(8)}.part")
    with suppress(OSError):
        folder.rename(aside)
    shutil.rmtree(aside, ignore_errors=True)
