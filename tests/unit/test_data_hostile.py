"""What strangers may send in order to hurt: named, bounded, and shown without effect."""

import base64
import json
from collections.abc import Callable
from contextlib import redirect_stdout
from io import BytesIO, StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import IncompleteReadError
from botocore.response import StreamingBody
from click.testing import CliRunner

from gymbrowser.cli import main
from gymbrowser.console import printable, show_error
from gymbrowser.data import sessions
from gymbrowser.data.chunks import MAX_REASON_CHARACTERS, DamagedChunk, parse_chunk
from gymbrowser.data.columns import DamageError
from gymbrowser.data.infos import read_info
from gymbrowser.data.pull import Pulled, pull
from gymbrowser.data.show import summarise
from gymbrowser.data.take_in import MAX_QUARANTINED, take_in
from gymbrowser.errors import GymbrowserError, Place, UserError
from gymbrowser.show.arrived import show_pulled
from gymbrowser.show.sessions import show_summary
from gymbrowser.store.grant import MAX_CHUNK_BYTES
from gymbrowser.store.s3 import Bucket
from gymbrowser.store.site import read_site
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
    labelled,
    pack,
    save,
    session,
)
from tests.sites import make_site

NASTY = "[/] [link=x]\x1b[2J\x07\u202e\u2066"
"""Markup, a sequence that clears the screen, the bell, and writing from right to left."""


def shown(show: Callable[[], None]) -> str:
    with redirect_stdout(StringIO()) as text:
        show()
    assert all(character.isprintable() or character == "\n" for character in text.getvalue())
    return text.getvalue()


def test_nothing_that_a_table_shows_steers_the_terminal(tmp_path: Path) -> None:
    start = episode({"player": pack([0, 0, 0, 0], "<f4")}, step=NASTY)
    game = Writer("game-0", layouts={NASTY: {"player": CART}})
    save(
        tmp_path,
        Writer().seal(session(), enter(NASTY, 0), end({NASTY: 3})),
        game.seal(start, cart_steps(0, [1.0], step=NASTY), episode_end(1, {}, step=NASTY)),
    )
    text = shown(lambda: show_summary(summarise(tmp_path)))
    assert "[/] [link=x]\\x1b[2J\\x07\\u202e\\u2066 1.00" in "".join(text.split("\n"))


def test_of_many_problems_some_are_shown(tmp_path: Path) -> None:
    save(tmp_path, *(Writer(number=number).seal(enter("a", 0)) for number in range(0, 100, 2)))
    text = shown(lambda: show_summary(summarise(tmp_path)))
    assert text.count("aaaaaaaa: page-0") == 20
    assert "more like these." in text


def test_of_a_long_text_the_beginning_is_shown() -> None:
    assert printable("x" * 1000) == "x" * 500 + "…"


def test_what_a_server_says_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    nasty = "\x1b[2Jgone"
    where = Place(Path(nasty))
    show_error(GymbrowserError(f"No.\n{nasty}", where=where, why=nasty, remedy=nasty, quote=nasty))
    said = capsys.readouterr().err
    assert said.count("\\x1b[2Jgone") == 5
    assert "\x1b" not in said


def test_a_reason_is_never_long() -> None:
    sealed = Writer().seal({"type": "x" * 10_000})
    found = parse_chunk(sealed.data, sealed.key)
    assert isinstance(found, DamagedChunk)
    assert len(found.reason) == MAX_REASON_CHARACTERS


def test_a_session_beyond_its_memory_is_read_as_far_as_it_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = Writer()
    save(tmp_path, *(writer.seal(enter("a", 0)) for _ in range(5)))
    monkeypatch.setattr(sessions, "MAX_SESSION_MEMORY_BYTES", 8000)
    [row] = summarise(tmp_path).rows
    assert row.state == "damaged"
    assert row.problems[0].endswith("the session's chunks before it are too large already.")
    assert row.steps == ("a",)


def test_a_row_is_short_whatever_was_sent(tmp_path: Path) -> None:
    who = {"type": "identity", "participant": "p" * 10_000, "params": {"a" * 10_000: "b" * 10_000}}
    steps = [enter(f"{number}{'s' * 10_000}", 0) for number in range(200)]
    save(tmp_path, Writer().seal(session(), *steps), Writer("identity-1").seal(who))
    save(tmp_path, *(Writer(f"game-{n}", number=1).seal(enter("a", 0)) for n in range(150)))
    [row] = summarise(tmp_path, identities=True).rows
    assert len(repr(row)) < 100_000
    assert len(row.steps) == 100
    assert row.problems[-1] == "There are 50 more problems."


def test_a_file_that_is_gone_before_it_was_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "walk", lambda folder: [(folder, [], [".0123.part"])])
    assert sessions.scan(tmp_path).foreign == ()


@pytest.mark.parametrize("tag", ["$set", "$dict"])
def test_values_that_are_chosen_for_their_equal_hashes(tag: str) -> None:
    def info(count: int) -> str:
        members: list[Any] = [{"$int": str(k * (2**61 - 1))} for k in range(1, count)]
        return json.dumps({tag: members if tag == "$set" else [[m, 0] for m in members]})

    assert len(read_info(info(50))) == 49  # type: ignore[arg-type]
    with pytest.raises(DamageError, match="199 members of a set or keys of a dict have one hash"):
        read_info(info(200))


@pytest.mark.parametrize("shape", [[0, 2**62, 4], [1] * 65, [2**62] * 3, [10**9], [-1], [True]])
def test_arrays_of_an_info_that_are_none(shape: list[int]) -> None:
    with pytest.raises(DamageError):
        read_info(json.dumps({"$array": ["<U0", shape, ""]}))


def test_a_file_of_nothing_but_forgeries_is_given_up(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"".join(labelled(f"live/{i}", b"x") for i in range(MAX_QUARANTINED + 50)))
    done = take_in([file], tmp_path / "data")
    assert len(done.quarantined) == MAX_QUARANTINED
    [broken] = done.broken
    assert "not what they say they are" in broken.reason


@pytest.mark.parametrize("version", ["../../etc/", "/etc/", "v/../../x/", "v/0/../.."])
def test_a_version_of_a_site_lies_in_it(tmp_path: Path, version: str) -> None:
    index = make_site(tmp_path) / "index.html"
    index.write_text(index.read_text().replace("v/0123abcd/", version))
    with pytest.raises(UserError, match="which no version does"):
        read_site(tmp_path)


class Store:
    """A client whose bucket has these chunks, and whatever bytes they come with."""

    def __init__(self, objects: dict[str, bytes], *, length: int | None = None) -> None:
        self.objects, self.length = objects, length

    def get_paginator(self, _: str) -> "Store":
        return self

    def paginate(self, *, Prefix: str, **_: object) -> list[dict[str, Any]]:  # noqa: N803
        keys = [key for key in self.objects if key.startswith(Prefix)]
        return [{"Contents": [{"Key": key, "Size": 9, "ETag": "1"} for key in keys]}]

    def get_object(self, *, Key: str, **_: object) -> dict[str, Any]:  # noqa: N803
        data = self.objects[Key]
        length = len(data) if self.length is None else self.length
        return {"Body": StreamingBody(BytesIO(data), length)}


FIRST, SECOND, *_ = cart_session()


def key(sealed: Sealed) -> str:
    return f"in/{sealed.key.path}"


def pulled(store: Store, into: Path, monkeypatch: pytest.MonkeyPatch) -> Pulled:
    monkeypatch.setattr("gymbrowser.data.pull.s3.client", lambda *_, **__: store)
    return pull(Bucket("bucket"), prefix="in", mode="live", into=into)


def test_an_object_that_is_larger_than_it_was_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store({key(FIRST): b"x" * (MAX_CHUNK_BYTES + 1), key(SECOND): SECOND.data})
    done = pulled(store, tmp_path, monkeypatch)
    assert done.fetched == 1
    [found] = done.quarantined
    assert found.reason == f"it has more than {MAX_CHUNK_BYTES} bytes"


def test_an_answer_that_breaks_off_is_no_object(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store({key(FIRST): FIRST.data[:-1]}, length=len(FIRST.data))
    with pytest.raises(GymbrowserError) as caught:
        pulled(store, tmp_path, monkeypatch)
    assert isinstance(caught.value.__cause__, IncompleteReadError)
    assert not list(tmp_path.rglob("*.*"))


def test_pull_goes_on_past_a_forgery_and_ends_with_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = cart_session("b" * 32)
    store = Store({key(FIRST): b"forged", **{key(chunk): chunk.data for chunk in whole}})
    monkeypatch.setattr("gymbrowser.data.pull.s3.client", lambda *_, **__: store)
    study = SimpleNamespace(
        s3=lambda *_: SimpleNamespace(bucket=Bucket("bucket"), prefix="in"), destinations=[0]
    )
    monkeypatch.setattr("gymbrowser.config.load_experiment", lambda _: study)
    for _ in range(2):  # what lies in quarantine is told every time
        said = CliRunner().invoke(main, ["data", "pull", __file__, str(tmp_path)])
        assert said.exit_code == 1
        assert f"quarantined: {key(FIRST)}" in said.output.replace("\n", "")
        assert "1 live session, 1 episode" in said.output
    [note] = (tmp_path / "quarantine").glob("*.json")
    assert json.loads(note.read_bytes())["reason"] == "its bytes do not have the SHA-256 of its key"


def test_a_key_in_the_report_cannot_steer_the_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = pulled(Store({f"in/live/{NASTY}": b"x", key(FIRST): b"x"}), tmp_path, monkeypatch)
    assert done.foreign == [f"in/live/{NASTY}"]
    assert "quarantined: " in shown(lambda: show_pulled(done))


def test_a_replayed_chunk_counts_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same bytes under another number, and under another session."""
    chunks = cart_session()
    objects = {key(chunk): chunk.data for chunk in chunks}
    objects[key(FIRST).replace("/000000-", "/000007-")] = FIRST.data
    objects[key(FIRST).replace("a" * 32, "b" * 32)] = FIRST.data
    pulled(Store(objects), tmp_path, monkeypatch)
    replayed, other = summarise(tmp_path).rows
    assert (replayed.session, other.session) == ("b" * 32, "a" * 32)
    assert replayed.problems[0].startswith("page-0 0: its header says session 'aaaa")
    assert other.problems == ("page-0 7: its header says number 0, its key 7.",)
    assert (other.episodes, other.environment_steps) == (1, 5)


def test_a_forged_chunk_does_not_take_the_place_of_a_true_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chunks = cart_session()
    forged = Writer("game-0", number=1, previous="0" * 64, first=2).seal(enter("x", 0))
    objects = {key(chunk): chunk.data for chunk in (*chunks, forged)}
    pulled(Store(objects), tmp_path, monkeypatch)
    [row] = summarise(tmp_path).rows
    assert any("fork" in problem for problem in row.problems)
    assert (row.environment_steps, row.mean_return) == (5, {"main": 3.75})


def test_an_array_of_objects_is_never_made() -> None:
    pointers = base64.b64encode(b"\xff" * 8).decode()
    with pytest.raises(DamageError, match="dtype"):
        read_info(json.dumps({"$array": ["|O", [1], pointers]}))
