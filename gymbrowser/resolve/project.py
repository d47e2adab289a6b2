"""A folder with a `pyproject.toml` as a wheel: its own build back end makes it (PEP 517).

uv is the front end. The back end runs on a copy, since many leave files beside the sources.
"""

import hashlib
import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Mapping
from pathlib import Path

from gymbrowser.errors import Place, UserError
from gymbrowser.resolve.cache import Cache
from gymbrowser.resolve.walk import files_below
from gymbrowser.resolve.wheels import normalised, source_date_epoch
from gymbrowser.uv_tool import run_uv, without_credentials

_FORMAT = 1
"""Raised when the same sources would be made into other bytes."""
_TIMEOUT_S = 900.0
_QUOTED_LINES = 30

_STEERING = ("FLIT_", "HATCH_", "PDM_BUILD_", "POETRY_", "SETUPTOOLS_")
"""Variables that build back ends read, such as SETUPTOOLS_SCM_PRETEND_VERSION."""

_LEFT_BEHIND = re.compile(r"build/(lib|bdist)[./]|dist/[^/]+\.(whl|tar\.gz)$")
"""Results of earlier builds in the author's folder, which setuptools would pack once more."""


def is_project(folder: Path) -> bool:
    """Whether a folder says how it is built; a pyproject.toml may also configure tools alone.

    Raises:
        UserError: Its pyproject.toml is not TOML.
    """
    file = folder / "pyproject.toml"
    if not file.is_file():
        return False
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError(
            "pyproject.toml cannot be read", where=Place(file), why=str(error)
        ) from error
    return "project" in tables or "build-system" in tables


def build_project(folder: Path, cache: Cache, offline: bool, place: Place) -> Path:
    """The project's wheel, whose bytes depend on its files alone; built once for the same files.

    Args:
        folder: With pyproject.toml; nothing is written into it.
        cache: Keeps the wheel.
        offline: The back end is taken from uv's cache or not at all.
        place: Where exp.yml names the folder.

    Raises:
        UserError: The back end is not to be had, or it failed.
        GymbrowserError: The machine failed.
    """
    files = _sources(folder)

    def fill(target: Path) -> None:
        with tempfile.TemporaryDirectory() as temporary:
            copy, built = Path(temporary, folder.resolve().name or "project"), Path(temporary, "_")
            _copy(files, copy)
            file_name, content = normalised(_build(copy, built, offline, place), place)
        (target / file_name).write_bytes(content)

    [wheel] = cache.folder("projects", _key(files, os.environ), fill).glob("*.whl")
    return wheel


def _sources(folder: Path) -> dict[str, Path]:
    found = files_below(folder, hidden=True)
    return {name: file for name, file in found.items() if not _LEFT_BEHIND.match(name)}


def _key(files: Mapping[str, Path], environ: Mapping[str, str]) -> str:
    """A hash of all that a back end is given: the files, the tools, the date, its variables."""
    given = {
        "format": _FORMAT,
        "uv": importlib.metadata.version("uv"),
        "python": sys.version,
        "source_date_epoch": source_date_epoch(environ),
        "variables": {n: v for n, v in environ.items() if n.startswith(_STEERING)},
        "files": {n: hashlib.sha256(file.read_bytes()).hexdigest() for n, file in files.items()},
    }
    return hashlib.sha256(json.dumps(given, sort_keys=True).encode()).hexdigest()


def _copy(files: Mapping[str, Path], target: Path) -> None:
    for name, file in files.items():
        copy = target / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copy)


def _build(project: Path, target: Path, offline: bool, place: Place) -> Path:
    words = ["build", str(project), "--wheel", "--out-dir", str(target)]
    words += ["--python", sys.executable, "--no-create-gitignore", "--no-progress"]
    words += ["--color=never", *(["--offline"] if offline else [])]
    environ = {"SOURCE_DATE_EPOCH": str(source_date_epoch()), "PYTHONHASHSEED": "0"}
    try:
        done = run_uv(words, folder=project, environ=environ, timeout_s=_TIMEOUT_S)
    except subprocess.TimeoutExpired as error:
        raise UserError(
            f"the build of `source` did not end within {_TIMEOUT_S / 60:.0f} minutes", where=place
        ) from error
    if done.returncode != 0:
        raise _failure(done.stdout + done.stderr, offline, place)
    [wheel] = target.glob("*.whl")
    return wheel


def _failure(output: str, offline: bool, place: Place) -> UserError:
    remedy = "It must build alone: `uv build --wheel` in a copy of the folder, without its .git."
    if offline and "network was disabled" in output:
        remedy = "Build once without --offline: uv then keeps what [build-system] requires."
    return UserError(
        "the build back end of `source` made no wheel",
        where=place,
        why="`source` has a pyproject.toml, so its own back end builds it, from a copy.",
        remedy=remedy,
        quote="\n".join(without_credentials(output).strip().splitlines()[-_QUOTED_LINES:]),
    )
