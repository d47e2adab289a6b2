"""Every mistake in exp.yml, pages, forms and references is told with its line and a remedy."""

from pathlib import Path

import pytest

from tests.inputs.bench import Bench
from tests.inputs.cases import Case, read_cases

_BYTES = {
    "Latin-1": b"id: corridor\ntitle: Den Ausgang f\xfcr dich\n",
    "brackets": b"id: " + b"[" * 1500,
    "empty": b"",
}


def write(special: str, folder: Path) -> None:
    """What the text of a table cannot hold."""
    (folder / "exp.yml").write_bytes(_BYTES[special])


@pytest.mark.parametrize("case", read_cases("files.txt"), ids=lambda case: case.name)
def test_files(case: Case, bench: Bench) -> None:
    bench.judge(case, spoil=write)


@pytest.mark.parametrize("case", read_cases("controls.txt"), ids=lambda case: case.name)
def test_controls(case: Case, bench: Bench) -> None:
    bench.judge(case)


@pytest.mark.parametrize("case", read_cases("flow.txt"), ids=lambda case: case.name)
def test_flow(case: Case, bench: Bench) -> None:
    bench.judge(case)


@pytest.mark.parametrize("case", read_cases("languages.txt"), ids=lambda case: case.name)
def test_languages(case: Case, bench: Bench) -> None:
    bench.judge(case)


@pytest.mark.parametrize("case", read_cases("arrival.txt"), ids=lambda case: case.name)
def test_arrival(case: Case, bench: Bench) -> None:
    bench.judge(case)


@pytest.mark.parametrize("case", read_cases("questions.txt"), ids=lambda case: case.name)
def test_questions(case: Case, bench: Bench) -> None:
    bench.judge(case)


@pytest.mark.parametrize("case", read_cases("rounds.txt"), ids=lambda case: case.name)
def test_rounds(case: Case, bench: Bench) -> None:
    bench.judge(case)


@pytest.mark.parametrize("case", read_cases("judging.txt"), ids=lambda case: case.name)
def test_judging(case: Case, bench: Bench) -> None:
    bench.judge(case)


@pytest.mark.parametrize("case", read_cases("exclusions.txt"), ids=lambda case: case.name)
def test_exclusions(case: Case, bench: Bench) -> None:
    bench.judge(case)


@pytest.mark.parametrize("case", read_cases("widgets.txt"), ids=lambda case: case.name)
def test_widgets(case: Case, bench: Bench) -> None:
    bench.judge(case)
