"""Projects of HIPPO Gym become experiments that say the same, or that say what they leave out."""

import contextlib
import json
import re
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from gymbrowser.build import build
from gymbrowser.check import check
from gymbrowser.cli import main
from gymbrowser.config import load_experiment
from gymbrowser.config.game_models import GameConfig
from gymbrowser.console import quiet
from gymbrowser.errors import UserError
from gymbrowser.hippo import Imported, import_project
from gymbrowser.resolve.cache import Cache
from gymbrowser.resolve.sources import Sources
from tests.hippo_projects import MOUNTAIN, WEB, Project, write_project


def bring_in(project: Project, folder: Path) -> Imported:
    return import_project(write_project(project, folder / "hippo"), folder / "study")


def changed(project: Project, file: str, *pairs: tuple[str, str]) -> Project:
    """A project of which lines of a file are others."""
    text = project[file]
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return {**project, file: text}


def fates(imported: Imported) -> dict[str, str]:
    return {fate.key: fate.outcome for fate in imported.fates}


def game_of(imported: Imported) -> GameConfig:
    return load_experiment(imported.folder / "exp.yml").games[0].config


def test_every_key_of_the_documentation_is_carried_over_or_told(tmp_path: Path) -> None:
    imported = bring_in(MOUNTAIN, tmp_path)
    experiment = load_experiment(imported.folder / "exp.yml")
    config = experiment.config
    assert (config.id, config.title, config.mode) == (
        "mountain-study",
        "Driving up the hill",
        "dev",
    )
    assert config.max_minutes == 30
    assert config.participant.id[0] == "userId"
    assert config.upload is not None
    s3 = config.upload.s3
    assert (s3.bucket, s3.prefix, s3.region) == (
        "lab.projects",
        "in/mountain-study",
        "ca-central-1",
    )
    assert [step.id for step in experiment.steps] == [
        *("consent", "about", "hill", "game", "about-2", "end")
    ]
    assert config.environment.kwargs == {"agent": "agent:Agent", "game": "MountainCar-v0"}
    end = config.steps[-1].end
    assert end is not None
    assert end.page == "pages/thanks.html"
    assert re.fullmatch(r"MOUNTAIN-STUDY-[0-9A-F]{6}", end.code or "")
    game = game_of(imported)
    [person] = game.people
    assert person.controls.keys == {
        "ArrowLeft": "left",
        "KeyA": "left",
        "ArrowRight": "right",
        "KeyD": "right",
    }
    assert (person.controls.buffer, person.controls.default) == (3, "left")
    assert (game.fps, game.episodes) == (60, 2)
    allow = game.allow
    assert (allow.stop, allow.pause, allow.reset) == (True, True, True)
    assert allow.fps is not None
    assert (allow.fps.min, allow.fps.max, allow.fps.step, allow.fps.set) == (10, 60, 10, False)
    assert game.feedback.keys() == {"good", "bad"}
    assert [each.button.name for each in game.widgets if each.button] == ["trainOffline"]
    told = fates(imported)
    keys = re.findall(r"^  (\w+):", MOUNTAIN["config.yml"], re.MULTILINE)
    assert {key.rpartition(".")[2] for key in told} >= set(keys)
    assert "project.awsSetup.cpu" in told
    assert told["StepFiles/hill.html:3: <script>"] == "left out"


def test_files_are_taken_as_they_are(tmp_path: Path) -> None:
    imported = bring_in(MOUNTAIN, tmp_path)
    study = imported.folder
    assert [str(path) for path in imported.files] == [
        "env/agent.py",
        "env/praise.py",
        "exp.yml",
        "pages/about.html",
        "pages/consent.html",
        "pages/hill.html",
        "pages/img/hill.svg",
        "pages/thanks.html",
    ]
    for path in imported.files[3:]:
        name = str(path).replace("pages", "StepFiles", 1)
        assert (study / path).read_text(encoding="utf-8") == MOUNTAIN[name]
    assert (study / "env" / "agent.py").read_text(encoding="utf-8") == MOUNTAIN["App/agent.py"]


def test_an_import_is_the_same_each_time(tmp_path: Path) -> None:
    one, other = (bring_in(WEB, tmp_path / name) for name in ("one", "other"))
    assert one.files == other.files
    assert one.fates == other.fates
    for path in one.files:
        assert (one.folder / path).read_bytes() == (other.folder / path).read_bytes()


def test_later_projects_have_lists_groups_and_agents_of_their_own(tmp_path: Path) -> None:
    imported = bring_in(WEB, tmp_path)
    experiment = load_experiment(imported.folder / "exp.yml")
    assert experiment.config.conditions["group_of_2"].levels == {"0": 1, "1": 1}
    written = [step for step in experiment.config.steps if step.when is not None]
    assert len(written) == 6
    assert [step.id for step in experiment.steps] == [
        *("intro-0", "intro-1", "game", "quiz-0", "quiz", "game-2", "quiz-0-2", "quiz-2", "end")
    ]
    game = game_of(imported)
    [person] = game.people
    assert person.controls.default == "stay"
    assert person.controls.keys is not None
    assert person.controls.keys["ArrowUp + ArrowLeft"] == "upleft"
    assert person.controls.keys["Digit1"] == "take it"
    assert (game.fps, game.allow.fps, game.allow.pause) == (30, None, False)
    names = [each.button.name for each in game.widgets if each.button]
    assert names == ["jump", "resetImage", "trainOnline"]
    page = (imported.folder / "pages" / "instructions.md").read_text()
    assert page == "# Instructions\n\n- Go to the *lamp*.\n- Take it.\n"
    assert experiment.config.upload is None
    told = fates(imported)
    for key in ("trial.modality", "trial.fingerprint", "trial.variables", "import of threading"):
        assert told[key] == "left out"
    assert told["StepFiles/intro-0.html:2: <iframe>"] == "left out"
    assert told["StepFiles/intro-1.html:2: onclick="] == "left out"


def test_a_key_that_is_a_number_is_told_too(tmp_path: Path) -> None:
    lines = "trial:\n  7: seven\n"
    told = fates(bring_in(changed(MOUNTAIN, "config.yml", ("trial:\n", lines)), tmp_path))
    assert told["trial.7"] == "left out"


def test_a_default_that_is_a_digit_of_another_script_is_no_action(tmp_path: Path) -> None:
    lines = "trial:\n  defaultAction: ²\n"
    with pytest.raises(UserError, match="`²` is none of `trial"):
        bring_in(changed(MOUNTAIN, "config.yml", ("trial:\n", lines)), tmp_path)


def test_a_code_is_found_however_its_page_is_called(tmp_path: Path) -> None:
    thanks = {"StepFiles/THANKS.HTM": MOUNTAIN["StepFiles/thanks.html"]}
    project = changed(MOUNTAIN, "config.yml", ("thanks.html", "THANKS.HTM"))
    imported = bring_in({**project, **thanks}, tmp_path)
    end = load_experiment(imported.folder / "exp.yml").config.steps[-1].end
    assert end is not None
    assert end.page == "pages/THANKS.HTM"
    assert end.code is not None


def test_a_page_with_half_a_declaration_is_carried_over(tmp_path: Path) -> None:
    """As word processors write them; a browser takes one for a comment."""
    page = ("<h1>The hill", "<![pagebreak]><h1>The hill")
    imported = bring_in(changed(MOUNTAIN, "StepFiles/hill.html", page), tmp_path)
    assert fates(imported)["StepFiles/hill.html:3: <script>"] == "left out"


@pytest.mark.parametrize(
    ("pairs", "allow"),
    [
        ([("  allowFrameRateChange: True", "  allowFramRateChange: yes")], (10, 60, False)),
        ([("fpsSet: False", "fpsSet: True")], (10, 60, True)),
        ([("fpsUp: True", "fpsUp: no"), ("fpsDown: True", "fpsDown: no")], None),
        ([("  allowFrameRateChange: True\n", "")], None),
        ([("  maxFrameRate: 60\n", "")], (10, 90, False)),
    ],
)
def test_rates_change_where_both_a_key_and_a_button_allow_it(
    pairs: Iterable[tuple[str, str]], allow: tuple[float, float, bool] | None, tmp_path: Path
) -> None:
    game = game_of(bring_in(changed(MOUNTAIN, "config.yml", *pairs), tmp_path))
    fps = game.allow.fps
    assert (None if fps is None else (fps.min, fps.max, fps.set)) == allow


@pytest.mark.parametrize(
    ("pair", "last"),
    [
        (("    finalStep: thanks.html\n", ""), ["game", "about-2", "end"]),
        (("finalStep: thanks.html", "finalStep: game"), ["about-2", "game-2", "end"]),
        (("finalStep: thanks.html", "finalStep: about.html"), ["game", "about-2", "end"]),
        (("    5: about.html\n", ""), ["hill", "game", "end"]),
    ],
)
def test_the_final_step_is_the_end(pair: tuple[str, str], last: list[str], tmp_path: Path) -> None:
    imported = bring_in(changed(MOUNTAIN, "config.yml", pair), tmp_path)
    steps = load_experiment(imported.folder / "exp.yml").steps
    assert [step.id for step in steps][-3:] == last


def test_each_step_has_a_name_of_its_own(tmp_path: Path) -> None:
    steps = "    3: end.html\n    4: game\n    5: Wie war's?.html\n"
    old = "    3: hill.html\n    4: game\n    5: about.html\n"
    project = {
        **changed(MOUNTAIN, "config.yml", (old, steps)),
        "StepFiles/end.html": "<h1>Nearly there</h1>",
        "StepFiles/Wie war's?.html": "<h1>Wie war es?</h1>",
    }
    imported = bring_in(project, tmp_path)
    names = [step.id for step in load_experiment(imported.folder / "exp.yml").steps]
    assert names == ["consent", "about", "end-2", "game", "Wie-war-s", "end"]


def test_what_an_agent_imports_is_required(tmp_path: Path) -> None:
    imports = "import gym\nimport yaml, os.path\nfrom PIL import Image\nimport networkx as nx\n"
    project = changed(MOUNTAIN, "App/agent.py", ("import gym\n", imports))
    imported = bring_in(project, tmp_path)
    config = load_experiment(imported.folder / "exp.yml").config
    assert config.environment.requirements == ["networkx", "pillow", "pyyaml"]


def test_nothing_is_left_half_written(tmp_path: Path) -> None:
    """What only the reader of exp.yml finds is told with the place where it would have stood."""
    project = changed(MOUNTAIN, "StepFiles/hill.html", ("The hill", "The {{ results.hill.mean }}"))
    with pytest.raises(UserError) as told:
        bring_in(project, tmp_path)
    assert [str(problem.where) for problem in told.value.problems] == [
        f"{tmp_path}/study/pages/hill.html:1"
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["hippo"]


def test_the_command_says_what_became_of_each_key(tmp_path: Path) -> None:
    write_project(WEB, tmp_path / "hippo")
    words = ["import", "hippo", "hippo/config.yml"]
    with contextlib.chdir(tmp_path):
        done = CliRunner().invoke(main, words, catch_exceptions=False)
        assert done.exit_code == 0, done.stderr
        assert Path("web/exp.yml").is_file()  # the project's id
        assert CliRunner().invoke(main, words).exit_code == 2
    assert re.search(r"trial\.modality +left out +The steps `watch` and `compare`", done.stdout)
    assert "7 files in web: 9 carried, 3 changed, 9 left out, 4 not needed." in done.stdout
    assert "Next:  gymbrowser check web/exp.yml" in done.stdout


def test_the_documentation_knows_every_key(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "hippo.md").read_text(encoding="utf-8")
    keys = {
        key.rpartition(".")[2]
        for name, project in (("one", MOUNTAIN), ("other", WEB))
        for key in fates(bring_in(project, tmp_path / name))
        if key.startswith(("project.", "trial."))
    }
    assert {key for key in keys if f"`{key}`" not in page} == {"fingerprint"}  # no key of HIPPO Gym


@pytest.mark.parametrize("project", [MOUNTAIN, WEB], ids=["mountain", "web"])
def test_what_is_imported_builds(project: Project, tmp_path: Path) -> None:
    experiment = bring_in(project, tmp_path).folder / "exp.yml"
    sources = Sources(Cache.default())
    check(experiment, quiet, sources)
    built = build(experiment, tmp_path / "site", quiet, sources, snapshot=False)
    assert (built.folder / "index.html").is_file()


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@pytest.mark.parametrize("project", [MOUNTAIN, WEB], ids=["mountain", "web"])
@given(data=st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_stands_there_is_carried_over_or_refused_in_words(
    project: Project, data: st.DataObject
) -> None:
    document = YAML(typ="safe").load(project["config.yml"])
    section = document[data.draw(st.sampled_from(["project", "trial"]))]
    below = [value for value in section.values() if isinstance(value, dict) and value]
    target = data.draw(st.sampled_from([section, *below]))
    target[data.draw(st.sampled_from([*target]))] = data.draw(ANYTHING)
    with TemporaryDirectory() as folder:
        config = write_project({**project, "config.yml": json.dumps(document)}, Path(folder))
        study = Path(folder) / "study"
        with contextlib.suppress(UserError):
            import_project(config, study)
            load_experiment(study / "exp.yml")
            return
        assert not study.exists()
