"""Whatever an environment does not keep of its interface is told at the method that breaks it."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from gymbrowser.config import load_experiment
from gymbrowser.environment.inspect import inspect_environment
from gymbrowser.environment.native import NativePython, native_python
from gymbrowser.resolve import resolve
from gymbrowser.resolve.cache import Cache
from gymbrowser.resolve.sources import Sources
from tests.inputs.bench import Bench, answered
from tests.inputs.cases import Case, read_cases


@pytest.fixture(scope="session")
def python(built: Path) -> NativePython:
    """The Python of the good experiment; that of all others has the same packages."""
    sources = Sources(Cache.default(), offline=True)
    lock = resolve(load_experiment(built / "exp.yml"), sources).lock
    return native_python(lock, sources.cache, offline=True)


@pytest.mark.parametrize("case", read_cases("promises.txt"), ids=lambda case: case.name)
def test_promises(case: Case, bench: Bench, python: NativePython, tmp_path: Path) -> None:
    def probe(_words: str) -> tuple[int, str]:
        file = Path("exp.yml")
        # As everywhere: a copy is run, and byte code is left there.
        written, copy = (bench.folder / "env").resolve(), tmp_path / "source"
        shutil.copytree(written, copy)
        changed = replace(python, source=copy, written=written)
        return answered(
            lambda: inspect_environment(load_experiment(file), changed, thoroughly=True)
        )

    bench.judge(case, run=probe)
