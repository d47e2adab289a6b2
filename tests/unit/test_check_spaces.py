"""`check` looks at environments of all spaces, and at such whose agents act in turn."""

import base64
import shutil
from pathlib import Path

import numpy as np
import pytest

from gymbrowser.check import Checked
from gymbrowser.contract.steps import GameStep
from gymbrowser.contract.wire import PackedAction
from gymbrowser.plan import plan_site
from tests.unit.test_check import run

TESTS = Path(__file__).parents[1]
RIDE = """
id: ride
title: All the levers
environment: {entry_point: "ride:Ride", source: env}
policies:
  keeper: {python: "menagerie:Keeper"}
steps:
  - game:
      id: play
      controls:
        keys:
          ArrowUp: {gas: 0.1, gears: [1, 2], lamps: [1, 0]}
          ArrowDown: {gas: 0, gears: [0, 0], lamps: [0, 1]}
        default: previous
      view: {render_mode: ansi}
  - game: {id: watch, agents: {player: keeper}, view: {render_mode: ansi}}
  - end: {}
"""
RIDE_ENV = """
from gymnasium import spaces

from menagerie import Menagerie


class Ride(Menagerie):
    def __init__(self, render_mode=None):
        super().__init__(render_mode)
        self.action_space = spaces.Dict(
            gas=spaces.Box(0, 1, ()),
            gears=spaces.MultiDiscrete([2, 3]),
            lamps=spaces.MultiBinary(2),
        )
"""
CIRCLE = """
id: circle
title: Pass it on
environment: {entry_point: "circle:Circle", source: env}
policies:
  giver: {python: "circle:Giver"}
steps:
  - game:
      id: play
      pace: turn_based
      agents: {first: human, second: giver, late: giver}
      controls: {keys: {Digit1: 1, Digit2: 2, Digit0: 0}}
      view: {render_mode: ansi}
  - game:
      id: quick
      pace: turn_based
      turn_delay: 0
      agents: {first: human, second: giver, late: giver}
      controls: {keys: {Digit1: 1}}
      view: {render_mode: ansi}
  - game:
      id: watch
      agents: {first: giver, second: giver, late: giver}
      view: {render_mode: ansi}
  - end: {}
"""
CELLS = """
id: cells
title: Take them all
environment: {entry_point: "cells:KIND", source: env, kwargs: {taken: TAKEN}}
steps:
  - game:
      pace: turn_based
      controls: {keys: {Digit8: 7, Digit9: 8}}
      view: {render_mode: ansi}
  - end: {}
"""
CELLS_ENV = '''
import gymnasium
import numpy as np
from gymnasium import spaces


class Cells(gymnasium.Env):
    """Each cell can be taken once; `action_mask` says so, and all else is an error."""

    metadata = {"render_modes": ["ansi"], "render_fps": 10}
    action_space = spaces.Discrete(9)

    def __init__(self, taken, render_mode=None):
        self.taken, self.render_mode = taken, render_mode
        self.observation_space = self.space_of_observations()

    def space_of_observations(self):
        return spaces.Dict(action_mask=spaces.MultiBinary(9))

    def look(self):
        return {"action_mask": self.free.astype(np.int8)}, {}

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.free = np.arange(9) >= self.taken
        # One that was the only one before may be the one that is gone now.
        if seed is not None:
            self.free[seed % 9] = not self.free[seed % 9]
        return self.look()

    def step(self, action):
        if not self.free[action]:
            raise ValueError(f"the cell {action} is taken")
        self.free[action] = False
        observation, info = self.look()
        return observation, 1.0, not self.free.any(), False, info

    def render(self):
        return str(self.free.astype(int))


class Told(Cells):
    """The same in its info."""

    def space_of_observations(self):
        return spaces.MultiBinary(9)

    def look(self):
        free = self.free.astype(np.int8)
        return free, {"action_mask": free.copy()}


class Shared:
    """The same for agents that act at the same time."""

    metadata = Cells.metadata
    possible_agents = ["player"]

    def __init__(self, taken, render_mode=None):
        self.cells = Cells(taken)

    def observation_space(self, agent):
        return self.cells.observation_space

    def action_space(self, agent):
        return self.cells.action_space

    def reset(self, seed=None, options=None):
        self.agents = ["player"]
        return tuple({"player": part} for part in self.cells.reset(seed=seed))

    def step(self, actions):
        answer = self.cells.step(actions["player"])
        self.agents = [] if answer[2] else ["player"]
        return tuple({"player": part} for part in answer)

    def render(self):
        return self.cells.render()

    def close(self):
        pass
'''


def study(folder: Path, text: str, *modules: str) -> Path:
    (folder / "env").mkdir()
    for module in modules:
        shutil.copy(TESTS / module, folder / "env" / module)
    (folder / "exp.yml").write_text(text.lstrip())
    return folder


def games(checked: Checked) -> dict[str, GameStep]:
    given = (checked.experiment, checked.lock, checked.inspection, checked.policies)
    steps = plan_site(*given).manifest.steps
    return {step.id: step for step in steps if isinstance(step, GameStep)}


def test_keys_give_packed_actions_and_policies_any(tmp_path: Path) -> None:
    folder = study(tmp_path, RIDE, "menagerie.py")
    (folder / "env" / "ride.py").write_text(RIDE_ENV)
    checked = run(folder)

    play = games(checked)["play"]

    controls = play.controls["player"]
    assert controls.default == "previous"
    up = controls.bindings[0].action
    assert isinstance(up, PackedAction)
    assert controls.initial == up
    expected = np.float32(0.1).tobytes() + np.array([1, 2]).tobytes() + bytes([1, 0])
    assert base64.b64decode(up.packed) == expected
    player = play.agents["player"]
    assert player.action_space is None
    assert [("/".join(f.path), f.dtype) for f in player.layout.action] == [
        ("gas", "<f4"),
        ("gears", "<i8"),
        ("lamps", "|i1"),
    ]
    assert checked.inspection.agent("player").actions.startswith("Dict('gas': Box(")
    weights = checked.inspection.records["watch"].observations["player"]
    assert weights.whole.json > 0


@pytest.fixture(scope="module")
def circle(tmp_path_factory: pytest.TempPathFactory) -> Checked:
    return run(study(tmp_path_factory.mktemp("circle"), CIRCLE, "circle.py"))


def test_policies_wait_in_turn_based_games_of_agents_in_turn(circle: Checked) -> None:
    delays = {name: game.turn_delay_ms for name, game in games(circle).items()}
    assert delays == {"play": 500, "quick": 0, "watch": None}


def test_agents_in_turn_have_their_spaces_and_the_walk_heeds_the_mask(circle: Checked) -> None:
    inspection = circle.inspection
    assert inspection.is_sequential
    assert list(inspection.agents) == ["first", "second", "late"]
    fields = inspection.agent("late").observation
    assert [(field.path, field.dtype) for field in fields] == [
        (["given"], "<f4"),
        (["action_mask"], "|i1"),
        (["turn"], "exact"),
    ]
    assert inspection.records["watch"].episode_steps is not None


@pytest.mark.parametrize("kind", ["Cells", "Told", "Shared"])
@pytest.mark.parametrize("taken", [1, 7])
def test_nothing_that_is_not_allowed_is_tried(tmp_path: Path, kind: str, taken: int) -> None:
    text = CELLS.replace("KIND", kind).replace("TAKEN", str(taken))
    folder = study(tmp_path, text)
    (folder / "env" / "cells.py").write_text(CELLS_ENV)

    assert run(folder).inspection.warnings == ()
