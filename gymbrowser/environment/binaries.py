"""The site's compiled packages natively: the same versions, built for this machine."""

import hashlib
import json
import platform
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.machinery import PathFinder
from importlib.metadata import Distribution, PackageNotFoundError, PackagePath, distribution
from pathlib import Path

from packaging.utils import canonicalize_version

from gymbrowser.errors import GymbrowserError
from gymbrowser.resolve.cache import Cache
from gymbrowser.resolve.lock import LockedWheel
from gymbrowser.uv_tool import run_uv, without_credentials

type Run = Callable[[Sequence[str]], subprocess.CompletedProcess[str]]
"""Runs uv with these words and captures its outputs."""

_TIMEOUT_S = 1_800.0
"""scipy's 40 MB at 0.2 Mbit/s; uv itself gives up where nothing comes for half a minute."""


@dataclass(frozen=True)
class Binary:
    """A compiled package of the site as this machine's Python has it."""

    name: str
    home: Path
    """Stands for site-packages."""
    modules: tuple[str, ...]
    """Its top-level modules."""
    borrowed: bool
    """Lies among the packages of the Python that runs gymbrowser, which must stay unseen."""


@dataclass(frozen=True)
class Installer:
    """How uv is asked for what this Python does not have.

    Args:
        wheelhouses: Folders of wheels that are as good as the index.
        offline: Use only those, and what uv has in its own cache.
        run: Runs uv.
    """

    wheelhouses: tuple[Path, ...]
    offline: bool
    run: Run

    def install(self, wheel: LockedWheel, folder: Path) -> None:
        """Put the native counterpart of a wheel into a folder, without what it requires.

        A folder and no venv: it holds no paths of its own, so it may be renamed.

        Raises:
            GymbrowserError: There is none for this machine, or no way to it.
        """
        try:
            done = self.run(self._command(wheel, folder))
        except subprocess.TimeoutExpired as error:
            late = f"It was not there after {error.timeout / 60:.0f} minutes."
            raise _missing(wheel, late, offline=self.offline) from error
        if done.returncode != 0:
            raise _missing(wheel, done.stderr, offline=self.offline)

    def _command(self, wheel: LockedWheel, folder: Path) -> list[str]:
        options = ["--no-deps", "--no-build", "--link-mode=copy", "--quiet", "--color=never"]
        if self.offline:
            options.append("--offline")
        # As addresses: uv takes a comma in a path for the end of it.
        options += [f"--find-links={wheels.resolve().as_uri()}" for wheels in self.wheelhouses]
        place = ["--python", sys.executable, "--target", str(folder.absolute())]
        return ["pip", "install", *options, *place, _pin(wheel)]


def native_binary(wheel: LockedWheel, cache: Cache, installer: Installer) -> Binary:
    """The native counterpart of a compiled wheel: of this very Python, or made once by uv.

    Raises:
        GymbrowserError: See `Installer.install`.
    """
    return _borrow(wheel) or _install(wheel, cache, installer)


def run_installer(words: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Run uv for as long as an installation may take."""
    return run_uv(words, timeout_s=_TIMEOUT_S)


def _borrow(wheel: LockedWheel) -> Binary | None:
    """What was installed beside gymbrowser, if it has the same version.

    Only looked for, never imported. An editable one lies elsewhere: it does not count.
    """
    try:
        found = distribution(wheel.name)
    except PackageNotFoundError:
        return None
    home = Path(str(found.locate_file("")))
    same = canonicalize_version(found.version) == canonicalize_version(wheel.version)
    there = any(PathFinder.find_spec(module, [str(home)]) for module in wheel.imports)
    return Binary(wheel.name, home, _modules(wheel, found), True) if same and there else None


def _install(wheel: LockedWheel, cache: Cache, installer: Installer) -> Binary:
    fill = partial(installer.install, wheel)
    home = cache.folder("binaries", _key(wheel), fill).absolute()
    (found,) = Distribution.discover(name=wheel.name, path=[str(home)])
    return Binary(wheel.name, home, _modules(wheel, found), False)


def _modules(wheel: LockedWheel, found: Distribution) -> tuple[str, ...]:
    """Those of both builds: helper modules of compiled code are named anew by each build."""
    return tuple(sorted({*wheel.imports, *_top_level(found.files or ())}))


def _top_level(files: Iterable[PackagePath]) -> set[str]:
    heads = [file.parts[0] for file in files if file.suffix in {".py", ".so", ".pyd"}]
    return {head.partition(".")[0] for head in heads if not head.startswith("..")}


def _key(wheel: LockedWheel) -> str:
    """Also names the C library: a home folder may be shared by machines of several ages."""
    interpreter = (sysconfig.get_config_var("SOABI"), sysconfig.get_platform(), platform.machine())
    said = json.dumps([_pin(wheel), *interpreter, *platform.libc_ver()])
    return f"{wheel.name}-{hashlib.sha256(said.encode()).hexdigest()}"


def _pin(wheel: LockedWheel) -> str:
    return f"{wheel.name}=={wheel.version}"


def _missing(wheel: LockedWheel, stderr: str, *, offline: bool) -> GymbrowserError:
    package = f"{wheel.name} {wheel.version}"
    machine = f"Python {platform.python_version()} on {sysconfig.get_platform()}"
    beside = f"install it beside gymbrowser: `pip install {_pin(wheel)}`."
    return GymbrowserError(
        f"{package} is not on this machine, and may not be fetched (`--offline`)"
        if offline
        else f"{package} cannot be installed for {machine}",
        why="The site has it as WebAssembly; to step the environment here, the same version is "
        f"needed for {machine}.",
        remedy=f"Run this once without `--offline`, or {beside}"
        if offline
        else f"Try again if the network failed; otherwise {beside}",
        quote=without_credentials(stderr),
    )
