"""The command line: exit codes, sentences in place of tracebacks, a README that names it all."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from gymbrowser.cli import main
from gymbrowser.config import load_experiment
from gymbrowser.console import printable

ROOT = Path(__file__).parents[2]


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def commands(group: click.Group = main, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name)


COMMANDS = list(commands())


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_explains_itself_in_80_columns(command: tuple[str, ...]) -> None:
    result = run(*command, "--help")
    assert result.exit_code == 0
    assert all(len(line) <= 80 for line in result.output.splitlines())


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_the_readme_names_every_command(command: tuple[str, ...]) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"gymbrowser {' '.join(command)}" in readme


@pytest.mark.parametrize(
    "words",
    [
        ("build", "missing.yml"),
        ("check", "missing.yml"),
        ("sign", "missing.yml"),
        ("data", "pull", "missing.yml", "data"),
        ("data", "show", "missing"),
        ("serve", "missing"),
        ("sign", ROOT / "examples/cartpole/exp.yml"),
        ("sign", ROOT / "examples/cartpole/exp.yml", "--expires", "7 days"),
        ("data", "pull", ROOT / "examples/cartpole/exp.yml", "data"),
        ("sign", ROOT / "examples/cartpole/exp.yml", "--expires", "99999999999d"),
        ("init", ROOT),
        ("nonsense",),
    ],
)
def test_wrong_input_ends_with_a_sentence_and_exit_code_2(
    words: tuple[object, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*words)
    assert result.exit_code == 2
    assert result.stderr.strip()
    assert "Traceback" not in result.output
    assert list(tmp_path.iterdir()) == []


def test_the_schema_is_json() -> None:
    result = run("schema")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["title"] == "ExperimentConfig"


def test_nothing_is_said_where_nobody_reads_on() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-c", "from gymbrowser.cli import main; main()", "schema"]
    done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writer)
    assert (done.returncode, done.stderr) == (1, "")


def test_init_names_the_study_after_its_folder(tmp_path: Path) -> None:
    run("init", tmp_path / "My Study 2")
    assert load_experiment(tmp_path / "My Study 2" / "exp.yml").config.id == "my-study-2"


def test_init_names_the_schema_that_it_writes(tmp_path: Path) -> None:
    assert run("init", tmp_path / "study").exit_code == 0
    first = (tmp_path / "study" / "exp.yml").read_text().splitlines()[0]
    assert first == "# yaml-language-server: $schema=exp.schema.json"
    schema = json.loads((tmp_path / "study" / "exp.schema.json").read_text())
    assert schema == json.loads(run("schema").stdout)


def test_a_failed_build_leaves_the_earlier_site(tmp_path: Path) -> None:
    study, site = tmp_path / "study", tmp_path / "site"
    run("init", study)
    assert run("build", study / "exp.yml", "-o", site).exit_code == 0
    before = {path: path.stat().st_mtime_ns for path in site.rglob("*")}
    file = study / "exp.yml"
    file.write_text(file.read_text().replace("title:", "titel:"))
    assert run("build", file, "-o", site).exit_code == 2
    assert {path: path.stat().st_mtime_ns for path in site.rglob("*")} == before


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    run("init", tmp_path / "study")
    for name in ("one", "two"):
        built = run("build", tmp_path / "study" / "exp.yml", "-o", tmp_path / name)
        assert built.exit_code == 0
    one, two = (
        {
            path.relative_to(folder): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file()
        }
        for folder in (tmp_path / "one", tmp_path / "two")
    )
    assert one == two


def test_a_strangers_text_cannot_steer_the_terminal() -> None:
    assert printable("a\x1b[2J\nb\x07 ü") == "a\\x1b[2J\\nb\\x07 ü"


def test_the_folder_that_one_stands_in_can_be_the_output(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("init", tmp_path / "study")
    (tmp_path / "site").mkdir()
    monkeypatch.chdir(tmp_path / "site")
    assert run("build", tmp_path / "study" / "exp.yml", "-o", ".").exit_code == 0
    assert (tmp_path / "site" / "index.html").is_file()
