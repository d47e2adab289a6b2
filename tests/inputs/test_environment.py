"""What is wrong with environments, policies and agents is told where it is to be mended."""

from pathlib import Path

import pytest

from tests.inputs import study
from tests.inputs.bench import Bench
from tests.inputs.cases import Case, read_cases

_MODELS = {
    "opset 28": study.model(opset=28, ir=14),
    "features 3": study.model(features=3),
    "actions 3": study.model(actions=3),
    "features 3, actions 4": study.model(features=3, actions=4),
    "outputs 2": study.model(outputs=2),
}


def write(special: str, folder: Path) -> None:
    """A model, or the experiment with two agents."""
    if special == "parallel":
        study.write(folder, study.parallel_files())
    else:
        study.write(folder, {"policies/guide.onnx": _MODELS[special]})


@pytest.mark.parametrize("case", read_cases("environment.txt"), ids=lambda case: case.name)
def test_environments(case: Case, bench: Bench) -> None:
    bench.judge(case)


@pytest.mark.parametrize("case", read_cases("partners.txt"), ids=lambda case: case.name)
def test_partners(case: Case, bench: Bench) -> None:
    bench.judge(case, spoil=write)


@pytest.mark.parametrize("case", read_cases("policies.txt"), ids=lambda case: case.name)
def test_policies(case: Case, bench: Bench) -> None:
    bench.judge(case, spoil=write)


@pytest.mark.parametrize("case", read_cases("hooks.txt"), ids=lambda case: case.name)
def test_hooks(case: Case, bench: Bench) -> None:
    bench.judge(case)


@pytest.mark.parametrize("case", read_cases("axes.txt"), ids=lambda case: case.name)
def test_axes(case: Case, bench: Bench) -> None:
    bench.judge(case)


@pytest.mark.parametrize("case", read_cases("agents.txt"), ids=lambda case: case.name)
def test_agents(case: Case, bench: Bench) -> None:
    bench.judge(case, spoil=write)
