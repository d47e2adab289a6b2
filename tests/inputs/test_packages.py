"""Packages that cannot be had in the browser are told at the requirement that asks for them."""

import errno
from pathlib import Path

import pytest

from tests.inputs.bench import Bench
from tests.inputs.cases import Case, read_cases
from tests.package_index import package_index

LINUX = "cp314-cp314-manylinux_2_17_x86_64"


@pytest.mark.parametrize("case", read_cases("packages.txt"), ids=lambda case: case.name)
def test_packages(
    case: Case, bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with package_index(tmp_path / "index") as index:
        index.add("maze", "1.0", requires=["walls>=2"])
        index.add("walls", "1.0")
        index.add("walls", "2.0")
        index.add("fast-maze", "1.0", tag=LINUX)
        index.add_source("raw-maze", "1.0")
        nobody = "http://127.0.0.1:9/simple"
        monkeypatch.setenv("UV_HTTP_RETRIES", "0")
        monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "uv"))
        refused = f"os error {errno.ECONNREFUSED}"
        address = nobody if case.special == "no index" else index.simple
        monkeypatch.setenv("UV_DEFAULT_INDEX", address)
        bench.judge(case, hidden={refused: "os error"})
