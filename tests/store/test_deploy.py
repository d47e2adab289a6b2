"""Deploying to a real S3 server: order, headers, interruptions, and what CloudFront is told."""

import http.server
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen
from xml.etree import ElementTree

import pytest

from gymbrowser.console import quiet
from gymbrowser.deploy.cloudfront import invalidation
from gymbrowser.deploy.deploy import deploy
from gymbrowser.deploy.files import stages_of
from gymbrowser.deploy.s3 import S3Host
from gymbrowser.errors import GymbrowserError, UserError
from gymbrowser.store import s3
from gymbrowser.store.site import read_site
from tests.deployable import make_version
from tests.seaweedfs import S3Server

PREFIX = "a study/"


def open_to_all(bucket: str) -> str:
    """The policy of a site's bucket: everybody may read, as docs/hosting.md has it."""
    allow = {
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:GetObject",
        "Resource": f"arn:aws:s3:::{bucket}/*",
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [allow]})


@pytest.fixture
def site_bucket(s3_server: S3Server, bucket: str) -> str:
    admin = s3_server.client(s3_server.admin)
    admin.put_bucket_policy(Bucket=bucket, Policy=open_to_all(bucket))
    return bucket


def host(server: S3Server, bucket: str, client: Any = None, **other: Any) -> S3Host:
    place = s3.Bucket(bucket, endpoint_url=server.endpoint_url)
    address = f"{server.endpoint_url}/{bucket}/a%20study/index.html"
    return S3Host(client or server.client(server.admin), place, PREFIX, address, **other)


def download(server: S3Server, bucket: str, into: Path) -> Path:
    """What the public would get, all of it."""
    admin = server.client(server.admin)
    for page in admin.get_paginator("list_objects_v2").paginate(Bucket=bucket):
        for item in page.get("Contents", []):
            file = into / item["Key"].removeprefix(PREFIX)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(admin.get_object(Bucket=bucket, Key=item["Key"])["Body"].read())
    return into


def test_headers_and_repeated_deploys(
    s3_server: S3Server, site_bucket: str, tmp_path: Path
) -> None:
    version = make_version(tmp_path / "site")
    there = host(s3_server, site_bucket)
    first = deploy(tmp_path / "site", there, quiet)
    for path, kind, caching in (
        ("index.html", "text/html; charset=utf-8", "no-cache"),
        ("upload.json", "application/json", "no-cache"),
        (f"v/{version}/page.js", "text/javascript; charset=utf-8", "immutable"),
        (f"v/{version}/page.js.gz", "application/", "immutable"),
    ):
        address = there.address.replace("index.html", path)
        with urlopen(address) as answer:
            assert answer.headers["Content-Type"].startswith(kind)
            assert caching in answer.headers["Cache-Control"]
            assert answer.headers["Content-Encoding"] is None
            assert answer.read() == (tmp_path / "site" / path).read_bytes()
    again = deploy(tmp_path / "site", there, quiet)
    assert (again.sent.files, again.sent.unchanged) == (0, first.sent.files)
    # Somebody copies a file by hand, without its type: it is mended.
    s3_server.client(s3_server.admin).put_object(
        Bucket=site_bucket, Key=f"{PREFIX}sw.js", Body=b"// worker"
    )
    assert deploy(tmp_path / "site", there, quiet).sent.files == 1


class Interrupted:
    """A client whose n-th upload does not come through."""

    def __init__(self, client: Any, last: int) -> None:
        self._client = client
        self._left = last

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def put_object(self, **request: Any) -> Any:
        self._left -= 1
        if self._left == 0:
            raise KeyboardInterrupt
        return self._client.put_object(**request)


@pytest.mark.parametrize("last", range(1, 6))
def test_a_deploy_that_is_interrupted_at_any_upload_leaves_one_version_whole(
    last: int, s3_server: S3Server, site_bucket: str, tmp_path: Path
) -> None:
    source = tmp_path / "site"
    first = make_version(source, "one")
    deploy(source, host(s3_server, site_bucket), quiet)
    second = make_version(source, "two")
    client = Interrupted(s3_server.client(s3_server.admin), last)
    with pytest.raises(KeyboardInterrupt):
        deploy(source, host(s3_server, site_bucket, client, workers=2), quiet)
    seen = read_site(download(s3_server, site_bucket, tmp_path / "seen"))
    assert seen.version.name == first
    stages_of(seen)  # raises where anything of it is missing
    deploy(source, host(s3_server, site_bucket), quiet)
    after = read_site(download(s3_server, site_bucket, tmp_path / "after"))
    assert after.version.name == second
    stages_of(after)
    assert len([*(tmp_path / "after" / "v").iterdir()]) == 2


def test_clean_and_another_study(s3_server: S3Server, site_bucket: str, tmp_path: Path) -> None:
    source, there = tmp_path / "site", host(s3_server, site_bucket)
    make_version(source, "one")
    deploy(source, there, quiet)
    version = make_version(source, "two")
    assert deploy(source, there, quiet, clean=True).removed == 4
    left = download(s3_server, site_bucket, tmp_path / "left")
    assert [path.name for path in (left / "v").iterdir()] == [version]
    make_version(tmp_path / "other", experiment="other-study")
    with pytest.raises(UserError, match="there is the study 'cartpole' at s3://"):
        deploy(tmp_path / "other", there, quiet)


def test_a_key_that_may_not_write_is_told(
    s3_server: S3Server, site_bucket: str, tmp_path: Path
) -> None:
    make_version(tmp_path / "site")
    there = host(s3_server, site_bucket, s3_server.client(s3_server.reader_by_policy))
    with pytest.raises(UserError, match="AccessDenied") as error:
        deploy(tmp_path / "site", there, quiet)
    assert "s3:PutObject" in str(error.value.problems[0].remedy)


class CloudFront(http.server.BaseHTTPRequestHandler):
    """Answers `CreateInvalidation` as CloudFront does; what it was asked is in `server.asked`."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((self.path, body))  # type: ignore[attr-defined]
        refused = "DENIED" in self.path
        answer = (
            b"<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error>"
            b"</ErrorResponse>"
            if refused
            else b"<Invalidation><Id>I1</Id><Status>InProgress</Status></Invalidation>"
        )
        self.send_response(403 if refused else 201)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *args: object) -> None:
        """Nothing: a test's output is about the test."""


@contextmanager
def cloudfront() -> Iterator[tuple[str, list[tuple[str, bytes]]]]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), CloudFront) as server:
        server.asked = []  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", server.asked  # type: ignore[attr-defined]
        server.shutdown()
        thread.join()


def test_cloudfront_forgets_the_page_and_nothing_that_never_changes(
    s3_server: S3Server, site_bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_version(tmp_path / "site")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIA0")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    with cloudfront() as (address, asked):
        monkeypatch.setenv("AWS_ENDPOINT_URL_CLOUDFRONT", address)
        announce = invalidation("E2QWRUHAPOMQZL", None, "now")
        deployed = deploy(tmp_path / "site", host(s3_server, site_bucket, announce=announce), quiet)
        assert "E2QWRUHAPOMQZL" in str(deployed.left_to_do)
        [(path, body)] = asked
        assert path.endswith("/distribution/E2QWRUHAPOMQZL/invalidation")
        items = [
            e.text or "" for e in ElementTree.fromstring(body).iter() if e.tag.endswith("Path")
        ]
        base = f"/{site_bucket}/a%20study/"
        assert {base, f"{base}index.html", f"{base}upload.json", f"{base}?*"} <= set(items)
        assert all("/v/" not in item and "/rt/" not in item for item in items)
        refused = invalidation("EDENIED0", None, "now")
        with pytest.raises(GymbrowserError, match="did not take the invalidation"):
            deploy(tmp_path / "site", host(s3_server, site_bucket, announce=refused), quiet)
