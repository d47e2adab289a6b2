"""Everything that keeps a project of HIPPO Gym from being carried over is told at once."""

import pytest

from tests.hippo_projects import MOUNTAIN, write_project
from tests.inputs.bench import Bench
from tests.inputs.cases import Case, read_cases


@pytest.mark.parametrize("case", read_cases("hippo.txt"), ids=lambda case: case.name)
def test_hippo(case: Case, bench: Bench) -> None:
    write_project(MOUNTAIN, bench.folder / "hippo")
    bench.judge(case)
