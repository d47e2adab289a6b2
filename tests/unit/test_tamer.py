"""The TAMER example natively: a scripted person teaches the car, and it reaches the flag."""

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import gymnasium
import numpy as np
import pytest

from gymbrowser import draw, hooks, ui

AGENT = Path(__file__).parents[2] / "examples" / "mountaincar-tamer" / "agent"
FPS = 20
TAUGHT_STEPS = 5 * 60 * FPS
"""Five minutes."""
TRIALS = 20


@pytest.fixture(scope="module")
def modules() -> Iterator[dict[str, ModuleType]]:
    """Those of the example, which is no package."""
    sys.path.insert(0, str(AGENT))
    import_module = __import__
    yield {name: import_module(name) for name in ("tamer", "valley")}
    sys.path.remove(str(AGENT))
    for name in ("tamer", "valley"):
        del sys.modules[name]


class Oracle:
    """A person who knows that a car swings itself up, and says so half a second late.

    Each judgement is of one moment, 0.3 to 0.7 s ago; there are about two of them in a second.
    """

    def __init__(self, seed: int) -> None:
        self._rng = np.random.default_rng(seed)
        self._seen: list[bool] = []
        self._velocity = 0.0

    def say(self, moment: hooks.Moment) -> list[hooks.Signal]:
        """What is said after this step."""
        if moment.steps == 0:
            self._seen.clear()
        else:
            self._seen.append(moment.action == (2 if self._velocity >= 0 else 0))
        self._velocity = float(moment.observation[1])
        delay = int(self._rng.integers(3 * FPS // 10, 7 * FPS // 10))
        if self._rng.random() > 2 / FPS or len(self._seen) <= delay:
            return []
        return [hooks.feedback(1 if self._seen[-1 - delay] else -1)]


def drive(
    module: ModuleType, teacher: Any, episodes: int, seed: int, say: Any = lambda _moment: ()
) -> hooks.Run:
    """Episodes of the game with the example's own driver and hook."""
    driver = module.Driver()
    driver.model = teacher.model
    driver.reset(agent="car", action_space=None, seed=seed)
    return hooks.run(
        teacher,
        gymnasium.make("MountainCar-v0"),
        policies={"car": driver},
        say=say,
        episodes=episodes,
        seed=seed,
    )


def reached(run: hooks.Run) -> int:
    return run.reasons.count("terminated")


def test_five_minutes_of_judgements_bring_the_car_up_the_hill(
    modules: dict[str, ModuleType],
) -> None:
    module = modules["tamer"]
    teacher = module.Teacher(fps=FPS)
    before = reached(drive(module, teacher, TRIALS, seed=1000))
    taught, episode, oracle = 0, 0, Oracle(seed=1)
    while taught < TAUGHT_STEPS:
        taught += sum(drive(module, teacher, 1, seed=episode, say=oracle.say).steps)
        episode += 1
    after = reached(drive(module, teacher, TRIALS, seed=2000))
    print(  # noqa: T201  # the figure that docs/hooks.md quotes
        f"TAMER, {len(teacher.samples)} judgements in {taught / FPS / 60:.1f} min: "
        f"the flag was reached in {before} of {TRIALS} episodes before, {after} after"
    )
    assert before == 0
    assert after >= 0.8 * TRIALS


def test_a_judgement_is_for_what_was_done_shortly_before(modules: dict[str, ModuleType]) -> None:
    """Steps end 0, 0.1, … s ago; of the delays 0.2 to 0.8 s, a sixth falls into each tenth."""
    credit = modules["tamer"].Credit(fps=10)
    assert credit.sample(1.0) is None
    for number in range(12):
        credit.add(np.full((1, 1), float(number)))
    sample = credit.sample(-1.0)
    assert sample.value == -1.0
    assert sample.features == pytest.approx(np.mean([4, 5, 6, 7, 8, 9]))


def test_training_from_what_was_stored_fits_it_better_and_shows_how_far_it_is(
    modules: dict[str, ModuleType],
) -> None:
    module = modules["tamer"]
    teacher, oracle = module.Teacher(fps=FPS, passes=5), Oracle(seed=2)

    def say(moment: hooks.Moment) -> list[hooks.Signal]:
        off = [hooks.button("trainOnline")] if (moment.episode, moment.steps) == (0, 0) else []
        return off + oracle.say(moment)

    drive(module, teacher, 2, seed=5, say=say)
    assert len(teacher.samples) > 10
    assert not teacher.model.weights.any()
    before = _error(teacher)
    with ui.recording() as calls:
        run = drive(
            module,
            teacher,
            1,
            seed=6,
            say=lambda moment: [hooks.button("trainOffline")] if moment.steps == 0 else [],
        )
    assert _error(teacher) < 0.8 * before
    bars = [call for call in calls if call["call"] == "progress"]
    assert [bar["value"] for bar in bars] == [1, 2, 3, 4, 5, None]
    names = [record.name for record in run.records]
    assert names == ["trained", "weights"]
    assert np.array_equal(run.records[-1].data, teacher.model.weights)


def test_the_valley_is_drawn(modules: dict[str, ModuleType]) -> None:
    env = gymnasium.make("MountainCar-v0").unwrapped
    env.reset(seed=1)
    svg = draw.to_svg(modules["valley"].draw(env))
    assert svg.count("<circle") == 1


def _error(teacher: Any) -> float:
    return float(
        np.mean(
            [(s.value - (teacher.model.weights * s.features).sum()) ** 2 for s in teacher.samples]
        )
    )
