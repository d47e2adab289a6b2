"""What a folder of the cache held when it was made, to tell whether it still does.

A folder stays for years on disks of all kinds: sweepers of scratch space remove old files singly,
and people edit the file that a traceback names. Neither may change what an environment computes.
"""

import hashlib
import json
import secrets
import shutil
from contextlib import suppress
from pathlib import Path

_FILE = ".inventory"
_ATTEMPTS = 3
"""Processes that mend a folder at once may put aside what another one has just made."""


def settle(temporary: Path, target: Path) -> None:
    """Give a folder that was filled its name in the cache, unless a whole one has it by now.

    Raises:
        OSError: Neither could be had.
    """
    _write_inventory(temporary)
    for _ in range(_ATTEMPTS):
        if _is_renamed(temporary, target) or is_whole(target):
            return
        _put_aside(target)
    temporary.rename(target)


def _is_renamed(temporary: Path, target: Path) -> bool:
    try:
        temporary.rename(target)
    except OSError:
        # A rename replaces no folder that holds something: another process was first, or it is the
        # damaged one.
        if not target.is_dir():
            raise
        return False
    return True


def _put_aside(damaged: Path) -> None:
    aside = damaged.with_name(f".{secrets.token_hex(8)}.part")
    with suppress(FileNotFoundError):  # another process was first
        damaged.rename(aside)
    shutil.rmtree(aside, ignore_errors=True)


def is_whole(folder: Path) -> bool:
    """Whether a folder has every file that was noted, unchanged; more files do no harm.

    Raises:
        PermissionError: It may not be read.
    """
    try:
        hashes = json.loads((folder / _FILE).read_text(encoding="utf-8"))
        return all(_sha256(folder / name) == sha256 for name, sha256 in hashes.items())
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError, ValueError, AttributeError):
        return False


def _write_inventory(folder: Path) -> None:
    """Note every file of a folder with its SHA-256, in a file in it."""
    hashes = {name: _sha256(folder / name) for name in _files(folder)}
    (folder / _FILE).write_text(json.dumps(hashes), encoding="utf-8")


def _files(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
