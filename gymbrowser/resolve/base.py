"""What every site has: the base runtime that travels with gymbrowser, and our bridge."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gymbrowser
from gymbrowser import resources
from gymbrowser.errors import GymbrowserError
from gymbrowser.resolve.cache import Cache
from gymbrowser.resolve.lock import LockedWheel
from gymbrowser.resolve.wheels import make_wheel, top_level_modules, wheel_name

_PACKAGE = Path(__file__).parent.parent


@dataclass(frozen=True)
class BaseRuntime:
    """Pyodide's version, and the wheels that no author has to ask for."""

    pyodide: str
    python: str
    abi: str
    """Pyodide's ABI, `2026_0`: the platform of its wheels is `pyemscripten_2026_0_wasm32`."""
    wheels: tuple[LockedWheel, ...]

    @property
    def platform(self) -> str:
        """The platform tag of its compiled wheels (PEP 783)."""
        return f"pyemscripten_{self.abi}_wasm32"


def base_runtime() -> BaseRuntime:
    """The base runtime, each wheel held against its hash.

    Raises:
        GymbrowserError: It is damaged or was not set up.
    """
    base = json.loads((_PACKAGE / "runtime.lock.json").read_text(encoding="utf-8"))
    return BaseRuntime(
        pyodide=base["pyodide"],
        python=base["python"],
        abi=base["abi"],
        wheels=tuple(_base_wheel(entry) for entry in base["files"] if _is_base_wheel(entry)),
    )


def bridge_wheel(cache: Cache | None = None) -> LockedWheel:
    """`gymbrowser.bridge` as a wheel: the only Python of ours that runs in the browser.

    Args:
        cache: See `make_wheel`.
    """
    sources = [_PACKAGE / "__init__.py", *sorted((_PACKAGE / "bridge").glob("*.py"))]
    files = {f"gymbrowser/{path.relative_to(_PACKAGE).as_posix()}": path for path in sources}
    name, version = "gymbrowser_bridge", gymbrowser.__version__
    read = {path: file.read_bytes() for path, file in files.items()}
    content = make_wheel(name, version, read, cache)
    return LockedWheel(
        name="gymbrowser-bridge",
        version=version,
        file_name=wheel_name(name, version),
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        imports=top_level_modules(content),
        origin="bridge",
    )


def _is_base_wheel(entry: dict[str, Any]) -> bool:
    """Some of what we carry is for the author alone (micropip) and never enters a site."""
    return bool(entry["file"].endswith(".whl") and entry.get("site", True))


def _base_wheel(entry: dict[str, Any]) -> LockedWheel:
    file = resources.runtime() / entry["file"]
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
        origin="base",
    )
