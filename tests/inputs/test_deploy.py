"""Places that a site cannot go to, and what is no bundle."""

from pathlib import Path

import pytest

from tests.inputs.bench import Bench
from tests.inputs.cases import Case, read_cases


@pytest.mark.parametrize("case", read_cases("deploy.txt"), ids=lambda case: case.name)
def test_deploy(case: Case, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    bench.judge(case, spoil=_move)


def _move(_special: str, folder: Path) -> None:
    """Everything but the site into the folder `study`."""
    all_of_it = [path for path in folder.iterdir() if path.name != "site"]
    (folder / "study").mkdir()
    for path in all_of_it:
        path.rename(folder / "study" / path.name)
