"""The Python that runs an author's environment on this machine: the site's packages, nothing else.

Pure wheels are unpacked from the very bytes of the site; compiled ones, which are WebAssembly
there, are had natively at the same versions. The process of the CLI never imports any of it.
"""

import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from gymbrowser.environment.binaries import Binary, Installer, Run, native_binary, run_installer
from gymbrowser.environment.process import run_limited
from gymbrowser.resolve.cache import Cache
from gymbrowser.resolve.lock import Lock, LockedWheel
from gymbrowser.resolve.project import is_project
from gymbrowser.resolve.secrets import is_secret
from gymbrowser.resolve.wheels import compiled_members, unpack

_HERE = Path(__file__).parent
_ENVIRON = {
    "PYTHONHASHSEED": "0",
    "MPLBACKEND": "Agg",
    # The browser has one thread; with several, the order of a sum may change its last bit.
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}
# Nobody sees a window. Of the real pygame alone: some environments show nothing where they find it.
_NO_SCREEN = {"SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "dummy"}
_AT_ONCE = 4
"""Downloads of compiled packages."""
_GRACE_S = 5.0
"""At its time limit a process tells by itself where it is; by then it is killed."""


class TimeLimitError(Exception):
    """The process was ended at its time limit.

    Attributes:
        stack: Where each of its threads was, innermost frame first; empty if it could not tell.
    """

    def __init__(self, stack: str) -> None:
        super().__init__("the process was ended at its time limit")
        self.stack = stack


@dataclass(frozen=True)
class NativePython:
    """A Python whose modules are those of one site."""

    executable: Path
    """The interpreter that runs gymbrowser, without its packages."""
    packages: Path
    """Every pure wheel of the lock, unpacked, and `gymbrowser.environment`."""
    source: Path | None
    """The author's own modules, unpacked from the wheel that goes into the site: a file that it
    does not hold is missing here too."""
    binaries: tuple[Binary, ...]
    importable: frozenset[str]
    """Top-level modules beyond the standard library."""
    key: str
    """A hash of all that decides what a program does in it, but for what that is given."""
    written: Path | None = None
    """The author's folder that `source` was made of, if it has the same files: see `as_written`."""

    def as_written(self, text: str) -> str:
        """A text with the paths of the files that the author wrote, in place of their copies."""
        if self.source is None or self.written is None:
            return text
        return text.replace(f"{self.source}{os.sep}", f"{self.written}{os.sep}")

    def run(
        self, module: str, *args: str, stdin: str = "", timeout_s: float | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run a module as `__main__` in a process, and an empty current folder, of its own.

        Like in the browser the encoding of files is UTF-8, and hashes are the same in each run.

        Args:
            module: Of `packages` or `source`.
            args: Its `sys.argv[1:]`.
            stdin: What it can read.
            timeout_s: Seconds until it is ended, with every process that it started; None for ever.

        Returns:
            Its exit status and the last 64 KiB of each output.

        Raises:
            TimeLimitError: It was ended.
        """
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temporary:
            folder = Path(temporary)
            stack = folder / "stack.txt"
            settings = self._settings(module, args) | {"timeout_s": timeout_s, "stack": str(stack)}
            (folder / "settings.json").write_text(json.dumps(settings), encoding="utf-8")
            (folder / "current").mkdir()
            try:
                done = run_limited(
                    self._command(folder / "settings.json"),
                    stdin=stdin,
                    folder=folder / "current",
                    environ=_environ(real_pygame="pygame" in self._borrowed_modules),
                    timeout_s=None if timeout_s is None else timeout_s + _GRACE_S,
                )
            except subprocess.TimeoutExpired:
                raise TimeLimitError("") from None
            if stack.exists() and (text := stack.read_text(encoding="utf-8", errors="replace")):
                raise TimeLimitError(text)
            return done

    @property
    def _borrowed_modules(self) -> frozenset[str]:
        return frozenset(module for binary in self.binaries for module in binary.modules)

    def _command(self, settings: Path) -> list[str]:
        start = self.packages / "gymbrowser" / "environment" / "start.py"
        # Byte code is kept beside the modules, in the cache. Not -E: the hash seed is a variable.
        options = ["-P", "-s", "-S", "-X", "utf8", "-X", "faulthandler"]
        return [str(self.executable), *options, str(start), str(settings)]

    def _settings(self, module: str, args: Iterable[str]) -> dict[str, object]:
        borrowed = [binary for binary in self.binaries if binary.borrowed]
        own = [str(binary.home) for binary in self.binaries if not binary.borrowed]
        return {
            "module": module,
            "args": list(args),
            "source": [] if self.source is None else [str(self.source)],
            "packages": [str(self.packages), *own],
            "modules": {name: str(binary.home) for binary in borrowed for name in binary.modules},
            "distributions": {binary.name: str(binary.home) for binary in borrowed},
        }


def bare_folder(source: Path | None) -> Path | None:
    """The author's folder if its modules can be run where they are: not a project or a wheel."""
    bare = source is not None and source.is_dir() and not is_project(source)
    return source if bare else None


def native_python(
    lock: Lock,
    cache: Cache,
    *,
    source: Path | None = None,
    wheelhouses: tuple[Path, ...] = (),
    offline: bool = False,
    progress: Callable[[], None] = lambda: None,
    run: Run = run_installer,
) -> NativePython:
    """The Python of a lock; what it consists of is made once and kept in the cache.

    Args:
        lock: The site's wheels.
        cache: Where unpacked and native packages are kept.
        source: The author's bare folder, by whose paths errors name what is in the wheel of it.
        wheelhouses: Folders that may have native wheels.
        offline: Fetch nothing.
        progress: Called once for each compiled package that is there.
        run: Runs uv.

    Raises:
        UserError: A wheel is malformed or harmful.
        GymbrowserError: A compiled package cannot be had for this machine.
    """
    binaries = _binaries(lock, cache, Installer(wheelhouses, offline, run), progress)
    return NativePython(
        executable=Path(sys.executable),
        packages=_packages(lock, cache),
        source=_authors_wheel(lock, cache),
        binaries=binaries,
        importable=lock.importable | {module for each in binaries for module in each.modules},
        key=_key(lock, binaries),
        written=None if source is None else source.resolve(),
    )


def _binaries(
    lock: Lock, cache: Cache, installer: Installer, progress: Callable[[], None]
) -> tuple[Binary, ...]:
    """Fetched side by side, as most of the time is spent waiting for them."""
    found = []
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        compiled = [wheel for wheel in lock.wheels if wheel.compiled]
        for binary in pool.map(lambda wheel: native_binary(wheel, cache, installer), compiled):
            found.append(binary)
            progress()
    return tuple(found)


def _key(lock: Lock, binaries: Iterable[Binary]) -> str:
    given = {
        "wheels": sorted(wheel.sha256 for wheel in lock.wheels),
        "ours": [_sha256(content) for content in _ours().values()],
        "binaries": [str(binary.home) for binary in binaries],
        "python": [sys.executable, sys.version, sysconfig.get_platform(), *platform.libc_ver()],
        "environ": sorted(_environ(real_pygame=False).items()),
    }
    return _sha256(json.dumps(given).encode())


def _ours() -> dict[str, bytes]:
    """What of this package runs beside the author's code."""
    return {file.name: file.read_bytes() for file in sorted(_HERE.glob("*.py"))}


def _packages(lock: Lock, cache: Cache) -> Path:
    """One folder, as in the browser: some packages are spread over several wheels.

    The author's wheel changes with every line of theirs, so it is not among them.
    """
    wheels = [each for each in lock.wheels if each.origin != "source" and not each.compiled]
    ours = _ours()

    def fill(folder: Path) -> None:
        for wheel in wheels:
            _unpack(wheel, folder)
        (folder / "gymbrowser" / "environment").mkdir()
        for name, content in ours.items():
            (folder / "gymbrowser" / "environment" / name).write_bytes(content)

    hashes = [*(each.sha256 for each in wheels), *map(_sha256, ours.values())]
    return cache.folder("packages", _sha256("\n".join(sorted(hashes)).encode()), fill).absolute()


def _authors_wheel(lock: Lock, cache: Cache) -> Path | None:
    for wheel in lock.wheels:
        if wheel.origin == "source":
            return cache.folder("packages", wheel.sha256, partial(_unpack, wheel)).absolute()
    return None


def _unpack(wheel: LockedWheel, folder: Path) -> None:
    # In the cache its name is its hash, which tells no tool that it is a wheel.
    with tempfile.TemporaryDirectory() as temporary:
        file = Path(temporary, wheel.file_name)
        if isinstance(wheel.content, bytes):
            file.write_bytes(wheel.content)
        else:
            shutil.copyfile(wheel.content, file)
        unpack(file, folder)
        # Of a pure wheel: the browser cannot load it, so it must not be had here.
        for name in compiled_members(file):
            (folder / name).unlink()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _environ(*, real_pygame: bool) -> dict[str, str]:
    """Ours, without secrets and without what steers any Python (PYTHONPATH, PYTHONHOME, …)."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("PYTHON") and not is_secret(name)
    }
    for name in _NO_SCREEN:
        kept.pop(name, None)
    return kept | _ENVIRON | (_NO_SCREEN if real_pygame else {})
