"""What `init` makes of each template: complete, without a complaint; nothing when it refuses."""

import importlib
import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from click.testing import CliRunner, Result
from pettingzoo import ParallelEnv  # type: ignore[import-untyped, unused-ignore]
from pettingzoo.test import parallel_api_test  # type: ignore[import-untyped, unused-ignore]

from gymbrowser.check import check
from gymbrowser.cli import main
from gymbrowser.config import load_experiment
from gymbrowser.console import quiet
from gymbrowser.errors import UserError
from gymbrowser.init import TEMPLATES, Template, init
from gymbrowser.resolve.cache import Cache
from gymbrowser.resolve.sources import Sources

every_template = pytest.mark.parametrize("template", TEMPLATES)


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


@every_template
def test_check_has_no_complaint(template: Template, tmp_path: Path) -> None:
    init(tmp_path, template)
    checked = check(tmp_path / "exp.yml", quiet, Sources(Cache.default(), offline=True))
    assert checked.inspection.warnings == ()
    assert "consent" in [step.id for step in checked.experiment.steps]


@every_template
def test_nothing_is_there_that_nobody_uses(template: Template, tmp_path: Path) -> None:
    made = [path.as_posix() for path in init(tmp_path, template)]
    assert made == sorted(
        path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()
    )
    text = (tmp_path / "exp.yml").read_text(encoding="utf-8")
    used = re.findall(r"^[^#\n]*?((?:pages|policies)/[\w.-]+)", text, re.MULTILINE)
    files = [name for name in made if name.startswith("pages/") or name.endswith(".onnx")]
    assert sorted(set(used)) == files


@every_template
def test_the_readme_names_what_is_there(template: Template, tmp_path: Path) -> None:
    made = init(tmp_path / "My Study 2", template)
    text = (tmp_path / "My Study 2" / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:env|pages|policies)/[^`]*)`", text))
    assert {"pages/"} < named
    assert all((tmp_path / "My Study 2" / name).exists() for name in named)
    assert "gymbrowser serve build/my-study-2 " in text
    assert Path("README.md") in made


@every_template
def test_the_study_has_the_name_of_its_folder(template: Template, tmp_path: Path) -> None:
    init(tmp_path / "Ünderground 7", template)
    file = tmp_path / "Ünderground 7" / "exp.yml"
    assert load_experiment(file).config.id == "nderground-7"
    assert "my-study" not in file.read_text(encoding="utf-8")


def test_a_folder_without_a_usable_name_gets_one(tmp_path: Path) -> None:
    init(tmp_path / "λ")
    assert load_experiment(tmp_path / "λ" / "exp.yml").config.id == "my-study"


@every_template
def test_exp_yml_can_be_read_in_one_sitting(template: Template, tmp_path: Path) -> None:
    init(tmp_path / "study", template)
    lines = (tmp_path / "study" / "exp.yml").read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 110
    assert max(map(len, lines)) <= 100


def test_the_first_template_is_taken_if_none_is_named(tmp_path: Path) -> None:
    assert run("init", tmp_path / "one").exit_code == 0
    assert run("init", tmp_path / "two", "--template", "grid").exit_code == 0
    one, two = (
        {path.relative_to(tmp_path / name) for path in (tmp_path / name).rglob("*")}
        for name in ("one", "two")
    )
    assert one == two
    assert Path("env/catch_env.py") in one


def test_help_tells_each_template_and_the_default() -> None:
    text = run("init", "--help").stdout
    assert all(re.search(rf"^  {name} +\w+", text, re.MULTILINE) for name in TEMPLATES)
    assert f"[default: {TEMPLATES[0]}]" in text


def test_it_ends_with_what_to_do_next(tmp_path: Path) -> None:
    folder = tmp_path / "my study"
    *_, readme, command = run("init", folder).stdout.splitlines()
    assert readme == f"{folder / 'README.md'} says what to change first."
    words = shlex.split(command.removeprefix("Next:"))
    assert words == ["gymbrowser", "build", str(folder / "exp.yml")]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("gird", "there is no `gird`. Did you mean `grid`?"),
        ("zoo", f"there is no `zoo`. Known: {', '.join(TEMPLATES)}."),
        ("common", f"there is no `common`. Known: {', '.join(TEMPLATES)}."),
    ],
)
def test_an_unknown_template_writes_nothing(name: str, sentence: str, tmp_path: Path) -> None:
    result = run("init", tmp_path / "study", "--template", name)
    assert result.exit_code == 2
    assert result.stderr.endswith(f"Error: Invalid value for '--template': {sentence}\n")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("occupied", ["folder", "file"])
def test_what_is_there_already_stays_as_it_is(occupied: str, tmp_path: Path) -> None:
    study = tmp_path / "study"
    theirs = study / "notes.txt" if occupied == "folder" else study
    theirs.parent.mkdir(exist_ok=True)
    theirs.write_text("mine", encoding="utf-8")
    with pytest.raises(UserError, match="there is something here already"):
        init(study)
    assert theirs.read_text(encoding="utf-8") == "mine"
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [theirs]


@pytest.fixture
def carry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[ModuleType, ...]]:
    """The modules of the template for several agents: the environment, its partner, its picture."""
    init(tmp_path, "multiagent")
    monkeypatch.syspath_prepend(tmp_path / "env")
    names = ("carry_env", "partner", "picture")
    yield tuple(importlib.import_module(name) for name in names)
    for name in names:
        del sys.modules[name]


def play(carry: tuple[ModuleType, ...], seed: int, *hesitations: float) -> tuple[Any, list[Any]]:
    """One episode of two partners: the environment at its end, and what was done."""
    environment, partner, _ = carry
    env = environment.CarryEnv()
    observations, infos = env.reset(seed=seed)
    players = dict(zip(env.agents, map(partner.Partner, hesitations), strict=True))
    for agent, player in players.items():
        player.reset(agent=agent, action_space=env.action_space(agent), seed=seed)
    done = []
    while env.agents:
        done.append({a: player.act(observations[a], infos[a]) for a, player in players.items()})
        observations, *_, infos = env.step(done[-1])
    return env, done


def test_two_partners_lift_every_crate(carry: tuple[ModuleType, ...]) -> None:
    for seed in range(50):
        env, done = play(carry, seed, 0.6, 0.6)
        assert env.lifted == env.crates
        assert len(done) < env.limit


def test_one_alone_lifts_nothing(carry: tuple[ModuleType, ...]) -> None:
    env, done = play(carry, 1, 1.0, 0.0)  # who always hesitates stays in its corner
    assert (env.lifted, len(done)) == (0, env.limit)


def test_an_episode_comes_out_again_from_its_seeds(carry: tuple[ModuleType, ...]) -> None:
    assert play(carry, 3, 0.6, 0.1)[1] == play(carry, 3, 0.6, 0.1)[1]
    assert play(carry, 3, 0.6, 0.1)[1] != play(carry, 4, 0.6, 0.1)[1]


def test_agents_never_share_a_field_and_stay_on_the_floor(carry: tuple[ModuleType, ...]) -> None:
    environment = carry[0]
    env = environment.CarryEnv(crates=50, limit=2_000)
    env.reset(seed=5)
    actions = env.action_space("me")
    actions.seed(5)
    while env.agents:
        env.step({agent: int(actions.sample()) for agent in env.agents})
        fields = [*env.at.values(), env.crate]
        assert len(set(fields)) == 3
        assert all(map(environment.is_floor, [*fields, *env.sides()]))


def test_it_may_subclass_pettingzoos_as_its_comment_says(carry: tuple[ModuleType, ...]) -> None:
    subclass = type("CarryEnv", (carry[0].CarryEnv, ParallelEnv), {})
    parallel_api_test(subclass(), num_cycles=500)
