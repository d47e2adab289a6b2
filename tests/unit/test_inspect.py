"""What an environment may do to the process in which it is looked at."""

from dataclasses import replace
from pathlib import Path

import pytest

from gymbrowser.config import load_experiment
from gymbrowser.environment.inspect import Inspection, inspect_environment
from gymbrowser.environment.native import NativePython, native_python
from gymbrowser.environment.walk import steps_to_take
from gymbrowser.errors import Problem, UserError
from gymbrowser.resolve.cache import Cache
from tests.natively import lock_of, no_uv

CARTPOLE = Path(__file__).parents[2] / "examples" / "cartpole"


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> NativePython:
    return native_python(lock_of(), Cache(tmp_path_factory.mktemp("cache")), run=no_uv)


def write_experiment(folder: Path, reset: str) -> Path:
    (folder / "env").mkdir(parents=True)
    (folder / "env" / "world.py").write_text(f"""
import os, sys, time
import gymnasium, numpy

class World(gymnasium.Env):
    observation_space = gymnasium.spaces.Box(-1.0, 1.0, (2,))
    action_space = gymnasium.spaces.Discrete(2)

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        {reset}
        return numpy.zeros(2, numpy.float32), {{}}

    def step(self, action):
        return numpy.zeros(2, numpy.float32), 0.0, False, False, {{}}


def draw(env):
    return {{"width": 1, "height": 1, "shapes": []}}
""")
    (folder / "exp.yml").write_text("""
id: world
title: World
environment: {entry_point: "world:World", source: ./env}
steps:
  - game:
      id: play
      agents: {player: human}
      view: {draw: "world:draw"}
      controls: {keys: {ArrowLeft: 0, ArrowRight: 1}, default: previous}
  - end: {}
""")
    return folder / "exp.yml"


def inspect(
    file: Path, python: NativePython, timeout_s: float = 30, *, thoroughly: bool = False
) -> Inspection:
    experiment = load_experiment(file)
    own = None if experiment.source is None else experiment.source.resolve()
    mine = replace(python, source=own)
    return inspect_environment(experiment, mine, thoroughly=thoroughly, timeout_s=timeout_s)


def problem_of(file: Path, python: NativePython, timeout_s: float = 30) -> Problem:
    with pytest.raises(UserError) as caught:
        inspect(file, python, timeout_s)
    (problem,) = caught.value.problems
    return problem


def test_cartpole_is_inspected(python: NativePython) -> None:
    inspection = inspect(CARTPOLE / "exp.yml", python)
    assert inspection.render_fps == 50
    assert inspection.views["play"].width == 600


@pytest.mark.parametrize(
    "reset",
    [
        "print('hello'); print('{', file=sys.stderr); os.write(1, b'}')",
        "sys.stdout.close()",
        "sys.stdin.read()",
        "os.chdir('/')",
    ],
)
def test_what_an_environment_does_to_its_process_is_its_own_affair(
    reset: str, python: NativePython, tmp_path: Path
) -> None:
    assert inspect(write_experiment(tmp_path, reset), python).steps > 0


MENDED = """

class Mended(gymnasium.ObservationWrapper):
    def __init__(self):
        super().__init__(World())

    def observation(self, observation):
        return observation.astype(numpy.float32)
"""


def test_an_environment_is_judged_as_its_wrapper_mends_it(
    python: NativePython, tmp_path: Path
) -> None:
    file = write_experiment(tmp_path, "")
    world = tmp_path / "env" / "world.py"
    world.write_text(world.read_text().replace("numpy.zeros(2, numpy.float32)", "numpy.zeros(2)"))
    with world.open("a", encoding="utf-8") as module:
        module.write(MENDED)
    file.write_text(file.read_text().replace("world:World", "world:Mended"))

    assert inspect(file, python, thoroughly=True).warnings == ()


@pytest.mark.parametrize(
    ("thoroughly", "seconds", "steps"),
    [
        (False, 0.001, 50),
        (True, 0.001, 1_000),
        (False, 0.2, 50),
        (True, 0.2, 50),
        (True, 0.02, 100),
    ],
)
def test_a_slow_environment_is_not_asked_for_many_steps(
    thoroughly: bool, seconds: float, steps: int
) -> None:
    taken: list[int] = []

    def clock() -> float:
        return len(taken) * seconds

    for step in steps_to_take(thoroughly=thoroughly, clock=clock):
        taken.append(step)
    assert len(taken) == pytest.approx(steps, abs=1)
    assert taken == list(range(len(taken)))


def test_the_standard_library_has_what_it_reads_itself(
    python: NativePython, tmp_path: Path
) -> None:
    """Its module of settings bears the name of the machine."""
    reset = "import sysconfig; assert sysconfig.get_config_var('TZPATH') is not None"
    assert inspect(write_experiment(tmp_path, reset), python).views["play"].width == 1


@pytest.mark.parametrize(
    ("reset", "how"),
    [
        ("os._exit(3)", "It ended with the exit status 3."),
        ("os.kill(os.getpid(), 9)", "It ended with the signal SIGKILL."),
        ("os.abort()", "It ended with the signal SIGABRT."),
    ],
)
def test_an_environment_that_ends_its_process(
    reset: str, how: str, python: NativePython, tmp_path: Path
) -> None:
    problem = problem_of(write_experiment(tmp_path, reset), python)
    assert (problem.what, problem.why) == ("the environment ended the process", how)
    if "abort" in reset:
        assert problem.quote is not None
        assert f'File "{tmp_path}/env/world.py", line 11 in reset' in problem.quote


def test_an_environment_that_hangs_is_told_with_its_line(
    python: NativePython, tmp_path: Path
) -> None:
    file = write_experiment(tmp_path, "time.sleep(999)")
    problem = problem_of(file, python, timeout_s=8)
    assert problem.what == "the environment did not answer within 8 s"
    assert str(problem.where).endswith("exp.yml:4")
    assert problem.quote == f'  File "{tmp_path}/env/world.py", line 11 in reset'


def test_a_file_is_not_found_by_luck(
    python: NativePython, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The browser's current folder is empty, whatever is in that of the command line."""
    file = write_experiment(tmp_path / "exp", "open('layout.txt').close()")
    (tmp_path / "layout.txt").write_text("here")
    monkeypatch.chdir(tmp_path)
    problem = problem_of(file, python)
    assert problem.remedy is not None
    assert "`Path(__file__).parent`" in problem.remedy


def test_what_was_found_is_kept_until_something_changes_that_it_depends_on(
    python: NativePython, tmp_path: Path
) -> None:
    cache = Cache(tmp_path / "cache")
    file = write_experiment(tmp_path / "study", "pass")
    experiment = load_experiment(file)
    mine = replace(python, source=experiment.source)
    found = inspect_environment(experiment, mine, thoroughly=False, cache=cache)
    # Nobody is asked any more: this one could not answer.
    dead = replace(mine, executable=tmp_path / "nowhere")
    assert inspect_environment(experiment, dead, thoroughly=False, cache=cache) == found
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("ArrowRight: 1", "ArrowRight: 0"), encoding="utf-8")
    for other, study in ((replace(dead, key="other"), experiment), (dead, load_experiment(file))):
        with pytest.raises(FileNotFoundError):
            inspect_environment(study, other, thoroughly=False, cache=cache)


def test_what_is_wrong_is_told_every_time(python: NativePython, tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    experiment = load_experiment(write_experiment(tmp_path / "study", "raise ValueError"))
    mine = replace(python, source=experiment.source)
    for _ in range(2):
        with pytest.raises(UserError, match="fails"):
            inspect_environment(experiment, mine, thoroughly=False, cache=cache)
    assert not [*tmp_path.glob("cache/inspections/*")]
