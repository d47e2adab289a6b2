"""Asks uv which versions fit together; it installs nothing.

uv knows the index, the user's configuration of it, and its own cache. What comes back is a
`pylock.toml` (PEP 751), or a requirements file whose comments say who asked for what.
"""

import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

import tomli_w
from packaging.utils import NormalizedName, canonicalize_name

from gymbrowser.uv_tool import run_uv, without_credentials

_BROWSER = "--python-platform=wasm32-pyodide2025"
"""The newest browser platform that uv knows: pure wheels are the same for ours, and the tag of
every compiled one is checked by us."""
_PYLOCK = "pylock.toml"
_OVERRIDES = "without.txt"
_TIMEOUT_S = 600.0
"""uv itself gives up, after three tries, where nothing comes for half a minute."""


@dataclass(frozen=True)
class WheelFile:
    """A wheel that the index, or a wheelhouse, has."""

    file_name: str
    sha256: str
    address: str
    """May hold credentials: not to be shown or stored."""


@dataclass(frozen=True)
class Candidate:
    """A version that uv chose, and its wheels."""

    name: NormalizedName
    version: str
    wheels: tuple[WheelFile, ...]
    """Empty for what a constraint named by its file."""
    marker: str | None = None
    """Where it is needed at all (PEP 508); None is everywhere."""


@dataclass(frozen=True)
class Wish:
    """What uv is asked to resolve."""

    requirements: Sequence[str]
    """PEP 508."""
    constraints: Sequence[str] = ()
    """PEP 508, by address or version."""
    preferences: dict[NormalizedName, str] = field(default_factory=dict)
    """Versions to stay with where they still fit."""
    without: frozenset[NormalizedName] = frozenset()
    """Packages that are not needed, whoever requires them."""


class UvError(Exception):
    """uv gave no answer; the text is its own."""


class NoSolutionError(UvError):
    """There is no set of versions that fits."""


class UnreachableError(UvError):
    """The index could not be asked."""


@dataclass(frozen=True)
class Uv:
    """How uv is called.

    Args:
        python: Version of the site's Python, `3.14`.
        wheelhouses: Folders of wheels that are as good as the index.
        offline: Use only what uv has in its cache.
        refresh: Look for what is new on the index since the last time.
    """

    python: str
    wheelhouses: tuple[Path, ...] = ()
    offline: bool = False
    refresh: bool = False

    def resolve(self, wish: Wish, *, anywhere: bool = False) -> tuple[Candidate, ...]:
        """Versions that fit together.

        Args:
            wish: Requirements and what limits them.
            anywhere: Take versions that have a wheel for any platform, and list all their wheels,
                instead of those that could run in a browser.

        Raises:
            UvError: One of its kinds.
        """
        platform = "--universal" if anywhere else _BROWSER
        text = self._compile(wish, _PYLOCK, platform)
        return tuple(map(_candidate, tomllib.loads(text).get("packages", [])))

    def wheels_of(self, pins: Iterable[tuple[str, str]]) -> tuple[Candidate, ...]:
        """All wheels of exact versions, whatever they need."""
        wish = Wish([f"{name}=={version}" for name, version in pins])
        text = self._compile(wish, _PYLOCK, "--universal", "--no-deps")
        return tuple(map(_candidate, tomllib.loads(text).get("packages", [])))

    def who_asked(self, wish: Wish) -> dict[NormalizedName, tuple[NormalizedName, ...]]:
        """For each package of a resolution for any platform the packages that need it.

        A package that was asked for directly has none.
        """
        text = self._compile(wish, "requirements.txt", "--universal", "--annotation-style=line")
        return dict(_asked_by(line) for line in text.splitlines() if "# via" in line)

    def _compile(self, wish: Wish, answer: str, *options: str) -> str:
        """What uv writes into the file `answer`, whose name tells it the format."""
        # Not in the user's folder, whose pyproject.toml or uv.toml would change the answer.
        with tempfile.TemporaryDirectory() as folder:
            words = [*self._words(wish, Path(folder)), f"--output-file={answer}", *options]
            try:
                done = run_uv(words, folder=Path(folder), timeout_s=_TIMEOUT_S)
            except subprocess.TimeoutExpired as error:
                late = f"uv gave no answer within {_TIMEOUT_S / 60:.0f} minutes"
                raise UnreachableError(late) from error
            if done.returncode != 0:
                raise _error(done.stderr)
            return Path(folder, answer).read_text(encoding="utf-8")

    def _words(self, wish: Wish, folder: Path) -> list[str]:
        asked, limits = folder / "asked.in", folder / "limits.txt"
        asked.write_text("\n".join(wish.requirements), encoding="utf-8")
        limits.write_text("\n".join(wish.constraints), encoding="utf-8")
        if wish.preferences:
            # uv stays with what its last answer says.
            (folder / _PYLOCK).write_text(_pylock(wish.preferences), encoding="utf-8")
        words = ["pip", "compile", asked.name, "--constraints", limits.name]
        words += ["--no-build", "--no-header", "--quiet", "--color=never"]
        words += ["--python", sys.executable, "--python-version", self.python]
        # As addresses: uv takes a comma in a path for the end of it.
        words += [*(f"--find-links={folder.absolute().as_uri()}" for folder in self.wheelhouses)]
        if wish.without:
            # A marker that never holds takes the place of all that requirements say of them.
            lines = sorted(f'{name}; python_version < "0"' for name in wish.without)
            (folder / _OVERRIDES).write_text("\n".join(lines), encoding="utf-8")
            words += ["--overrides", _OVERRIDES]
        words += ["--offline"] if self.offline else []
        return [*words, "--refresh"] if self.refresh and not self.offline else words


def last_words(error: UvError) -> str:
    """The innermost cause that uv gives, in one line."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[-1].removeprefix("cause: ") if lines else "uv failed without a word"


def _pylock(versions: dict[NormalizedName, str]) -> str:
    packages = [{"name": name, "version": version} for name, version in versions.items()]
    return tomli_w.dumps({"lock-version": "1.0", "created-by": "gymbrowser", "packages": packages})


def _candidate(package: dict[str, Any]) -> Candidate:
    wheels = tuple(_wheel_file(wheel) for wheel in package.get("wheels", []))
    name = canonicalize_name(package["name"])
    return Candidate(name, package["version"], wheels, package.get("marker"))


def _wheel_file(wheel: dict[str, Any]) -> WheelFile:
    address = wheel.get("url") or Path(wheel["path"]).as_uri()
    file_name = unquote(PurePosixPath(urlsplit(address).path).name)
    return WheelFile(file_name, wheel["hashes"]["sha256"], address)


def _asked_by(line: str) -> tuple[NormalizedName, tuple[NormalizedName, ...]]:
    """Read a line such as `gymnasium==1.4.0    # via cogrid, -r asked.in`."""
    package, _, via = line.partition("# via")
    name = re.split(r"[\s=@\[;]", package.strip(), maxsplit=1)[0]
    names = [word.strip() for word in via.split(",")]
    return canonicalize_name(name), tuple(
        canonicalize_name(word) for word in names if word and not word.startswith("-")
    )


def _error(stderr: str) -> UvError:
    text = "\n".join(line for line in stderr.splitlines() if not line.startswith("warning:"))
    text = without_credentials(text)
    if "No solution found" in text and "network was disabled" not in text:
        return NoSolutionError(text)
    unreachable = ("Failed to fetch", "network was disabled", "Request failed", "Connectivity")
    if any(words in text for words in unreachable):
        return UnreachableError(text)
    return UvError(text)
