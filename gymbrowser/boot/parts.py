"""The parts of a site's Python, compiled: the standard library, and each wheel.

A part is made once for the same wheel and kept in the cache; those that every site has travel with
gymbrowser.
"""

import hashlib
import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from gymbrowser import resources
from gymbrowser.boot.compiler import FOLDER
from gymbrowser.boot.node import on_disk, run_script
from gymbrowser.resolve import Lock, LockedWheel, pyodide_lock
from gymbrowser.resolve.base import base_runtime, bridge_wheel
from gymbrowser.resolve.cache import Cache
from gymbrowser.resolve.standin import NAME as STANDIN
from gymbrowser.resolve.standin import standin_wheel

STDLIB = "stdlib"
_FORMAT = 1
"""Raised when the same wheel would be compiled into other bytes for a reason that no hash tells."""
_COMPILER = Path(__file__).with_name("compiler.py")
_TIMEOUT_S = 900.0
"""Of compiling the largest packages on the slowest machine."""


def unpacked(archive: bytes, sizes: Mapping[str, int]) -> dict[str, bytes]:
    """The files of an archive, by path.

    Args:
        archive: Their bytes, one after the other.
        sizes: Path to size, in the order of the bytes.
    """
    found, begin = {}, 0
    for path, size in sizes.items():
        found[path] = archive[begin : begin + size]
        begin += size
    return found


@dataclass(frozen=True)
class Piece:
    """One of a part's two archives."""

    file: Path
    paths: tuple[str, ...]
    """Below Python's folder, in the order of their bytes."""
    sizes: tuple[int, ...]

    def job(self) -> dict[str, Any]:
        """As our scripts take it."""
        size = self.file.stat().st_size
        return {"path": str(self.file), "size": size, "paths": self.paths, "sizes": self.sizes}

    def files(self) -> dict[str, bytes]:
        """Path to content."""
        return unpacked(self.file.read_bytes(), self.by_path)

    @property
    def by_path(self) -> dict[str, int]:
        """Path to size, in the order of their bytes."""
        return dict(zip(self.paths, self.sizes, strict=True))


@dataclass(frozen=True)
class Part:
    """The files of one wheel, or of the standard library."""

    name: str
    folder: Path
    """With what `compiler.py` writes."""
    key: str
    """A hash of all that its bytes depend on."""
    own: bool
    """The author's, or our bridge: loaded whole, with sources, so that tracebacks quote them. The
    stand-in for pygame is not: few studies draw with it."""
    shared: bool
    """The same in every site of this version of gymbrowser."""

    @cached_property
    def modules(self) -> Piece:
        """What a running program reads."""
        return self._piece("modules")

    @cached_property
    def sources(self) -> Piece:
        """What it reads only to show it; empty for a part that is `own`."""
        return self._piece("sources")

    @property
    def pieces(self) -> tuple[Piece, Piece]:
        """Both."""
        return self.modules, self.sources

    def _piece(self, name: str) -> Piece:
        said = self._listing[name]
        return Piece(self.folder / f"{name}.bin", tuple(said["paths"]), tuple(said["sizes"]))

    @cached_property
    def _listing(self) -> dict[str, Any]:
        listing: dict[str, Any] = json.loads((self.folder / "files.json").read_text("utf-8"))
        return listing


def python_job(parts: Iterable[Part], lock: bytes) -> dict[str, Any]:
    """What each script is told that starts Python: `PythonJob` in js/src/node/disk.ts.

    Args:
        parts: All that it has.
        lock: `pyodide-lock.json`.
    """
    return {
        "core": f"{resources.runtime() / 'core'}/",
        "folder": FOLDER,
        "archives": [piece.job() for part in parts for piece in part.pieces],
        "lock": lock.decode(),
    }


def make_parts(lock: Lock, cache: Cache) -> list[Part]:
    """Compile what is not compiled yet.

    Args:
        lock: The site's wheels.
        cache: Keeps what was compiled.

    Returns:
        The standard library, then the wheels in the order of the lock.

    Raises:
        GymbrowserError: Pyodide does not run on this machine.
    """
    return _make(lock.wheels, cache)


def make_base_parts(cache: Cache) -> list[Part]:
    """The parts that every site has, or may have."""
    wheels = [*base_runtime().wheels, bridge_wheel(cache), standin_wheel(cache)]
    return _make(wheels, cache)


def travelling(key: str) -> Path:
    """The folder of a part that travels with gymbrowser."""
    return resources.runtime() / "python" / key[:16]


def _make(wheels: Iterable[LockedWheel], cache: Cache) -> list[Part]:
    stdlib = _had(_stdlib(), cache, [])
    # Each in a process of its own, so that its bytes depend on nothing that was compiled before.
    with ThreadPoolExecutor() as pool:
        return [stdlib, *pool.map(lambda wheel: _had(_job(wheel), cache, [stdlib]), wheels)]


@dataclass(frozen=True)
class _Job:
    """A part that is wanted."""

    name: str
    content: Path | bytes
    sha256: str
    prefix: str
    own: bool
    shared: bool

    @cached_property
    def key(self) -> str:
        given = [_FORMAT, _compiler_key(), self.sha256, self.prefix, self.own]
        return hashlib.sha256(json.dumps(given).encode()).hexdigest()

    def part(self, folder: Path) -> Part:
        return Part(self.name, folder, self.key, self.own, self.shared)


@cache
def _compiler_key() -> str:
    """Names the compiler: the interpreter, and our script that it runs."""
    core = resources.runtime() / "core"
    files = [core / "pyodide.asm.wasm", core / "python_stdlib.zip", _COMPILER]
    return hashlib.sha256(b"".join(_digest(file) for file in files)).hexdigest()


def _digest(file: Path) -> bytes:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").digest()


def _stdlib() -> _Job:
    file = resources.runtime() / "core" / "python_stdlib.zip"
    return _Job(STDLIB, file, _digest(file).hex(), "", own=False, shared=True)


def _job(wheel: LockedWheel) -> _Job:
    own = wheel.origin in {"source", "bridge"} and wheel.name != STANDIN
    return _Job(wheel.name, wheel.content, wheel.sha256, "site-packages/", own, wheel.shared)


def _had(job: _Job, cache: Cache, started_with: Sequence[Part]) -> Part:
    """A part from where it is, or made.

    Args:
        job: The part.
        cache: Keeps what is made.
        started_with: What Python starts with that compiles it.
    """
    if (found := _travelling(job)) is not None:
        return found
    made = cache.folder("python", job.key, lambda empty: _compile(job, empty, started_with))
    return job.part(made)


def _travelling(job: _Job) -> Part | None:
    folder = travelling(job.key)
    return job.part(folder) if (folder / "files.json").is_file() else None


def _compile(job: _Job, folder: Path, started_with: Sequence[Part]) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        wheel = on_disk(job.content, Path(temporary, "wheel.zip"))
        run_script(
            "compile",
            {
                **python_job(started_with, _empty_lock()),
                "script": str(_COMPILER),
                "lean": not job.own,
                "wheel": {"file": str(wheel), "prefix": job.prefix, "output": str(folder)},
            },
            timeout_s=_TIMEOUT_S,
        )


def _empty_lock() -> bytes:
    """What Pyodide asks for though it shall load no package."""
    base = base_runtime()
    return pyodide_lock(Lock((), base.pyodide, base.python, base.abi), {})
