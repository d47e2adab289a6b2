"""Games whose agents act one after the other: PettingZoo's own tic-tac-toe, and agents that go."""

import json
from typing import Any

import numpy as np
import pytest
from gymnasium import spaces

from gymbrowser.bridge import exact
from gymbrowser.bridge.errors import GameError
from gymbrowser.bridge.game import Game, make_game
from gymbrowser.bridge.layout import layout_of
from gymbrowser.bridge.memory import ACTS, HAS_INFO, PRESENT, TERMINATED, TRUNCATED
from gymbrowser.bridge.values import unpack
from tests.circle import COMES, FIRST, LATE, LENGTH, SECOND, Circle


def make(entry_point: str, env: Any, policies: dict[str, str] | None = None, **kwargs: Any) -> Game:
    names = list(map(str, env.possible_agents))
    spec = {
        "gym_id": None,
        "entry_point": entry_point,
        "kwargs": json.dumps(kwargs),
        "render_mode": None,
        "draw": None,
        "agents": {n: {"observation": layout_of(env.observation_space(n))} for n in names},
        "policies": {
            agent: {"entry_point": policy, "kwargs": "{}"}
            for agent, policy in (policies or {}).items()
        },
    }
    return make_game(json.dumps(spec))


def circle(policies: dict[str, str] | None = None, **kwargs: Any) -> Game:
    return make("tests.circle:Circle", Circle(), policies, **kwargs)


def flags(game: Game) -> dict[str, int]:
    return dict(zip(game.agents, game.memory.flags, strict=True))


def acting(game: Game) -> list[str]:
    return [agent for agent, bits in flags(game).items() if bits & ACTS]


def take(game: Game, action: int) -> int:
    """The agent whose turn it is acts; what is given for the others must not matter."""
    return game.step(*(action if agent in acting(game) else 99 for agent in game.agents))


def observed(game: Game, agent: str) -> dict[str, Any]:
    packer = game.memory.packers[game.agents.index(agent)]
    value: dict[str, Any] = unpack(Circle().observation_space(agent), packer.whole().tobytes())
    return value


def test_agents_act_in_turn_and_one_comes_later() -> None:
    game = circle()
    game.reset(1)
    assert flags(game) == {FIRST: PRESENT | ACTS, SECOND: PRESENT, LATE: 0}
    assert observed(game, SECOND)["turn"] == "turn 0"

    turns = []
    for _ in range(2 * COMES):
        turns += acting(game)
        take(game, 1)

    assert turns == [FIRST, SECOND, FIRST, SECOND, LATE, FIRST, SECOND, LATE]
    assert observed(game, LATE)["turn"] == f"turn {2 * COMES}"
    assert json.loads(game.info())[LATE] == {}
    assert json.loads(game.info())[FIRST] == {"last": LATE}


def test_who_is_done_leaves_with_a_last_reward_and_no_step_of_its_own() -> None:
    game = circle()
    game.reset(1)
    take(game, 1)

    bits = take(game, 0)  # the second one is out, the first one is paid for it

    assert bits == HAS_INFO
    assert flags(game) == {FIRST: PRESENT | ACTS, SECOND: PRESENT | TERMINATED, LATE: 0}
    assert list(game.memory.rewards) == [1, 0, 0]
    assert observed(game, SECOND)["turn"] == "turn 2"
    take(game, 1)
    assert flags(game)[SECOND] == 0
    assert game.memory.packers[1].whole().tobytes() == bytes(4 + 3 + 4)
    assert list(game.memory.rewards) == [0, 0, 0]


def test_the_episode_ends_with_its_last_agent() -> None:
    game = circle()
    game.reset(1)
    for turn in range(LENGTH - 1):
        assert not take(game, 1) & (TERMINATED | TRUNCATED), turn

    assert take(game, 1) & (TERMINATED | TRUNCATED) == TRUNCATED
    assert all(bits == PRESENT | TRUNCATED for bits in flags(game).values())
    game.reset(2)
    take(game, 0)
    assert take(game, 0) & (TERMINATED | TRUNCATED) == TERMINATED
    assert acting(game) == []


def test_who_acts_may_do_what_the_mask_allows_and_to_the_others_nothing_is_forbidden() -> None:
    game = circle()
    game.reset(1)
    for turn in range(5):
        agent = acting(game)[0]
        assert game.allows(agent, 2) == bool(observed(game, agent)["action_mask"][2])
        assert game.allows(agent, 2) == (turn % 3 != 2)
        assert all(game.allows(other, 2) for other in game.agents if other != agent)
        take(game, 1)


def test_a_policy_acts_when_it_is_its_turn_and_samples_heed_the_mask() -> None:
    ends = []
    for _ in range(2):
        game = circle({SECOND: "tests.circle:Giver"})
        game.reset(5)
        game.player(SECOND).begin(5)
        trace = []
        for step in range(LENGTH):
            agent = acting(game)[0]
            allowed = observed(game, agent)["action_mask"]
            action = game.player(agent).act() if agent == SECOND else game.sample(agent, step)
            assert isinstance(action, int)
            assert allowed[action]
            trace.append((agent, action, game.memory.rewards.tobytes()))
            if take(game, action) & (TERMINATED | TRUNCATED):
                break
        ends.append(trace)
    assert ends[0] == ends[1]


def test_an_agent_that_does_not_leave_is_told_of() -> None:
    game = circle(endless=True)
    game.reset(1)
    with pytest.raises(GameError, match=r"'first' is done, but a step with None .*_was_dead_step"):
        take(game, 0)


class Nim:
    """Who takes the last stick wins. It empties `agents` at once, as a `ParallelEnv` does."""

    metadata = {"render_fps": 4}  # noqa: RUF012
    possible_agents = [FIRST, SECOND]  # noqa: RUF012

    def __init__(self, *, told: bool = True, observed: bool = True, all_leave: bool = True) -> None:
        self.told, self.observed, self.all_leave = told, observed, all_leave

    def observation_space(self, agent: str) -> spaces.Space[Any]:
        return spaces.Discrete(8)

    def action_space(self, agent: str) -> spaces.Space[Any]:
        return spaces.Discrete(2)

    def reset(self, seed: int | None = None, options: Any = None) -> None:
        self.agents, self.agent_selection, self.left = [FIRST, SECOND], FIRST, 5
        self.rewards = dict.fromkeys(self.agents, 0.0)
        self.terminations = dict.fromkeys(self.agents, False)
        self.truncations = dict.fromkeys(self.agents, False)
        self.infos: dict[str, Any] = {agent: {} for agent in self.agents}

    def step(self, action: int | None) -> None:
        agent, other = self.agent_selection, self.possible_agents[self.agent_selection == FIRST]
        if self.terminations[agent]:
            self.agents.remove(agent)
            return
        assert action is not None
        self.left = max(0, self.left - 1 - action)
        self.agent_selection = other
        if self.left == 0:
            self.infos[other] = {"lost": True}
            self.agents = [] if self.all_leave else [agent]
            self.agent_selection = agent
            self.rewards, self.terminations = {}, {agent: True}
            if self.told:
                self.rewards = {agent: 1.0, other: -1.0}
                self.terminations[other] = True

    def observe(self, agent: str) -> int:
        if not self.observed and agent not in self.agents:
            raise KeyError(agent)
        return self.left

    def last(self) -> None: ...

    def agent_iter(self) -> None: ...

    def close(self) -> None: ...


def nim(**kwargs: Any) -> Game:
    game = make("tests.unit.test_bridge_sequential:Nim", Nim(), **kwargs)
    game.reset(1)
    for _ in range(2):
        assert not take(game, 1) & (TERMINATED | TRUNCATED)
    return game


@pytest.mark.parametrize("all_leave", [True, False], ids=["all", "the loser"])
def test_who_leaves_without_a_dead_step_is_noted_as_the_environment_still_tells(
    all_leave: bool,
) -> None:
    game = nim(all_leave=all_leave)

    assert take(game, 1) == HAS_INFO | TERMINATED

    assert list(game.memory.rewards) == [1, -1]
    assert set(flags(game).values()) == {PRESENT | TERMINATED}
    assert exact.decode(game.info()) == {FIRST: {}, SECOND: {"lost": True}}


@pytest.mark.parametrize(
    "kwargs", [{"told": False}, {"observed": False}], ids=lambda kwargs: next(iter(kwargs))
)
def test_who_leaves_without_a_word_is_told_of(kwargs: dict[str, bool]) -> None:
    game = nim(**kwargs)
    with pytest.raises(
        GameError, match=r"'first' was taken out of `agents` by a step, .*_was_dead"
    ):
        take(game, 1)


def test_pettingzoos_tic_tac_toe_is_played_to_its_end() -> None:
    tictactoe = pytest.importorskip("pettingzoo.classic.tictactoe_v3")
    game = make("pettingzoo.classic.tictactoe_v3:env", tictactoe.env())
    game.reset(0)
    moves = [0, 1, 3, 4, 6]  # the first one has a column
    for move in moves[:-1]:
        assert take(game, move) & (TERMINATED | TRUNCATED) == 0
        assert list(game.memory.rewards) == [0, 0]

    assert take(game, moves[-1]) & TERMINATED

    assert dict(zip(game.agents, game.memory.rewards, strict=True)) == {
        "player_1": 1,
        "player_2": -1,
    }
    assert set(flags(game).values()) == {PRESENT | TERMINATED}
    board = unpack(tictactoe.env().observation_space("player_1"), row(game, 0))
    assert board["observation"][:, 0, 0].tolist() == [1, 1, 1]
    assert set(exact.decode(game.info())) == set(game.agents)


def test_a_move_that_is_not_allowed_costs_the_one_who_makes_it() -> None:
    """So PettingZoo's wrapper has it."""
    tictactoe = pytest.importorskip("pettingzoo.classic.tictactoe_v3")
    game = make("pettingzoo.classic.tictactoe_v3:env", tictactoe.env())
    game.reset(0)
    take(game, 4)
    assert take(game, 4) & TERMINATED
    assert list(game.memory.rewards) == [0, -1]


def row(game: Game, index: int) -> bytes:
    return bytes(game.memory.packers[index].whole().tobytes())


def test_zeros_of_one_who_is_not_there_are_all_zeros() -> None:
    game = circle()
    game.reset(1)
    assert not np.frombuffer(row(game, 2), np.uint8).any()
