"""The whole command: the same bytes on every machine, no request when warm, and no half results."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from pathlib import Path

import pytest

from gymbrowser.init import init
from tests.package_index import PackageIndex, package_index

NOBODY = "http://127.0.0.1:9/simple"


class Machine:
    """A user with caches and settings of their own."""

    def __init__(self, home: Path, index: str, **environment: str) -> None:
        self.home = home
        self.home.mkdir()
        ours = {name: value for name, value in os.environ.items() if "GYMBROWSER" not in name}
        caches = {"GYMBROWSER_CACHE": str(home / "cache"), "UV_CACHE_DIR": str(home / "uv")}
        self.environment = {**ours, **caches, "UV_DEFAULT_INDEX": index, **environment}

    def on(self, index: str) -> "Machine":
        """The same machine, when it knows another index."""
        machine = copy(self)
        machine.environment = {**self.environment, "UV_DEFAULT_INDEX": index}
        return machine

    def start(self, experiment: Path, *options: str) -> subprocess.Popen[str]:
        command = [str(Path(sys.executable).with_name("gymbrowser")), "build", str(experiment)]
        return subprocess.Popen(
            [*command, "-o", str(self.home / "site"), *options],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def build(self, experiment: Path, *options: str) -> dict[str, str]:
        """Build, and give each file of the site with its hash."""
        finish(self.start(experiment, *options))
        return self.site()

    def site(self) -> dict[str, str]:
        """Each file of the site with its hash."""
        files = [path for path in (self.home / "site").rglob("*") if path.is_file()]
        return {
            path.relative_to(self.home / "site").as_posix(): hashlib.sha256(
                path.read_bytes()
            ).hexdigest()
            for path in files
        }


@dataclass(frozen=True)
class Built:
    """An experiment, and the site that a machine has built of it."""

    experiment: Path
    machine: Machine
    site: dict[str, str]
    """Each file with its hash."""


def finish(process: subprocess.Popen[str]) -> None:
    _, stderr = process.communicate()
    assert process.returncode == 0, stderr


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PackageIndex]:
    with package_index(tmp_path_factory.mktemp("index")) as index:
        index.add("maze", "1.0", requires=["walls"])
        index.add("walls", "1.0")
        yield index


@pytest.fixture(scope="module")
def built(index: PackageIndex, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The scaffold, which needs a package of the index, built on a machine that knew nothing."""
    folder = tmp_path_factory.mktemp("built")
    experiment = scaffold(folder / "study")
    machine = Machine(folder / "here", index.simple)
    return Built(experiment, machine, machine.build(experiment))


def scaffold(folder: Path) -> Path:
    init(folder)
    file = folder / "exp.yml"
    text = file.read_text(encoding="utf-8")
    assert "environment:\n" in text
    new = "environment:\n  requirements: [maze]\n"
    file.write_text(text.replace("environment:\n", new, 1), encoding="utf-8")
    return file


def copied(experiment: Path, folder: Path) -> Path:
    """The experiment as another user has it: cloned at another time, elsewhere, file by file."""
    shutil.copytree(experiment.parent, folder, copy_function=shutil.copyfile)
    for path in sorted(folder.rglob("*"), reverse=True):
        os.utime(path, (1_000_000_000, 1_000_000_000))
        path.chmod(0o700 if path.is_dir() else 0o600)
    return folder / experiment.name


def test_inputs_and_lock_decide_every_byte(
    built: Built, index: PackageIndex, tmp_path: Path
) -> None:
    index.add("maze", "2.0")
    there = Machine(
        tmp_path / "there",
        index.simple,
        TZ="Asia/Tokyo",
        PYTHONHASHSEED="7",
        LC_ALL="C",
        HOME=str(tmp_path / "home"),
    )
    assert there.build(copied(built.experiment, tmp_path / "clone")) == built.site
    assert any(name.endswith("maze-1.0-py3-none-any.whl") for name in built.site)


def test_a_warm_build_asks_nobody(built: Built) -> None:
    machine = built.machine.on(NOBODY)
    shutil.rmtree(machine.home / "uv")
    assert machine.build(built.experiment, "--offline") == built.site
    # Without --offline neither: the request would be refused, and the build with it.
    assert machine.build(built.experiment) == built.site


def test_two_builds_at_once_share_a_cache(index: PackageIndex, tmp_path: Path) -> None:
    experiment = scaffold(tmp_path / "study")
    one = Machine(tmp_path / "one", index.simple)
    two = Machine(tmp_path / "two", index.simple)
    two.environment |= {name: one.environment[name] for name in ("GYMBROWSER_CACHE",)}
    first = one.start(experiment)
    second = two.start(copied(experiment, tmp_path / "clone"))
    finish(first)
    finish(second)
    assert one.site() == two.site()


def test_a_build_that_fails_leaves_everything_as_it_was(built: Built) -> None:
    file, lock = built.experiment, built.experiment.with_suffix(".lock")
    text, before = file.read_text(encoding="utf-8"), lock.read_bytes()
    file.write_text(text.replace("[maze]", "[maze, ghost]"), encoding="utf-8")
    process = built.machine.start(file)
    _, stderr = process.communicate()
    file.write_text(text, encoding="utf-8")
    assert process.returncode == 2
    assert "Traceback" not in stderr
    assert built.machine.site() == built.site
    assert lock.read_bytes() == before


def test_a_new_build_without_the_index_says_so(tmp_path: Path) -> None:
    experiment = scaffold(tmp_path / "study")
    machine = Machine(tmp_path / "here", NOBODY, UV_HTTP_RETRIES="0")
    process = machine.start(experiment)
    _, stderr = process.communicate()
    assert process.returncode == 2
    assert "cannot be resolved without the package index" in stderr
    assert not experiment.with_suffix(".lock").exists()
    assert not (machine.home / "site").exists()
