"""The site's compiled packages natively: from this Python, or once from uv."""

import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import pytest

from gymbrowser.environment.native import native_python
from gymbrowser.errors import GymbrowserError
from gymbrowser.resolve.cache import Cache
from tests.natively import answer, compiled, lock_of, no_uv
from tests.package_index import wheel_bytes

HERE = f"cp{sys.version_info.major}{sys.version_info.minor}-none-any"


class FakeUv:
    """Puts what uv would into the folder that it is given."""

    def __init__(self, *, fails: str | None = None) -> None:
        self.commands: list[list[str]] = []
        self.fails = fails

    def __call__(self, command: Sequence[str]) -> subprocess.CompletedProcess[str]:
        self.commands.append(list(command))
        target = Path(command[command.index("--target") + 1])
        name, _, number = command[-1].partition("==")
        (target / name).mkdir()
        if self.fails is not None:
            return subprocess.CompletedProcess(command, 1, "", self.fails)
        (target / name / "__init__.py").write_text("NATIVE = True")
        (target / f"{name}__mypyc.py").write_text("")
        info = target / f"{name}-{number}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Name: {name}\nVersion: {number}\n")
        (info / "RECORD").write_text(f"{name}/__init__.py,,\n{name}__mypyc.py,,\n../bin/x.py,,\n")
        return subprocess.CompletedProcess(command, 0, "", "")


def test_another_version_is_had_from_the_index_once(tmp_path: Path) -> None:
    uv, lock, cache = FakeUv(), lock_of(compiled("markupsafe", "0.1")), Cache(tmp_path / "cache")
    first = native_python(lock, cache, run=uv)
    second = native_python(lock, cache, offline=True, run=no_uv)
    assert first == second
    (words,) = uv.commands
    assert words[:2] == ["pip", "install"]
    assert words[-1] == "markupsafe==0.1"
    assert {"--no-deps", "--no-build"} <= set(words)
    assert "--offline" not in words
    assert {"markupsafe", "markupsafe__mypyc"} <= first.importable  # of both builds
    (tmp_path / "act.py").write_text("""
import importlib.metadata, json, markupsafe, numpy
number = importlib.metadata.version("markupsafe")
print(json.dumps([markupsafe.__file__, markupsafe.NATIVE, number]))
""")
    file, native, number = answer(replace(first, source=tmp_path))
    assert Path(file).is_relative_to(tmp_path / "cache")
    assert (native, number) == (True, "0.1")


def test_the_same_version_beside_gymbrowser_needs_no_uv(tmp_path: Path) -> None:
    lock = lock_of(compiled("markupsafe", version("markupsafe")))
    python = native_python(lock, Cache(tmp_path), run=no_uv)
    (tmp_path / "act.py").write_text("import markupsafe\nprint('\"ok\"')")
    assert answer(replace(python, source=tmp_path)) == "ok"


def test_progress_is_told_for_each_compiled_package(tmp_path: Path) -> None:
    told: list[None] = []
    native_python(
        lock_of(compiled("markupsafe", "0.1")),
        Cache(tmp_path),
        progress=lambda: told.append(None),
        run=FakeUv(),
    )
    assert len(told) == 2


def test_two_at_once_are_harmless(tmp_path: Path) -> None:
    lock = lock_of(compiled("markupsafe", "0.1"))
    with ThreadPoolExecutor(4) as pool:
        runs = [
            pool.submit(native_python, lock, Cache(tmp_path / "cache"), run=FakeUv())
            for _ in range(4)
        ]
        pythons = [run.result() for run in runs]
    assert all(python == pythons[0] for python in pythons)
    (tmp_path / "act.py").write_text("import gymnasium, markupsafe\nprint('\"ok\"')")
    assert answer(replace(pythons[0], source=tmp_path)) == "ok"


def test_a_failure_is_told_and_not_kept(tmp_path: Path) -> None:
    lock, cache = lock_of(compiled("markupsafe", "0.1")), Cache(tmp_path)
    fails = "no usable wheels at https://me:secret@example.org/simple"
    with pytest.raises(GymbrowserError) as caught:
        native_python(lock, cache, run=FakeUv(fails=fails))
    (problem,) = caught.value.problems
    assert problem.what.startswith("markupsafe 0.1 cannot be installed for Python ")
    assert problem.remedy is not None
    assert "pip install markupsafe==0.1" in problem.remedy
    assert problem.quote == "no usable wheels at https://example.org/simple"
    native_python(lock, cache, run=FakeUv())


def test_a_hanging_index_ends(tmp_path: Path) -> None:
    def hang(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
        raise subprocess.TimeoutExpired(command, 1_800)

    with pytest.raises(GymbrowserError) as caught:
        native_python(lock_of(compiled("markupsafe", "0.1")), Cache(tmp_path), run=hang)
    assert caught.value.problems[0].quote == "It was not there after 30 minutes."


def test_off_line_with_a_cold_cache_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "uv"))
    with pytest.raises(GymbrowserError) as caught:
        native_python(lock_of(compiled("markupsafe", "3.0.2")), Cache(tmp_path), offline=True)
    (problem,) = caught.value.problems
    assert problem.what == (
        "markupsafe 3.0.2 is not on this machine, and may not be fetched (`--offline`)"
    )
    assert problem.remedy is not None
    assert problem.remedy.startswith("Run this once without `--offline`, or install it beside")
    assert caught.value.exit_code == 1


def test_uv_takes_a_native_wheel_from_a_wheelhouse(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The real uv, without an index."""
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "uv"))
    house = tmp_path / "wheels"
    house.mkdir()
    native = wheel_bytes("markupsafe", "0.1", {"markupsafe/__init__.py": b"HERE = 1"}, tag=HERE)
    (house / f"markupsafe-0.1-{HERE}.whl").write_bytes(native)
    lock = lock_of(compiled("markupsafe", "0.1"))
    python = native_python(lock, Cache(tmp_path), wheelhouses=(house,), offline=True)
    (tmp_path / "act.py").write_text("import markupsafe\nprint(markupsafe.HERE)")
    assert answer(replace(python, source=tmp_path)) == 1


def test_uv_takes_a_native_wheel_from_the_index(tmp_path: Path) -> None:
    """The real uv and the real index: this test alone needs it."""
    other = "3.0.2"
    assert version("markupsafe") != other
    python = native_python(lock_of(compiled("markupsafe", other)), Cache(tmp_path))
    (tmp_path / "act.py").write_text("""
import importlib.metadata, json, markupsafe, markupsafe._speedups
print(json.dumps([importlib.metadata.version("markupsafe"), markupsafe._speedups.__file__]))
""")
    number, extension = answer(replace(python, source=tmp_path))
    assert number == other
    assert Path(extension).is_relative_to(tmp_path / "binaries")
