"""Fuzzed: from a key to a trajectory."""

import gzip
import json
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout, suppress
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from pydantic import TypeAdapter, ValidationError

from gymbrowser.bridge.exact import Repr, encode
from gymbrowser.contract.wire import Layout
from gymbrowser.data.audio import recordings_of
from gymbrowser.data.chunks import MAX_REASON_CHARACTERS, Chunk, parse_chunk
from gymbrowser.data.columns import DamageError, unpack
from gymbrowser.data.infos import read_info
from gymbrowser.data.inputs import decode_inputs
from gymbrowser.data.keys import ChunkKey, PieceKey
from gymbrowser.data.pull import Pulled
from gymbrowser.data.sessions import read_sessions, scan
from gymbrowser.data.show import summarise
from gymbrowser.data.timing import quality_of
from gymbrowser.data.trajectory import decode
from gymbrowser.show.sessions import show_summary
from gymbrowser.show.standing import print_standing
from gymbrowser.store.local import object_path
from gymbrowser.watch import Watched, look
from tests.chunks import (
    CART,
    Sealed,
    Writer,
    cart_session,
    cart_steps,
    episode,
    frames,
    identified,
    inputs,
    pack,
    save,
    timing,
    withdrawn,
)
from tests.fuzz.sealing import KEY, as_text, seal_all, stored_as
from tests.fuzz.target import Target

MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None
"""For folders that are written for each input; None: the system's usual place."""

_LAYOUT: TypeAdapter[Layout] = TypeAdapter(Layout)
_FOLDER = Path("/nowhere/data")
_NOW = datetime(2026, 11, 21, tzinfo=UTC)


def _key(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    for key in (ChunkKey.parse(text), PieceKey.parse(text)):
        if key is not None:
            assert len(key.path.parts) == 4
            assert ".." not in key.path.parts
            assert type(key).parse(f"any/prefix/{key.path}") == key
    path = object_path(_FOLDER, text)
    assert path is None or path.resolve().is_relative_to(_FOLDER)


def _key_seeds() -> Sequence[bytes]:
    path = str(cart_session()[1].key.path)
    return [t.encode() for t in (path, f"in/study/{path}", f"{path}.0-2", f"{path}.00-9999")]


def _gzip(data: bytes) -> None:
    _check(parse_chunk(data, stored_as(data, KEY).key))


def _gzip_seeds() -> Sequence[bytes]:
    return [cart_session()[0].data, gzip.compress(b""), gzip.compress(b" " * 10**6)]


def _chunk(data: bytes) -> None:
    for sealed in seal_all(data):
        _check(parse_chunk(sealed.data, sealed.key))


def _check(found: object) -> None:
    if not isinstance(found, Chunk):
        assert 0 < len(getattr(found, "reason", "")) <= MAX_REASON_CHARACTERS


def _session(data: bytes) -> None:
    with TemporaryDirectory(dir=MEMORY) as name:
        folder = Path(name)
        save(folder, *seal_all(data))
        assert_harmless(lambda: show_summary(summarise(folder, identities=True)))
        watched = Watched(
            "fuzzed", "live", folder, folder, timedelta(hours=1), Pulled, unblind=True
        )
        sessions = watched.sessions()
        assert_harmless(lambda: print_standing(look(watched, sessions, _NOW), as_json=False))
        for session in read_sessions(scan(folder), "live", identities=True, withdrawn=True):
            for recording, _ in recordings_of(session):
                assert (folder / recording.file).resolve().is_relative_to(folder.resolve())
            for episode in session.episodes:
                for read in (decode, decode_inputs, quality_of):
                    with suppress(DamageError):
                        read(episode)


def assert_harmless(show: Callable[[], None]) -> None:
    """Nothing that is printed steers a terminal."""
    with redirect_stdout(StringIO()) as shown:
        show()
    assert all(character.isprintable() or character == "\n" for character in shown.getvalue())


def _session_seeds() -> Sequence[bytes]:
    whole = cart_session()
    loss = {"type": "loss", "when": "during", "session": "a" * 32}
    lost = Writer("page-2").seal({**loss, "writers": {"page-1": {"made": 9, "stored": 7}}})
    return [
        as_text(whole),
        as_text(whole[:2]),
        as_text([*whole, identified(), withdrawn(choice="keep"), lost]),
        as_text([*whole[:1], withdrawn()]),
        as_text([_timed()]),
        as_text([_spoken()]),
    ]


def _spoken() -> Sealed:
    """What a condition is called, and something that was said."""
    condition = {"type": "condition", "factor": "partner", "level": "[/bold]", "by": "hash"}
    piece = {"type": "audio", "step": "../say", "take": 0, "part": 0, "mime": "audio/webm"}
    sound = {**piece, "begun_t": 1.5, "last": True, "data": "b25l"}
    return Writer("page-3").seal(condition, sound)


def _timed() -> Sealed:
    """An episode with all that is said of its time."""
    game = Writer("game-0", layouts={"main": {"player": CART}})
    start = episode({"player": pack([0, 0, 0, 0], "<f4")})
    steps = cart_steps(0, [1.0, 1.0, 1.0])
    return game.seal(start, inputs(0, ["KeyA", "KeyD"]), steps, frames(0, [1, 2, 3]), timing())


def _info(data: bytes) -> None:
    with suppress(DamageError):
        read_info(data.decode("utf-8", "replace"))


def _info_seeds() -> Sequence[bytes]:
    values: list[object] = [
        {"score": 3, "delta": float("nan"), "map": np.zeros((2, 3), "<f4"), "big": 2**70},
        {(1, 2): {3, 4}, "$odd": b"bytes", None: (1.5, frozenset({"a"}))},
        [np.float32(1), np.str_(""), np.datetime64("2026-11-21", "D"), Repr("<object>"), "é\n"],
    ]
    return [encode(value).encode() for value in values]


def _columns(data: bytes) -> None:
    try:
        said = json.loads(data)
        text, count = str(said["text"]), said["count"]
        layout = _LAYOUT.validate_python(said["layout"], strict=True)
    except (ValueError, TypeError, KeyError, RecursionError, ValidationError):
        return
    if type(count) is int and 0 <= count < 2**53:  # as the contract has it
        with suppress(DamageError):
            unpack(text, layout, count, "observation")


def _columns_seeds() -> Sequence[bytes]:
    pair = [{"path": ["a", "0"], "dtype": "|u1", "shape": [2, 0]}, *CART["action"]]
    mixed = [
        {"path": ["a"], "dtype": "|u1", "shape": []},
        {"path": ["b"], "dtype": "exact", "shape": []},
    ]
    asked = [
        {"text": "A" * 64, "count": 3, "layout": CART["observation"]},
        {"text": "AAAAAAAAAAA=", "count": 1, "layout": pair},
        {"text": "", "count": 0, "layout": []},
        # One byte, then the text `{}`; and a byte without one.
        {"text": "BwIAAAB7fQgAAAAA", "count": 2, "layout": mixed},
    ]
    return [json.dumps(ask).encode() for ask in asked]


TARGETS = (
    Target("key", _key, _key_seeds),
    Target("gzip", _gzip, _gzip_seeds),
    Target("chunk", _chunk, _session_seeds),
    Target("session", _session, _session_seeds),
    Target("info", _info, _info_seeds),
    Target("columns", _columns, _columns_seeds),
)
