"""Files that participants have downloaded: taken in, and never trusted."""

import gzip
import random
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from gymbrowser.cli import main
from gymbrowser.data.quarantine import QUARANTINE
from gymbrowser.data.show import summarise
from gymbrowser.data.take_in import take_in
from gymbrowser.data.tombstones import TombstoneKey
from gymbrowser.errors import UserError
from tests.chunks import cart_session, download, labelled, save


def write(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_every_chunk_lands_where_a_pull_would_have_put_it(tmp_path: Path) -> None:
    chunks = cart_session()
    file = write(tmp_path, "a.gymbrowser", download(*chunks))
    done = take_in([file], tmp_path / "data")
    assert (done.new, done.present, done.quarantined, done.broken) == (4, 0, [], [])
    for chunk in chunks:
        assert (tmp_path / "data" / chunk.key.path).read_bytes() == chunk.data
    assert [row.state for row in summarise(tmp_path / "data").rows] == ["whole"]


def test_what_was_pulled_or_is_in_several_files_counts_once(tmp_path: Path) -> None:
    chunks = cart_session()
    save(tmp_path / "data", *chunks[:2])
    files = [
        write(tmp_path, "a", download(*chunks)),
        write(tmp_path, "b", download(*chunks[1:], *cart_session("b" * 32))),
    ]
    done = take_in(files, tmp_path / "data")
    assert (done.new, done.present) == (6, 5)
    assert [row.state for row in summarise(tmp_path / "data").rows] == ["whole", "whole"]


def test_a_file_that_was_cut_off_gives_what_is_whole(tmp_path: Path) -> None:
    content = download(*cart_session())
    file = write(tmp_path, "a", content[:-1])
    done = take_in([file], tmp_path / "data")
    assert done.new == 3
    [broken] = done.broken
    assert "in the middle of the chunk" in broken.reason


def test_bytes_that_are_not_those_of_the_key_go_into_quarantine(tmp_path: Path) -> None:
    first, second, *_ = cart_session()
    content = labelled(str(first.key.path), second.data) + download(second)
    done = take_in([write(tmp_path, "a", content)], tmp_path / "data")
    assert done.new == 1
    [found] = done.quarantined
    assert "SHA-256" in found.reason
    [kept] = (tmp_path / "data" / "quarantine").glob("*.bin")
    assert kept.read_bytes() == second.data
    assert len(summarise(tmp_path / "data").rows) == 1


@pytest.mark.parametrize("prefix", ["../", "/", "live/../", "x/"])
def test_a_key_is_never_used_as_a_path(tmp_path: Path, prefix: str) -> None:
    [chunk, *_] = cart_session()
    content = labelled(f"{prefix}{chunk.key.path}", chunk.data)
    done = take_in([write(tmp_path, "a", content)], tmp_path / "in" / "data")
    assert (done.new, len(done.quarantined)) == (0, 1)
    assert not list(tmp_path.rglob("*.gz"))


CHUNK = cart_session()[0]
KEY = str(CHUNK.key.path)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"hello", "no file that a study's page has saved"),
        (gzip.compress(b"hello", mtime=0), "no file that a study's page has saved"),
        (gzip.compress(b"9" * 10**7, mtime=0), "no file that a study's page has saved"),
        (labelled(KEY, CHUNK.data, format="other/1"), "no file that"),
        (labelled(KEY, CHUNK.data, size=-1), "no file that"),
        (labelled(KEY, CHUNK.data, size=2**50), f"a chunk has {2**50} bytes"),
        (labelled(KEY, CHUNK.data, size=2**22), "ends in the middle"),
        (labelled(KEY, b"")[:-4], "a label in it is cut off"),
        (download(CHUNK) + b"more", "no file that"),
    ],
)
def test_what_is_no_such_file_is_said(tmp_path: Path, content: bytes, reason: str) -> None:
    done = take_in([write(tmp_path, "a", content)], tmp_path / "data")
    [broken] = done.broken
    assert reason in broken.reason


def test_any_damage_is_named_and_none_is_raised(tmp_path: Path) -> None:
    content = download(*cart_session())
    chance = random.Random(5)
    for trial in range(300):
        damaged = bytearray(content)
        for _ in range(chance.randint(1, 4)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        done = take_in([write(tmp_path, "a", bytes(damaged))], tmp_path / "data" / str(trial))
        assert done.new + len(done.quarantined) + len(done.broken) > 0
        for path in (tmp_path / "data" / str(trial)).rglob("*.gz"):
            assert path.read_bytes() in {chunk.data for chunk in cart_session()}


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="There is no file"):
        take_in([tmp_path / "nothing"], tmp_path / "data")


def test_the_command_says_what_it_took_and_notices_damage(tmp_path: Path) -> None:
    good = write(tmp_path, "good", download(*cart_session()))
    bad = write(tmp_path, "bad", b"x")
    words = ["data", "import", str(good), str(tmp_path / "data")]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 0
    assert "4 chunks are new, 0 were here already." in done.output
    assert "1 live session" in done.output
    again = CliRunner().invoke(
        main, ["data", "import", str(good), str(bad), str(tmp_path / "data")]
    )
    assert again.exit_code == 1
    assert "0 chunks are new, 4 were here already." in again.output
    assert "no file that a study's page has saved" in again.output


def test_nothing_of_an_erased_session_is_set_aside(tmp_path: Path) -> None:
    chunk, *_ = cart_session()
    TombstoneKey("live", "a" * 32).put_up(tmp_path / "data", datetime.now(UTC))
    file = tmp_path / "broken.gymbrowser"
    file.write_bytes(labelled(str(chunk.key.path), chunk.data[:-1] + b"!"))
    done = take_in([file], tmp_path / "data")
    assert (done.erased, done.quarantined) == (1, [])
    assert not (tmp_path / "data" / QUARANTINE).exists()
