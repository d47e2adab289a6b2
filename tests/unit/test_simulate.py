"""What `gymbrowser simulate` and `dev` refuse, and how a simulation is told: without any bot."""

import importlib
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from gymbrowser.cli import main
from gymbrowser.errors import GymbrowserError, UserError
from gymbrowser.show.simulated import insist_on_all, show_simulated
from gymbrowser.simulate import Coverage, Item, Simulated
from gymbrowser.simulate.bots import Task, send_bots

STUDY = """
id: study
title: Study
environment: {gym_id: CartPole-v1}
steps:
  - page: page.md
  - end: {}
participant: {id: [PID], pattern: "[0-9a-f]{4}"}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "exp.yml").write_text(STUDY, encoding="utf-8")
    (tmp_path / "page.md").write_text("# Hello\n", encoding="utf-8")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.txt").write_text("Chapter 1", encoding="utf-8")
    return tmp_path


@pytest.fixture(scope="module")
def taken() -> Iterator[int]:
    """A port that somebody else has."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


WRONG = {
    "simulate {0}/none.yml": "there is no file",
    "simulate {0}/exp.yml -o {0}/full": "holds files that no simulation made",
    "simulate {0}/exp.yml -o {0}/page.md": "the output is a file",
    "simulate {0}/exp.yml -o {0}/out --param PID=bot": "the id 'bot' is none that this study takes",
    "simulate {0}/exp.yml -o {0}/out --param PID=": "the id '' is none that this study takes",
    "simulate {0}/exp.yml -o {0}/out --param PID=cafe{{n}}": "the id 'cafe{n}' is none that",
    "simulate {0}/exp.yml --param PID": "'PID' is no parameter: write NAME=VALUE.",
    "simulate {0}/exp.yml --param =1": "'=1' is no parameter: write NAME=VALUE.",
    "simulate {0}/exp.yml -n 0": "0 is not in the range",
    "simulate {0}/exp.yml -n 100001": "100001 is not in the range",
    "simulate {0}/exp.yml -n many": "'many' is not a valid integer range",
    "simulate {0}/exp.yml --browser=firefox": "'--browser' does not take a value",
    "simulate {0}/exp.yml --site {0}/full": "--site is of a deployed study",
    "simulate {0}/exp.yml --at http://127.0.0.1:1/": "build/study is not a site",
    "data pull {0}/exp.yml {0}/page.md": "page.md' is a file",
    "dev {0}/none.yml --port 0": "there is no file",
    "dev {0}/exp.yml -o {0}/site --store {0}/site/in --port 0": "lies inside the site",
    "dev {0}/exp.yml -o {0}/site --port {1}": "can't be listened on",
}


@pytest.mark.parametrize("words", WRONG)
def test_wrong_input_is_told_in_a_sentence(words: str, folder: Path, taken: int) -> None:
    given = [word.format(folder, taken) for word in words.split()]
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        done = CliRunner().invoke(main, given)
    assert done.exit_code == 2
    assert WRONG[words] in " ".join(done.output.split())
    assert (folder / "full" / "thesis.txt").exists()


def test_without_a_chromium_there_is_no_browser_for_bots(folder: Path) -> None:
    """One of this machine is looked for on its path, and Playwright's where it keeps its own."""
    words = ["simulate", f"{folder}/exp.yml", "-o", f"{folder}/out", "--browser"]
    nowhere = {"PATH": str(folder), "PLAYWRIGHT_BROWSERS_PATH": str(folder)}
    done = CliRunner().invoke(main, words, env=nowhere)
    assert done.exit_code == 2
    said = " ".join(done.output.split())
    assert "there is no Chromium on this machine for `--browser`" in said
    assert "python -m playwright install chromium" in said
    assert not (folder / "out").exists()


def test_what_was_not_reached_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    items = [Item("step", "welcome", 3), Item("branch", "`when` of the step `odd`: true", 0)]
    coverage = Coverage(items)
    for outcome in ("done", "done", "failed"):
        failures = ["play: Traceback\nZeroDivisionError"] if outcome == "failed" else []
        taken = {"outcome": outcome, "refused": 2, "failures": failures}
        coverage.took({"taken": taken, "aimed": outcome == "failed"})
    show_simulated(Simulated(coverage, Path("records"), "seed"))
    said = capsys.readouterr().out
    assert "Never reached: branch `when` of the step `odd`: true" in said
    assert "3 sessions, 1 of them sent to what chance had not reached; seed seed." in said
    assert "6 wrong answers" in said
    assert "Failed in 1 sessions: play: ZeroDivisionError" in said
    with pytest.raises(GymbrowserError, match="1 of 2 left"):
        insist_on_all(coverage)


def test_a_game_that_fails_is_not_full() -> None:
    coverage = Coverage([Item("step", "play", 1)])
    insist_on_all(coverage)
    coverage.failures["play: it broke"] += 1
    with pytest.raises(GymbrowserError, match="games failed in 1 sessions"):
        insist_on_all(coverage)


def test_bots_that_stop_say_why(tmp_path: Path) -> None:
    nowhere = "http://127.0.0.1:1/"
    task = Task(str(tmp_path), "0", nowhere, nowhere, 1, "0" * 32, {})
    with pytest.raises(GymbrowserError, match="the bots stopped") as caught:
        send_bots(task, lambda: None)
    assert not isinstance(caught.value, UserError)
    assert "manifest.json" in str(caught.value)


def test_what_a_simulation_that_failed_has_left_is_replaced_by_the_next(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_file: Path, site: Path, *_: object, **__: object) -> None:
        site.mkdir(parents=True, exist_ok=True)
        (site / "index.html").touch()
        raise GymbrowserError("the bots stopped")

    monkeypatch.setattr(importlib.import_module("gymbrowser.simulate.simulate"), "build", fail)
    for _ in range(2):
        words = ["simulate", str(folder / "exp.yml"), "-o", str(folder / "out")]
        done = CliRunner().invoke(main, words)
        assert (done.exit_code, "the bots stopped" in done.output) == (1, True)
