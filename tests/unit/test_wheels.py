"""Wheels of our own are reproducible, and those of others are opened only when they are sound."""

import io
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from gymbrowser import resources
from gymbrowser.errors import GymbrowserError, UserError
from gymbrowser.resolve import handling
from gymbrowser.resolve.cache import Cache
from gymbrowser.resolve.wheels import (
    check_wheel,
    compiled_members,
    is_usable,
    make_wheel,
    normalised,
    source_date_epoch,
    top_level_modules,
    unpack,
    wheel_name,
)
from tests.wheels import NAME, members, record, renamed, save, with_mode, write_wheel, zipped

INFO = "thing-1.0.dist-info"
FILES = {"b/__init__.py": b"X = 1\n", "a.py": b"", "b/map.txt": "#..ä#\n".encode()}


def read(wheel: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


# --- making


def test_a_made_wheel_is_one(tmp_path: Path) -> None:
    content = make_wheel("thing", "1.0", FILES)
    info = check_wheel(save(tmp_path, content, wheel_name("thing", "1.0")))
    assert (info.name, info.version, info.requires) == ("thing", "1.0", ())
    found = read(content)
    assert {name: found[name] for name in FILES} == FILES
    assert list(found)[-3:] == [f"{INFO}/METADATA", f"{INFO}/WHEEL", f"{INFO}/RECORD"]


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_the_same_files_give_the_same_bytes(umask: Callable[[int], int], mask: int) -> None:
    expected = make_wheel("thing", "1.0", FILES)
    umask(mask)
    assert make_wheel("thing", "1.0", dict(reversed(FILES.items()))) == expected


def test_a_made_wheel_is_kept_for_the_same_files_and_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def made(files: dict[str, bytes]) -> bytes:
        return make_wheel("thing", "1.0", files, Cache(tmp_path))

    content = made(FILES)
    assert content == made(FILES) == make_wheel("thing", "1.0", FILES)
    assert len([*tmp_path.glob("wheels/*")]) == 1
    assert made({**FILES, "more.py": b""}) != content
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert made(FILES) != content


def test_nothing_of_the_machine_is_in_a_made_wheel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    with zipfile.ZipFile(io.BytesIO(make_wheel("thing", "1.0", FILES))) as archive:
        for member in archive.infolist():
            assert member.date_time == (1980, 1, 1, 0, 0, 0)
            assert member.compress_type == zipfile.ZIP_STORED
            assert (member.create_system, member.external_attr >> 16) == (3, stat.S_IFREG | 0o644)


def test_the_date_is_that_of_source_date_epoch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    with zipfile.ZipFile(io.BytesIO(make_wheel("thing", "1.0", FILES))) as archive:
        assert {m.date_time for m in archive.infolist()} == {(2023, 11, 14, 22, 13, 20)}


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        (None, 315532800),
        ("", 315532800),
        ("0", 315532800),
        ("-5", 315532800),
        ("1700000000", 1700000000),
        ("99999999999", 4354819199),
    ],
)
def test_the_date_stays_within_what_a_zip_file_knows(text: str | None, moment: int) -> None:
    environ = {} if text is None else {"SOURCE_DATE_EPOCH": text}
    assert source_date_epoch(environ) == moment


def test_a_date_that_is_none_is_refused() -> None:
    with pytest.raises(UserError, match="SOURCE_DATE_EPOCH is not a number of seconds: 'today'"):
        source_date_epoch({"SOURCE_DATE_EPOCH": "today"})


def test_packing_runs_no_file_of_the_author(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("wheel", "email", "zipfile"):
        (tmp_path / f"{module}.py").write_text("raise RuntimeError('the author`s file ran')")
    monkeypatch.chdir(tmp_path)
    assert read(make_wheel("thing", "1.0", FILES))


def test_pyodide_build_prints_nothing(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    wheel = save(tmp_path, make_wheel("thing", "1.0", {"data.txt": b""}))
    (tmp_path / "site").mkdir()
    unpack(wheel, tmp_path / "site")
    assert top_level_modules(wheel) == ()
    (tmp_path / "empty-1.0").mkdir()
    with pytest.raises(GymbrowserError, match=r"No \.dist-info directories found"):
        handling.pack_wheel(tmp_path / "empty-1.0", tmp_path, 315532800)
    assert capfd.readouterr() == ("", "")


def test_the_command_line_starts_without_pyodide_build() -> None:
    code = "import sys, gymbrowser.resolve.wheels; print('pyodide_build' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


# --- judging names


@pytest.mark.parametrize(
    ("tag", "usable"),
    [
        ("py3-none-any", True),
        ("py2.py3-none-any", True),
        ("py2-none-any", False),
        ("py314-none-any", True),
        ("cp314-none-any", True),
        ("py312-none-any", True),
        ("cp315-none-any", False),
        ("py315-none-any", False),
        ("cp313-none-any", False),
        ("cp314-cp314-pyemscripten_2026_0_wasm32", True),
        ("cp314-cp314-pyemscripten_2026_0_wasm32.manylinux_2_28_x86_64", True),
        ("py3-none-pyemscripten_2026_0_wasm32", True),
        ("cp312-abi3-pyemscripten_2026_0_wasm32", True),
        ("cp314-abi3-pyemscripten_2026_0_wasm32", True),
        ("cp315-abi3-pyemscripten_2026_0_wasm32", False),
        ("cp312-abi3-pyemscripten_2025_0_wasm32", False),
        ("cp314-cp314-pyemscripten_2025_0_wasm32", False),
        ("cp314-cp314-pyemscripten_2026_1_wasm32", False),
        ("py3-none-pyemscripten_2025_0_wasm32", False),
        ("cp313-cp313-pyemscripten_2026_0_wasm32", False),
        ("cp314-cp314t-pyemscripten_2026_0_wasm32", False),
        ("cp314-cp314-pyodide_2026_0_wasm32", False),
        ("cp313-cp313-pyodide_2025_0_wasm32", False),
        ("cp314-cp314-emscripten_5_0_3_wasm32", False),
        ("cp314-cp314-manylinux_2_28_x86_64", False),
        ("cp312-abi3-manylinux2014_x86_64", False),
        ("cp314-cp314-macosx_11_0_arm64", False),
        ("cp314-cp314-win_amd64", False),
        ("py3-none-win_amd64", False),
    ],
)
@pytest.mark.parametrize("python", ["3.14", "3.14.2"])
def test_which_tags_run_in_the_browser(tag: str, usable: bool, python: str) -> None:
    assert is_usable(f"thing-1.0-{tag}.whl", python, "2026_0") is usable


@pytest.mark.parametrize("name", ["thing-1.0.tar.gz", "thing.whl", "thing-x-py3-none-any.whl", ""])
def test_what_is_no_wheel_is_not_usable(name: str) -> None:
    assert not is_usable(name, "3.14", "2026_0")


# --- looking inside


def base_wheels() -> dict[str, Path]:
    return {file.name.split("-")[0]: file for file in (resources.runtime() / "wheels").iterdir()}


@pytest.mark.parametrize("name", ["numpy", "gymnasium", "cloudpickle", "typing_extensions"])
def test_real_wheels_are_sound(name: str) -> None:
    wheel = base_wheels()[name]
    info = check_wheel(wheel)
    assert info.name == name.replace("_", "-")
    assert top_level_modules(wheel) == (name,)
    assert bool(compiled_members(wheel)) == (name == "numpy")
    assert is_usable(wheel.name, "3.14", "2026_0")


def test_what_a_real_wheel_requires_is_told() -> None:
    assert "numpy>=1.22.0" in check_wheel(base_wheels()["gymnasium"]).requires


def test_modules_are_found_in_every_form() -> None:
    files = dict.fromkeys(
        [
            "plain.py",
            "package/__init__.py",
            "namespace/inner/module.py",
            "_fast.cpython-314-wasm32-emscripten.so",
            "compiled/_core.abi3.so",
            "thing.libs/libblas.so.3",
            "not-a-module.py",
            "data/table.csv",
            "thing-1.0.data/scripts/run.py",
        ],
        b"",
    )
    wheel = zipped(members(files).items())
    expected = ("_fast", "compiled", "namespace", "package", "plain")
    assert top_level_modules(wheel) == expected


def test_machine_code_is_known_by_its_name() -> None:
    code = ["a.so", "b.cpython-314.so", "c.pyd", "d.DLL", "e.dylib", "libf.so.1.2"]
    other = ["g.py", "notes.so.txt", "dll.py", "h.sol"]
    assert compiled_members(zipped((name, b"") for name in [*code, *other])) == tuple(code)


def test_a_wheel_in_the_cache_has_another_name(tmp_path: Path) -> None:
    blob = save(tmp_path, zipped(members(FILES).items()), "0a1b2c")
    assert check_wheel(blob, file_name=NAME).name == "thing"
    assert top_level_modules(blob) == ("a", "b")
    (tmp_path / "site").mkdir()
    unpack(blob, tmp_path / "site", file_name=NAME)
    assert (tmp_path / "site" / "a.py").is_file()


# --- unpacking


def test_a_wheel_is_unpacked_as_site_packages(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    unpack(write_wheel(tmp_path, FILES), site)
    unpack(write_wheel(tmp_path, {"b/other.py": b""}, name="second"), site)
    found = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    assert found == {
        *members({**FILES, "b/other.py": b""}),
        *members({}, name="second"),
    }
    assert (site / "b" / "map.txt").read_bytes() == FILES["b/map.txt"]


def test_files_without_any_mode_can_be_read(tmp_path: Path) -> None:
    modeless = [(with_mode(name, stat.S_IFREG), data) for name, data in members(FILES).items()]
    (tmp_path / "site").mkdir()
    unpack(save(tmp_path, zipped(modeless)), tmp_path / "site")
    assert (tmp_path / "site" / "a.py").stat().st_mode & 0o600 == 0o600


def test_nothing_of_an_unsound_wheel_is_unpacked(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    with pytest.raises(UserError):
        unpack(save(tmp_path, renamed("aaa.py", "../.py")), tmp_path / "site")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["site", NAME]
    assert not any((tmp_path / "site").iterdir())


def test_metadata_that_is_spelt_otherwise_is_found(tmp_path: Path) -> None:
    content = zipped(members(FILES, name="dotted_thing").items())
    wheel = save(tmp_path, content, "Dotted.Thing-1.0-py3-none-any.whl")
    (tmp_path / "site").mkdir()
    unpack(wheel, tmp_path / "site")
    assert (tmp_path / "site" / "a.py").is_file()


# --- making comparable


def test_who_built_a_wheel_when_does_not_matter(tmp_path: Path) -> None:
    first, second = tmp_path / "1", tmp_path / "2"
    first.mkdir()
    second.mkdir()
    tidy = write_wheel(first, FILES)
    files = {**members(FILES), f"{INFO}/WHEEL": b"Wheel-Version: 1.0\nGenerator: x 9\n"}
    del files[f"{INFO}/RECORD"]
    files[f"{INFO}/RECORD"] = record(dict(reversed(files.items())), f"{INFO}/RECORD")
    dated = [(zipfile.ZipInfo(n, (2031, 5, 6, 7, 8, 10)), d) for n, d in reversed(files.items())]
    name, content = normalised(save(second, zipped(dated, zipfile.ZIP_STORED)))
    assert (name, content) == normalised(tidy)
    assert name == NAME
    assert check_wheel(save(tmp_path, content)) == check_wheel(tidy)
