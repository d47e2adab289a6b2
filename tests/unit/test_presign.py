"""Presigned addresses, held against Amazon's own example and against botocore."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import botocore.auth
import pytest
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from gymbrowser.store.presign import presigned_url
from gymbrowser.store.signature import AccessKey

NOW = datetime(2026, 11, 21, 8, 30, 5, tzinfo=UTC)
HEADERS = {
    "Content-Type": "application/gzip",
    "Content-Length": "17",
    "If-None-Match": "*",
    "x-amz-checksum-sha256": "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=",
}


def test_amazons_own_example() -> None:
    """Amazon S3 API Reference, "Authenticating Requests: Using Query Parameters", "Example"."""
    url = presigned_url(
        "GET",
        "https://examplebucket.s3.amazonaws.com/test.txt",
        {},
        key=AccessKey("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
        region="us-east-1",
        now=datetime(2013, 5, 24, tzinfo=UTC),
        lifetime_s=86400,
    )
    signature = "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"
    assert parse_qs(urlsplit(url).query)["X-Amz-Signature"] == [signature]


@pytest.mark.parametrize("token", [None, "IQoJ/+token=="])
@pytest.mark.parametrize(
    "url",
    [
        "https://my-bucket.s3.eu-west-1.amazonaws.com/in/a/live/0123-ab.jsonl.gz",
        "http://127.0.0.1:8333/my-bucket/in/a",
    ],
)
def test_botocore_signs_the_same(
    url: str, token: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = AccessKey("AKIAEXAMPLE000000000", "secret/+secret", token)
    ours = presigned_url("PUT", url, HEADERS, key=key, region="eu-west-1", now=NOW, lifetime_s=900)
    assert parse_qs(urlsplit(ours).query) == parse_qs(
        urlsplit(by_botocore(url, key, monkeypatch)).query
    )


def by_botocore(url: str, key: AccessKey, monkeypatch: pytest.MonkeyPatch) -> str:
    naive = NOW.replace(tzinfo=None)
    monkeypatch.setattr(botocore.auth, "get_current_datetime", lambda: naive, raising=True)
    request: Any = AWSRequest("PUT", url, headers=HEADERS)
    signer: Any = botocore.auth.S3SigV4QueryAuth(
        Credentials(key.id, key.secret, key.token), "s3", "eu-west-1", expires=900
    )
    signer.add_auth(request)
    return str(request.url)


def test_all_headers_are_signed_and_none_is_in_the_query() -> None:
    url = presigned_url(
        "PUT",
        "https://b.example/k",
        HEADERS,
        key=AccessKey("A", "s"),
        region="x",
        now=NOW,
        lifetime_s=60,
    )
    query = parse_qs(urlsplit(url).query)
    signed = "content-length;content-type;host;if-none-match;x-amz-checksum-sha256"
    assert query["X-Amz-SignedHeaders"] == [signed]
    assert all(name.startswith("X-Amz-") for name in query)
    assert not any("checksum" in name.lower() for name in query)
