"""A file of a site, before it is written."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path


@dataclass(frozen=True)
class Asset:
    """One file of a site."""

    path: str
    source: Path | bytes

    @cached_property
    def size(self) -> int:
        """In bytes."""
        return len(self.source) if isinstance(self.source, bytes) else self.source.stat().st_size

    @property
    def content(self) -> bytes:
        """All of it."""
        return self.source if isinstance(self.source, bytes) else self.source.read_bytes()

    @cached_property
    def sha256(self) -> str:
        """Of the content, in hexadecimal."""
        if isinstance(self.source, bytes):
            return hashlib.sha256(self.source).hexdigest()
        with self.source.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()


def digest(assets: Iterable[Asset]) -> str:
    """SHA-256 over paths and content hashes, in the order of the paths."""
    lines = sorted(f"{asset.path}\0{asset.sha256}\n" for asset in assets)
    return hashlib.sha256("".join(lines).encode()).hexdigest()
