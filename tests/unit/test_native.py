"""The author's environment runs among the site's packages alone, and not for ever."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from gymbrowser.environment.native import NativePython, TimeLimitError, native_python
from gymbrowser.resolve.cache import Cache
from gymbrowser.resolve.lock import LockedWheel
from tests.natively import FORK, PURE, answer, is_free, lock_of, locked, no_uv

CARTPOLE = Path(__file__).parents[2] / "examples" / "cartpole"

type Act = Callable[[str], NativePython]


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> NativePython:
    """What every site has; this Python has numpy at the version of the site."""
    return native_python(lock_of(), Cache(tmp_path_factory.mktemp("cache")), run=no_uv)


@pytest.fixture
def act(python: NativePython, tmp_path: Path) -> Act:
    """Gives a Python whose author has a module `act` of this text."""

    def write(text: str) -> NativePython:
        (tmp_path / "source").mkdir()
        (tmp_path / "source" / "act.py").write_text(text)
        return replace(python, source=tmp_path / "source")

    return write


# What can be imported


def test_there_is_what_the_site_has_and_nothing_else(act: Act) -> None:
    python = act("""
import importlib.metadata as metadata, importlib.util as util, json, sys
import gymnasium, numpy, gymbrowser.bridge.game, gymbrowser.environment.probe
print(json.dumps({
    "files": [gymnasium.__file__, numpy.__file__],
    "versions": {d.name.lower().replace("_", "-"): d.version for d in metadata.distributions()},
    "numpy": metadata.version("NumPy"),
    "there": [name for name in ("click", "boto3", "pydantic", "PIL") if util.find_spec(name)],
    "ours": hasattr(gymbrowser, "config") or util.find_spec("gymbrowser.config") is not None,
}))
""")
    said = answer(python)
    assert said["versions"] == {wheel.name: wheel.version for wheel in lock_of().wheels}
    assert said["numpy"] == said["versions"]["numpy"]
    assert said["there"] == []
    assert not said["ours"]
    gymnasium, numpy = map(Path, said["files"])
    assert gymnasium.is_relative_to(python.packages)
    assert numpy.is_relative_to(Path(sys.prefix))


def test_the_process_is_as_bare_as_the_browser(act: Act, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "PYTHONWARNINGS", "PYTHONHASHSEED"):
        monkeypatch.setenv(name, "/nowhere" if name != "PYTHONHASHSEED" else "7")
    python = act("""
import json, os, sys, helper
print(json.dumps({
    "variables": {k: v for k, v in os.environ.items() if k.startswith("PYTHON")},
    "hash": hash("a"), "utf8": sys.flags.utf8_mode, "folder": os.listdir("."),
    "args": sys.argv, "exit": exit.__name__ if hasattr(exit, "__name__") else str(exit),
}))
""")
    assert python.source is not None
    (python.source / "helper.py").write_text("")
    said = answer(python, "one", "ü")
    assert said == {**answer(python, "one", "ü"), "variables": {"PYTHONHASHSEED": "0"}}
    assert (said["utf8"], said["folder"], said["args"][1:]) == (1, [], ["one", "ü"])
    assert "exit" in said["exit"].lower()
    # Byte code is kept in the cache, where `native_python` has everything.
    kept = {"act.py", "helper.py", "__pycache__"}
    assert {file.name for file in python.source.iterdir()} == kept


def test_secrets_of_the_machine_are_not_handed_on(
    act: Act, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "GH_TOKEN", "DB_PASSWORD", "PLAIN"):
        monkeypatch.setenv(name, "value-of-the-machine")
    python = act("""
import json, os
print(json.dumps([k for k, v in os.environ.items() if v == "value-of-the-machine"]))
""")
    assert answer(python) == ["PLAIN"]


def test_the_order_is_the_browsers(act: Act, tmp_path: Path) -> None:
    """The standard library comes before packages: an old backport in a wheel does not hide it."""
    backport = locked("colorsys34", "1.1", {"colorsys.py": b"raise ImportError\n"}, tag=PURE)
    python = native_python(lock_of(backport), Cache(tmp_path / "cache"), run=no_uv)
    act("import colorsys, json\nprint(json.dumps(colorsys.__file__))")
    said = answer(replace(python, source=tmp_path / "source"))
    assert not Path(said).is_relative_to(python.packages)
    assert (python.packages / "colorsys.py").exists()


def test_machine_code_in_a_wheel_for_every_platform_is_missing_as_in_the_browser(
    act: Act, tmp_path: Path
) -> None:
    files = {"fast/__init__.py": b"", "fast/_speed.so": b"ELF"}
    wheel = locked("fast", "1.0", files, tag=PURE)
    python = native_python(lock_of(wheel), Cache(tmp_path / "cache"), run=no_uv)
    act("import fast, json, importlib.util as util\nprint(json.dumps(fast.__path__))")
    (folder,) = answer(replace(python, source=tmp_path / "source"))
    assert not Path(folder, "_speed.so").exists()


def test_a_source_that_is_a_wheel_is_unpacked(tmp_path: Path) -> None:
    wheel = locked(
        "my-env",
        "1.0",
        {"act.py": b"print('\"', __file__, '\"', sep='')"},
        "source",
        PURE,
    )
    python = native_python(lock_of(wheel), Cache(tmp_path), run=no_uv)
    assert python.source is not None
    assert not (python.packages / "act.py").exists()  # which is not made anew for it
    assert Path(answer(python)) == python.source / "act.py"
    assert "act" in python.importable


def test_the_wheel_of_a_bare_folder_runs_and_the_folder_is_named(tmp_path: Path) -> None:
    wheel = locked("experiment-source", "0", {"act.py": b"raise RuntimeError"}, "source", PURE)
    folder = tmp_path / "env"
    folder.mkdir()
    (folder / "act.py").write_text("print('what is not in the site runs')")
    python = native_python(lock_of(wheel), Cache(tmp_path), source=folder, run=no_uv)
    assert f'File "{folder}/act.py", line 1' in python.as_written(python.run("act").stderr)


def test_a_changed_source_unpacks_nothing_else_anew(python: NativePython) -> None:
    cache = Cache(python.packages.parents[1])
    wheel = locked("my-env", "1.0", {"act.py": b"1"}, "source", PURE)
    again = native_python(lock_of(wheel), cache, run=no_uv)
    assert again.packages == python.packages


def test_its_key_names_all_that_a_program_in_it_depends_on(
    python: NativePython, monkeypatch: pytest.MonkeyPatch
) -> None:
    def key(wheel: LockedWheel) -> str:
        cache = Cache(python.packages.parents[1])
        return native_python(lock_of(wheel), cache, run=no_uv).key

    one, other = (
        locked("my-env", "1.0", {"act.py": content}, "source", PURE) for content in (b"1", b"2")
    )
    before = key(one)
    assert key(one) == before
    assert key(other) != before
    monkeypatch.setenv("WIND", "0.2")  # which an environment may read
    assert key(one) != before


# The process and its end


def test_an_endless_loop_is_ended_and_tells_where_it_was(act: Act) -> None:
    python = act("def play():\n    while True: pass\n\nplay()\n")
    with pytest.raises(TimeLimitError) as caught:
        python.run("act", timeout_s=1)
    assert f'File "{python.source}/act.py", line 2 in play' in caught.value.stack


def test_children_are_ended_at_the_time_limit(act: Act, tmp_path: Path) -> None:
    python = act(FORK + "time.sleep(999)")
    with pytest.raises(TimeLimitError):
        python.run("act", str(tmp_path / "lock"), timeout_s=3)
    assert (tmp_path / "lock").exists()
    assert is_free(tmp_path / "lock")


# The process of the command line


def test_the_command_line_imports_nothing_of_the_environment(tmp_path: Path) -> None:
    code = f"""
import sys
from gymbrowser.cli import main
try:
    main(["check", {str(CARTPOLE / "exp.yml")!r}, "--offline"])
except SystemExit as end:
    assert not end.code, end.code
files = {{name: getattr(module, "__file__", None) or "" for name, module in sys.modules.items()}}
bad = [name for name, file in files.items() if file.startswith({str(CARTPOLE)!r})]
print(bad + [name for name in files if name.partition(".")[0] == "gymnasium"])
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"GYMBROWSER_CACHE": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "[]"
