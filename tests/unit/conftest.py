"""What unit tests share."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.package_index import PackageIndex, package_index


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PackageIndex]:
    """A package index that uv asks in the place of the public one, with a cache of its own."""
    with package_index(tmp_path / "index") as index:
        monkeypatch.setenv("UV_DEFAULT_INDEX", index.simple)
        monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "uv"))
        yield index


@pytest.fixture
def umask() -> Iterator[Callable[[int], int]]:
    """Sets the mask of new files' modes, which is as before after the test."""
    before = os.umask(0o022)
    yield os.umask
    os.umask(before)
