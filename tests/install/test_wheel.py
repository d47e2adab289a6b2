"""The wheel carries all that a site is made of: it needs no network, no Node.js and no checkout."""

import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest
from hatch_build import BUNDLES, LICENSES, faults, locked

from gymbrowser.plan.licenses import without_surveyjs
from tests.install.conftest import ROOT, Environment, hatch, run

DIST = ROOT / "js" / "dist"
SITE = "gymbrowser/_site"


def test_builds_and_plays_an_example_without_a_network(
    installed: Environment, tmp_path: Path
) -> None:
    experiment = tmp_path / "cartpole" / "exp.yml"
    shutil.copytree(ROOT / "examples" / "cartpole", experiment.parent)
    study = [sys.executable, "-m", "tests.install.offline_study"]
    shown = run([*study, installed.scripts / "gymbrowser", experiment], ROOT)
    print(shown)  # how the network was refused: with pytest's -s or -rP
    assert "1 dev session, 4 episodes" in shown
    assert "watch 500.00" in shown  # the policy that travels with the site holds the pole
    site = {path.name: path for path in (tmp_path / "site").rglob("*")}
    licenses = (DIST / LICENSES).read_text(encoding="utf-8")
    assert site["THIRD_PARTY_LICENSES"].read_text(encoding="utf-8") == without_surveyjs(licenses)
    assert not for_authors() & site.keys()


def for_authors() -> set[str]:
    """Names of the files that no site carries."""
    entries = json.loads((ROOT / "gymbrowser" / "runtime.lock.json").read_text())["files"]
    names = {Path(entry["file"]).name for entry in entries if not entry.get("site", True)}
    assert any(name.startswith("micropip-") for name in names)
    return names


def test_the_installed_package_is_not_the_checkout(installed: Environment, tmp_path: Path) -> None:
    code = "import gymbrowser.resources as r; print(r.__file__, r.templates(), r.runtime())"
    found = run([installed.python, "-P", "-c", code], tmp_path)
    assert found.count(str(installed.folder)) == 3


def test_the_wheel_has_the_very_bytes_of_the_lock(wheel: Path) -> None:
    hashes = locked(ROOT)
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        assert {f"{SITE}/js/{name}" for name in (*BUNDLES, LICENSES)} <= names
        assert f"{SITE}/templates/site/index.html.j2" in names
        assert hashes == {
            name: hashlib.sha256(archive.read(f"{SITE}/js/{name}")).hexdigest() for name in hashes
        }


def test_the_wheel_names_its_licences(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (info,) = {name.partition("/")[0] for name in archive.namelist() if ".dist-info/" in name}
        metadata = Parser().parsestr(archive.read(f"{info}/METADATA").decode())
        named = metadata.get_all("License-File") or []
        texts = {Path(name).name: archive.read(f"{info}/licenses/{name}") for name in named}
    assert texts == {
        "LICENSE": (ROOT / "LICENSE").read_bytes(),
        "THIRD_PARTY_LICENSES": (DIST / LICENSES).read_bytes(),
    }


def test_the_sdist_gives_the_same_wheel(wheel: Path, sdist: Path, tmp_path: Path) -> None:
    """Byte for byte, so it does not matter either when and in which folder a wheel is built."""
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path / "source", filter="data")
    (source,) = (tmp_path / "source").iterdir()
    hatch(source, tmp_path / "again", "-t", "wheel")
    assert (tmp_path / "again" / wheel.name).read_bytes() == wheel.read_bytes()


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A checkout in which nothing was built."""
    folder = tmp_path / "checkout"
    for name in ("gymbrowser", "templates", ".ci"):
        shutil.copytree(ROOT / name, folder / name)
    for name in ("pyproject.toml", "LICENSE", "README.md", "CHANGELOG.md"):
        shutil.copy(ROOT / name, folder)
    return folder


@pytest.mark.parametrize("target", ["wheel", "sdist"])
def test_nothing_is_packaged_from_a_checkout_that_was_not_built(bare: Path, target: str) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", target]
    done = subprocess.run(command, cwd=bare, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "page.js is missing" in done.stderr
    assert "run `make wheel`" in done.stderr
    assert list(bare.glob("dist/*")) == []


def test_an_editable_install_needs_nothing_built(bare: Path, tmp_path: Path) -> None:
    code = "import hatchling.build as b, sys; print(b.build_editable(sys.argv[1]))"
    assert run([sys.executable, "-c", code, tmp_path], bare).strip().endswith(".whl")


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    """A copy of js/dist in which one runtime file stands for all."""
    folder = tmp_path / "dist"
    for name in (*BUNDLES, LICENSES, "runtime/core/python.zip", *PREPARED):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    return folder


PREPARED = ("runtime/python/0a/modules.bin", "runtime/compressed/0b/copy.br")
HASHES = {"runtime/core/python.zip": hashlib.sha256(b"runtime/core/python.zip").hexdigest()}


def test_a_whole_dist_has_no_faults(dist: Path) -> None:
    assert list(faults(dist, HASHES)) == []


@pytest.mark.parametrize("name", [*BUNDLES, LICENSES, *HASHES])
def test_each_missing_file_is_a_fault(dist: Path, name: str) -> None:
    (dist / name).unlink()
    assert list(faults(dist, HASHES)) == [f"{name} is missing"]


@pytest.mark.parametrize("name", PREPARED)
def test_a_runtime_that_was_not_prepared_is_a_fault(dist: Path, name: str) -> None:
    (dist / name).unlink()
    assert list(faults(dist, HASHES)) == [f"{name.rsplit('/', 2)[0]}/ is empty"]


def test_a_damaged_file_is_a_fault(dist: Path) -> None:
    (dist / "runtime/core/python.zip").write_bytes(b"truncated")
    assert list(faults(dist, HASHES)) == ["runtime/core/python.zip has the wrong SHA-256"]


def test_what_an_older_version_left_behind_is_a_fault(dist: Path) -> None:
    (dist / "runtime/wheels").mkdir()
    (dist / "runtime/wheels/old.whl").write_bytes(b"")
    assert list(faults(dist, HASHES)) == ["runtime/wheels/old.whl is not known"]
