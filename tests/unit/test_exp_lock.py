"""exp.lock: written alike every time, obeyed only where it fits, and its changes told."""

from dataclasses import replace
from pathlib import Path

import pytest

from gymbrowser.errors import Place, UserError
from gymbrowser.resolve.asked import Asked
from gymbrowser.resolve.base import BaseRuntime, base_runtime
from gymbrowser.resolve.exp_lock import (
    Change,
    ExpLock,
    changes,
    check_fits,
    encode,
    lock_path,
    make_exp_lock,
    read_exp_lock,
)
from gymbrowser.resolve.sources import Wanted

MAZE = Wanted("maze", "1.0", "maze-1.0-py3-none-any.whl", "a" * 64, "index")
PILLOW = Wanted(
    "pillow",
    "12.2.0",
    "pillow-12.2.0-cp314-cp314-pyemscripten_2026_0_wasm32.whl",
    "b" * 64,
    "distribution",
)


@pytest.fixture(scope="module")
def base() -> BaseRuntime:
    return base_runtime()


@pytest.fixture
def lock(base: BaseRuntime) -> ExpLock:
    return make_exp_lock(asked("pillow", "maze>=1"), base, [PILLOW, MAZE])


def asked(*texts: str) -> list[Asked]:
    return [Asked(text, Place(Path("exp.yml"), 1)) for text in texts]


def test_it_is_read_as_it_was_written(lock: ExpLock, tmp_path: Path) -> None:
    file = tmp_path / "exp.lock"
    file.write_bytes(encode(lock))
    assert read_exp_lock(file) == lock
    assert lock.wanted() == (MAZE, PILLOW)
    assert read_exp_lock(tmp_path / "other.lock") is None


def test_it_holds_no_address_and_does_not_depend_on_order(lock: ExpLock, base: BaseRuntime) -> None:
    again = make_exp_lock(asked("maze >= 1", "pillow"), base, [MAZE, PILLOW])
    assert encode(again) == encode(lock)
    assert b"//" not in encode(lock)


def test_every_experiment_in_a_folder_has_its_own() -> None:
    assert lock_path(Path("study/pilot.yml")) == Path("study/pilot.lock")


def test_it_fits_what_it_was_made_for(lock: ExpLock, base: BaseRuntime) -> None:
    check_fits(lock, Path("exp.lock"), asked("maze>=1", "pillow"), base)


def test_other_requirements_are_told(lock: ExpLock, base: BaseRuntime) -> None:
    with pytest.raises(UserError) as caught:
        check_fits(lock, Path("exp.lock"), asked("maze>=2", "pillow"), base)
    (problem,) = caught.value.problems
    assert "answers other requirements" in problem.what
    assert problem.why == "`maze>=2` is new; `maze>=1` is gone."
    assert problem.remedy == "Run `gymbrowser lock` to renew it; versions that still fit stay."


def test_a_lock_for_another_pyodide_is_refused(lock: ExpLock, base: BaseRuntime) -> None:
    newer = replace(base, pyodide="315.0.0")
    with pytest.raises(UserError, match=r"made for Pyodide 314\.0\.4, but a site gets 315"):
        check_fits(lock, Path("exp.lock"), asked("maze>=1", "pillow"), newer)


def test_a_lock_with_another_base_runtime_is_refused(lock: ExpLock, base: BaseRuntime) -> None:
    numpy = next(wheel for wheel in base.wheels if wheel.name == "numpy")
    others = tuple(wheel for wheel in base.wheels if wheel is not numpy)
    changed = replace(base, wheels=(*others, replace(numpy, sha256="c" * 64)))
    with pytest.raises(UserError, match="another base runtime: numpy differ"):
        check_fits(lock, Path("exp.lock"), asked("maze>=1", "pillow"), changed)


def test_a_lock_for_another_python_is_refused(lock: ExpLock, base: BaseRuntime) -> None:
    other = lock.model_copy(update={"python": "3.13"})
    with pytest.raises(UserError, match=r"made for Python 3\.13, but a site gets 3\.14"):
        check_fits(other, Path("exp.lock"), asked("pillow", "maze>=1"), base)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"name": "haze"}, "calls maze-1.0-py3-none-any.whl 'haze' '1.0'"),
        ({"file": "../maze-1.0-py3-none-any.whl"}, "which does not run in the browser"),
        ({"version": "new"}, "calls maze-1.0-py3-none-any.whl 'maze' 'new'"),
        ({"version": "1.1"}, "calls maze-1.0-py3-none-any.whl 'maze' '1.1'"),
        ({"name": "\x1b[31mmaze"}, r"calls maze-1.0-py3-none-any.whl '\x1b[31mmaze' '1.0'"),
        ({"version": "0.9", "file": "maze-0.9-py3-none-any.whl"}, "no package for `maze>=1`"),
        ({"name": "haze", "file": "haze-1.0-py3-none-any.whl"}, "no package for `maze>=1`"),
        ({"name": "pillow", "file": "pillow-1.0-py3-none-any.whl"}, "names pillow twice"),
    ],
)
def test_what_was_changed_by_hand_or_merged_is_told(
    lock: ExpLock, base: BaseRuntime, change: dict[str, str], message: str
) -> None:
    packages = [p.model_copy(update=change if p.name == "maze" else {}) for p in lock.package]
    edited = lock.model_copy(update={"package": packages})
    with pytest.raises(UserError) as caught:
        check_fits(edited, Path("exp.lock"), asked("pillow", "maze>=1"), base)
    assert message in str(caught.value)


def test_a_wheel_for_another_platform_is_refused(lock: ExpLock, base: BaseRuntime) -> None:
    name = "maze-1.0-cp312-abi3-pyemscripten_2025_0_wasm32.whl"
    wrong = make_exp_lock(asked("maze"), base, [replace(MAZE, file_name=name)])
    with pytest.raises(UserError, match=f"names {name}, which does not run in the browser"):
        check_fits(wrong, Path("exp.lock"), asked("maze"), base)


@pytest.mark.parametrize(
    "text",
    [
        "format = ",
        "\ufffe",
        'format = "gymbrowser.lock/9"',
        'format = "gymbrowser.lock/1"\npyodide = 314',
        "<<<<<<< HEAD",
    ],
)
def test_a_damaged_lock_is_a_sentence(text: str, tmp_path: Path) -> None:
    file = tmp_path / "exp.lock"
    file.write_bytes(text.encode("utf-16" if "\ufffe" in text else "utf-8"))
    with pytest.raises(UserError, match="not a lock that `gymbrowser lock` made") as caught:
        read_exp_lock(file)
    assert caught.value.problems[0].why


def test_a_hash_must_look_like_one(lock: ExpLock, tmp_path: Path) -> None:
    file = tmp_path / "exp.lock"
    file.write_bytes(encode(lock).replace(b"a" * 64, b"../../../secret"))
    with pytest.raises(UserError, match="not a lock"):
        read_exp_lock(file)


def test_changes_are_told(lock: ExpLock, base: BaseRuntime) -> None:
    walls = replace(MAZE, name="walls", version="0.1")
    after = make_exp_lock(asked("maze"), base, [replace(MAZE, version="2.0"), walls])
    assert changes(lock, after) == [
        Change("maze", "1.0", "2.0"),
        Change("pillow", "12.2.0", None),
        Change("walls", None, "0.1"),
    ]
    assert changes(lock, lock) == []
    assert Change("numpy", None, "2.4.3") in changes(None, after)
