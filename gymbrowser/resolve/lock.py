"""Every wheel of a site, by name, version and hash."""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from pyodide_lock import PackageSpec, PyodideLockSpec
from pyodide_lock.spec import InfoSpec

from gymbrowser.resolve.wheels import compiled_members

type Origin = Literal["base", "bridge", "source", "distribution", "index"]
"""Where a wheel comes from: gymbrowser itself (base, bridge), the author, the Pyodide distribution,
or the package index."""


@dataclass(frozen=True)
class LockedWheel:
    """One wheel of the site."""

    name: str
    version: str
    file_name: str
    sha256: str
    content: Path | bytes
    imports: tuple[str, ...]
    origin: Origin

    @property
    def shared(self) -> bool:
        """Part of the base runtime: the same in every site of this version of gymbrowser."""
        return self.origin == "base"

    @cached_property
    def compiled(self) -> tuple[str, ...]:
        """Its machine code; empty for a pure wheel.

        What a wheel for every platform carries is for some of them, and never for the browser.
        """
        return () if self.file_name.endswith("-any.whl") else compiled_members(self.content)


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
