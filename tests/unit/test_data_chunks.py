"""Chunks as strangers may send them: read with a reason, never with an exception."""

import base64
import gzip
import json
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gymbrowser.contract.chunks import MAX_RECORD_BYTES
from gymbrowser.data import chunks as module
from gymbrowser.data.chunks import Chunk, DamagedChunk, parse_chunk
from gymbrowser.data.keys import ChunkKey
from gymbrowser.store.grant import MAX_CHUNK_BYTES
from tests.chunks import Sealed, Writer, enter, session, stored

ROOT = Path(__file__).parents[2]


def read(sealed: Sealed) -> Chunk | DamagedChunk:
    return parse_chunk(sealed.data, sealed.key)


def reason(sealed: Sealed) -> str:
    found = read(sealed)
    assert isinstance(found, DamagedChunk)
    return found.reason


def raw(*lines: str | bytes, **header: Any) -> Sealed:
    """A chunk of a good header and any lines at all."""
    head = {**Writer()._header(len(lines)), **header}
    whole = [json.dumps(head).encode(), *(x.encode() if isinstance(x, str) else x for x in lines)]
    return stored(gzip.compress(b"\n".join(whole), mtime=0), head)


def test_a_good_chunk() -> None:
    writer = Writer()
    writer.seal(session())
    found = read(writer.seal(enter("welcome", 0), enter("main", 1)))
    assert isinstance(found, Chunk)
    assert [record.n for record in found.records] == [1, 2]
    assert found.header.previous is not None


def test_the_last_line_may_lack_its_end() -> None:
    line = json.dumps({"n": 0, "t": 1, "mode": "live", **enter("welcome", 0)})
    assert isinstance(read(raw(line)), Chunk)
    assert isinstance(read(raw(f"{line}\n")), Chunk)


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ({"records": 3}, "its header says 3 records, it has 2"),
        ({"first": -1}, "greater than or equal to 0"),
        ({"site": "x"}, "site"),
        ({"format": "gymbrowser.chunk/2"}, "format"),
        ({"more": 1}, "more"),
        ({"number": "0"}, "number"),
        ({"first": 0.5}, "first"),
        ({"columns": {"reward": "<f2"}}, "columns.reward"),
        ({"columns": {"reward": "|O"}}, "columns.reward"),
    ],
)
def test_headers_that_are_wrong(header: dict[str, Any], part: str) -> None:
    writer = Writer()
    good = writer.seal(enter("a", 0), enter("b", 1))
    bad = Writer().seal(enter("a", 0), enter("b", 1), **header)
    moved = replace(bad, key=replace(bad.key, number=good.key.number))
    assert part in reason(moved)


@pytest.mark.parametrize(
    ("name", "value"),
    [("mode", "dev"), ("session", "b" * 32), ("writer", "game-0"), ("number", 7)],
)
def test_a_chunk_must_be_what_its_key_says(name: str, value: Any) -> None:
    sealed = Writer().seal(enter("a", 0))
    moved = replace(sealed, key=replace(sealed.key, **{name: value}))
    assert f"its header says {name}" in reason(moved)


def test_bytes_must_have_the_hash_of_the_key() -> None:
    sealed = Writer().seal(enter("a", 0))
    assert "SHA-256" in reason(replace(sealed, data=sealed.data[:-1] + b"x"))


@pytest.mark.parametrize(
    ("line", "part"),
    [
        (
            '{"n": 0, "t": NaN, "mode": "live", "type": "enter", "step": "a", "index": 0}',
            "not JSON",
        ),
        (
            '{"n": 0, "t": Infinity, "mode": "live", "type": "enter", "step": "a", "index": 0}',
            "not JSON",
        ),
        (
            '{"n": 0, "t": 1e999, "mode": "live", "type": "enter", "step": "a", "index": 0}',
            "not finite",
        ),
        ('{"n": 0, "t": "1", "mode": "live", "type": "enter", "step": "a", "index": 0}', "t: "),
        ('{"n": 0, "t": 1, "mode": "live", "type": "enter", "step": 3, "index": 0}', "step"),
        ('{"n": 0, "t": 1, "mode": "live", "type": "enter", "step": "a", "index": 0.5}', "index"),
        ('{"n": 0, "t": 1, "mode": "live", "type": "enter", "step": "a", "index": true}', "index"),
        ('{"n": 0, "t": 1, "mode": "live", "type": "enter", "step": "a"}', "index"),
        ('{"n": 0, "t": 1, "mode": "live", "type": "enter", "step": "a", "index": 0, "x": 1}', "x"),
        ('{"n": 0, "t": 1, "type": "unknown"}', "unknown"),
        (
            '{"n": 0, "t": 1, "mode": "dev", "type": "enter", "step": "a", "index": 0}',
            "is of the mode 'dev', its chunk of 'live'",
        ),
        (
            '{"n": 1, "t": 1, "mode": "live", "type": "enter", "step": "a", "index": 0}',
            "says that it is number 1",
        ),
        ("\n", "not JSON"),
        ("null", "record 0 is wrong"),
        ("[" * 100_000, "not JSON"),
        (b'"\xff"', "not JSON"),
        ("9" * 100_000, "not JSON"),
    ],
)
def test_records_that_are_wrong(line: str | bytes, part: str) -> None:
    assert part in reason(raw(line, records=1))


def test_a_whole_number_is_a_time_too() -> None:
    assert isinstance(
        read(raw('{"n":0,"t":1,"mode": "live", "type": "enter","step":"a","index":0}')), Chunk
    )


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_UNPACKED_BYTES", 1000)
    bomb = stored(gzip.compress(b" " * 10_000_000), Writer()._header(0))
    assert reason(bomb) == "it unpacks to more than 1000 bytes"


def test_the_largest_record_is_read_back_however_little_gzip_makes_of_it() -> None:
    """The recorder writes none that is longer (`js/tests/shared/journal.test.ts`)."""
    record = {"type": "error", "where": "", "message": "", "n": 0, "t": 0.0, "mode": "live"}
    noise = base64.b64encode(random.Random(0).randbytes(MAX_RECORD_BYTES)).decode()
    room = MAX_RECORD_BYTES - len(json.dumps({**record, "detail": ""}))
    line = json.dumps({**record, "detail": noise[:room]})
    assert len(line) == MAX_RECORD_BYTES
    header = {**Writer()._header(1), "mode": "live"}
    stored_as_it_is = gzip.compress(f"{json.dumps(header)}\n{line}\n".encode(), compresslevel=0)
    assert len(stored_as_it_is) <= MAX_CHUNK_BYTES
    chunk = read(stored(stored_as_it_is, header))
    assert isinstance(chunk, Chunk), chunk
    assert [len(record.detail) for record in chunk.records if record.type == "error"] == [room]


def test_the_page_knows_the_largest_record() -> None:
    script = (ROOT / "js" / "src" / "shared" / "record-line.ts").read_text(encoding="utf-8")
    assert f"MAX_RECORD_BYTES = {MAX_RECORD_BYTES:_};" in script


def test_a_chunk_has_a_largest_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_CHUNK_BYTES", 100)
    assert reason(stored(b"x" * 101, Writer()._header(0))) == "it has more than 100 bytes"


@pytest.mark.parametrize(
    ("change", "part"),
    [
        (lambda data: data[:-9], "cut off"),
        (lambda data: data + b"more", "follows"),
        (lambda data: data + data, "follows"),
        (lambda data: b"", "cut off"),
        (lambda data: b"{}", "not gzip"),
        (lambda data: data[:12] + b"\xff\xff" + data[14:], "not gzip"),
    ],
)
def test_gzip_that_is_wrong(change: Any, part: str) -> None:
    sealed = Writer().seal(enter("a", 0))
    assert part in reason(stored(change(sealed.data), Writer()._header(0)))


@given(st.binary(max_size=200))
def test_any_bytes_have_a_reason(data: bytes) -> None:
    assert isinstance(read(stored(data, Writer()._header(0))), DamagedChunk)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda children: st.lists(children) | st.dictionaries(st.text(max_size=5), children),
    max_leaves=10,
)


@given(_JSON)
def test_any_json_as_a_record_has_a_reason(value: Any) -> None:
    assert isinstance(read(raw(json.dumps(value), records=1)), DamagedChunk)


@given(st.sampled_from(sorted(Writer()._header(0))), _JSON)
def test_any_json_in_a_header_is_no_exception(name: str, value: Any) -> None:
    head = Writer()._header(0)
    sealed = stored(gzip.compress(json.dumps({**head, name: value}).encode()), head)
    read(sealed)


GOOD = f"live/{'a' * 32}/page-0/000000-{'b' * 64}.jsonl.gz"


@pytest.mark.parametrize("prefix", ["", "in/", "in/deep/er/", "/in/"])
def test_keys(prefix: str) -> None:
    key = ChunkKey.parse(prefix + GOOD)
    assert key == ChunkKey("live", "a" * 32, "page-0", 0, "b" * 64)
    assert str(key.path) == GOOD


@pytest.mark.parametrize(
    "key",
    [
        "",
        GOOD + "/",
        GOOD + "\n",
        GOOD.replace("live", "LIVE"),
        GOOD.replace("live", "alive"),
        GOOD.replace("page-0", "page-00"),
        GOOD.replace("page-0", ".."),
        GOOD.replace("page-0", "page-٣"),
        GOOD.replace("/page", "/../page"),
        GOOD.replace("000000", "0000000"),
        GOOD.replace("a" * 32, "A" * 32),
        GOOD.replace("/", "\\"),
        f"{GOOD}\0",
    ],
)
def test_keys_that_are_none(key: str) -> None:
    assert ChunkKey.parse(key) is None
