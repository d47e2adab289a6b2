"""Setup takes a file from wherever its very bytes are, and from nowhere else."""

import hashlib
import json
import zipfile
from pathlib import Path

import pytest
from runtime_files.carrier import FOLDER, REQUIREMENT, read_carrier
from runtime_files.files import NODE_MODULES, RUNTIME
from runtime_files.index import SourceError
from runtime_files.lock import (
    WHEELHOUSE_PACKAGES,
    LockedFile,
    distribution_files,
    runtime_lock,
)
from runtime_files.sources import Cache, CollectError, Source, collect


def locked(name: str, content: bytes) -> LockedFile:
    digest = hashlib.sha256(content).hexdigest()
    return LockedFile("distribution", name, "1.0", f"wheels/{name}.whl", digest)


NUMPY, PILLOW = locked("numpy", b"n"), locked("pillow", b"p")


def failing(error: Exception) -> Source:
    def read(_file: LockedFile) -> bytes:
        raise error

    return Source(f"a source with {type(error).__name__}", read)


def giving(content: bytes) -> Source:
    return Source("a mirror", lambda _file: content)


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


def test_the_first_source_with_the_right_bytes_serves(tmp_path: Path, cache: Cache) -> None:
    sources = [failing(SourceError("no")), failing(TimeoutError()), giving(b"x"), giving(b"n")]
    assert collect([NUMPY], tmp_path, {"distribution": sources}, cache) == 1
    assert (tmp_path / NUMPY.file).read_bytes() == b"n"
    assert cache.read(NUMPY) == b"n"


def test_what_is_there_is_not_asked_for_again(tmp_path: Path, cache: Cache) -> None:
    collect([NUMPY], tmp_path, {"distribution": [giving(b"n")]}, cache)
    assert collect([NUMPY], tmp_path, {"distribution": []}, cache) == 0


def test_a_damaged_file_is_replaced(tmp_path: Path, cache: Cache) -> None:
    (tmp_path / NUMPY.file).parent.mkdir()
    (tmp_path / NUMPY.file).write_bytes(b"damaged")
    assert collect([NUMPY], tmp_path, {"distribution": [giving(b"n")]}, cache) == 1
    assert (tmp_path / NUMPY.file).read_bytes() == b"n"


def test_a_damaged_cache_is_mended(tmp_path: Path, cache: Cache) -> None:
    cache.folder.mkdir()
    cache.path(NUMPY).write_bytes(b"damaged")
    sources = [Source("the cache", cache.read), giving(b"n")]
    assert collect([NUMPY], tmp_path, {"distribution": sources}, cache) == 1
    assert cache.read(NUMPY) == b"n"


def test_a_file_in_no_source_is_an_error_that_tells_of_each(tmp_path: Path, cache: Cache) -> None:
    sources = {"distribution": [failing(SourceError("has none")), giving(b"x")]}
    with pytest.raises(CollectError) as raised:
        collect([NUMPY], tmp_path, sources, cache)
    message = str(raised.value)
    assert "numpy.whl (numpy 1.0)" in message
    assert "a source with SourceError: has none" in message
    assert f"a mirror: numpy.whl has the wrong SHA-256: expected {NUMPY.sha256}" in message
    assert str(cache.path(NUMPY)) in message
    assert not (tmp_path / NUMPY.file).exists()


def carrier(folder: Path, **wheels: bytes) -> Path:
    path = folder / "carrier.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in wheels.items():
            archive.writestr(f"{FOLDER}{name}.whl", content)
    return path


def test_the_carrier_is_downloaded_once_for_all(cache: Cache) -> None:
    asked: list[str] = []

    def download(requirement: str, _digest: str, folder: Path) -> Path:
        asked.append(requirement)
        return carrier(folder, numpy=b"n", pillow=b"p")

    others = (NUMPY, PILLOW, locked("scipy", b"s"))
    assert read_carrier(NUMPY, others, cache.keep, download) == b"n"
    assert cache.read(PILLOW) == b"p"
    assert asked == [REQUIREMENT]


def test_the_cache_takes_nothing_wrong_from_the_carrier(cache: Cache) -> None:
    def download(_requirement: str, _digest: str, folder: Path) -> Path:
        return carrier(folder, numpy=b"n", pillow=b"another")

    read_carrier(NUMPY, (PILLOW,), cache.keep, download)
    with pytest.raises(SourceError, match="not there yet"):
        cache.read(PILLOW)


def test_a_carrier_without_the_file_says_so(cache: Cache) -> None:
    with pytest.raises(SourceError, match=r"has no .*numpy\.whl"):
        read_carrier(NUMPY, (), cache.keep, lambda _r, _d, folder: carrier(folder))


def test_the_cache_is_the_one_of_builds(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("GYMBROWSER_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert Cache.default().folder == tmp_path / "gymbrowser" / "blobs"
    monkeypatch.setenv("GYMBROWSER_CACHE", str(tmp_path / "own"))
    assert Cache.default().folder == tmp_path / "own" / "blobs"


def test_hashes_are_those_of_the_official_lock() -> None:
    official = json.loads((RUNTIME / "distribution.json").read_text(encoding="utf-8"))["packages"]
    theirs = {name: official[name]["sha256"] for name in (f.name for f in distribution_files())}
    assert {file.name: file.sha256 for file in distribution_files()} == theirs
    assert {"micropip", "numpy", "packaging", *WHEELHOUSE_PACKAGES} == theirs.keys()


def test_the_lock_is_of_the_pyodide_that_is_bundled() -> None:
    installed = json.loads((NODE_MODULES / "pyodide" / "package.json").read_text(encoding="utf-8"))
    lock = runtime_lock()
    assert installed["version"] == lock.pyodide
    assert {file.version for file in lock.files if file.name == "pyodide"} == {lock.pyodide}


@pytest.mark.parametrize("file", runtime_lock().files, ids=lambda file: file.file)
def test_sizes_are_true(file: LockedFile) -> None:
    assert (RUNTIME / file.file).stat().st_size == file.size
