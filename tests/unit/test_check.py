"""`check` steps the environment natively and tells every mistake in it, with its own traceback."""

from pathlib import Path

import pytest

from gymbrowser.check import Checked, check
from gymbrowser.config import load_experiment
from gymbrowser.console import quiet
from gymbrowser.contract.steps import Discrete
from gymbrowser.errors import Problem, UserError
from gymbrowser.init import init
from gymbrowser.resolve.cache import Cache
from gymbrowser.resolve.sources import Sources
from gymbrowser.show.checked import show_missing_upload

ROOT = Path(__file__).parents[2]


@pytest.fixture
def catch(tmp_path: Path) -> Path:
    """The experiment that `init` makes."""
    folder = tmp_path / "catch"
    init(folder)
    return folder


def change(file: Path, *replacements: tuple[str, str]) -> None:
    text = file.read_text()
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new)
    file.write_text(text)


def run(folder: Path) -> Checked:
    return check(folder / "exp.yml", quiet, Sources(Cache.default(), offline=True))


def problems(folder: Path) -> list[Problem]:
    with pytest.raises(UserError) as caught:
        run(folder)
    return caught.value.problems


def test_cartpole_is_fine() -> None:
    checked = run(ROOT / "examples" / "cartpole")
    inspection = checked.inspection
    player = inspection.agent("player")
    assert [(f.dtype, f.shape) for f in player.observation] == [("<f4", [4])]
    assert player.action_space == Discrete(n=2, start=0)
    assert (inspection.views["play"].width, inspection.views["play"].height) == (600, 400)
    assert inspection.render_fps == 50
    assert set(checked.policies) == {"trained"}
    compiled = [wheel.name for wheel in checked.lock.wheels if wheel.compiled]
    assert compiled == ["numpy"]


def test_the_scaffold_is_fine(catch: Path) -> None:
    checked = run(catch)
    assert {"catch_env", "gymbrowser", "numpy"} <= checked.lock.importable


def test_a_live_study_without_a_place_for_its_records_is_told(
    catch: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = catch / "exp.yml"
    show_missing_upload(load_experiment(file))
    assert capsys.readouterr().out == ""
    change(file, ("mode: dev ", "mode: live "))
    show_missing_upload(load_experiment(file))
    assert f"{file}:9: the study is live, but nothing says where" in capsys.readouterr().out
    file.write_text(
        f"{file.read_text()}\nupload: {{s3: {{bucket: mine, prefix: in, region: x}}}}\n"
    )
    show_missing_upload(load_experiment(file))
    assert capsys.readouterr().out == ""


def test_an_entry_point_that_is_not_there(catch: Path) -> None:
    change(catch / "exp.yml", ("catch_env:CatchEnv ", "catch_env:CatchEnvv "))
    (problem,) = problems(catch)
    assert problem.what == "`catch_env` has no `CatchEnvv`"
    assert problem.remedy == "Did you mean `CatchEnv`?"
    assert str(problem.where).endswith("exp.yml:14")


def test_a_misspelt_argument_is_told_where_it_stands(catch: Path) -> None:
    change(catch / "exp.yml", ("kwargs: {width: 9, height: 11}", "kwargs: {width: 9, hight: 11}"))
    (problem,) = problems(catch)
    assert problem.what == "the environment cannot be made"
    assert problem.quote is not None
    assert "hight" in problem.quote
    assert str(problem.where).endswith("exp.yml:16")


def test_an_unknown_gym_id(catch: Path) -> None:
    old = "entry_point: catch_env:CatchEnv   # module:Class, found in `source`"
    change(catch / "exp.yml", (old, "gym_id: CartPole-v11"), ("kwargs: {width: 9, height: 11}", ""))
    (problem,) = problems(catch)
    assert problem.what == "Gymnasium knows no environment `CartPole-v11`"
    assert problem.remedy == "Did you mean `CartPole-v1`?"


def test_what_the_site_will_not_have_is_missing_here_too(catch: Path) -> None:
    change(
        catch / "env" / "catch_env.py", ("import gymnasium\n", "import boto3\nimport gymnasium\n")
    )
    (problem,) = problems(catch)
    assert problem.quote is not None
    assert "import boto3" in problem.quote
    assert "No module named 'boto3' in the site" in problem.quote
    assert problem.remedy is not None
    assert problem.remedy.startswith("The site's Python has numpy, gymnasium")


@pytest.mark.parametrize("path", ["../layout.txt", ".layout.txt"])
def test_a_file_that_the_site_will_not_have_is_missing_here_too(catch: Path, path: str) -> None:
    """Beside the folder of `source`, or hidden in it: neither goes into the wheel."""
    module = catch / "env" / "catch_env.py"
    (catch / "env" / path).write_text("here")
    head = f"from pathlib import Path\n(Path(__file__).parent / {path!r}).read_text()\n"
    module.write_text(head + module.read_text())
    (problem,) = problems(catch)
    assert problem.what == "the environment cannot be imported"
    assert problem.quote is not None
    assert f'File "{module}", line 2' in problem.quote
    assert problem.remedy is not None


def test_an_observation_outside_its_space(catch: Path) -> None:
    change(
        catch / "env" / "catch_env.py",
        ("return self._observe(), {}", "return self._observe() + 99, {}"),
    )
    (problem,) = problems(catch)
    assert problem.what == "an observation is not in its space"
    assert "env/catch_env.py:" in str(problem.where)


def test_a_picture_that_cannot_be_made(catch: Path) -> None:
    change(
        catch / "env" / "catch_env.py", ("width, height = env.width", "width, height = env.wdth")
    )
    (problem,) = problems(catch)  # though both games meet it
    assert problem.what == "the environment cannot be played"
    assert str(problem.where).endswith("exp.yml:44")
    assert problem.quote is not None
    assert problem.quote.count("File") == 1  # the author's frame, and none of ours


def test_a_drawing_function_that_is_not_there(catch: Path) -> None:
    change(catch / "exp.yml", ("draw: catch_env:draw", "draw: catch_env:drawing"))
    (problem,) = problems(catch)
    assert problem.what == "`catch_env` has no `drawing`"
    assert str(problem.where).endswith("exp.yml:44")


def test_an_observation_of_another_dtype_is_told_in_our_words(catch: Path) -> None:
    change(catch / "env" / "catch_env.py", ("self.paddle], dtype=np.float32)", "self.paddle])"))
    (problem,) = problems(catch)
    assert problem.why is not None
    assert "int64" in problem.why


def test_a_constructor_without_render_mode(catch: Path) -> None:
    change(catch / "exp.yml", ("      view: {draw: catch_env:draw}\n", ""))
    (problem,) = problems(catch)
    assert problem.what == "the environment takes no `render_mode`, but is asked for `rgb_array`"


def test_an_environment_that_exits(catch: Path) -> None:
    change(
        catch / "env" / "catch_env.py",
        ("import gymnasium\n", "import sys\nimport gymnasium\nsys.exit(3)\n"),
    )
    (problem,) = problems(catch)
    assert problem.why == "It called `sys.exit(3)`."


def test_a_policy_for_a_discrete_observation_needs_one_hot_vectors(catch: Path) -> None:
    change(
        catch / "env" / "catch_env.py",
        ("spaces.Box(np.zeros(3, dtype=np.float32), high)", "spaces.Discrete(99)"),
        ("np.array([self.column, self.row, self.paddle], dtype=np.float32)", "self.column"),
        ("type Observation = NDArray[np.float32]", "type Observation = int"),
    )
    (problem,) = problems(catch)
    assert problem.what == "the input `observation` of follower.onnx is FLOAT [batch, 3]"
    assert "It must be FLOAT [batch, 99]" in (problem.why or "")


def test_an_environment_that_prints_is_fine(catch: Path) -> None:
    change(
        catch / "env" / "catch_env.py",
        ("        super().reset", "        print('hello')\n        super().reset"),
    )
    run(catch)


def test_an_environment_that_ends_the_process(catch: Path) -> None:
    change(
        catch / "env" / "catch_env.py",
        ("import gymnasium\n", "import os\nimport gymnasium\nos._exit(3)\n"),
    )
    (problem,) = problems(catch)
    assert problem.what == "the environment ended the process"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("ArrowRight: 2", "ArrowRight: 3", "the key ArrowRight is bound to the action 3, which"),
        ("default: 1 ", "default: 7 ", "`controls.default` is 7, which is not an action"),
        ("        default: 1", "        #", "`controls.default` is missing"),
        ("same: [1, 2, 3]", "same: [1, 2]", "2 seeds for 3 episodes"),
    ],
)
def test_games_are_held_against_the_spaces(catch: Path, old: str, new: str, message: str) -> None:
    change(catch / "exp.yml", (old, new))
    (problem,) = problems(catch)
    assert problem.what.startswith(message)
