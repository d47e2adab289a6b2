"""A folder in which an author keeps wheels, under their own names or any other."""

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

_CHUNK_BYTES = 1 << 20


class MissingError(Exception):
    """A source has no right file; the text says why, as a sentence about the source."""


class OtherContentError(MissingError):
    """It has a file, but with another SHA-256."""


@dataclass(frozen=True)
class Wheelhouse:
    """Finds files by name and, where that fails, by content; may be asked by several threads."""

    folder: Path
    _indexing: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)

    def find(self, file_name: str, sha256: str) -> Path:
        """The path of a file with this content.

        Raises:
            MissingError: There is none.
        """
        named = self.folder / file_name
        try:
            return _checked(named, sha256)
        except MissingError as error:
            with self._indexing:
                by_content, unread = self._index
            if sha256 in by_content:
                return by_content[sha256]
            others = [f"{name} could not be read" for name in unread if name != file_name]
            raise type(error)("; ".join([str(error), *others])) from error

    @cached_property
    def _index(self) -> tuple[dict[str, Path], list[str]]:
        """The files by their SHA-256, and the names of those that could not be read."""
        by_content, unread = {}, []
        try:
            paths = sorted(path for path in self.folder.iterdir() if path.is_file())
        except OSError as error:
            raise MissingError(f"could not be read ({error.strerror})") from error
        for path in paths:
            try:
                by_content[_sha256(path)] = path
            except OSError:
                unread.append(path.name)
        return by_content, unread


def size_of(path: Path) -> int:
    """The length of a file in bytes.

    Raises:
        MissingError: It is not there any more.
    """
    try:
        return path.stat().st_size
    except OSError as error:
        raise MissingError(f"{path.name} could not be read ({error.strerror})") from error


def read_chunks(path: Path) -> Iterator[bytes]:
    """The content of a file in pieces.

    Raises:
        MissingError: It could not be read, or is not there any more.
    """
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK_BYTES):
                yield chunk
    except OSError as error:
        raise MissingError(f"{path.name} could not be read ({error.strerror})") from error


def _checked(path: Path, sha256: str) -> Path:
    try:
        actual = _sha256(path)
    except FileNotFoundError as error:
        raise MissingError(f"has no file {path.name}, nor one with its content") from error
    except OSError as error:
        raise MissingError(f"{path.name} could not be read ({error.strerror})") from error
    if actual != sha256:
        raise OtherContentError(f"{path.name} has other content: SHA-256 {actual}")
    return path


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
