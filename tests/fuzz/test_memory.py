"""Small inputs that ask for much: what reads them stays below a bound that is stated."""

import gzip
import json
import resource
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import pytest

from gymbrowser.data.chunks import Chunk, DamagedChunk, parse_chunk
from gymbrowser.data.columns import DamageError
from gymbrowser.data.infos import read_info
from gymbrowser.data.pull import MAX_FOREIGN, pull
from gymbrowser.data.sessions import read_session, scan
from gymbrowser.data.take_in import take_in
from gymbrowser.data.trajectory import decode
from gymbrowser.store.grant import MAX_CHUNK_BYTES
from gymbrowser.store.s3 import Bucket
from tests.chunks import CART, Writer, cart_steps, episode, pack, save
from tests.fuzz.sealing import KEY, sealed_as, stored_as

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="asks Linux for the peak of memory")

CHUNK_MB = 512
"""What reading one chunk may take: its bytes, its text, and what is made of them."""
_MEGABYTE = 1024 * 1024


@contextmanager
def at_most(megabytes: int) -> Iterator[None]:
    """The process takes no more than that in addition."""
    with measured() as peak:
        yield
    assert peak() / _MEGABYTE < megabytes


@contextmanager
def measured() -> Iterator[Callable[[], int]]:
    """Bytes in addition, at the peak; the process could not take many gigabytes."""
    Path("/proc/self/clear_refs").write_text("5")  # begins a new peak, see man 5 proc
    before = _status("VmRSS")
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (_status("VmSize") + 3 * 1024 * _MEGABYTE, hard))
    try:
        yield lambda: _status("VmHWM") - before
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _status(name: str) -> int:
    """In bytes."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{name}:"))


def bomb(unpacked: int) -> bytes:
    """A gzip stream of so many zeros, at about a thousandth of that; its end is cut off."""
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    start = packer.compress(b"0" * _MEGABYTE) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(b"0" * _MEGABYTE) + packer.flush(zlib.Z_FULL_FLUSH)
    return start + again * (unpacked // _MEGABYTE - 1)


def reason(text: bytes) -> str:
    sealed = sealed_as(text, KEY)
    found = parse_chunk(sealed.data, sealed.key)
    assert isinstance(found, DamagedChunk)
    return found.reason


def assert_reckoned(*lines: bytes) -> Chunk:
    """What a chunk of these lines takes, beside its text, is not more than it says."""
    text = b"\n".join(lines)
    sealed = sealed_as(text, KEY)
    with measured() as peak:
        found = parse_chunk(sealed.data, sealed.key)
        assert isinstance(found, Chunk)
        assert peak() < found.memory + 2 * len(text)
    return found


HEADER = json.dumps(Writer()._header(1)).encode()


def test_a_bomb_of_eight_gigabytes() -> None:
    data = bomb(7500 * _MEGABYTE)
    assert len(data) <= MAX_CHUNK_BYTES
    sealed = stored_as(data, KEY)
    with at_most(CHUNK_MB):
        found = parse_chunk(sealed.data, sealed.key)
    assert isinstance(found, DamagedChunk)
    assert "unpacks to more than" in found.reason


def test_a_downloaded_file_whose_label_is_a_bomb(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(bomb(10_000 * _MEGABYTE))
    with at_most(32):
        done = take_in([file], tmp_path / "data")
    assert len(done.broken) == 1


@pytest.mark.parametrize(
    ("line", "why"),
    [
        pytest.param(b"x" * 60_000_000, "header is not JSON", id="endless line"),
        pytest.param(b"[" * 1_000_000, "header is not JSON", id="deep"),
        pytest.param(HEADER + b"\n" + b"[" * 1_000_000, "record 0 is not JSON", id="deep record"),
        pytest.param(HEADER + b"\n" + b"9" * 1_000_000, "record 0 is not JSON", id="digits"),
        pytest.param(HEADER + b"\nab" * 20_000_000, "bytes of memory", id="lines"),
        pytest.param(HEADER + b"\n[" + b"[]," * 20_000_000, "bytes of memory", id="values"),
    ],
)
def test_much_text_in_a_small_chunk(line: bytes, why: str) -> None:
    with at_most(CHUNK_MB):
        assert why in reason(line)


def test_values_take_no_more_than_was_reckoned() -> None:
    """Of all JSON, dicts of one key take the most memory for their characters."""
    head = b'{"n":0,"t":1,"mode":"live","type":"event","event":"hidden","detail":{"a":['
    assert_reckoned(HEADER, head + b'{"":0},' * 300_000 + b"0]}}")


def test_records_take_no_more_than_was_reckoned() -> None:
    count = 40_000
    header = json.dumps(Writer()._header(count)).encode()
    line = b'{"n":%d,"t":1,"mode":"live","type":"enter","step":"a","index":0}'
    found = assert_reckoned(header, *(line % n for n in range(count)))
    assert len(found.records) == count


def test_an_array_of_a_gigabyte_that_only_the_header_has(tmp_path: Path) -> None:
    layout = {**CART, "observation": [{"path": [], "dtype": "|u1", "shape": [1024, 1024, 1024]}]}
    game = Writer("game-0", layouts={"main": {"player": layout}})
    start = episode({"player": pack([0, 0, 0, 0], "<f4")})
    save(tmp_path, game.seal(start, cart_steps(0, [1.0])))
    [(name, files)] = scan(tmp_path).sessions["live"].items()
    [found] = read_session(name, "live", files).episodes
    with at_most(16), pytest.raises(DamageError, match="bytes, not 1073741824"):
        decode(found)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('{"$array": ["<S0", [4000000000], ""]}', id="strings of no length"),
        pytest.param('{"$array": ["<f8", [1000000000], ""]}', id="numbers"),
        pytest.param("[" * 1_000_000, id="deep"),
        pytest.param("9" * 1_000_000, id="digits"),
        pytest.param('{"$int": "%s"}' % ("9" * 1_000_000), id="tagged digits"),
    ],
)
def test_an_info_that_asks_for_much(text: str) -> None:
    with at_most(64), pytest.raises(DamageError):
        read_info(text)


def test_many_chunks_of_one_session(tmp_path: Path) -> None:
    """A kilobyte for each, so a million takes a gigabyte."""
    folder = tmp_path / "live" / ("a" * 32) / "page-0"
    folder.mkdir(parents=True)
    count = 5000
    for number in range(count):
        (folder / f"{number:06}-{number:064x}.jsonl.gz").touch()
    with at_most(count * 1024 // _MEGABYTE):
        [files] = scan(tmp_path).sessions["live"].values()
    assert len(files) == count


class Crowded:
    """A client whose bucket has a hundred thousand objects that are no chunks."""

    def get_paginator(self, _: str) -> "Crowded":
        return self

    def paginate(self, *, Prefix: str, **_: object) -> Iterator[dict[str, object]]:  # noqa: N803
        for page in range(100 if "/live/" in Prefix else 0):
            keys = (f"{Prefix}{page}-{i}-{'x' * 900}" for i in range(1000))
            yield {"Contents": [{"Key": key, "Size": 1, "ETag": "1"} for key in keys]}


def test_many_objects_that_are_no_chunks(tmp_path: Path) -> None:
    with patch("gymbrowser.data.pull.s3.client", lambda *_, **__: Crowded()), at_most(32):
        done = pull(Bucket("b"), prefix="in/study", mode="live", into=tmp_path)
    assert (done.foreign_count, len(done.foreign)) == (100_000, MAX_FOREIGN)


def test_a_bomb_is_gzip_as_far_as_it_goes() -> None:
    whole = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(bomb(3 * _MEGABYTE))
    assert whole == b"0" * 3 * _MEGABYTE
    assert len(bomb(10_000 * _MEGABYTE)) < 10.5 * _MEGABYTE
    assert gzip.compress(b"")[:3] == bomb(_MEGABYTE)[:3]
