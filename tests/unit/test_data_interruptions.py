"""Rounds that a reload has interrupted, and rounds that were for practice."""

from pathlib import Path
from typing import Any

from gymbrowser.data.donors import donors_of
from gymbrowser.data.interruptions import interrupted_episodes
from gymbrowser.data.sessions import read_sessions, scan
from gymbrowser.data.show import summarise
from gymbrowser.data.tables.load import load
from tests.chunks import (
    CART,
    Plain,
    Sealed,
    Writer,
    cart_steps,
    end,
    enter,
    episode,
    episode_end,
    identified,
    pack,
    save,
    session,
)

NAME = "a" * 32


def begun(**other: Any) -> Plain:
    return episode({"player": pack([0, 0, 0, 0], "<f4")}, **other)


def reload(attempt: int, number: int, way: str, failures: int) -> Plain:
    return {
        "type": "recovery",
        "step": "main",
        "attempt": attempt,
        "episode": number,
        "cause": "reload",
        "way": way,
        "failures": failures,
    }


def interrupted_session() -> list[Sealed]:
    """Of three rounds the first was played, the second interrupted, and begun again."""
    pages = [Writer(f"page-{visit}", NAME) for visit in (1, 2)]
    games = [Writer(f"game-{visit}", NAME, layouts={"main": {"player": CART}}) for visit in (1, 2)]
    again = {"attempt": 2, "episode": 1}
    return [
        pages[0].seal(session(session=NAME), enter("main", 0)),
        games[0].seal(begun(seed=1), cart_steps(0, [1.0, 1.0]), episode_end(2, {"player": 2.0})),
        games[0].seal(begun(seed=2, episode=1), cart_steps(0, [1.0], episode=1)),
        pages[1].seal(session(load=2, session=NAME), enter("main", 0)),
        pages[1].seal(reload(1, 1, "restart", 1), reload(1, 1, "restart", 1)),
        games[1].seal(
            begun(seed=77, seed_from="reserve", **again),
            cart_steps(0, [1.0, 1.0, 1.0], **again),
            episode_end(3, {"player": 3.0}, **again),
        ),
        pages[1].seal(end({"page-1": 2, "page-2": 5, "game-1": 5, "game-2": 3})),
        identified(NAME),
    ]


def test_an_interrupted_round_says_so_and_is_no_damage(tmp_path: Path) -> None:
    save(tmp_path, *interrupted_session())
    [found] = read_sessions(scan(tmp_path), "live", identities=False)
    assert interrupted_episodes(found) == {("main", 1, 1)}
    [row] = summarise(tmp_path).rows
    assert (row.state, row.episodes, row.mean_return) == ("whole", 2, {"main": 2.5})
    rows = load(tmp_path).episodes
    assert list(zip(rows["attempt"], rows["episode"], rows["reason"], strict=True)) == [
        (1, 0, "terminated"),
        (1, 1, "reload"),
        (2, 1, "terminated"),
    ]
    assert rows["seed_from"] == [None, None, "reserve"]


def test_a_donor_gives_each_round_as_it_was_played_to_its_end(tmp_path: Path) -> None:
    save(tmp_path, *interrupted_session())
    [donor] = donors_of(tmp_path, "main", "live").file.donors
    assert donor.seeds == [1, 77]
    assert [given.steps for given in donor.episodes] == [2, 3]


def test_practice_is_left_out_unless_it_is_asked_for(tmp_path: Path) -> None:
    page = Writer("page-1", NAME)
    game = Writer("game-1", NAME, layouts={"main": {"player": CART}})
    save(
        tmp_path,
        page.seal(session(session=NAME), enter("main", 0), end({"page-1": 3, "game-1": 6})),
        game.seal(
            begun(practice=True), cart_steps(0, [9.0, 9.0]), episode_end(2, {"player": 18.0})
        ),
        game.seal(
            begun(episode=1),
            cart_steps(0, [1.0], episode=1),
            episode_end(1, {"player": 1.0}, episode=1),
        ),
        identified(NAME),
    )
    [row] = summarise(tmp_path).rows
    assert (row.state, row.episodes, row.mean_return) == ("whole", 2, {"main": 1.0})
    assert load(tmp_path).episodes["practice"] == [False]
    assert len(load(tmp_path).steps) == 1
    assert [one.start.episode for one in load(tmp_path).trajectories()] == [1]
    everything = load(tmp_path, practice=True)
    assert everything.episodes["practice"] == [True, False]
    assert (len(everything.steps), len(list(everything.trajectories()))) == (3, 2)
