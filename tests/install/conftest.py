"""The wheel of gymbrowser, built once, and an empty machine that it is installed on."""

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from uv import find_uv_bin

ROOT = Path(__file__).parents[2]


def run(command: Sequence[str | Path], folder: Path) -> str:
    """What a program prints, that must succeed."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def hatch(source: Path, into: Path, *options: str) -> None:
    """What `make wheel` builds with: an sdist and a wheel, unless options say otherwise."""
    run([sys.executable, "-m", "hatchling", "build", "-d", into, *options], source)


@dataclass(frozen=True)
class Environment:
    """A virtual environment with the wheel and what it needs."""

    folder: Path

    @property
    def scripts(self) -> Path:
        return self.folder / ("Scripts" if os.name == "nt" else "bin")

    @property
    def python(self) -> Path:
        return self.scripts / Path(sys.executable).name


@pytest.fixture(scope="session")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of sdist and wheel."""
    folder = tmp_path_factory.mktemp("packages")
    hatch(ROOT, folder)
    return folder


@pytest.fixture(scope="session")
def wheel(packages: Path) -> Path:
    (wheel,) = packages.glob("*.whl")
    return wheel


@pytest.fixture(scope="session")
def sdist(packages: Path) -> Path:
    (sdist,) = packages.glob("*.tar.gz")
    return sdist


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """As `pip install` does it, at the locked versions; the index may be asked here."""
    made = Environment(tmp_path_factory.mktemp("venv"))
    uv = find_uv_bin()
    run([uv, "venv", "--quiet", "--python", sys.executable, made.folder], ROOT)
    locked = f"--constraints={ROOT / '.ci' / 'requirements.txt'}"
    into = f"--python={made.python}"
    run([uv, "pip", "install", "--quiet", into, locked, wheel], ROOT)
    run([uv, "pip", "check", "--quiet", into], ROOT)
    return made
