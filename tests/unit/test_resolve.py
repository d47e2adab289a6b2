"""Wheels of our own are right, reproducible and pure."""

import io
import zipfile
from pathlib import Path

import pytest

from gymbrowser.errors import UserError
from gymbrowser.resolve.source import source_files
from gymbrowser.resolve.wheels import (
    compiled_members,
    make_wheel,
    top_level_modules,
    wheel_name,
)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    (tmp_path / "package" / "__pycache__").mkdir(parents=True)
    (tmp_path / "package" / "__init__.py").write_text("X = 1\n")
    (tmp_path / "package" / "__pycache__" / "old.pyc").write_bytes(b"x")
    (tmp_path / "package" / "map.txt").write_text("#..#\n")
    (tmp_path / "module.py").write_text("Y = 2\n")
    return tmp_path


def test_a_wheel_holds_what_it_is_given_and_its_record(source: Path) -> None:
    wheel = make_wheel("thing", "1.0", source_files(source, frozenset()))
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        assert archive.testzip() is None
        names = set(archive.namelist())
        record = archive.read("thing-1.0.dist-info/RECORD").decode().splitlines()
    assert {"module.py", "package/__init__.py", "package/map.txt"} <= names
    assert not any("__pycache__" in name for name in names)
    assert {line.split(",")[0] for line in record} == names
    assert wheel_name("thing", "1.0") == "thing-1.0-py3-none-any.whl"


def test_the_same_files_give_the_same_bytes() -> None:
    forwards = {"a.py": b"1", "b.py": b"2"}
    backwards = dict(reversed(forwards.items()))
    assert make_wheel("x", "0", forwards) == make_wheel("x", "0", backwards)


def test_modules_and_machine_code_are_found() -> None:
    files = {"a.py": b"", "p/__init__.py": b"", "p/fast.cpython-314.so": b"", "data.txt": b""}
    wheel = make_wheel("x", "0", files)
    assert top_level_modules(wheel) == ("a", "p")
    assert compiled_members(wheel) == ("p/fast.cpython-314.so",)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("fast.so", "a compiled extension cannot run in the browser"),
        ("package/fast.pyd", "a compiled extension cannot run in the browser"),
        ("numpy.py", "the module `numpy` would hide the site's own `numpy`"),
        ("numpy/__init__.py", "the module `numpy` would hide the site's own `numpy`"),
        ("random.py", "the module `random` would hide the site's own `random`"),
    ],
)
def test_what_cannot_be_in_a_site(source: Path, name: str, message: str) -> None:
    (source / name).parent.mkdir(exist_ok=True)
    (source / name).write_bytes(b"")
    with pytest.raises(UserError, match=message):
        source_files(source, frozenset({"numpy"}))


def test_a_link_out_of_the_source_is_refused(
    source: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    secret = tmp_path_factory.mktemp("elsewhere") / "secret.py"
    secret.write_text("")
    (source / "link.py").symlink_to(secret)
    with pytest.raises(UserError, match="a link leads out of `source`"):
        source_files(source, frozenset())


def test_a_source_without_python_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("")
    with pytest.raises(UserError, match="holds no Python module"):
        source_files(tmp_path, frozenset())
