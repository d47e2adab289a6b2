"""Requirements become wheels that run in the browser, or a sentence that says why not.

uv is the real one; the index is on loopback, with packages made up for each test.
"""

import subprocess
from pathlib import Path

import pytest

from gymbrowser.errors import GymbrowserError, Place, Problem, UserError
from gymbrowser.resolve.asked import Asked
from gymbrowser.resolve.base import base_runtime
from gymbrowser.resolve.distribution import read_distribution
from gymbrowser.resolve.solve import Solution, Solver
from gymbrowser.resolve.uv import Uv
from tests.package_index import OURS, PackageIndex

LINUX = "cp314-cp314-manylinux_2_17_x86_64"


@pytest.fixture(scope="session")
def stubs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stubs")
    for package in read_distribution().values():
        package.write_stub(folder)
    return folder


class Bench:
    """A solver, and an exp.yml that has one requirement per line from line 1 on."""

    def __init__(self, stubs: Path) -> None:
        self.stubs = stubs

    def solver(self, *, wheelhouses: tuple[Path, ...] = (), offline: bool = False) -> Solver:
        base = base_runtime()
        uv = Uv(base.python, wheelhouses, offline)
        return Solver(base, read_distribution(), self.stubs, uv)

    def solve(self, *texts: str, prefer: dict[str, str] | None = None) -> Solution:
        return self.solver().solve(asked(*texts), prefer or {})  # type: ignore[arg-type]

    def refused(self, *texts: str) -> list[Problem]:
        with pytest.raises(UserError) as caught:
            self.solve(*texts)
        return caught.value.problems


@pytest.fixture
def bench(index: PackageIndex, stubs: Path) -> Bench:
    return Bench(stubs)


def asked(*texts: str) -> list[Asked]:
    return [Asked(text, Place(Path("exp.yml"), line)) for line, text in enumerate(texts, 1)]


def chosen(solution: Solution) -> list[tuple[str, str, str]]:
    return [(item.name, item.version, item.origin) for item in solution.wanted]


def test_the_newest_pure_wheels_that_fit_with_all_they_need(
    bench: Bench, index: PackageIndex
) -> None:
    index.add("maze", "1.0", requires=["walls>=2"])
    index.add("maze", "2.0", requires=["walls>=2", "numpy", 'winonly; sys_platform == "win32"'])
    index.add("walls", "1.0")
    wheel = index.add("walls", "2.1")
    index.add("walls", "3.0rc1")
    solution = bench.solve("maze")
    assert chosen(solution) == [("maze", "2.0", "index"), ("walls", "2.1", "index")]
    walls = solution.wanted[1]
    assert walls.file_name == wheel.name
    assert solution.addresses[walls.sha256] == f"{index.address}/files/{wheel.name}"


def test_a_version_stays_where_it_still_fits(bench: Bench, index: PackageIndex) -> None:
    for version in ("1.0", "1.1", "2.0"):
        index.add("maze", version)
    assert chosen(bench.solve("maze", prefer={"maze": "1.0"})) == [("maze", "1.0", "index")]
    assert chosen(bench.solve("maze>1", prefer={"maze": "1.0"})) == [("maze", "2.0", "index")]


def test_a_compiled_package_of_the_distribution(bench: Bench, index: PackageIndex) -> None:
    index.add("pillow", "99.0")
    index.add("albums", "1.0", requires=["Pillow>=12"])
    solution = bench.solve("albums")
    distribution = read_distribution()
    assert chosen(solution) == [
        ("albums", "1.0", "index"),
        ("pillow", distribution["pillow"].version, "distribution"),  # type: ignore[index]
    ]
    assert solution.wanted[1].sha256 not in solution.addresses


def test_a_wheel_compiled_for_exactly_our_platform(bench: Bench, index: PackageIndex) -> None:
    index.add("fast", "1.0", tag=OURS, requires=["slow"])
    index.add("fast", "1.0", tag=LINUX)
    index.add("slow", "1.0")
    index.add("caller", "1.0", requires=["fast"])
    solution = bench.solve("caller")
    assert chosen(solution) == [(n, "1.0", "index") for n in ("caller", "fast", "slow")]
    assert OURS in solution.wanted[1].file_name


def test_a_pure_wheel_is_taken_where_there_are_both(bench: Bench, index: PackageIndex) -> None:
    index.add("fast", "1.0", tag=OURS)
    index.add("fast", "1.0")
    assert bench.solve("fast").wanted[0].file_name == "fast-1.0-py3-none-any.whl"


@pytest.mark.parametrize(
    "tag",
    [
        "cp312-abi3-pyemscripten_2025_0_wasm32",
        "cp314-cp314-pyodide_2025_0_wasm32",
        LINUX,
    ],
)
def test_a_wheel_for_another_platform_is_refused_by_name(
    bench: Bench, index: PackageIndex, tag: str
) -> None:
    index.add("fast", "1.0", tag=tag)
    (problem,) = bench.refused("numpy", "fast")
    assert problem.what == "`fast` 1.0 cannot run in the browser"
    assert str(problem.where) == "exp.yml:2"
    assert problem.why is not None
    assert "pyemscripten_2026_0_wasm32" in problem.why


def test_an_exact_build_is_found_beside_one_for_an_older_platform(
    bench: Bench, index: PackageIndex
) -> None:
    index.add("fast", "1.0", tag="cp312-abi3-pyemscripten_2025_0_wasm32")
    index.add("fast", "1.0", tag="cp312-abi3-pyemscripten_2026_0_wasm32")
    (fast,) = bench.solve("fast").wanted
    assert fast.file_name == "fast-1.0-cp312-abi3-pyemscripten_2026_0_wasm32.whl"


def test_compiled_code_three_levels_down_is_named_with_its_chain(
    bench: Bench, index: PackageIndex
) -> None:
    index.add("city", "1.0", requires=["street"])
    index.add("street", "1.0", requires=["house"])
    index.add("house", "1.0", requires=["brick", "numpy"])
    index.add("brick", "4.2", tag=LINUX)
    (problem,) = bench.refused("gymnasium", "city")
    assert problem.what == "`brick` 4.2 cannot run in the browser"
    assert str(problem.where) == "exp.yml:2"
    assert problem.why is not None
    assert problem.why.endswith("It is needed here: city → street → house → brick.")


def test_a_package_that_does_not_exist(bench: Bench, index: PackageIndex) -> None:
    index.add("maze", "1.0", requires=["ghost"])
    (problem,) = bench.refused("numpy", "gohst>=1")
    assert (problem.what, str(problem.where)) == ("there is no package `gohst`", "exp.yml:2")
    assert problem.quote is None
    (problem,) = bench.refused("maze")
    assert problem.what == "there is no package `ghost`"
    assert problem.quote is not None
    assert "maze" in problem.quote


def test_requirements_that_contradict_each_other(bench: Bench, index: PackageIndex) -> None:
    index.add("maze", "1.0", requires=["walls<2"])
    index.add("walls", "1.0")
    index.add("walls", "2.0")
    (problem,) = bench.refused("maze", "walls>=2")
    assert problem.what == "the requirements do not fit together"
    assert problem.quote is not None
    assert "maze" in problem.quote
    assert "walls>=2" in problem.quote


def test_a_narrow_terminal_does_not_break_what_uv_says(
    bench: Bench, index: PackageIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.add("maze", "1.0", requires=["walls>=2"])
    index.add("walls", "1.0")
    monkeypatch.setenv("COLUMNS", "40")
    (problem,) = bench.refused("maze")
    assert "your requirements are unsatisfiable." in (problem.quote or "")


def test_of_a_long_cause_beginning_and_end_are_told(bench: Bench, index: PackageIndex) -> None:
    for number in range(9):
        index.add("maze", f"{number}.0", requires=[f"walls{number}"])
        index.add(f"walls{number}", "1.0", requires=[f"bricks>{number}"])
    index.add("bricks", "0")
    (problem,) = bench.refused("maze")
    lines = (problem.quote or "").splitlines()
    assert len(lines) == 13
    assert lines[0].startswith("Because")
    assert lines[6] == "…"
    assert lines[-1].endswith("your requirements are unsatisfiable.")


def test_a_package_that_exists_as_source_only(bench: Bench, index: PackageIndex) -> None:
    index.add_source("oldie", "1.0")
    (problem,) = bench.refused("oldie")
    assert problem.what == "no version of `oldie` that fits has a wheel for the browser"


def test_a_package_for_other_pythons_only(bench: Bench, index: PackageIndex) -> None:
    index.add("fast", "1.0", tag="cp313-cp313-pyemscripten_2026_0_wasm32")
    (problem,) = bench.refused("fast")
    assert problem.what == "no version of `fast` that fits has a wheel for the browser"
    assert problem.quote is not None
    assert "cp314" in problem.quote


def test_another_version_than_the_only_one_there_is(bench: Bench) -> None:
    pillow = read_distribution()["pillow"].version  # type: ignore[index]
    first, second = bench.refused("numpy<2", "Pillow>=99")
    assert first.what == "`numpy<2` cannot be met: a site has numpy 2.4.3"
    assert second.what == f"`Pillow>=99` cannot be met: a site has pillow {pillow}"
    assert [str(problem.where) for problem in (first, second)] == ["exp.yml:1", "exp.yml:2"]


def test_another_version_for_another_platform_is_nobodys_concern(
    bench: Bench, index: PackageIndex
) -> None:
    index.add("maze", "1.0")
    solution = bench.solve("maze", "numpy<2; sys_platform == 'win32'")
    assert chosen(solution) == [("maze", "1.0", "index")]


def test_a_wheelhouse_is_as_good_as_the_index(
    bench: Bench, index: PackageIndex, tmp_path: Path
) -> None:
    wheel = index.add("secret", "1.0")
    house = tmp_path / "wheels, of ä friend"
    house.mkdir()
    wheel.rename(house / wheel.name)
    (index.folder / "simple" / "secret" / "index.html").unlink()
    solution = bench.solver(wheelhouses=(house,)).solve(asked("secret"), {})
    assert chosen(solution) == [("secret", "1.0", "index")]


def test_no_network(
    bench: Bench, index: PackageIndex, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "empty"))
    with pytest.raises(UserError, match="cannot be resolved without the package index") as caught:
        bench.solver(offline=True).solve(asked("maze"), {})
    assert "maze was not found in the cache" in str(caught.value)
    monkeypatch.setenv("UV_DEFAULT_INDEX", "http://nobody:password@127.0.0.1:9/simple")
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")
    with pytest.raises(UserError) as caught:
        bench.solve("maze")
    assert "It could not be reached." in str(caught.value)
    assert "password" not in str(caught.value)


@pytest.mark.parametrize("password", ["pass", "pa/ss", "p@ss", "p@/ss"])
def test_a_setting_that_uv_does_not_understand(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, password: str
) -> None:
    monkeypatch.setenv("UV_DEFAULT_INDEX", f"http://me:{password}@127.0.0.1:nonsense/simple")
    with pytest.raises(GymbrowserError) as caught:
        bench.solve("maze")
    assert caught.value.exit_code == 1
    assert "for uv failed" in str(caught.value)
    assert "--default-index" in str(caught.value)
    assert "ss@" not in str(caught.value)
    assert "me:" not in str(caught.value)


def test_an_index_that_never_answers(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, timeout_s: float, **__: object) -> None:
        raise subprocess.TimeoutExpired("uv", timeout_s)

    monkeypatch.setattr("gymbrowser.resolve.uv.run_uv", never)
    assert "no answer within 10 minutes" in str(bench.refused("maze")[0])
