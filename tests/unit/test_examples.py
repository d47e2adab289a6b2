"""Every example tells a newcomer what it looks like and what to change first."""

import re
from pathlib import Path

import pytest

from gymbrowser.config import load_experiment

EXAMPLES = Path(__file__).parents[2] / "examples"
NAMES = sorted(folder.name for folder in EXAMPLES.iterdir() if (folder / "exp.yml").is_file())


@pytest.mark.parametrize("name", NAMES)
def test_an_example_loads_and_is_locked(name: str) -> None:
    experiment = load_experiment(EXAMPLES / name / "exp.yml")
    assert experiment.config.id == name
    assert experiment.config.mode == "dev"
    assert (EXAMPLES / name / "exp.lock").is_file()


@pytest.mark.parametrize("name", NAMES)
def test_its_readme_has_a_picture_and_says_what_to_change_first(name: str) -> None:
    folder = EXAMPLES / name
    text = (folder / "README.md").read_text(encoding="utf-8")
    (picture,) = re.findall(r"!\[[^]]{20,}\]\(([^)]+\.png)\)", text)
    assert (folder / picture).stat().st_size < 100_000
    assert "\n**Change first** " in text
    assert f"gymbrowser build examples/{name}/exp.yml\ngymbrowser serve build/{name}\n" in text
    for link in re.findall(r"(?<!!)\[[^]]+\]\(([^)]+)\)", text):
        assert link.startswith("https://") or (folder / link).exists(), link
