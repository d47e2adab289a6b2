"""Folders of data: sessions gathered, checked and summed up."""

import math
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gymbrowser.data.keys import PieceKey
from gymbrowser.data.sessions import read_sessions, scan
from gymbrowser.data.show import summarise
from gymbrowser.errors import UserError
from tests.chunks import (
    CART,
    STARTED_MS,
    Sealed,
    Writer,
    cart_session,
    cart_steps,
    end,
    enter,
    episode,
    episode_end,
    pack,
    save,
    session,
)

START = {"player": pack([0, 0, 0, 0], "<f4")}


def test_a_whole_session(tmp_path: Path) -> None:
    save(tmp_path, *cart_session())
    [row] = summarise(tmp_path).rows
    assert (row.state, row.problems) == ("whole", ())
    assert (row.participant, row.visits, row.outcome) == (None, 1, "done")
    assert row.started == datetime.fromtimestamp(STARTED_MS / 1000, UTC)
    assert row.steps == ("welcome", "main")
    assert (row.episodes, row.environment_steps) == (1, 5)
    assert row.mean_return == {"main": 3.75}


@pytest.mark.parametrize("below", ["", "prefix", "deep/er/prefix"])
def test_chunks_are_found_below_any_prefix(tmp_path: Path, below: str) -> None:
    save(tmp_path / below, *cart_session())
    assert [row.state for row in summarise(tmp_path).rows] == ["whole"]


def test_the_folder_of_a_mode_or_a_session_will_do(tmp_path: Path) -> None:
    save(tmp_path, *cart_session())
    for folder in (tmp_path / "live", tmp_path / "live" / ("a" * 32)):
        assert [row.state for row in summarise(folder).rows] == ["whole"]


def test_copies_do_not_count_twice(tmp_path: Path) -> None:
    save(tmp_path / "one", *cart_session())
    save(tmp_path / "two", *cart_session())
    [row] = summarise(tmp_path).rows
    assert (row.state, row.episodes, row.environment_steps) == ("whole", 1, 5)


def save_pieces(folder: Path, chunk: Sealed, count: int, *, leave_out: int | None = None) -> None:
    """As `serve` stores what a page has sent in pieces."""
    size = len(chunk.data)
    for index in range(count):
        path = folder / PieceKey(chunk.key, count, index).path
        path.parent.mkdir(parents=True, exist_ok=True)
        if index != leave_out:
            cut = slice(index * size // count, (index + 1) * size // count)
            path.write_bytes(chunk.data[cut])


def test_pieces_are_joined(tmp_path: Path) -> None:
    for chunk in cart_session():
        # Cut twice, ever smaller: the second way is the one that was sent to its end.
        save_pieces(tmp_path, chunk, 2, leave_out=1)
        save_pieces(tmp_path, chunk, 11)
    found = summarise(tmp_path)
    assert ([row.state for row in found.rows], found.foreign) == (["whole"], ())


def test_pieces_that_do_not_make_the_chunk_are_named(tmp_path: Path) -> None:
    first, *others = cart_session()
    save(tmp_path, *others)
    save_pieces(tmp_path, first, 3)
    (tmp_path / PieceKey(first.key, 3, 1).path).write_bytes(b"forged")
    [row] = summarise(tmp_path).rows
    assert row.state == "damaged"
    assert any("do not have the SHA-256 of its key" in problem for problem in row.problems)


def test_a_chunk_of_which_a_piece_is_missing_is_missing(tmp_path: Path) -> None:
    *others, last = cart_session()
    save(tmp_path, *others)
    save_pieces(tmp_path, last, 3, leave_out=1)
    [row] = summarise(tmp_path).rows
    assert row.state == "open"


def test_other_modes_are_counted_but_not_read(tmp_path: Path) -> None:
    for name in "abc":
        save(tmp_path, *cart_session(name * 32, "dev"))
    found = summarise(tmp_path)
    assert (found.rows, found.modes) == ((), {"dev": 3})
    assert len(summarise(tmp_path, "dev").rows) == 3


def test_what_is_no_chunk_is_named_and_left_alone(tmp_path: Path) -> None:
    save(tmp_path, *cart_session())
    (tmp_path / "notes.txt").write_text("mine")
    save(tmp_path / "quarantine", *cart_session("b" * 32))
    outside = tmp_path.parent / "outside"
    save(outside, *cart_session("c" * 32))
    (tmp_path / "link").symlink_to(outside)
    found = summarise(tmp_path)
    assert [row.session[0] for row in found.rows] == ["a"]
    assert [path.name for path in found.foreign] == ["notes.txt"]


def test_an_unfinished_session_is_open(tmp_path: Path) -> None:
    page_first, game_first, *_ = cart_session()
    save(tmp_path, page_first, game_first)
    [row] = summarise(tmp_path).rows
    assert (row.state, row.outcome, row.problems) == ("open", None, ())
    assert (row.episodes, row.environment_steps, row.mean_return) == (0, 3, {})


@pytest.mark.parametrize(
    ("lost", "part"),
    [
        (0, "page-0 0: gap: 1 missing before 1."),
        (1, "game-0 0: gap: 1 missing before 1."),
        (2, "game-0: 2 of 4 records have not arrived."),
    ],
)
def test_a_lost_chunk_is_named(tmp_path: Path, lost: int, part: str) -> None:
    chunks = cart_session()
    del chunks[lost]
    save(tmp_path, *chunks)
    [row] = summarise(tmp_path).rows
    assert row.state == "damaged"
    assert part in row.problems


def test_a_lost_writer_is_named(tmp_path: Path) -> None:
    save(tmp_path, *(c for c in cart_session() if c.key.writer == "page-0"))
    [row] = summarise(tmp_path).rows
    assert row.problems == ("game-0: 4 of 4 records have not arrived.",)


def test_a_loss_in_the_browser_is_named(tmp_path: Path) -> None:
    writer, game = Writer("page-1"), Writer("game-1")
    first = writer.seal(session(), enter("welcome", 0))
    arrived = game.seal(*(enter("main", number) for number in range(3)))
    loss = {
        "type": "loss",
        "when": "during",
        "session": "a" * 32,
        "writers": {"page-1": {"made": 2, "stored": 0}, "game-1": {"made": 5, "stored": 0}},
    }
    save(tmp_path, first, arrived, writer.seal(loss))
    [row] = summarise(tmp_path).rows
    assert row.state == "damaged"
    # What the browser did not know to be sent has arrived all the same.
    assert row.problems == (
        "game-1: 2 of 5 records are lost: the browser's storage was emptied during the visit.",
    )


def test_a_loss_between_two_visits_is_told_of_the_earlier_session(tmp_path: Path) -> None:
    writers = {"page-1": {"made": 7, "stored": 3}, "game-1": {"made": 4, "stored": 4}}
    loss = {"type": "loss", "when": "between", "session": "b" * 32, "writers": writers}
    save(tmp_path, Writer("page-1").seal(session(), loss))
    found = summarise(tmp_path)
    assert [row.state for row in found.rows] == ["open"]
    assert found.losses == (
        "bbbbbbbb: page-1: up to 4 of 7 records are lost: the browser's storage was emptied after "
        "the visit.",
    )


def test_a_damaged_chunk_is_left_out_with_a_reason(tmp_path: Path) -> None:
    chunks = cart_session()
    save(tmp_path, *chunks)
    (tmp_path / chunks[2].key.path).write_bytes(b"rubbish")
    [row] = summarise(tmp_path).rows
    assert row.state == "damaged"
    assert row.problems[0] == "game-0 1: its bytes do not have the SHA-256 of its key."
    assert row.environment_steps == 3


def test_a_session_of_nothing_but_damage(tmp_path: Path) -> None:
    [first, *_] = cart_session()
    save(tmp_path, first)
    (tmp_path / first.key.path).write_bytes(b"")
    [row] = summarise(tmp_path).rows
    assert (row.state, row.started, row.participant) == ("damaged", None, None)


def test_returns_that_do_not_add_up(tmp_path: Path) -> None:
    game = Writer("game-0", layouts={"main": {"player": CART}})
    save(
        tmp_path,
        game.seal(episode(START), cart_steps(0, [1.0]), episode_end(1, {"player": 2.0})),
    )
    [row] = summarise(tmp_path).rows
    assert row.problems == (
        "main, attempt 1, episode 0: its rewards add up to {'player': 1.0}, not {'player': 2.0}.",
    )


def test_a_hostile_episode_does_not_stop_the_others(tmp_path: Path) -> None:
    game = Writer("game-0", layouts={"main": {"player": CART}})
    bad = cart_steps(0, [1.0])
    bad["agents"]["player"]["reward"] = "!"
    save(
        tmp_path,
        game.seal(
            episode(START),
            bad,
            episode_end(1, {"player": 1.0}),
            episode(START, episode=1),
            cart_steps(0, [math.inf], episode=1),
            episode(START, episode=2),
            cart_steps(0, [2.0], episode=2),
            episode_end(1, {"player": 2.0}, episode=2),
        ),
    )
    [row] = summarise(tmp_path).rows
    assert row.mean_return == {"main": 2.0}
    assert len(row.problems) == 1


@pytest.mark.parametrize("count", [-1, 2**60, 10**4200])
def test_a_number_that_nobody_counts_damages_its_own_chunk_alone(
    tmp_path: Path, count: int
) -> None:
    hostile = Writer("game-1", layouts={"main": {"player": CART}})
    steps = {**cart_steps(0, [1.0]), "count": count}
    save(tmp_path, *cart_session(), hostile.seal(episode(START), steps))
    [row] = summarise(tmp_path).rows
    assert (row.state, row.environment_steps) == ("damaged", 5)
    assert len(row.problems) == 1


def test_attempts_are_kept_apart(tmp_path: Path) -> None:
    first = Writer("game-0", layouts={"main": {"player": CART}})
    second = Writer("game-1", layouts={"main": {"player": CART}})
    save(
        tmp_path,
        first.seal(episode(START), cart_steps(0, [1.0, 1.0])),
        second.seal(
            episode(START, attempt=2),
            cart_steps(0, [4.0], attempt=2),
            episode_end(1, {"player": 4.0}, attempt=2),
        ),
    )
    [found] = read_sessions(scan(tmp_path), "live")
    assert [episode.start.attempt for episode in found.episodes] == [1, 2]
    assert [episode.end is None for episode in found.episodes] == [True, False]


def test_a_round_that_broke_is_in_no_mean(tmp_path: Path) -> None:
    game = Writer("game-0", layouts={"main": {"player": CART}})
    broke = {**episode_end(1, {"player": 1.0}), "reason": "error"}
    again = [episode(START, attempt=2), cart_steps(0, [4.0], attempt=2)]
    ended = episode_end(1, {"player": 4.0}, attempt=2)
    save(tmp_path, game.seal(episode(START), cart_steps(0, [1.0]), broke, *again, ended))
    [row] = summarise(tmp_path).rows
    assert (row.episodes, row.mean_return) == (1, {"main": 4.0})


def test_a_return_visit(tmp_path: Path) -> None:
    first, second = Writer("page-0"), Writer("page-1")
    save(
        tmp_path,
        first.seal({**session(), "t": STARTED_MS}, enter("welcome", 0)),
        second.seal(
            {**session(load=2), "t": STARTED_MS + 5},
            {**enter("welcome", 0), "t": STARTED_MS + 6},
            {**end({"page-0": 2, "page-1": 3}), "t": STARTED_MS + 7},
        ),
    )
    [row] = summarise(tmp_path).rows
    assert (row.state, row.visits, row.steps) == ("whole", 2, ("welcome",))


@pytest.mark.parametrize("t", [1e300, -1e300])
def test_a_clock_that_is_no_clock(tmp_path: Path, t: float) -> None:
    save(tmp_path, Writer().seal({**session(), "t": t}))
    [row] = summarise(tmp_path).rows
    assert row.started is None


def test_an_empty_folder(tmp_path: Path) -> None:
    assert summarise(tmp_path).rows == ()


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="There is no folder"):
        summarise(tmp_path / "nothing")
