"""From an experiment to the exact wheels of its site."""

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pyodide_lock import PackageSpec, PyodideLockSpec
from pyodide_lock.spec import InfoSpec

import gymbrowser
from gymbrowser import resources
from gymbrowser.config import Experiment
from gymbrowser.errors import GymbrowserError
from gymbrowser.resolve.source import source_files
from gymbrowser.resolve.wheels import compiled_members, make_wheel, top_level_modules, wheel_name

_PACKAGE = Path(__file__).parent.parent


@dataclass(frozen=True)
class LockedWheel:
    """One wheel of the site."""

    name: str
    version: str
    file_name: str
    sha256: str
    content: Path | bytes
    imports: tuple[str, ...]
    shared: bool
    """Part of the base runtime: the same in every site of this version of gymbrowser."""

    @cached_property
    def compiled(self) -> tuple[str, ...]:
        """Its machine code; empty for a pure wheel."""
        return compiled_members(self.content)


@dataclass(frozen=True)
class Lock:
    """Every wheel of the site, in the order of their names."""

    wheels: tuple[LockedWheel, ...]
    pyodide: str
    python: str
    abi: str

    @property
    def importable(self) -> frozenset[str]:
        """The top-level modules that the site's Python has beyond the standard library."""
        return frozenset(module for wheel in self.wheels for module in wheel.imports)


def resolve(experiment: Experiment) -> Lock:
    """The base runtime's wheels, our bridge, and the author's source folder as a wheel.

    Raises:
        UserError: The source folder cannot become a pure wheel.
        GymbrowserError: The base runtime is damaged or was not set up.
    """
    base = json.loads((_PACKAGE / "runtime.lock.json").read_text(encoding="utf-8"))
    wheels = [*_base_wheels(base), _bridge_wheel()]
    if experiment.source is not None:
        taken = frozenset(module for wheel in wheels for module in wheel.imports)
        wheels.append(_source_wheel(experiment.source, taken))
    return Lock(
        wheels=tuple(sorted(wheels, key=lambda wheel: wheel.name)),
        pyodide=base["pyodide"],
        python=base["python"],
        abi=base["abi"],
    )


def pyodide_lock(lock: Lock, addresses: dict[str, str]) -> bytes:
    """The site's `pyodide-lock.json`.

    Args:
        lock: The wheels.
        addresses: File name of each wheel to its address relative to the lock file.
    """
    spec = PyodideLockSpec(
        info=InfoSpec(
            arch="wasm32", platform="emscripten_5_0_3", python=lock.python, abi_version=lock.abi
        ),
        packages={
            wheel.name: PackageSpec(
                name=wheel.name,
                version=wheel.version,
                file_name=addresses[wheel.file_name],
                install_dir="site",
                sha256=wheel.sha256,
                package_type="package",
                imports=list(wheel.imports),
                depends=[],
                unvendored_tests=False,
            )
            for wheel in lock.wheels
        },
    )
    return json.dumps(spec.to_dict(), indent=1, sort_keys=True).encode()


def _base_wheels(base: dict[str, Any]) -> list[LockedWheel]:
    folder = resources.runtime() / "wheels"
    entries = [entry for entry in base["files"] if entry["file"].endswith(".whl")]
    return [_base_wheel(entry, folder / Path(entry["file"]).name) for entry in entries]


def _base_wheel(entry: dict[str, Any], file: Path) -> LockedWheel:
    if not file.is_file() or hashlib.sha256(file.read_bytes()).hexdigest() != entry["sha256"]:
        raise GymbrowserError(
            f"the base runtime is damaged: {file.name} is missing or has the wrong hash",
            remedy="In a checkout, run `make setup`; otherwise install gymbrowser again.",
        )
    return LockedWheel(
        name=entry["name"],
        version=entry["version"],
        file_name=file.name,
        sha256=entry["sha256"],
        content=file,
        imports=top_level_modules(file),
        shared=True,
    )


def _bridge_wheel() -> LockedWheel:
    sources = [_PACKAGE / "__init__.py", *sorted((_PACKAGE / "bridge").glob("*.py"))]
    files = {f"gymbrowser/{path.relative_to(_PACKAGE).as_posix()}": path for path in sources}
    content = {name: path.read_bytes() for name, path in files.items()}
    return _own_wheel("gymbrowser_bridge", gymbrowser.__version__, content)


def _source_wheel(folder: Path, taken: frozenset[str]) -> LockedWheel:
    return _own_wheel("experiment_source", "0", source_files(folder, taken))


def _own_wheel(name: str, version: str, files: dict[str, bytes]) -> LockedWheel:
    content = make_wheel(name, version, files)
    return LockedWheel(
        name=name.replace("_", "-"),
        version=version,
        file_name=wheel_name(name, version),
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        imports=top_level_modules(content),
        shared=False,
    )
