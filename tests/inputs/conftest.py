"""What the cases share: a site that was built once, before anything was spoilt."""

import contextlib
import shutil
from pathlib import Path

import pytest

# Before the import: its asserts are to show what differs, as those of a test do.
pytest.register_assert_rewrite("tests.inputs.bench")

from tests.inputs import study  # noqa: E402
from tests.inputs.bench import Bench, command_line  # noqa: E402


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The good experiment and its site."""
    folder = tmp_path_factory.mktemp("study")
    study.write(folder, study.files())
    with contextlib.chdir(folder):
        code, said = command_line("build exp.yml -o site --offline")
    assert code == 0, said
    return folder


@pytest.fixture
def bench(built: Path, tmp_path: Path) -> Bench:
    """A copy of both that a case may spoil."""
    folder = tmp_path / "study"
    # Hard links: a site is 30 MB, and nobody changes a file of it in place.
    shutil.copytree(built, folder, copy_function=_copy)
    return Bench(folder)


def _copy(source: str, target: str) -> None:
    in_site = "site" in Path(source).parts
    Path(target).hardlink_to(source) if in_site else shutil.copyfile(source, target)
