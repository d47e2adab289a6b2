"""The whole command: the same bytes on every machine, no request when warm, and no half results."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
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
        files = [path for path in (self.home / "site").rglob("*") if path.is_file()]
        return {
            path.relative_to(self.home / "site").as_posix(): hashlib.sha256(
                path.read_bytes()
            ).hexdigest()
            for path in files
        }


def finish(process: subprocess.Popen[str]) -> None:
    _, stderr = process.communicate(timeout=120)
    assert process.returncode == 0, stderr


@pytest.fixture
def index(tmp_path: Path) -> Iterator[PackageIndex]:
    with package_index(tmp_path / "index") as index:
        index.add("maze", "1.0", requires=["walls"])
        index.add("walls", "1.0")
        yield index


@pytest.fixture
def experiment(tmp_path: Path) -> Path:
    """The scaffold, which needs a package of the index."""
    init(tmp_path / "study")
    file = tmp_path / "study" / "exp.yml"
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
    experiment: Path, index: PackageIndex, tmp_path: Path
) -> None:
    here = Machine(tmp_path / "here", index.simple)
    site = here.build(experiment)
    index.add("maze", "2.0")
    there = Machine(
        tmp_path / "there",
        index.simple,
        TZ="Asia/Tokyo",
        PYTHONHASHSEED="7",
        LC_ALL="C",
        HOME=str(tmp_path / "home"),
    )
    assert there.build(copied(experiment, tmp_path / "clone")) == site
    assert any(name.endswith("maze-1.0-py3-none-any.whl") for name in site)


def test_a_warm_build_asks_nobody(experiment: Path, index: PackageIndex, tmp_path: Path) -> None:
    machine = Machine(tmp_path / "here", index.simple)
    site = machine.build(experiment)
    machine.environment["UV_DEFAULT_INDEX"] = NOBODY
    shutil.rmtree(tmp_path / "here" / "uv")
    assert machine.build(experiment, "--offline") == site
    # Without --offline neither: the request would be refused, and the build with it.
    assert machine.build(experiment) == site


def test_two_builds_at_once_share_a_cache(
    experiment: Path, index: PackageIndex, tmp_path: Path
) -> None:
    one = Machine(tmp_path / "one", index.simple)
    two = Machine(tmp_path / "two", index.simple)
    two.environment |= {name: one.environment[name] for name in ("GYMBROWSER_CACHE",)}
    first = one.start(experiment)
    second = two.start(copied(experiment, tmp_path / "clone"))
    finish(first)
    finish(second)
    assert one.site() == two.site()


def test_a_build_that_fails_leaves_everything_as_it_was(
    experiment: Path, index: PackageIndex, tmp_path: Path
) -> None:
    machine = Machine(tmp_path / "here", index.simple)
    site = machine.build(experiment)
    lock = experiment.with_suffix(".lock")
    before = lock.read_bytes()
    text = experiment.read_text(encoding="utf-8")
    experiment.write_text(text.replace("[maze]", "[maze, ghost]"), encoding="utf-8")
    process = machine.start(experiment)
    _, stderr = process.communicate(timeout=120)
    assert process.returncode == 2
    assert "Traceback" not in stderr
    assert machine.site() == site
    assert lock.read_bytes() == before


def test_a_new_build_without_the_index_says_so(experiment: Path, tmp_path: Path) -> None:
    machine = Machine(tmp_path / "here", NOBODY, UV_HTTP_RETRIES="0")
    process = machine.start(experiment)
    _, stderr = process.communicate(timeout=120)
    assert process.returncode == 2
    assert "cannot be resolved without the package index" in stderr
    assert not experiment.with_suffix(".lock").exists()
    assert not (machine.home / "site").exists()
