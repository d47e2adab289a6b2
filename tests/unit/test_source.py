"""The author's Python becomes one pure wheel, or it is said why it cannot."""

import re
from pathlib import Path

import pytest

from gymbrowser.errors import UserError
from gymbrowser.resolve.cache import Cache
from gymbrowser.resolve.source import SourceWheel, source_files
from gymbrowser.resolve.wheels import check_wheel
from tests.packing import names, pack
from tests.wheels import WHEEL, write_wheel, zipped


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    folder = tmp_path / "env"
    (folder / "package" / "__pycache__").mkdir(parents=True)
    (folder / "package" / "__init__.py").write_text("X = 1\n")
    (folder / "package" / "__pycache__" / "old.pyc").write_bytes(b"x")
    (folder / "package" / "map.txt").write_text("#..#\n")
    (folder / "module.py").write_text("Y = 2\n")
    return folder


# --- a bare folder


def test_a_bare_folder_becomes_a_wheel(bare: Path, cache: Cache, tmp_path: Path) -> None:
    wheel = pack(bare, cache)
    assert (wheel.name, wheel.version, wheel.requires) == ("experiment-source", "0", ())
    assert wheel.file_name == "experiment_source-0-py3-none-any.whl"
    assert names(wheel) == {"module.py", "package/__init__.py", "package/map.txt"}
    file = tmp_path / wheel.file_name
    file.write_bytes(wheel.content)
    assert check_wheel(file).name == wheel.name


def test_what_an_author_did_not_write_stays_out(bare: Path) -> None:
    for name in (".env", ".git/config", ".idea/x.py", ".venv/y.py", "x.egg-info/PKG-INFO"):
        (bare / name).parent.mkdir(exist_ok=True)
        (bare / name).write_text("secret")
    assert set(source_files(bare, frozenset())) == {
        "module.py",
        "package/__init__.py",
        "package/map.txt",
    }


@pytest.mark.parametrize("text", ["", "[tool.ruff]\nline-length = 99\n"])
def test_a_pyproject_that_configures_tools_leaves_a_folder_bare(
    bare: Path, cache: Cache, text: str
) -> None:
    (bare / "pyproject.toml").write_text(text)
    assert pack(bare, cache).name == "experiment-source"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("fast.so", "compiled extensions cannot run in the browser: fast.so"),
        ("package/fast.pyd", "compiled extensions cannot run in the browser: package/fast.pyd"),
        ("numpy.py", "the module `numpy` would hide the site's own `numpy`"),
        ("numpy/__init__.py", "the module `numpy` would hide the site's own `numpy`"),
        ("random.py", "the module `random` would hide the site's own `random`"),
        ("a\nb.txt", "a file's name cannot be written into a wheel: 'a\\nb.txt'"),
        ("a\\b.txt", "a file's name cannot be written into a wheel"),
    ],
)
def test_what_cannot_be_in_a_site(bare: Path, name: str, message: str) -> None:
    (bare / name).parent.mkdir(exist_ok=True)
    (bare / name).write_bytes(b"")
    with pytest.raises(UserError, match=re.escape(message)):
        source_files(bare, frozenset({"numpy"}))


def test_three_compiled_files_are_named_and_the_others_counted(bare: Path) -> None:
    for number in range(5):
        (bare / f"fast{number}.so").write_bytes(b"")
    with pytest.raises(UserError, match=r"fast0\.so, fast1\.so, fast2\.so and 2 more") as caught:
        source_files(bare, frozenset())
    assert "numpy" in str(caught.value)
    assert "`requirements`" in str(caught.value)


def test_links_are_not_followed_out_of_the_source(bare: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.py").write_text("")
    (bare / "link.py").symlink_to(tmp_path / "secret.py")
    with pytest.raises(UserError, match="a link leads out of `source`"):
        source_files(bare, frozenset())


@pytest.mark.parametrize("target", ["package", "nowhere"])
def test_a_link_to_a_folder_or_nowhere_is_said(bare: Path, target: str) -> None:
    (bare / "link").symlink_to(bare / target)
    with pytest.raises(UserError, match="a link leads to a folder, or nowhere"):
        source_files(bare, frozenset())


def test_a_link_within_the_source_is_a_file(bare: Path) -> None:
    (bare / "alias.py").symlink_to("module.py")
    assert source_files(bare, frozenset())["alias.py"] == b"Y = 2\n"


def test_a_source_without_python_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("")
    with pytest.raises(UserError, match="holds no Python module"):
        source_files(tmp_path, frozenset())


# --- a wheel


def test_a_wheel_is_taken_as_it_is(tmp_path: Path, cache: Cache) -> None:
    headers = ["Requires-Dist: numpy", "Requires-Dist: pygame; extra == 'human'"]
    file = write_wheel(tmp_path, {"kitchen.py": b""}, headers=headers)
    wheel = pack(file, cache)
    assert wheel == SourceWheel("thing", "1.0", file.name, file.read_bytes(), ("numpy",))


def test_a_wheel_with_machine_code_is_refused(tmp_path: Path, cache: Cache) -> None:
    tag = "cp314-cp314-pyemscripten_2026_0_wasm32"
    file = write_wheel(tmp_path, {"_fast.so": b""}, tag=tag)
    with pytest.raises(UserError, match=r"compiled extensions cannot .*: _fast\.so") as caught:
        pack(file, cache)
    assert "PEP 783" in str(caught.value)


def test_an_unsound_wheel_is_refused(tmp_path: Path, cache: Cache) -> None:
    file = tmp_path / "thing-1.0-py3-none-any.whl"
    file.write_bytes(zipped([("../x.py", b""), ("WHEEL", WHEEL.encode())]))
    with pytest.raises(UserError, match=r"^exp\.yml:4: thing-1\.0-py3-none-any\.whl holds"):
        pack(file, cache)


def test_what_is_neither_is_refused(tmp_path: Path, cache: Cache) -> None:
    file = tmp_path / "thing-1.0.tar.gz"
    file.write_bytes(b"")
    with pytest.raises(UserError, match="has no file name of a wheel"):
        pack(file, cache)
