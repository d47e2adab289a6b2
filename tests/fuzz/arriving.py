"""Fuzzed: what is fetched from a bucket, or comes as a participant's downloaded file."""

import gzip
import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from unittest.mock import patch
from urllib.parse import unquote
from xml.sax.saxutils import escape

import boto3
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders
from botocore.config import Config
from urllib3 import HTTPResponse

from gymbrowser.data.keys import ChunkKey
from gymbrowser.data.pull import pull
from gymbrowser.data.quarantine import QUARANTINE, known
from gymbrowser.data.take_in import take_in
from gymbrowser.errors import GymbrowserError
from gymbrowser.show.arrived import show_pulled, show_taken_in
from gymbrowser.store.s3 import Bucket
from tests.chunks import cart_session, download
from tests.fuzz.reading import MEMORY, assert_harmless
from tests.fuzz.target import Target

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

PREFIX = "in/study"


def _download(data: bytes) -> None:
    with TemporaryDirectory(dir=MEMORY) as name:
        file, into = Path(name, "file"), Path(name, "data")
        file.write_bytes(data if data[:2] == b"\x1f\x8b" else _downloaded(data))
        done = take_in([file], into)
        assert_harmless(lambda: show_taken_in(done))
        _assert_only_chunks(into)
        known(into)


def _downloaded(text: bytes) -> bytes:
    """The file of readable blocks: a line with a label, then what follows it.

    `"@size"` and `"@sha256"` in a label are those of what follows.
    """
    parts = []
    for block in text.split(b"\n\n"):
        label, _, data = block.partition(b"\n")
        label = label.replace(b'"@size"', b"%d" % len(data))
        label = label.replace(b"@sha256", hashlib.sha256(data).hexdigest().encode())
        parts += [gzip.compress(label + b"\n", 1), data]
    return b"".join(parts)


def _download_seeds() -> Sequence[bytes]:
    key = f"live/{'a' * 32}/page-0/000000-@sha256.jsonl.gz"
    label = {"format": "gymbrowser.download/1", "key": key, "size": "@size"}
    blocks = [json.dumps(label).encode() + b"\n" + data for data in (b"one", b"another", b"")]
    return [b"\n\n".join(blocks), download(*cart_session())]


def _assert_only_chunks(into: Path) -> None:
    """Whatever was written lies where it belongs, with the bytes that its name says."""
    for path in into.rglob("*"):
        if path.is_file() and QUARANTINE not in path.parts:
            key = ChunkKey.parse(path.relative_to(into).as_posix())
            assert key is not None
            assert hashlib.sha256(path.read_bytes()).hexdigest() == key.sha256


def _note(data: bytes) -> None:
    with TemporaryDirectory(dir=MEMORY) as name:
        folder = Path(name, QUARANTINE)
        folder.mkdir()
        (folder / "note.json").write_bytes(data)
        known(Path(name))


def _note_seeds() -> Sequence[bytes]:
    return [json.dumps({"key": "in/x", "etag": '"1"', "reason": "it is no chunk"}).encode()]


def _listing(data: bytes) -> None:
    """A listing, whatever it says, and the study's four chunks for whoever asks for one."""
    with (
        TemporaryDirectory(dir=MEMORY) as name,
        patch("gymbrowser.data.pull.s3.client", lambda *_, **__: _client(data)),
        suppress(GymbrowserError),
    ):
        into = Path(name)
        done = pull(Bucket("bucket"), prefix=PREFIX, mode="live", into=into, workers=1)
        assert_harmless(lambda: show_pulled(done))
        _assert_only_chunks(into)


def _client(listing: bytes) -> "S3Client":
    client, answers = _offline_client()
    answers["listing"] = listing
    return client


@cache
def _offline_client() -> "tuple[S3Client, dict[str, bytes]]":
    """A client whose requests are answered here: with a listing, or with the named object."""
    answers = {unquote(f"{PREFIX}/{chunk.key.path}"): chunk.data for chunk in cart_session()}

    def answer(request: AWSPreparedRequest, **_: Any) -> Any:
        url = str(request.url)
        if "list-type=2" in url:
            body = answers["listing"]
        else:
            body = answers.get(unquote(url.partition("amazonaws.com/")[2]), b"rubbish")
        headers = {"Content-Length": str(len(body)), "Content-Type": "application/xml"}
        raw = HTTPResponse(BytesIO(body), headers, 200, preload_content=False)
        return AWSResponse(url, 200, HTTPHeaders.from_dict(headers), raw)

    once = Config(retries={"mode": "standard", "total_max_attempts": 1})
    client = boto3.Session("id", "secret", region_name="us-east-1").client("s3", config=once)
    client.meta.events.register("before-send.s3", answer)
    return client, answers


def _listing_seeds() -> Sequence[bytes]:
    whole, *rest = (f"{PREFIX}/{chunk.key.path}" for chunk in cart_session())
    pieces = [f"{rest[0]}.{i}-2" for i in range(2)]
    names = [whole, *rest[1:], *pieces, f"{PREFIX}/live/notes.txt", f"{PREFIX}/live/"]
    return [_listed([whole]), _listed(names), b"<ListBucketResult></ListBucketResult>"]


def _listed(names: Sequence[str]) -> bytes:
    """One object a line, so that lines can be lost and repeated."""
    objects = "\n".join(
        f"<Contents><Key>{escape(name)}</Key><Size>7</Size><ETag>&quot;1&quot;</ETag></Contents>"
        for name in names
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<ListBucketResult><IsTruncated>false</IsTruncated>\n{objects}\n</ListBucketResult>"
    ).encode()


TARGETS = (
    Target("download", _download, _download_seeds),
    Target("note", _note, _note_seeds),
    Target("listing", _listing, _listing_seeds),
)
