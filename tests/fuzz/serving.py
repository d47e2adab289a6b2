"""Fuzzed: requests to a server of ours. Those of the store, those of the endpoint."""

import asyncio
import json
import warnings
from base64 import b64encode
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from starlette.requests import Request as HttpRequest
from urllib3.filepost import encode_multipart_formdata

from gymbrowser.endpoint import aws_lambda
from gymbrowser.endpoint.asgi import serve_request
from gymbrowser.endpoint.handler import Request, Response
from gymbrowser.errors import GymbrowserError
from gymbrowser.store.local import BUCKET, REGION, LocalStore
from gymbrowser.store.policy import Refusal, Upload, judge
from gymbrowser.store.signature import AccessKey, Scope, sign
from tests.endpoint import ANNA, NOW, ORIGIN, SECRET, Bench, asked, chunk
from tests.fuzz.reading import MEMORY
from tests.fuzz.target import Target
from tests.lambda_events import event

KEY = AccessKey("LOCAL", "secret of the fuzzed store")
SCOPE = Scope("20261121", REGION)
PREFIX = "in/balance/"

_BUCKET_URL = "https://my-bucket.s3.eu-west-1.amazonaws.com/"
_STATUSES = frozenset({200, 400, 403, 404, 409, 413})
"""Of the endpoint; 503 would be a failure of ours."""


def _form(data: bytes) -> None:
    """A content type in the first line, then the body."""
    content_type, _, body = data.partition(b"\n")
    with TemporaryDirectory(dir=MEMORY) as name:
        store = _store(Path(name))
        length = str(len(body)).encode()
        request = _http(body, content_type=content_type, content_length=length)
        with warnings.catch_warnings():
            # Starlette leaves the file of a form that breaks off in it to the garbage collector.
            warnings.simplefilter("ignore", ResourceWarning)
            answer = asyncio.run(store.post(request))
            del request
        assert answer.status_code in {204, 400, 403, 411}
        written = [path for path in Path(name).rglob("*") if path.is_file()]
        assert len(written) == (answer.status_code == 204)


def _store(folder: Path) -> LocalStore:
    def fail(error: GymbrowserError) -> None:
        raise AssertionError(error)

    return LocalStore(folder, KEY, 10_000, lambda: NOW, fail)


def _http(body: bytes, **headers: bytes) -> HttpRequest:
    """A POST whose body comes in two pieces."""
    named = [(name.replace("_", "-").encode(), value) for name, value in headers.items()]
    scope = {"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": named}
    pieces = [body[:100], body[100:]]

    async def receive() -> dict[str, Any]:
        piece = pieces.pop(0)
        return {"type": "http.request", "body": piece, "more_body": bool(pieces)}

    return HttpRequest(scope, receive)


def _form_seeds() -> Sequence[bytes]:
    policy = _store(Path("/")).policy("http://127.0.0.1/", "in/balance", "live")
    fields: list[Any] = [*policy.fields.items(), ("key", f"{policy.prefix}{ANNA}/x.gz")]
    whole, content_type = encode_multipart_formdata([*fields, ("file", ("chunk", b"data"))], "b")
    urlencoded = b"application/x-www-form-urlencoded\nkey=a&file=b"
    return [content_type.encode() + b"\n" + whole, urlencoded]


def _policy(data: bytes) -> None:
    """A policy document in the first line, signed with the store's key; form fields in the next."""
    document, _, rest = data.partition(b"\n")
    policy = b64encode(document).decode()
    fields = {
        "x-amz-algorithm": "AWS4-HMAC-SHA256",
        "x-amz-credential": f"{KEY.id}/{SCOPE}",
        "x-amz-date": "20261121T110000Z",
        "policy": policy,
        "x-amz-signature": sign(policy, KEY.secret, SCOPE),
        **_strings(rest),
    }
    refusal = judge(Upload(BUCKET, fields, 4), key=KEY, now=NOW)
    assert refusal is None or isinstance(refusal, Refusal)


def _strings(text: bytes) -> dict[str, str]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    items = found.items() if isinstance(found, dict) else ()
    # As a form's bytes are decoded: to characters, not to halves of pairs.
    return {str(k).lower(): str(v).encode(errors="replace").decode() for k, v in items}


def _policy_seeds() -> Sequence[bytes]:
    conditions: list[Any] = [
        {"bucket": BUCKET},
        ["starts-with", "$key", PREFIX],
        ["starts-with", "$content-type", "application/"],
        ["content-length-range", 1, 100],
        *({"x-amz-algorithm": "AWS4-HMAC-SHA256"}, ["starts-with", "$x-amz-credential", KEY.id]),
        ["starts-with", "$x-amz-date", ""],
    ]
    document = {"expiration": "2026-11-22T00:00:00Z", "conditions": conditions}
    fields = {"key": f"{PREFIX}x", "content-type": "application/gzip"}
    return [json.dumps(document).encode() + b"\n" + json.dumps(fields).encode()]


def _endpoint(data: bytes) -> None:
    bench = Bench(code="C1")
    _check(bench.send(data))
    bench.method = "post"
    _check(bench.send(data))
    assert not bench.warnings


def _check(answer: Response) -> None:
    """Nothing is signed but for the session that asks, and no secret comes back."""
    assert answer.status in _STATUSES
    assert SECRET.encode() not in answer.body
    said = json.loads(answer.body)
    for put in said.get("puts", ()):
        path = (
            put["url"]
            .partition("?")[0]
            .removeprefix("https://my-bucket.s3.eu-west-1.amazonaws.com/")
        )
        assert path.startswith(("in/balance/live/", "in/balance/pilot/"))
        assert len(path.split("/")) == 6
        assert ".." not in path


def _shells(data: bytes) -> None:
    """The same request through ASGI and through Lambda gets the same answer."""
    direct = Bench().send(data)
    asked_over_http = _http(data, origin=ORIGIN.encode())
    served = asyncio.run(serve_request(Bench().endpoint, asked_over_http))
    assert (served.status_code, served.body) == (direct.status, direct.body)
    sent = event(body=b64encode(data).decode(), isBase64Encoded=True)
    answered = aws_lambda.answer(Bench().endpoint, sent)
    assert (answered["statusCode"], answered["body"].encode()) == (direct.status, direct.body)
    loose = event(body=data.decode("utf-8", "surrogateescape"))
    assert aws_lambda.answer(Bench().endpoint, loose)["statusCode"] in _STATUSES
    Bench().endpoint.answer(Request(data[:9].decode("latin-1"), ORIGIN, data))


def _endpoint_seeds() -> Sequence[bytes]:
    piece = {"count": 2, "index": 0, "sha256": "0" * 64}
    several = [chunk(), chunk(1, writer="game-1"), {**chunk(2), "piece": piece}]
    return [asked(), asked(*several), asked(request="code"), asked(participant="0" * 64)]


TARGETS = (
    Target("form", _form, _form_seeds),
    Target("policy", _policy, _policy_seeds),
    Target("endpoint", _endpoint, _endpoint_seeds),
    Target("shells", _shells, _endpoint_seeds),
)
