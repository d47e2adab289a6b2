"""A project becomes a wheel by its own back end, of the same bytes wherever and whenever."""

import os
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from gymbrowser.errors import UserError
from gymbrowser.resolve.cache import Cache
from gymbrowser.resolve.wheels import check_wheel
from tests.packing import names, pack

TESTS = Path(__file__).parent.parent


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One line for each time that the back end ran."""
    file = tmp_path / "back-end.log"
    monkeypatch.setenv("BACK_END_LOG", str(file))
    return file


@pytest.fixture
def make_project(tmp_path: Path, log: Path) -> Callable[..., Path]:
    def make(where: str = "project", **files: str) -> Path:
        folder = tmp_path / where
        (folder / "src").mkdir(parents=True)
        (folder / "tests").mkdir()
        (folder / "src" / "kitchen.py").write_text("class Chef: ...\n")
        (folder / "src" / "recipes.txt").write_text("soup\n")
        for name in ("back_end.py", "wheels.py"):
            (folder / "tests" / name).write_bytes((TESTS / name).read_bytes())
        (folder / "pyproject.toml").write_text(
            "[build-system]\nrequires = []\n"
            'build-backend = "tests.back_end"\nbackend-path = ["."]\n'
        )
        for name, text in files.items():
            (folder / name).write_text(text)
        return folder

    return make


@pytest.fixture(autouse=True)
def _nothing_in_uvs_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "uv"))
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)


def tree(folder: Path) -> dict[str, bytes | None]:
    return {str(p): p.read_bytes() if p.is_file() else None for p in sorted(folder.rglob("*"))}


def test_a_project_is_built_by_its_own_back_end(
    make_project: Callable[..., Path], cache: Cache, log: Path, tmp_path: Path
) -> None:
    folder = make_project()
    before = tree(folder)
    wheel = pack(folder, cache)
    assert (wheel.name, wheel.version) == ("kitchen", "1.2")
    assert wheel.file_name == "kitchen-1.2-py3-none-any.whl"
    assert names(wheel) == {"kitchen.py", "recipes.txt"}
    assert tree(folder) == before
    assert log.read_text() == "315532800\n"
    file = tmp_path / wheel.file_name
    file.write_bytes(wheel.content)
    assert check_wheel(file).name == "kitchen"


def test_uvs_own_back_end_builds_offline(tmp_path: Path, cache: Cache) -> None:
    module = tmp_path / "kitchen" / "src" / "kitchen" / "__init__.py"
    module.parent.mkdir(parents=True)
    module.write_text("X = 1\n")
    (tmp_path / "kitchen" / "pyproject.toml").write_text(
        textwrap.dedent("""\
            [build-system]
            requires = ["uv_build>=0.13,<0.14"]
            build-backend = "uv_build"
            [project]
            name = "kitchen"
            version = "2.0"
            requires-python = ">=3.10"
            dependencies = ["numpy>=2", "pywin32; sys_platform == 'win32'"]
            """)
    )
    wheel = pack(tmp_path / "kitchen", cache)
    assert (wheel.name, wheel.version, wheel.requires) == ("kitchen", "2.0", ("numpy>=2",))
    assert names(wheel) == {"kitchen/__init__.py"}


def test_the_same_project_gives_the_same_bytes_on_another_day_and_machine(
    make_project: Callable[..., Path], umask: Callable[[int], int], tmp_path: Path
) -> None:
    first = pack(make_project("here"), Cache(tmp_path / "1"))
    umask(0o077)
    folder = make_project("there/project")
    for number, file in enumerate(sorted(folder.rglob("*"))):
        file.chmod(0o700)
        os.utime(file, (10**9 + number, 10**9 - number))
    (folder / "src" / "__pycache__").mkdir()
    (folder / "src" / "__pycache__" / "kitchen.cpython-312.pyc").write_bytes(b"x")
    (folder / "build" / "lib").mkdir(parents=True)
    (folder / "build" / "lib" / "old.py").write_bytes(b"x")
    assert pack(folder, Cache(tmp_path / "2")) == first


def test_what_was_built_once_needs_no_back_end(
    make_project: Callable[..., Path], cache: Cache, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_project()
    first = pack(folder, cache)
    monkeypatch.setattr("subprocess.run", None)
    assert pack(folder, cache) == first
    assert log.read_text().count("\n") == 1


@pytest.mark.parametrize("change", ["file", "date", "variable"])
def test_whatever_a_back_end_is_given_makes_it_run_again(
    make_project: Callable[..., Path],
    cache: Cache,
    log: Path,
    monkeypatch: pytest.MonkeyPatch,
    change: str,
) -> None:
    folder = make_project()
    first = pack(folder, cache)
    if change == "file":
        (folder / "src" / "kitchen.py").write_text("class Waiter: ...\n")
    if change == "date":
        monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    if change == "variable":
        monkeypatch.setenv("SETUPTOOLS_SCM_PRETEND_VERSION", "3")
    second = pack(folder, cache)
    assert log.read_text().count("\n") == 2
    assert (first == second) == (change == "variable")


def test_requirements_are_those_of_the_browser(
    make_project: Callable[..., Path], cache: Cache
) -> None:
    markers = {
        "numpy >=2": True,
        "cogrid[draw]==0.3.2": True,
        "a; sys_platform == 'emscripten'": True,
        "b; platform_machine == 'wasm32' and python_version >= '3.14'": True,
        "c; python_version < '3.14'": False,
        "d; sys_platform == 'linux'": False,
        "e; extra == 'dev'": False,
        "f; platform_system == 'Emscripten' or extra == 'dev'": True,
    }
    headers = "\n".join(f"Requires-Dist: {text}" for text in markers)
    expected = ("numpy>=2", "cogrid[draw]==0.3.2", "a", "b", "f")
    assert pack(make_project(headers=headers), cache).requires == expected


def test_a_requirement_that_is_none_is_quoted(
    make_project: Callable[..., Path], cache: Cache
) -> None:
    folder = make_project(headers="Requires-Dist: >=nonsense")
    with pytest.raises(UserError, match=r"^exp.yml:4: kitchen asks for .* '>=nonsense'"):
        pack(folder, cache)


def test_a_requirement_may_not_name_an_address(
    make_project: Callable[..., Path], cache: Cache
) -> None:
    folder = make_project(headers="Requires-Dist: maze @ https://me:secret@127.0.0.1:9/maze.whl")
    with pytest.raises(UserError, match="of kitchen, the requirement `maze` names an") as caught:
        pack(folder, cache)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(("python", "fits"), [("3.13", False), ("3.14", True), ("3.14.2", True)])
def test_requires_python_is_that_of_the_browser(
    make_project: Callable[..., Path], cache: Cache, python: str, fits: bool
) -> None:
    folder = make_project(headers="Requires-Python: >=3.14")
    if fits:
        assert pack(folder, cache, python=python).name == "kitchen"
    else:
        with pytest.raises(UserError, match=r"kitchen does not accept Python 3\.13"):
            pack(folder, cache, python=python)


def test_a_back_end_that_fails_is_quoted(make_project: Callable[..., Path], cache: Cache) -> None:
    folder = make_project(fail="")
    with pytest.raises(UserError, match=r"^exp\.yml:4: the build back end") as caught:
        pack(folder, cache)
    assert "| the back end says hello" in str(caught.value)
    assert "there is no compiler" in str(caught.value)
    (folder / "fail").unlink()
    assert pack(folder, cache).name == "kitchen"


def test_a_back_end_that_is_not_here_is_not_fetched_offline(
    make_project: Callable[..., Path], cache: Cache
) -> None:
    text = '[build-system]\nrequires = ["no-such-back-end"]\nbuild-backend = "no"\n'
    with pytest.raises(UserError, match="made no wheel") as caught:
        pack(make_project(**{"pyproject.toml": text}), cache)
    assert "no-such-back-end" in str(caught.value)
    assert "Build once without --offline" in str(caught.value)


def test_a_pyproject_that_cannot_be_read_is_named(
    make_project: Callable[..., Path], cache: Cache
) -> None:
    folder = make_project(**{"pyproject.toml": "[project\n"})
    with pytest.raises(UserError, match=r"pyproject\.toml cannot be read\n.*line 1"):
        pack(folder, cache)


def test_a_project_with_machine_code_is_refused(
    make_project: Callable[..., Path], cache: Cache
) -> None:
    folder = make_project()
    (folder / "src" / "_fast.cpython-312-x86_64-linux-gnu.so").write_bytes(b"")
    with pytest.raises(UserError, match=r"^exp\.yml:4: compiled extensions .*: _fast\.cpython"):
        pack(folder, cache)


@pytest.mark.parametrize("tag", ["cp312-cp312-linux_x86_64", "cp315-none-any", "py2-none-any"])
def test_a_project_for_one_platform_is_refused(
    make_project: Callable[..., Path], cache: Cache, tag: str
) -> None:
    with pytest.raises(UserError, match=r"is not for every platform and Python 3\.14"):
        pack(make_project(tag=tag), cache)


def test_a_project_may_not_hide_the_sites_modules(
    make_project: Callable[..., Path], cache: Cache
) -> None:
    folder = make_project()
    (folder / "src" / "random.py").write_text("")
    with pytest.raises(UserError) as caught:
        pack(folder, cache, taken=frozenset({"kitchen"}))
    assert "the module `kitchen` of kitchen would hide" in str(caught.value)
    assert "the module `random` of kitchen would hide" in str(caught.value)


def test_a_damaged_cache_is_mended(make_project: Callable[..., Path], cache: Cache) -> None:
    folder = make_project()
    wheel = pack(folder, cache)
    [kept] = cache.root.rglob("*.whl")
    kept.write_bytes(kept.read_bytes()[:-9])
    assert pack(folder, cache) == wheel
