"""Donors: what is taken of their sessions, and what a yoked game gets of it."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from click.testing import CliRunner
from gymnasium import spaces

from gymbrowser.boot.compress import is_worth_it
from gymbrowser.cli import main
from gymbrowser.config import load_experiment
from gymbrowser.config.donors import Donor, DonorFile, packed, read_donors, unpacked
from gymbrowser.config.drafts import GameDraft
from gymbrowser.contract.donors import DonorActions, DonorEpisode
from gymbrowser.data.donors import donors_of
from gymbrowser.environment.inspect import Inspection
from gymbrowser.errors import UserError
from gymbrowser.plan.donors import donor_assets
from gymbrowser.plan.rules import rules_of
from gymbrowser.yoked import wrong_donors
from tests import models
from tests.chunks import (
    CART,
    Sealed,
    Writer,
    array,
    cart_steps,
    columns,
    end,
    episode,
    episode_end,
    pack,
    save,
    session,
    steps,
)

EXP_YML = """\
id: yoked
title: Yoked
environment: {gym_id: CartPole-v1}
steps:
  - game:
      id: main
      episodes: 2
      YOKE
  - end: {}
"""
PLAYED = "controls: {keys: {KeyA: 0}, default: 0}\n      yoke: {from: donors.json, by: donor}"
WATCHED = "agents: {player: donor}\n      yoke: {from: donors.json, of: trajectory}"
ZERO = pack([0.0] * 4, "<f4")
VOICE = {"observation": [array("<f4", 4)], "action": [array("exact")], "output": []}


def played(
    name: str, *episodes: tuple[int, int, str], outcome: str | None = "done"
) -> list[Sealed]:
    """A session's chunks; of each episode its number, its seed and how it ended."""
    records = []
    for attempt, (number, seed, reason) in enumerate(episodes, start=1):
        place: dict[str, Any] = {"attempt": attempt, "episode": number}
        records += [
            episode({"player": ZERO}, seed=seed, **place),
            cart_steps(0, [1.0], **place),
            episode_end(1, {"player": 1.0}, reason=reason, **place),
        ]
    return [*whole(name, {"player": CART}, *records, outcome=outcome)]


def whole(
    name: str, layouts: dict[str, Any], *records: dict[str, Any], outcome: str | None = "done"
) -> list[Sealed]:
    """A session with these records of the game `main`."""
    worker = Writer("game-0", session=name, layouts={"main": layouts})
    page = Writer("page-0", session=name)
    ending = [] if outcome is None else [end({"game-0": len(records), "page-0": 2}, outcome)]
    return [worker.seal(*records), page.seal(session(session=name), *ending)]


def taken(folder: Path) -> dict[str, Donor]:
    """The donors by the first letter of their session."""
    return {donor.session[0]: donor for donor in donors_of(folder, "main", "live").file.donors}


def game(folder: Path, line: str, file: DonorFile) -> GameDraft:
    (folder / "donors.json").write_text(file.model_dump_json(), encoding="utf-8")
    experiment = folder / "exp.yml"
    experiment.write_text(EXP_YML.replace("YOKE", line), encoding="utf-8")
    return load_experiment(experiment).games[0]


def test_donors_are_those_who_reached_the_end(tmp_path: Path) -> None:
    save(tmp_path, *played("a" * 32, (0, 5, "terminated"), (1, 6, "truncated")))
    save(tmp_path, *played("b" * 32, (0, 7, "error"), (0, 8, "terminated")))
    save(tmp_path, *played("c" * 32, (0, 9, "terminated"), outcome=None))
    save(tmp_path, *played("d" * 32, (0, 9, "terminated"), outcome="failed"))
    assert {name: donor.seeds for name, donor in taken(tmp_path).items()} == {"a": [5, 6], "b": [8]}
    with pytest.raises(UserError, match="has played the game `other` to its end"):
        donors_of(tmp_path, "other", "live")


def test_who_played_a_game_twice_gives_the_last_way_through_it(tmp_path: Path) -> None:
    first = ((0, 101, "terminated"), (1, 102, "terminated"))
    save(tmp_path, *played("a" * 32, *first, (0, 201, "terminated")))
    assert taken(tmp_path)["a"].seeds == [201]


def test_they_give_every_action_that_was_executed_and_none_of_who_was_absent(
    tmp_path: Path,
) -> None:
    numbers = np.array([3, 0, -(2**62), 7], "<i8")
    absent, device = 3, 0
    cart = columns(
        pack(np.zeros(16), "<f4"),
        pack(numbers, "<i8"),
        [0.0] * 4,
        intended=pack([1] * 4, "<i8"),
        source=pack([device, absent, device, device], "|u1"),
    )
    texts = [b'"ja"', b"", b"", b'"n\\u00f6"']
    said = b"".join(len(text).to_bytes(4, "little") + text for text in texts)
    voice = columns(
        pack(np.zeros(16), "<f4"),
        pack(np.frombuffer(said, "|u1"), "|u1"),
        [0.0] * 4,
        source=pack([device, absent, absent, device], "|u1"),
    )
    start = episode({"cart": ZERO, "voice": ZERO}, seed=5)
    ending = episode_end(4, {"cart": 0.0, "voice": 0.0})
    records = [start, steps(0, 4, {"cart": cart, "voice": voice}), ending]
    save(tmp_path, *whole("a" * 32, {"cart": CART, "voice": VOICE}, *records))
    [given] = taken(tmp_path)["a"].episodes
    assert given.steps == 4
    assert np.frombuffer(unpacked(given.actions["cart"]), "<i8").tolist() == [3, -(2**62), 7]
    assert unpacked(given.actions["voice"]) == said[:8] + said[16:]


def test_the_others_are_left_out_and_named(tmp_path: Path) -> None:
    save(tmp_path / "data", *played("a" * 32, (0, 5, "terminated")))
    start = episode({"player": ZERO}, seed=5)
    save(tmp_path / "data", *whole("b" * 32, {"player": CART}, start, episode_end(1, {})))
    other = whole("c" * 32, {"player": VOICE}, start, episode_end(0, {"player": 0.0}))
    save(tmp_path / "data", *other)
    forged = episode({"player": ZERO}, seed=2**40)
    save(tmp_path / "data", *whole("d" * 32, {"player": CART}, forged, episode_end(0, {})))
    found = donors_of(tmp_path / "data", "main", "live")
    assert [donor.session[0] for donor in found.file.donors] == ["a"]
    assert found.left_out == {
        "b" * 32: "the episode has 0 of 1 steps",
        "c" * 32: "its agents, or their actions, are not the first donor's",
        "d" * 32: "one of its seeds is none of an environment's",
    }


def test_the_command_writes_what_yoke_reads(tmp_path: Path) -> None:
    save(tmp_path / "data", *played("a" * 32, (0, 5, "terminated"), (1, 6, "truncated")))
    damaged = [episode({"player": ZERO}, seed=5), episode_end(1, {})]
    save(tmp_path / "data", *whole("b" * 32, {"player": CART}, *damaged))
    file = tmp_path / "donors.json"
    words = ["data", "donors", str(tmp_path / "data"), "main", "-o", str(file)]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 0, done.output
    assert "bbbbbbbb is no donor: the episode has 0 of 1 steps." in done.output
    assert read_donors(file) == donors_of(tmp_path / "data", "main", "live").file


def test_a_game_may_take_their_seeds_alone(tmp_path: Path) -> None:
    donors = [Donor(session="a" * 32, seeds=[5, 6, 7]), Donor(session="b" * 32, seeds=[8, 9])]
    draft = game(tmp_path, PLAYED, DonorFile(step="main", donors=donors))
    lists = rules_of(draft).seed_lists
    assert lists is not None
    assert lists.model_dump() == {
        "lists": [[5, 6], [8, 9]],
        "by": "donor",
        "donors": ["a" * 32, "b" * 32],
        "actions": None,
    }
    assert donor_assets(draft) == []


def test_or_all_that_they_did_with_a_file_for_each(tmp_path: Path) -> None:
    for name in "ab":
        ends = [(number, 5 + number, "truncated") for number in range(3)]
        save(tmp_path, *played(name * 32, *ends))
    file = donors_of(tmp_path, "main", "live").file
    draft = game(tmp_path, WATCHED, file)
    assets = donor_assets(draft)
    lists = rules_of(draft).seed_lists
    assert lists is not None
    assert lists.lists == [[5, 6]] * 2
    assert lists.actions is not None
    assert [(named.file, named.sha256) for named in lists.actions] == [
        (asset.path, asset.sha256) for asset in assets
    ]
    assert [asset.path for asset in assets] == [
        f"donors/main/{number}.packed.json" for number in range(2)
    ]
    second = DonorActions.model_validate_json(assets[1].content)
    assert second.session == file.donors[1].session
    assert second.episodes == file.donors[1].episodes[:2]
    assert not any(is_worth_it(asset) for asset in assets), "they are compressed inside"


def test_a_long_trajectory_is_small(tmp_path: Path) -> None:
    actions = np.repeat(np.random.default_rng(1).integers(0, 2, 50), 10)
    record = columns(
        pack(np.zeros(4 * actions.size), "<f4"), pack(actions, "<i8"), [1.0] * actions.size
    )
    records = [
        episode({"player": ZERO}, seed=5),
        steps(0, actions.size, {"player": record}),
        episode_end(actions.size, {"player": 500.0}),
    ]
    save(tmp_path, *whole("a" * 32, {"player": CART}, *records))
    [given] = taken(tmp_path)["a"].episodes
    assert np.frombuffer(unpacked(given.actions["player"]), "<i8").tolist() == actions.tolist()
    assert len(given.actions["player"]) < actions.size, "less than a byte for each step"


@pytest.mark.parametrize(
    ("space", "actions", "told"),
    [
        (spaces.Discrete(2, start=1), [[1], [2]], None),
        (spaces.Discrete(2, start=1), [[1], [0]], "0"),
        (spaces.MultiDiscrete(np.array([[2, 3]])), [[1, 2]], None),
        (spaces.MultiDiscrete(np.array([[2, 3]])), [[1, 2], [2, 0]], "[[2, 0]]"),
        (spaces.Box(-1, np.inf, (2,)), [[-1, 1e9]], None),
        (spaces.Box(-1, np.inf, (2,)), [[0, -1.5]], "[0.0, -1.5]"),
        (spaces.Box(-1, 1, ()), [[0], [np.nan]], "nan"),
        (spaces.Box(0, 255, (1,), np.uint8), [[255]], None),
        (spaces.Box(0, 7, (1,), np.uint8), [[8]], "[8]"),
        (spaces.Box(0, 1, (0,)), [[]], None),
    ],
)
def test_nothing_is_done_again_that_cannot_be_done(
    tmp_path: Path, space: spaces.Space[Any], actions: list[list[float]], told: str | None
) -> None:
    agent = models.agent_of(spaces.Box(-1, 1, (4,)), space)
    rows = packed(np.array(actions, agent.action[0].dtype).tobytes())
    episodes = [DonorEpisode(steps=len(actions), actions={"player": rows})] * 2
    donor = Donor(session="a" * 32, seeds=[5, 6], episodes=episodes)
    layouts = {"player": agent.action}
    game(tmp_path, WATCHED, DonorFile(step="main", actions=layouts, donors=[donor]))
    inspection = cast(Inspection, SimpleNamespace(agent=lambda _name: agent))
    found = [each.what for each in wrong_donors(load_experiment(tmp_path / "exp.yml"), inspection)]
    said = f"donors.json: donor 0 took the action {told} for `player`"
    assert found == ([] if told is None else [said])
