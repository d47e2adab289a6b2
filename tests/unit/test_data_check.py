"""`data check`: every kind of damage is found, by its name."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from gymbrowser.cli import main
from gymbrowser.data.check import check_data
from gymbrowser.data.findings import KINDS
from gymbrowser.data.quarantine import Quarantined, set_aside
from tests.chunks import (
    CART,
    Sealed,
    Writer,
    cart_session,
    cart_steps,
    end,
    enter,
    episode,
    episode_end,
    identified,
    inputs,
    pack,
    save,
    seal,
    session,
    stored,
    withdrawn,
)

START = {"player": pack([0, 0, 0, 0], "<f4")}
OTHER = "7" * 64


def game(*records: object, name: str = "a" * 32) -> list[Sealed]:
    """A session whose game writer has these records in one chunk."""
    page = Writer("page-0", name)
    played = Writer("game-0", name, layouts={"main": {"player": CART}})
    return [
        page.seal(session(session=name), enter("main", 0)),
        played.seal(*records),  # type: ignore[arg-type]
        page.seal(end({"page-0": 3, "game-0": len(records)})),
    ]


def unreadable() -> list[Sealed]:
    first, second, *others = cart_session()
    forged = Sealed(second.key, second.data[:-8])
    return [first, forged, *others]


def wrong_schema() -> list[Sealed]:
    return game(episode(START), {"type": "steps", "step": "main"})


def gap() -> list[Sealed]:
    first, _, third, fourth = cart_session()
    return [first, third, fourth]


def duplicate() -> list[Sealed]:
    fork = Writer("page-0").seal(session(), enter("elsewhere", 0))
    return [*cart_session(), fork]


def broken_chain() -> list[Sealed]:
    page = Writer("page-0")
    return [page.seal(session(), enter("main", 0)), page.seal(end({}), previous="8" * 64)]


def missing() -> list[Sealed]:
    page = Writer("page-0")
    return [page.seal(session(), end({"page-0": 2, "game-0": 7}))]


def lost() -> list[Sealed]:
    counts = {"game-0": {"made": 9, "stored": 2}}
    loss = {"type": "loss", "when": "during", "session": "a" * 32, "writers": counts}
    return [Writer("page-0").seal(session(), loss, end({}))]


def wrong_episode() -> list[Sealed]:
    return game(episode(START), cart_steps(0, [1.0]), cart_steps(2, [1.0]))


def wrong_inputs() -> list[Sealed]:
    return game(episode(START), cart_steps(0, [1.0]), inputs(3, ["KeyA"]))


def wrong_return() -> list[Sealed]:
    return game(episode(START), cart_steps(0, [1.0]), episode_end(1, {"player": 2.0}))


DAMAGES: list[tuple[str, Callable[[], list[Sealed]], str]] = [
    ("unreadable", unreadable, "do not have the SHA-256 of its key"),
    ("unreadable", wrong_schema, "record 1 is wrong"),
    ("gap", gap, "1 missing before 1"),
    ("duplicate", duplicate, "2 different chunks have the number 0"),
    ("chain", broken_chain, "as the one before"),
    ("missing", missing, "7 of 7 records have not arrived"),
    ("lost", lost, "9 of 9 records are lost"),
    ("episode", wrong_episode, "steps begin at 2, not at 1"),
    ("episode", wrong_inputs, "inputs begin at 3, not at 0"),
    ("return", wrong_return, "add up to {'player': 1.0}, not {'player': 2.0}"),
]


@pytest.mark.parametrize(("kind", "make", "words"), DAMAGES, ids=[d[1].__name__ for d in DAMAGES])
def test_damage_is_found_by_its_kind(
    kind: str, make: Callable[[], list[Sealed]], words: str, tmp_path: Path
) -> None:
    save(tmp_path, *make(), *cart_session("b" * 32))
    checked = check_data(tmp_path)
    assert not checked.is_sound
    assert list(checked.damaged) == ["a" * 32]
    assert any(f.kind == kind and words in f.text for f in checked.damaged["a" * 32])

    result = CliRunner().invoke(main, ["data", "check", str(tmp_path)])
    assert result.exit_code == 1
    assert words in result.stdout
    assert f"{kind} " in result.stdout


def test_every_kind_is_tried() -> None:
    assert {kind for kind, _, _ in DAMAGES} == set(KINDS)


def test_whole_data_are_sound(tmp_path: Path) -> None:
    save(tmp_path, *cart_session())
    result = CliRunner().invoke(main, ["data", "check", str(tmp_path)])
    assert result.exit_code == 0
    assert "1 live session: 1 whole, 0 without an end, 0 damaged; 1 episode, 5" in result.stdout


def test_a_session_without_an_end_is_named_and_is_no_damage(tmp_path: Path) -> None:
    page_first, game_first, *_ = cart_session()
    save(tmp_path, page_first, game_first)
    checked = check_data(tmp_path)
    assert checked.is_sound
    [left] = checked.open
    assert (left.session, left.step) == ("a" * 32, "welcome")
    result = CliRunner().invoke(main, ["data", "check", str(tmp_path)])
    assert result.exit_code == 0
    assert "aaaaaaaa" in result.stdout


def test_versions_are_told_apart(tmp_path: Path) -> None:
    save(tmp_path, *cart_session(), *cart_session("b" * 32))
    changed = Writer("page-0", "c" * 32)
    both = session(session="c" * 32), session(2, session="c" * 32, site=OTHER)
    save(tmp_path, changed.seal(*both, end({"page-0": 3})))
    checked = check_data(tmp_path)
    counts = {version.site[0]: span.sessions for version, span in checked.versions.items()}
    assert counts == {"5": 3, "7": 1}
    assert checked.mixed == ["c" * 32]


def test_who_came_twice_is_told_only_where_identities_are_wanted(tmp_path: Path) -> None:
    for name in ("a" * 32, "b" * 32):
        save(tmp_path, *cart_session(name), identified(name, participant="P7"))
    assert check_data(tmp_path).several == {}
    assert check_data(tmp_path, identities=True).several == {"P7": ["a" * 32, "b" * 32]}
    result = CliRunner().invoke(main, ["data", "check", str(tmp_path), "--identities"])
    assert "P7 came 2 times: aaaaaaaa, bbbbbbbb." in result.stdout


def test_what_was_set_aside_is_damage(tmp_path: Path) -> None:
    save(tmp_path, *cart_session())
    set_aside(tmp_path, Quarantined("live/x", "etag", "it is [red]too[/red] large"), b"")
    result = CliRunner().invoke(main, ["data", "check", str(tmp_path)])
    assert result.exit_code == 1
    assert "quarantined: live/x: it is [red]too[/red] large" in result.stdout


def test_copies_withdrawn_sessions_and_other_files_are_counted(tmp_path: Path) -> None:
    save(tmp_path / "one", *cart_session())
    shutil.copytree(tmp_path / "one", tmp_path / "two")
    save(tmp_path, *cart_session("b" * 32), withdrawn("b" * 32))
    (tmp_path / "notes.txt").write_text("mine")
    checked = check_data(tmp_path)
    assert (checked.sessions, checked.copies, len(checked.foreign)) == (1, 4, 1)
    assert checked.withdrawn == ("b" * 32,)
    assert checked.is_sound


def test_a_strangers_words_are_shown_as_they_are_and_not_at_length(tmp_path: Path) -> None:
    header = {"writer": "page-0", "mode": "live", "session": "a" * 32, "number": 0}
    save(tmp_path, stored(b"\x1b[31m" * 1000, header))
    page = Writer("page-1")
    save(tmp_path, page.seal(session(experiment="[red]" * 200), enter("\x1b[2J", 0)))
    result = CliRunner().invoke(main, ["data", "check", str(tmp_path)])
    assert result.exit_code == 1
    assert "\x1b" not in result.stdout
    assert max(map(len, result.stdout.splitlines())) < 600


def test_findings_are_bounded(tmp_path: Path) -> None:
    page = Writer("page-0")
    chunks = [page.seal(enter("main", n), previous="8" * 64) for n in range(150)]
    save(tmp_path, *chunks)
    checked = check_data(tmp_path)
    assert checked.counts["chain"] == 150
    assert len(checked.damaged["a" * 32]) == 100


def test_a_chunk_that_is_cut_off_is_unreadable(tmp_path: Path) -> None:
    header = {"format": "gymbrowser.chunk/1"}
    whole = seal(
        {**header, "mode": "live", "session": "a" * 32, "writer": "page-0", "number": 0}, []
    )
    save(tmp_path, whole)
    assert check_data(tmp_path).counts["unreadable"] == 1
