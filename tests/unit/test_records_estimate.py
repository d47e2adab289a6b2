"""What a game's records weigh: measured on records of the contract's form, and told by `check`."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from gymnasium import make, spaces
from pydantic import TypeAdapter

from gymbrowser.bridge.game import make_game
from gymbrowser.bridge.layout import layout_of
from gymbrowser.check import check
from gymbrowser.config.game_models import GameConfig
from gymbrowser.console import quiet
from gymbrowser.contract.game_records import EpisodeRecord, StepsRecord
from gymbrowser.contract.records import AnyRecord
from gymbrowser.contract.steps import Recorded
from gymbrowser.contract.timing_records import FramesRecord
from gymbrowser.environment.footprint import Footprint
from gymbrowser.environment.records import (
    ObservationsInspection,
    RecordsInspection,
    Weight,
    estimate,
)
from gymbrowser.init import init
from gymbrowser.recorded import describe_records
from gymbrowser.resolve.cache import Cache
from gymbrowser.resolve.sources import Sources

RECORD: TypeAdapter[AnyRecord] = TypeAdapter(AnyRecord)
LAYOUT = {
    "observation": layout_of(make("CartPole-v1").observation_space),
    "action": layout_of(spaces.Discrete(2)),
    "output": [],
}


def recorded(keep: str, every: int = 1) -> Recorded:
    rule = {"keep": keep, "every": every, "downsample": 1}
    return Recorded.model_validate({"rule": rule, "layout": LAYOUT["observation"]})


@pytest.mark.parametrize("source", ["model", "device"])
@pytest.mark.parametrize(("fps", "records"), [(None, 25), (30.0, 9), (60.0, 5)])
def test_it_measures_records_of_the_contracts_form(
    fps: float | None, records: int, source: str
) -> None:
    """In real time a record holds 100 ms of steps, and another one their frames of a second; in a
    turn-based game each holds one. Of a person there are inputs, too.
    """
    spec: dict[str, Any] = {"gym_id": "CartPole-v1", "entry_point": None, "kwargs": "{}"}
    spec |= {"render_mode": None, "draw": None, "agents": {"player": LAYOUT}, "policies": {}}
    game = make_game(json.dumps(spec))
    agents = {"player": {**LAYOUT, "heads": {"sizes": [2], "starts": [0]}, "bounds": None}}
    rules = {"player": recorded("key_frames", 300).model_dump()}
    footprint = Footprint("main", agents, rules, {"player": source}, fps)
    footprint.begin(game, game.reset(1))
    for step in range(25):
        action = step % 2
        footprint.step(game, [action], game.step(action))
    measured = footprint.measured()

    start, *steps = [RECORD.validate_json(line) for line in footprint.lines]
    assert isinstance(start, EpisodeRecord)
    kinds = Counter(record.type for record in steps)
    inputs = {"inputs": 3} if source == "device" else {}
    assert kinds == {"steps": records, "frames": 25 if fps is None else 1} | inputs
    for kind in (StepsRecord, FramesRecord):
        assert sum(record.count for record in steps if isinstance(record, kind)) == 25
    assert measured["bare"][0] == sum(map(len, footprint.lines)) + len(steps)
    player = measured["agents"]["player"]
    assert (player["looked_at"], player["taken"]) == (26, 26)
    assert player["whole"][0] == 26 * 16 * 4 // 3 + 2  # base64


def inspected(keep: str, every: int = 1, episode_steps: float | None = None) -> RecordsInspection:
    return RecordsInspection(
        recorded={"player": recorded(keep, every)},
        steps=100,
        episodes=2,
        bare=Weight(1000, 100),
        observations={"player": ObservationsInspection(40, 10, Weight(500, 50))},
        episode_steps=episode_steps,
    )


@pytest.mark.parametrize(
    ("keep", "every", "whole"),
    [
        ("all", 1, 201),
        ("every", 10, 21),
        ("key_frames", 300, 1),
        ("changed", 1, 50.25),
        ("none", 1, 0),
    ],
)
def test_observations_are_counted_by_the_rule(keep: str, every: int, whole: float) -> None:
    game = GameConfig(episodes=3, max_steps=200)
    found = estimate(game, inspected(keep, every), None)
    assert found.weight.json == pytest.approx(3 * (2000 + 50 * whole))
    assert found.weight.gzip == pytest.approx(3 * (200 + 5 * whole))


@pytest.mark.parametrize(
    ("max_steps", "limit", "seen", "steps", "basis", "ends"),
    [
        (200, 500, 20.4, 200, "`max_steps`", True),
        (600, 500, 20.4, 500, "the environment's own limit", True),
        (None, None, 20.4, 20, "the mean with actions at random", True),
        (None, None, None, 100, "none ended within these", False),
    ],
)
def test_how_long_an_episode_is_taken_to_be(
    max_steps: int | None, limit: int | None, seen: float | None, steps: int, basis: str, ends: bool
) -> None:
    found = estimate(GameConfig(max_steps=max_steps), inspected("all", 1, seen), limit)
    assert (found.steps, found.ends) == (steps, ends)
    assert found.basis.startswith(basis)


@pytest.mark.parametrize(
    ("record", "sentence"),
    [
        ("{observations: changed}", "observations: each that differs from the one before it"),
        (
            "{observations: {key_frames: 22}}",
            "observations: the SHA-256 of each, and every 22nd itself",
        ),
        (
            "{observations: none}",
            "observations: none; the others can only be computed again, and nothing in the data "
            "proves that they are right",
        ),
    ],
)
def test_check_says_what_is_recorded_and_what_is_lost(
    record: str, sentence: str, tmp_path: Path
) -> None:
    init(tmp_path / "catch")
    file = tmp_path / "catch" / "exp.yml"
    old = "      view: {draw: catch_env:draw}\n"
    file.write_text(file.read_text().replace(old, f"{old}      record: {record}\n"))
    checked = check(file, quiet, Sources(Cache.default(), offline=True), thoroughly=False)
    rows: list[Any] = list(describe_records(checked))
    assert ("", sentence) in rows
    label, total = rows[-1]
    assert label == "records"
    assert total.endswith("steps with actions at random")
    games = [game.id for game in checked.experiment.games]
    assert [name for name, _ in rows if name.startswith("records of")] == [
        f"records of {game}" for game in games
    ]
