"""Which files are wanted: gymbrowser/runtime.lock.json, and wheels of Pyodide's own lock."""

import json
from dataclasses import dataclass

from runtime_files.files import NODE_MODULES, ROOT

WHEELHOUSE_PACKAGES = ("contourpy", "kiwisolver", "matplotlib", "pandas", "pillow")
"""Of the distribution, for tests alone: an author's build fetches such a package by itself."""


@dataclass(frozen=True)
class LockedFile:
    """One entry of the lock."""

    kind: str
    """`npm`, `pypi`, or `distribution`: Pyodide's own packages, which are on no index."""
    name: str
    version: str
    file: str
    """Where it goes, relative to the folder that it is for."""
    sha256: str
    size: int | None = None
    license: str = ""
    path: str = ""
    """Where it lies in its npm package."""
    site: bool = True
    """False: it serves the author, and no site carries it."""

    @property
    def basename(self) -> str:
        return self.file.rpartition("/")[2]


@dataclass(frozen=True)
class RuntimeLock:
    """What gymbrowser carries."""

    pyodide: str
    files: tuple[LockedFile, ...]


def runtime_lock() -> RuntimeLock:
    lock = json.loads((ROOT / "gymbrowser" / "runtime.lock.json").read_text(encoding="utf-8"))
    return RuntimeLock(lock["pyodide"], tuple(LockedFile(**entry) for entry in lock["files"]))


def wheelhouse_files() -> tuple[LockedFile, ...]:
    """What tests take from the distribution, with the hashes of its official lock."""
    official = NODE_MODULES / "pyodide" / "pyodide-lock.json"
    packages = json.loads(official.read_text(encoding="utf-8"))["packages"]
    return tuple(
        LockedFile("distribution", name, entry["version"], entry["file_name"], entry["sha256"])
        for name, entry in ((name, packages[name]) for name in WHEELHOUSE_PACKAGES)
    )


def distribution_files() -> tuple[LockedFile, ...]:
    """Every file of the distribution that setup or tests want."""
    runtime = runtime_lock().files
    return (*(file for file in runtime if file.kind == "distribution"), *wheelhouse_files())
