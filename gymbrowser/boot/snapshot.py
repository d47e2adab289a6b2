"""A copy of Python's memory, taken when everything is imported: a start from it imports nothing.

It is made and proven in Pyodide under Node: a Python that has this memory plays every game, and
must give bit for bit what one gives that has started from files.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from gymbrowser.asset import Asset
from gymbrowser.boot.compiler import FOLDER
from gymbrowser.boot.node import ScriptTimeoutError, run_script
from gymbrowser.boot.parts import Part, python_job
from gymbrowser.boot.trace import Study, Trace, study_key
from gymbrowser.errors import GymbrowserError, Problem
from gymbrowser.resolve.cache import Cache

_PATH = "python/snapshot.bin"
_TIMEOUT_S = 300.0
_BYTE_CODE = f".cpython-{FOLDER.rpartition('python')[2].replace('.', '')}.pyc"


@dataclass(frozen=True)
class Snapshot:
    """One that was proven."""

    asset: Asset
    """A file, beside which its compressed copies lie."""
    libraries: tuple[str, ...]
    """Shared libraries that are loaded before it is restored, in this order: paths below Python's
    folder."""
    memory: int
    """Bytes of Python's memory once it is restored."""
    probe: str
    """The digest of what a page plays before it relies on what it has restored."""


@dataclass(frozen=True)
class NoSnapshot:
    """There is none: every visit starts from files."""

    reason: str
    """One sentence."""


NOT_WANTED = NoSnapshot("None was wanted.")


def make_snapshot(
    study: Study, parts: Sequence[Part], traced: Trace, lock: bytes, cache: Cache
) -> Snapshot | NoSnapshot:
    """Take a snapshot and prove it; done once for the same study and packages.

    Nothing that goes wrong here stops a build: a site starts without as well, only later.

    Args:
        study: With at least one game.
        parts: All of the site's Python.
        traced: What a Python gave that started from files.
        lock: `pyodide-lock.json`.
        cache: Keeps what was made, and what could not be.
    """
    if traced.problem is not None:
        return NoSnapshot("The environment raised an error while it was played.")
    libraries = tuple(sorted(path for path in traced.opened if path.endswith(".so")))
    from_trace = {
        "libraries": libraries,
        "modules": [*_modules(parts, traced.opened)],
        "expected": {"episodes": traced.episodes, "probe": traced.probe},
    }

    def fill(folder: Path) -> None:
        job = {
            **python_job(parts, lock),
            **from_trace,
            "study": study.job,
            "output": str(folder),
        }
        said = run_script("snapshot", job, timeout_s=_TIMEOUT_S)
        (folder / "snapshot.json").write_text(said, encoding="utf-8")

    try:
        folder = cache.folder("snapshots", study_key("snapshot", study, parts, **from_trace), fill)
    except ScriptTimeoutError:
        return NoSnapshot(f"It was not made within {_TIMEOUT_S:g} s.")
    except GymbrowserError as error:
        return NoSnapshot(_in_a_sentence(error.problems[0]))
    said = json.loads((folder / "snapshot.json").read_text(encoding="utf-8"))
    if said["refused"] is not None:
        return NoSnapshot(said["refused"])
    asset = Asset(_PATH, folder / "snapshot.bin")
    return Snapshot(asset, libraries, said["memory"], traced.probe)


def _in_a_sentence(problem: Problem) -> str:
    """With the first line of what a script has said last: its error, before where that was."""
    said = (problem.quote or "").strip().partition("\n")[0]
    return f"{problem.what}: {said}" if said else problem.what


def is_module(path: str) -> bool:
    """Whether a file is read only when a module is imported."""
    return path.endswith((".pyc", ".py"))


def _modules(parts: Iterable[Part], opened: frozenset[str]) -> Iterable[str]:
    """The modules that are not the author's, and that the games may import late."""
    own = {path for part in parts if part.own for path in part.modules.paths}
    for path in sorted(opened - own):
        if path.endswith(_BYTE_CODE):
            name = path.removeprefix("site-packages/").removesuffix(_BYTE_CODE)
            yield name.replace("__pycache__/", "").removesuffix("/__init__").replace("/", ".")
