"""An experiment's packages: resolved, locked, fetched by hash, and then needed from nobody."""

import errno
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from packaging.utils import canonicalize_name

from gymbrowser.cli import main
from gymbrowser.config import load_experiment
from gymbrowser.console import quiet
from gymbrowser.errors import GymbrowserError, UserError
from gymbrowser.init import init
from gymbrowser.lock import lock
from gymbrowser.resolve import Renewal, Resolved, resolve
from gymbrowser.resolve.cache import Cache
from gymbrowser.resolve.sources import Sources
from tests.package_index import OURS, PackageIndex, wheel_bytes


@pytest.fixture
def sources(tmp_path: Path) -> Sources:
    return Sources(Cache(tmp_path / "cache"))


class Study:
    """The scaffold's experiment, whose requirements are changed."""

    def __init__(self, folder: Path, sources: Sources) -> None:
        init(folder)
        self.file = folder / "exp.yml"
        self.sources = sources

    @property
    def lock_file(self) -> Path:
        return self.file.with_suffix(".lock")

    def require(self, *requirements: str) -> "Study":
        lines = [f"    - {text!r}" for text in requirements]
        text = self.file.read_text(encoding="utf-8").partition("  requirements:")
        new = "\n".join(["environment:", "  requirements:", *lines])
        assert "environment:" in text[0]
        self.file.write_text(text[0].replace("environment:", new, 1) + "".join(text[1:]))
        return self

    def resolve(self, renewal: Renewal | None = None) -> Resolved:
        return resolve(load_experiment(self.file), self.sources, renewal=renewal)

    def lock(self, renewal: Renewal | None = None) -> dict[str, str]:
        """Write exp.lock; gives the versions beyond the base runtime."""
        locked = lock(self.file, quiet, self.sources, renewal or Renewal())
        return versions(locked.resolved)

    def refused(self, exit_code: int = 2) -> str:
        with pytest.raises(GymbrowserError) as caught:
            self.resolve()
        assert caught.value.exit_code == exit_code
        return str(caught.value)


def versions(resolved: Resolved) -> dict[str, str]:
    asked_for = ("index", "distribution")
    return {w.name: w.version for w in resolved.lock.wheels if w.origin in asked_for}


@pytest.fixture
def study(tmp_path: Path, sources: Sources) -> Study:
    return Study(tmp_path / "study", sources)


def test_the_base_runtime_needs_nobody(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UV_DEFAULT_INDEX", "http://127.0.0.1:9/simple")
    study.require("numpy>=2", "gymnasium")
    resolved = study.resolve()
    assert versions(resolved) == {}
    assert [w.name for w in resolved.lock.wheels if w.origin != "base"] == [
        "experiment-source",
        "gymbrowser-bridge",
        "pygame-standin",
    ]


def test_what_the_browser_does_not_need_is_not_asked_for(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UV_DEFAULT_INDEX", "http://127.0.0.1:9/simple")
    study.require("numpy<2; sys_platform == 'win32'", "maze; sys_platform == 'linux'")
    assert study.lock() == {}
    assert versions(study.resolve()) == {}


def test_what_is_required_is_in_the_site(study: Study, index: PackageIndex) -> None:
    index.add("maze", "1.0", requires=["walls"])
    index.add("walls", "2.0")
    resolved = study.require("maze").resolve()
    assert versions(resolved) == {"maze": "1.0", "walls": "2.0"}
    assert {"maze", "walls"} <= resolved.lock.importable


def test_a_lock_is_obeyed_until_it_is_renewed(study: Study, index: PackageIndex) -> None:
    index.add("maze", "1.0", requires=["walls"])
    index.add("walls", "1.0")
    study.require("maze")
    assert study.lock() == {"maze": "1.0", "walls": "1.0"}
    written = study.lock_file.read_bytes()
    index.add("maze", "2.0", requires=["walls"])
    index.add("walls", "2.0")
    assert versions(study.resolve()) == {"maze": "1.0", "walls": "1.0"}
    assert study.lock() == {"maze": "1.0", "walls": "1.0"}
    assert study.lock_file.read_bytes() == written
    assert study.lock(Renewal(packages=frozenset({"walls"}))) == {  # type: ignore[arg-type]
        "maze": "1.0",
        "walls": "2.0",
    }
    assert study.lock(Renewal(all=True)) == {"maze": "2.0", "walls": "2.0"}


def test_upgrade_takes_a_file_for_the_experiment(study: Study, index: PackageIndex) -> None:
    index.add("maze", "1.0")
    study.require("maze").lock()
    index.add("maze", "1.1")
    cache = {"GYMBROWSER_CACHE": str(study.sources.cache.root)}
    done = CliRunner(env=cache).invoke(main, ["lock", "--upgrade", str(study.file)])
    assert (done.exit_code, "1.0 → 1.1" in done.output) == (0, True)


def test_an_unknown_package_is_not_upgraded(study: Study, index: PackageIndex) -> None:
    index.add("maze", "1.0")
    study.require("maze").lock()
    before = study.lock_file.read_bytes()
    index.add("maze", "1.1")
    with pytest.raises(UserError, match=r"no `mace` among .*\n.*Did you mean `maze`"):
        study.lock(Renewal(packages=frozenset({canonicalize_name("mace")})))
    assert study.lock_file.read_bytes() == before


def test_a_read_only_folder_is_said(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr("gymbrowser.lock.write_atomically", refuse)
    with pytest.raises(UserError, match=r"exp.lock: cannot write the lock: Read-only"):
        study.lock()


def test_a_lock_for_other_requirements_is_refused(study: Study, index: PackageIndex) -> None:
    index.add("maze", "1.0")
    study.lock()
    study.require("maze")
    message = study.refused()
    assert f"{study.lock_file}: the lock answers other requirements" in message
    assert "`maze` is new." in message


def test_once_fetched_nobody_is_asked_again(
    study: Study, index: PackageIndex, tmp_path: Path
) -> None:
    index.add("maze", "1.0")
    study.require("maze").lock()
    shutil.rmtree(index.folder)
    shutil.rmtree(tmp_path / "uv")
    study.sources = Sources(study.sources.cache, offline=True)
    assert versions(study.resolve()) == {"maze": "1.0"}


def test_a_lock_from_elsewhere_finds_its_wheels_on_the_index(
    study: Study, index: PackageIndex, tmp_path: Path
) -> None:
    index.add("maze", "1.0")
    index.add("fast", "1.0", tag=OURS)
    study.require("maze", "fast").lock()
    study.sources = Sources(Cache(tmp_path / "other machine"))
    assert versions(study.resolve()) == {"fast": "1.0", "maze": "1.0"}


def test_another_wheel_under_the_same_name_is_refused(
    study: Study, index: PackageIndex, tmp_path: Path
) -> None:
    wheel = index.add("maze", "1.0")
    study.require("maze").lock()
    wheel.write_bytes(wheel_bytes("maze", "1.0", {"maze.py": b"import os"}))
    study.sources = Sources(Cache(tmp_path / "other machine"))
    message = study.refused(exit_code=1)
    assert "maze-1.0-py3-none-any.whl" in message
    assert "SHA-256" in message


def test_a_package_that_a_lock_lost_is_missed(study: Study, index: PackageIndex) -> None:
    index.add("maze", "1.0", requires=["walls>=2", 'winonly; sys_platform == "win32"'])
    index.add("walls", "2.0")
    study.require("maze").lock()
    kept, _, lost = study.lock_file.read_text().partition('[[package]]\nname = "walls"')
    assert lost.count("[[package]]") == 0
    study.lock_file.write_text(kept)
    message = study.refused()
    assert f"{study.lock_file}: the lock lacks `walls`, which maze 1.0 needs" in message


def test_a_wheel_that_is_none_is_refused(study: Study, index: PackageIndex) -> None:
    files = {"../../escape.py": b"X = 1"}
    index.add("maze", "1.0", files=files)
    message = study.require("maze").refused()
    assert "maze-1.0-py3-none-any.whl" in message
    assert not (study.file.parent / "escape.py").exists()


def test_the_experiments_own_folder_is_no_source(study: Study) -> None:
    text = study.file.read_text(encoding="utf-8")

    study.file.write_text(re.sub(r"source: \S+", "source: .", text))
    (study.file.parent / "catch_env.py").write_text("")
    assert "is the folder of the experiment itself" in study.refused()


def test_a_source_may_not_be_called_like_a_package(study: Study, index: PackageIndex) -> None:
    index.add("maze", "1.0")
    study.require("maze")
    wheel = study.file.parent / "maze-9-py3-none-any.whl"
    wheel.write_bytes(wheel_bytes("maze", "9", {"catch_env.py": b""}))
    text = study.file.read_text(encoding="utf-8")
    study.file.write_text(re.sub(r"source: \S+", f"source: {wheel.name}", text))
    assert "`source` calls itself maze, like a package" in study.refused()


def test_a_source_may_not_hide_a_required_package(study: Study, index: PackageIndex) -> None:
    index.add("maze", "1.0")
    (study.file.parent / "env" / "maze.py").write_text("X = 1\n")
    message = study.require("maze").refused()
    assert "the module `maze` would hide" in message


@pytest.mark.parametrize(
    ("requirement", "message"),
    [
        ("maze ==", "`maze ==` is not a requirement"),
        ("maze @ https://example.org/maze-1.0-py3-none-any.whl", "names an address"),
    ],
)
def test_what_is_no_requirement(study: Study, requirement: str, message: str) -> None:
    study.require("numpy", requirement)
    text = study.refused()
    assert message in text
    line = study.file.read_text().splitlines().index(f"    - {requirement!r}") + 1
    assert f"exp.yml:{line}: " in text
