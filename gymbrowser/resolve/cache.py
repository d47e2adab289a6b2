"""What was fetched or made before: files by their SHA-256, folders by a key.

Nothing in it is needed: all of it may be deleted at any time, and several processes may fill it at
once. No lock is taken; whatever takes its name in the cache is complete by then.
"""

import errno
import hashlib
import os
import re
import secrets
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from io import RawIOBase
from pathlib import Path

from gymbrowser.errors import GymbrowserError, Place
from gymbrowser.resolve.inventory import is_whole, settle
from gymbrowser.resolve.tidy import drop_unused, touch

_SHA256 = re.compile("[0-9a-f]{64}")
_COMPONENT = re.compile("[A-Za-z0-9_][A-Za-z0-9._-]*")
_TEXT = "text"
_LEFTOVER_S = 24 * 3600
"""Longer than any work takes: what is older was left behind by a process that was killed."""
_MOST_BYTES = {"snapshots": 2_000_000_000}
"""Of the kinds of which every edit of an environment makes another one: beyond this, those go that
were not used for longest."""
_FULL = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "your quota on the disk is used up",
    errno.EFBIG: "the file is larger than the file system or a limit of the process allows",
}


class WrongContentError(GymbrowserError):
    """A content does not have the SHA-256 that it is named by."""

    def __init__(self, expected: str, actual: str) -> None:
        super().__init__(f"a file should have the SHA-256 {expected}, and has {actual}")
        self.expected = expected
        self.actual = actual


def is_sha256(text: str) -> bool:
    """Whether a text is a SHA-256 as 64 lower-case hexadecimal digits."""
    return _SHA256.fullmatch(text) is not None


def _create(path: Path) -> RawIOBase:
    # Unbuffered, so that a full disk is noticed where it is written to.
    return path.open("xb", buffering=0)


@dataclass(frozen=True)
class Cache:
    """A folder of blobs, `<root>/blobs/<sha256>`, and of folders, `<root>/<kind>/<key>`.

    Args:
        root: Is made when something is put into it.
        create: Opens a new file for writing, without a buffer.
    """

    root: Path
    create: Callable[[Path], RawIOBase] = field(default=_create, repr=False, compare=False)

    @classmethod
    def default(cls, environ: Mapping[str, str] = os.environ) -> "Cache":
        """The user's: $GYMBROWSER_CACHE, else gymbrowser/ in $XDG_CACHE_HOME or ~/.cache.

        Raises:
            GymbrowserError: Neither is set, and the user has no home.
        """
        try:
            if own := environ.get("GYMBROWSER_CACHE"):
                return cls(Path(own).expanduser().absolute())
            shared = Path(environ.get("XDG_CACHE_HOME", ""))
            # The XDG Base Directory Specification: a relative path is invalid, and to be ignored.
            base = shared if shared.is_absolute() else Path.home() / ".cache"
        except RuntimeError as error:
            raise GymbrowserError(
                "there is no home folder to keep a cache in",
                remedy="Set GYMBROWSER_CACHE to a folder that you may write to.",
            ) from error
        return cls(base / "gymbrowser")

    def get(self, sha256: str) -> Path | None:
        """The file with this content, verified just now; a damaged one is removed.

        Raises:
            GymbrowserError: The cache cannot be read.
        """
        try:
            return self.find(sha256)
        except WrongContentError:
            return None

    def find(self, sha256: str) -> Path | None:
        """As `get`, but a damaged file is told after it was removed.

        Raises:
            WrongContentError: The file had another content.
            GymbrowserError: The cache cannot be read.
        """
        path = self._blob(sha256)
        with self._explained():
            try:
                with path.open("rb") as file:
                    actual = hashlib.file_digest(file, "sha256").hexdigest()
                    seen = os.fstat(file.fileno())
            except FileNotFoundError:
                return None
            if actual == sha256:
                return path
            _remove(path, seen)
        raise WrongContentError(sha256, actual)

    def put(self, sha256: str, chunks: Iterable[bytes], *, size: int | None = None) -> Path:
        """Keep a content under its hash; what `chunks` raises passes through.

        It is not flushed to the disk: after a crash of the machine, `get` notices what is missing.

        Args:
            sha256: What the content must have.
            chunks: The content.
            size: Its length in bytes where known, for the message about a full disk.

        Raises:
            WrongContentError: The content has another hash; it was not kept.
            GymbrowserError: The disk is full, or the cache cannot be written.
        """
        target = self._blob(sha256)
        temporary = self._temporary(target.parent)
        try:
            actual = self._write(temporary, chunks, size)
            if actual != sha256:
                raise WrongContentError(sha256, actual)
            self._settle_blob(temporary, target)
        finally:
            # Where even this fails, a later `put` clears it away.
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
        return target

    def folder(self, kind: str, key: str, fill: Callable[[Path], None]) -> Path:
        """A folder that is made once; if two processes make it at once, the first one's is kept.

        The key must name all that went into it. Where a file is gone or was changed since, the
        folder is made anew.

        Args:
            kind: What it is: `packages`.
            key: Which one.
            fill: Makes the content in an empty folder, which is renamed afterwards: nothing in it
                may hold its own path. What it raises passes through, but for a full disk.

        Raises:
            GymbrowserError: The disk is full, or the cache cannot be written.
        """
        target = self.root / _component(kind) / _component(key)
        with self._explained():
            if is_whole(target):
                touch(target)
                return target
        temporary = self._temporary(target.parent)
        try:
            with self._explained():
                temporary.mkdir()
            with self._explained(_FULL):
                fill(temporary)
            with self._explained():
                settle(temporary, target)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
        if kind in _MOST_BYTES:
            drop_unused(target.parent, _MOST_BYTES[kind])
        return target

    def text(self, kind: str, key: str, make: Callable[[], str]) -> str:
        """A text that is made once: a `folder` with one file, and as that in all else."""

        def fill(folder: Path) -> None:
            (folder / _TEXT).write_text(make(), encoding="utf-8")

        return (self.folder(kind, key, fill) / _TEXT).read_text(encoding="utf-8")

    def _blob(self, sha256: str) -> Path:
        if not is_sha256(sha256):
            raise ValueError(f"{sha256!r} is no SHA-256")
        return self.root / "blobs" / sha256

    def _temporary(self, folder: Path) -> Path:
        """A name beside the target, that nobody else has and no entry can have."""
        with self._explained():
            folder.mkdir(parents=True, exist_ok=True)
            _remove_leftovers(folder)
        return folder / f".{secrets.token_hex(8)}.part"

    def _write(self, path: Path, chunks: Iterable[bytes], size: int | None) -> str:
        """Write a file; gives its SHA-256."""
        digest = hashlib.sha256()
        with self._explained(size=size):
            file = self.create(path)
        try:
            for chunk in chunks:
                digest.update(chunk)
                with self._explained(size=size):
                    _write_whole(file, chunk)
            with self._explained(size=size):
                # Network file systems tell only now that the disk is full.
                file.close()
        finally:
            with suppress(OSError):
                file.close()
        return digest.hexdigest()

    def _settle_blob(self, temporary: Path, target: Path) -> None:
        with self._explained():
            try:
                temporary.replace(target)
            except PermissionError:
                # Windows replaces no file that another process is reading: then it is there.
                if self.get(target.name) is None:
                    raise

    @contextmanager
    def _explained(
        self, only: Iterable[int] | None = None, *, size: int | None = None
    ) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if error.errno in _FULL:
                raise self._full(error, size) from error
            if only is None:
                raise self._unusable(error) from error
            raise

    def _full(self, error: OSError, size: int | None) -> GymbrowserError:
        needed = "" if size is None else f"A file of {size:,} bytes was to be kept. "
        return GymbrowserError(
            f"cannot write to the cache: {_FULL[error.errno or 0]}",
            where=Place(self.root),
            why=f"{needed}Free on that disk: {_free_bytes(self.root):,} bytes.",
            remedy="Make room, or set GYMBROWSER_CACHE to a folder on another disk, and run it "
            "again. Whatever is in the cache may be deleted.",
        )

    def _unusable(self, error: OSError) -> GymbrowserError:
        return GymbrowserError(
            f"cannot use the cache: {error.strerror or error}",
            where=Place(Path(error.filename or self.root)),
            remedy="Set GYMBROWSER_CACHE to a folder that you may write to.",
        )


def _free_bytes(folder: Path) -> int:
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    return shutil.disk_usage(existing).free


def _component(text: str) -> str:
    if not _COMPONENT.fullmatch(text):
        raise ValueError(f"{text!r} cannot name a folder of the cache")
    return text


def _write_whole(file: RawIOBase, chunk: bytes) -> None:
    """A nearly full disk takes a part of a chunk before it refuses the rest."""
    rest = memoryview(chunk)
    while rest:
        rest = rest[file.write(rest) or 0 :]


def _remove(path: Path, seen: os.stat_result) -> None:
    """Remove a file, unless another process has put a new one in its place since it was seen."""
    with suppress(FileNotFoundError):
        now = path.stat()
        if (now.st_ino, now.st_mtime_ns, now.st_size) == (
            seen.st_ino,
            seen.st_mtime_ns,
            seen.st_size,
        ):
            path.unlink()


def _remove_leftovers(folder: Path) -> None:
    for path in folder.glob(".*.part"):
        # Of two processes that clear up one is late, and another user's leftovers are not ours.
        with suppress(OSError):
            if time.time() - path.stat().st_mtime < _LEFTOVER_S:
                continue
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink()
