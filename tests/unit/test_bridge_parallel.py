"""A game of several agents gives each its own row, and says who is in the game."""

import json
from typing import Any

import numpy as np
import pytest

from gymbrowser.bridge import exact
from gymbrowser.bridge.environment import is_parallel, is_sequential
from gymbrowser.bridge.errors import GameError
from gymbrowser.bridge.game import Game, load, make_game
from gymbrowser.bridge.layout import layout_of
from gymbrowser.bridge.memory import ACTS, HAS_INFO, PRESENT, TERMINATED, TRUNCATED
from tests import relay
from tests.relay import HELPER, HELPS, LENGTH, RUNNER, Relay


def make(*names: str, **parts: Any) -> Game:
    env, ids = Relay(), {"0": RUNNER, "helper": HELPER}
    layouts = {name: layout_of(env.observation_space(ids[name])) for name in names or ids}
    spec: dict[str, Any] = {
        "gym_id": None,
        "entry_point": "tests.relay:Relay",
        "kwargs": "{}",
        "render_mode": None,
        "draw": None,
        "agents": {agent: {"observation": layout} for agent, layout in layouts.items()},
        "policies": {},
    }
    return make_game(json.dumps({**spec, **parts}))


def answering(*answers: dict[Any, Any]) -> Game:
    """A game whose next step gives these dicts."""
    game = make()
    game.reset(0)
    game._env.answers["step"] = answers
    return game


def flags(game: Game) -> list[int]:
    return list(game.memory.flags)


def policy_of(game: Game, agent: str) -> Any:
    return game.player(agent).policy


def play(game: Game, seed: int, policy: bool = False) -> list[bytes]:
    game.reset(seed)
    rows, ended = [game.buffer.tobytes()], 0
    while not ended & (TERMINATED | TRUNCATED):
        ended = game.step(2, game.player("helper").act() if policy and flags(game)[1] & ACTS else 3)
        rows.append(game.buffer.tobytes())
    return rows


def test_each_agent_has_its_own_row() -> None:
    env, game = Relay(), make()
    first, infos = env.reset(seed=5)

    assert exact.decode(game.reset(5)) == {str(agent): info for agent, info in infos.items()}
    runner, helper = (packer.row for packer in game.memory.packers)
    assert runner.tobytes() == first[RUNNER].tobytes()
    assert helper.tobytes() == first[HELPER]["at"].tobytes() + np.int64(0).tobytes()
    assert flags(game) == [PRESENT | ACTS] * 2

    for step in range(1, 4):
        seen, rewards, _, _, _ = env.step({RUNNER: 2, HELPER: 4})
        assert game.step(2, 4) == (HAS_INFO if step == 2 else 0)
        assert runner.tobytes() == seen[RUNNER].tobytes()
        assert helper.tobytes() == seen[HELPER]["at"].tobytes() + np.int64(step).tobytes()
        assert game.memory.rewards.tolist() == list(rewards.values())
        if step == 2:
            assert exact.decode(game.info()) == {"0": {}, "helper": {"tired": 0.1}}


def test_an_agent_that_leaves_is_told_from_one_that_stays() -> None:
    game = make()
    game.reset(5)
    for _ in range(HELPS - 1):
        game.step(1, 0)
    assert game.step(1, 0) == 0
    assert flags(game) == [PRESENT | ACTS, PRESENT | TERMINATED]
    assert game.memory.rewards[1] > 0  # of its last step

    for _ in range(LENGTH - HELPS - 1):
        assert game.step(3, 99) == 0
        assert flags(game) == [PRESENT | ACTS, 0]
        assert game.memory.rewards[1] == 0
        assert not game.memory.packers[1].row.any()
    assert game.step(3, 99) == TRUNCATED
    assert flags(game) == [PRESENT | TRUNCATED, 0]


def test_another_order_of_the_spec_changes_rows_and_nothing_else() -> None:
    one, other = make(), make("helper", "0")
    one.reset(3)
    other.reset(3)
    one.step(2, 4)
    other.step(4, 2)
    rows = [packer.row.tobytes() for packer in one.memory.packers]
    assert rows == [packer.row.tobytes() for packer in reversed(other.memory.packers)]


@pytest.mark.parametrize(
    ("ends", "cuts", "expected"),
    [
        ((True, True), (False, False), TERMINATED),
        ((False, False), (True, True), TRUNCATED),
        ((True, False), (False, True), TERMINATED),
    ],
)
def test_an_episode_ends_with_its_last_agent(
    ends: tuple[bool, bool], cuts: tuple[bool, bool], expected: int
) -> None:
    agents = RUNNER, HELPER
    seen = {RUNNER: np.zeros(2), HELPER: {"at": np.zeros(2), "turn": 1}}
    rewards = dict.fromkeys(agents, np.float32(0.5))
    ended, cut = dict(zip(agents, ends, strict=True)), dict(zip(agents, cuts, strict=True))
    assert answering(seen, rewards, ended, cut, {}).step(1, 1) == expected


def test_agents_that_are_gone_without_a_word_end_the_episode_too() -> None:
    game = answering({}, {}, {}, {}, {})
    game._env.turn = LENGTH - 1
    assert game.step(1, 1) == TERMINATED
    assert flags(game) == [0, 0]


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        (({RUNNER: np.zeros(2)}, {}, {}, {}, {}), "these must be the same agents"),
        (({}, {}, {}, {}, {}), "whoever acts needs an observation"),
        ((dict.fromkeys([RUNNER, HELPER, 2], 0),) * 4 + ({},), "its `possible_agents`"),
    ],
)
def test_answers_that_contradict_each_other(answers: Any, words: str) -> None:
    with pytest.raises(GameError, match=words):
        answering(*answers).step(1, 1)


def test_the_agents_must_be_the_environments() -> None:
    with pytest.raises(GameError, match=r"agents are \['0', 'helper'\], but \['0'\] were named"):
        make("0")
    with pytest.raises(GameError, match="one agent"):
        make(entry_point=None, gym_id="CartPole-v1")


def test_what_environments_are() -> None:
    assert is_parallel(Relay())
    assert not is_sequential(Relay())
    assert is_sequential(relay.Sequential())


def test_pictures_are_made_as_of_gymnasium() -> None:
    game = make(render_mode="rgb_array")
    game.reset(0)
    game.step(1, 1)
    picture = game.render()
    assert isinstance(picture, np.ndarray)
    assert (picture.shape, picture[0, 0, 0]) == ((4, 6, 3), 1)

    drawn = make(draw="tests.relay:draw")
    drawn.reset(0)
    assert json.loads(str(drawn.render()))["background"] == "turn 0"


def wanderer(**kwargs: Any) -> dict[str, Any]:
    return {"entry_point": "tests.relay:Wanderer", "kwargs": json.dumps(kwargs)}


def test_a_python_policy_sees_what_the_environment_gave_and_acts_by_its_seed() -> None:
    game = make(policies={"helper": wanderer()})
    load(json.dumps(SPEC_WITH_POLICY))
    player = game.player("helper")
    player.begin(11)
    first = play(game, 5, policy=True)
    policy = policy_of(game, "helper")
    assert policy.agent == "helper"
    assert len(policy.seen) == HELPS
    assert policy.seen[0] == (policy.seen[0][0], {"born": "helper"})
    assert [seen["turn"] for seen, _ in policy.seen] == [0, 1, 2, 3]
    assert policy.seen[2][1] == {"tired": 0.1}

    player.begin(11)
    assert play(game, 5, policy=True) == first
    player.begin(12)
    assert play(game, 5, policy=True) != first


SPEC_WITH_POLICY: dict[str, Any] = {
    "gym_id": "CartPole-v1",
    "entry_point": None,
    "draw": None,
    "policies": {"player": wanderer()},
    "imports": ["tests.relay:Wanderer"],
}


def test_a_policys_space_is_its_own() -> None:
    game = make(policies={"0": wanderer(), "helper": wanderer()})
    for player in game.players.values():
        player.begin(1)
    runner, helper = policy_of(game, "0"), policy_of(game, "helper")
    assert (runner.space, helper.space) == (
        Relay().action_space(RUNNER),
        Relay().action_space(HELPER),
    )
    runner.space.seed(1)
    assert runner.space is not game.action_space("0")


@pytest.mark.parametrize("action", [5, -1, 1.5, "1", None, np.zeros(2)])
def test_an_action_outside_the_space_is_refused(action: Any) -> None:
    game = make(policies={"helper": wanderer()})
    player = game.player("helper")
    game.reset(0)
    player.begin(0)
    policy_of(game, "helper").act = lambda observation, info: action
    with pytest.raises(GameError, match=r"Wanderer gave .* agent helper\. .* integers 0 to 4"):
        player.act()


def test_a_policys_own_error_comes_through_and_says_whose_it_is() -> None:
    game = make(policies={"helper": wanderer(wrong="raise")})
    game.reset(0)
    player = game.player("helper")
    player.begin(0)
    player.act()
    player.act()
    with pytest.raises(RuntimeError, match="lost the way") as caught:
        player.act()
    assert caught.value.__notes__ == [
        "Raised by the policy tests.relay:Wanderer, which acts for the agent helper."
    ]


def test_what_is_no_policy_is_refused() -> None:
    spec = {"entry_point": "tests.relay:Still", "kwargs": "{}"}
    with pytest.raises(GameError, match=r"gave a Still, which is no policy: it has no .*`act`"):
        make(policies={"helper": spec})


def test_a_python_policy_acts_in_a_gymnasium_environment_too() -> None:
    box = [{"path": [], "dtype": "<f4", "shape": [4]}]
    cart: dict[str, Any] = {
        "agents": {"cart": {"observation": box}},
        "policies": {"cart": wanderer()},
    }
    game = make(entry_point=None, gym_id="CartPole-v1", **cart)
    game.reset(0)
    player = game.player("cart")
    player.begin(0)
    game.step(player.act())
    player.act()
    (first, info), (second, _) = policy_of(game, "cart").seen
    assert info == {}
    assert game.memory.packers[0].row.tobytes() == second.tobytes() != first.tobytes()
