"""Which recording belongs to an episode that is replayed, and where in it each picture is."""

from pathlib import Path
from typing import Any

from gymbrowser.data.sessions import Session, read_sessions, scan
from gymbrowser.replay.sound import read_sound, sound_of
from tests.chunks import CART, STARTED_MS, Plain, Writer, cart_steps, episode, pack, save, session
from tests.unit.test_data_audio import piece

OFFSET = 100.0
"""The worker's clock minus the page's."""


def clock(t: float = STARTED_MS - 5, offset: float = OFFSET) -> Plain:
    return {"type": "clock", "offset_ms": offset, "round_trip_ms": 1.0, "t": t}


def said(begun: float, **other: Any) -> Plain:
    """A recording that begins at this time of the worker's clock."""
    return piece(0, 0, b"hello", last=True, **{"step": "main", "begun_t": begun - OFFSET, **other})


def played(folder: Path, *pages: list[Plain]) -> Session:
    """One episode, whose steps the environment answered at 0, 1, 2 ms; and loads of the page."""
    game = Writer("game-0", layouts={"main": {"player": CART}})
    begun = episode({"player": pack([0, 0, 0, 0], "<f4")})
    save(folder, game.seal(begun, cart_steps(0, [1.0, 1.0, 1.0])))
    for load, records in enumerate(pages):
        save(folder, Writer(f"page-{load}").seal(session(load=load + 1), *records))
    [found] = read_sessions(scan(folder), "live")
    return found


def places(found: Session) -> list[float] | None:
    sound = sound_of(found, found.episodes[0])
    return None if sound is None else sound.at_ms


def test_a_picture_is_where_it_was_seen(tmp_path: Path) -> None:
    """That of `reset` stays as long as others: 1 ms before the first step's."""
    found = played(tmp_path, [clock(), said(-3.0)])
    assert places(found) == [2.0, 3.0, 4.0, 5.0]
    assert read_sound(found, 0) == ("audio/webm", b"hello")
    assert read_sound(found, 1) is None


def test_a_recording_may_begin_on_the_way(tmp_path: Path) -> None:
    assert places(played(tmp_path, [clock(), said(1.5)])) == [-2.5, -1.5, -0.5, 0.5]


def test_there_may_be_none_of_it(tmp_path: Path) -> None:
    others: dict[str, list[Plain]] = {
        "nothing": [clock()],
        "no clock": [said(-3.0)],
        "another step": [clock(), said(-3.0, step="think")],
        "before": [clock(), said(-60_000.0, t=STARTED_MS - 59_000)],
        "after": [clock(), said(2.5)],
        "no sound": [clock(), said(-3.0, mime="text/html")],
    }
    for name, records in others.items():
        assert places(played(tmp_path / name, records)) is None, name
    strange = played(tmp_path / "strange", others["no sound"])
    assert read_sound(strange, 0) is None


def test_each_load_of_the_page_has_a_clock_of_its_own(tmp_path: Path) -> None:
    """The page was loaded anew before the episode: what an earlier load recorded is not of it."""
    earlier = [clock(STARTED_MS - 9000), said(-3.0)]
    assert places(played(tmp_path / "silent", earlier, [clock()])) is None
    found = played(tmp_path / "spoke", earlier, [clock(), said(-2.0)])
    sound = sound_of(found, found.episodes[0])
    assert sound is not None
    assert (sound.number, sound.at_ms[0]) == (1, 1.0)
