"""What goes into a bundle, and that its archive is the same each time."""

import os
import zipfile
from pathlib import Path
from typing import Any

import pytest

from gymbrowser.bundle.bundle import bundle
from gymbrowser.bundle.codebook import codebook
from gymbrowser.bundle.gather import study_files
from gymbrowser.bundle.pack import pack, unpacked
from gymbrowser.config import load_experiment
from gymbrowser.console import quiet
from gymbrowser.contract.flow import Factor
from gymbrowser.contract.questions import (
    ChoiceQuestion,
    GridQuestion,
    LikertQuestion,
    NumberQuestion,
    Option,
    Question,
    Statement,
    TextQuestion,
)
from gymbrowser.contract.steps import FormStep
from gymbrowser.errors import UserError
from gymbrowser.resolve.cache import Cache
from gymbrowser.resolve.sources import Sources
from tests.inputs import study
from tests.sites import manifest


def test_the_study_is_what_exp_yml_names_and_nothing_beside_it(tmp_path: Path) -> None:
    study.write(tmp_path, study.files())
    for other in ("data/live/records.gz", "corridor/notes.txt", "env/__pycache__/x.pyc", "play"):
        (tmp_path / other).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / other).write_text("private")
    (tmp_path / "play").unlink()
    (tmp_path / "play").mkdir()  # the name of a step, and of a folder with who knows what
    (tmp_path / "play" / "secret.txt").write_text("private")
    (tmp_path / "pages" / "welcome.md").rename(tmp_path / "pages" / "hello.md")
    (tmp_path / "pages" / "welcome.md").symlink_to("hello.md")
    found = study_files(load_experiment(tmp_path / "exp.yml"))
    assert [*found] == sorted(
        [
            "env/corridor.py",
            "exp.yml",
            *("pages/consent.md", "pages/welcome.md", "pages/you.yml", "policies/guide.onnx"),
        ]
    )


def test_the_archive_is_the_same_whenever_it_is_made(tmp_path: Path) -> None:
    sums = set()
    for names, moment in ((("b", "a/c"), 10**9), (("a/c", "b"), 10**9 + 5)):
        folder = tmp_path / str(moment)
        for name in names:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(name)
            os.utime(folder / name, (moment, moment))
        sums.add(pack(folder, tmp_path / "made.zip"))
    assert len(sums) == 1
    with zipfile.ZipFile(tmp_path / "made.zip") as archive:
        assert archive.namelist() == ["a/c", "b"]
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_no_other_file_is_taken_for_an_earlier_bundle(tmp_path: Path) -> None:
    thesis = tmp_path / "thesis.txt"
    thesis.write_text("years of work")
    with pytest.raises(UserError, match="is a file that is no archive"):
        bundle(tmp_path / "exp.yml", thesis, quiet, Sources(Cache(tmp_path)))
    assert thesis.read_text() == "years of work"


@pytest.mark.parametrize("name", ["../out", "/out", "a/../../out", "c:out", "a\\b"])
def test_no_file_of_an_archive_comes_to_lie_outside(name: str, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bundle.zip", "w") as archive:
        archive.writestr(name, "evil")
    with (
        pytest.raises(UserError, match="would lie outside"),
        unpacked(tmp_path / "bundle.zip"),
    ):
        pass


def test_the_codebook_says_of_each_answer_what_it_can_be() -> None:
    asked: Any = {"prompt": "<b>How</b> much?", "required": True}
    questions: list[Question] = [
        TextQuestion(name="why", kind="text", multiline=False, max_length=90, **asked),
        NumberQuestion(name="age", kind="number", min=18, max=None, integer=True, **asked),
        LikertQuestion(name="fun", kind="likert", points=7, low="none", high="much", **asked),
        ChoiceQuestion(
            name="hand",
            kind="choice",
            options=[Option(value="left", label="my|left")],
            multiple=False,
            other="another",
            **asked,
        ),
        GridQuestion(
            name="grid",
            kind="grid",
            statements=[Statement(name="calm", label="I was calm")],
            points=5,
            low="no",
            high="yes",
            **asked,
        ),
    ]
    form = FormStep(id="you", kind="form", html="", questions=questions)
    factor = Factor(name="partner", levels=["a", "b"], weights=[1, 1], assign="hash", by=None)
    text = codebook(manifest("live").model_copy(update={"steps": [form], "factors": [factor]}))
    for line in (
        "| `partner` | a, b |",
        "| `why` | How much? | text of at most 90 characters |",
        "| `age` | How much? | whole number from 18 |",
        "| `fun` | How much? | 1 (none) to 7 (much) |",
        "| `hand` | How much? | one of: left (my\\|left) |",
        "| `hand_other` | How much? | text |",
        "| `calm` | How much? I was calm | 1 (no) to 5 (yes) |",
    ):
        assert line in text.splitlines()
