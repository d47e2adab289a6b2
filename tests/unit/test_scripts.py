"""A site carries the scripts that its steps need, and no others."""

from pathlib import Path

import pytest

from gymbrowser.config.load import load_experiment
from gymbrowser.plan.scripts import script_assets
from tests.browser.conftest import ROOT

ENVIRONMENT = "environment: {gym_id: CartPole-v1}\n"
CONSENT = "  - consent: {page: page.md, version: 1}\n"
GAME = "  - game: {agents: {player: human}, controls: {keys: {ArrowLeft: 0, ArrowRight: 1}}}\n"
HEARD = GAME.replace("{agents", "{record: {microphone: true}, agents")


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ("  - page: other.md\n", []),
        (GAME, ["game.js"]),
        (HEARD, ["game.js", "microphone.js"]),
        ("  - microphone: {page: other.md}\n", ["microphone.js"]),
    ],
)
def test_scripts_of_steps(tmp_path: Path, steps: str, expected: list[str]) -> None:
    for name in ("page.md", "other.md"):
        (tmp_path / name).write_text("# Page\n", encoding="utf-8")
    file = tmp_path / "exp.yml"
    file.write_text(
        f"id: scripts\ntitle: Scripts\n{ENVIRONMENT}steps:\n{CONSENT}{steps}  - end: {{}}\n",
        encoding="utf-8",
    )
    assets = script_assets(load_experiment(file).steps)
    assert [asset.path for asset in assets] == expected


def test_clips_that_are_judged_have_a_script() -> None:
    experiment = load_experiment(ROOT / "examples" / "preferences" / "exp.yml")
    assert "judging.js" in [asset.path for asset in script_assets(experiment.steps)]
