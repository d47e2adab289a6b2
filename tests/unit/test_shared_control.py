"""The example of shared control natively: the more the policy helps, the better it goes."""

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import gymnasium
import numpy as np
import pytest

from gymbrowser import draw, hooks

AGENT = Path(__file__).parents[2] / "examples" / "shared-control" / "agent"
SEEDS = (3, 4, 10)
"""Those of the example, in which the pendulum hangs down."""


@pytest.fixture(scope="module")
def modules() -> Iterator[dict[str, ModuleType]]:
    """Those of the example, which is no package."""
    sys.path.insert(0, str(AGENT))
    yield {name: __import__(name) for name in ("blending", "pendulum")}
    sys.path.remove(str(AGENT))
    for name in ("blending", "pendulum"):
        del sys.modules[name]


def play(module: ModuleType, share: float, seed: int, torque: float = 0.0) -> hooks.Run:
    """A person who always turns it so, with so much help."""
    action = np.array([torque], np.float32)
    env = gymnasium.make("Pendulum-v1")
    return hooks.run(module.Blend(help=share), env, lambda _agent, _seen: action, seed=seed)


@pytest.mark.parametrize("seed", SEEDS)
def test_help_brings_it_up(modules: dict[str, ModuleType], seed: int) -> None:
    returns = [play(modules["blending"], share, seed).returns[0]["player"] for share in (0, 0.5, 1)]
    assert returns == sorted(returns)
    assert returns[2] > returns[0] / 3


def test_without_help_it_is_the_person_alone(modules: dict[str, ModuleType]) -> None:
    class Watcher(modules["blending"].Blend):  # type: ignore[misc]
        def on_step(self, action: Any, *_others: Any) -> None:
            done.append(float(action[0]))

    done: list[float] = []
    env = gymnasium.make("Pendulum-v1")
    action = np.array([1.5], np.float32)
    run = hooks.run(Watcher(help=0), env, lambda _agent, _seen: action, seed=3)
    assert done == [1.5] * 200
    (record,) = run.records
    assert record.name == "arbitration"
    assert (record.data["share"] == 0).all()
    assert len(record.data["agreement"]) == 200


def test_the_pendulum_is_drawn_with_the_torque(modules: dict[str, ModuleType]) -> None:
    env = gymnasium.make("Pendulum-v1").unwrapped
    env.reset(seed=3)
    for torque, color in ((2.0, "#b3541e"), (-2.0, "#1f5fa8")):
        env.step(np.array([torque], np.float32))
        assert color in draw.to_svg(modules["pendulum"].draw(env))
