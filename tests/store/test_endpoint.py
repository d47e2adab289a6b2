"""The endpoint against a real store, with the rights of its template: what its permissions allow,
and all that they do not.
"""

import gzip
import hashlib
import json
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from gymbrowser.contract.upload import PostPolicy
from gymbrowser.data.keys import ChunkKey
from gymbrowser.endpoint.bucket import BucketState
from gymbrowser.endpoint.handler import Request
from gymbrowser.endpoint.settings import Settings
from gymbrowser.endpoint.state import Document, MemoryState, State
from gymbrowser.endpoint.study import make_endpoint
from gymbrowser.errors import GymbrowserError
from gymbrowser.store import s3
from gymbrowser.store.signature import AccessKey
from tests.endpoint import ANNA, BERT, ORIGIN, template_bucket
from tests.post import post
from tests.seaweedfs import Credentials, S3Server, allowed_origin

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

BODY, OTHER = gzip.compress(b"chunk"), gzip.compress(b"another")
BELOW = "in/study/live"
_numbers = count()


@dataclass
class Lab:
    """A bucket as the template makes it, and an endpoint with the template's role."""

    server: S3Server
    bucket: str
    changes: dict[str, Any] = field(default_factory=dict)
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    warnings: list[GymbrowserError] = field(default_factory=list)
    state: State | None = None
    who: Credentials | None = None
    """Whose key signs; None: that with the template's role."""

    def ask(self, *bodies: bytes, **changes: Any) -> tuple[int, Any]:
        """What the endpoint answers to a page that has these chunks."""
        chunks = [described(number, body) for number, body in enumerate(bodies or (BODY,))]
        asks = {
            "request": "upload",
            "experiment": "study",
            "mode": "live",
            "session": ANNA,
            "participant": None,
            "chunks": chunks,
        }
        body = json.dumps({**asks, **changes}).encode()
        # As on Lambda, where two requests may reach two instances of the function.
        response = self.endpoint().answer(Request("POST", ORIGIN, body))
        return response.status, json.loads(response.body)

    def endpoint(self) -> Any:
        settings = {
            "experiment": "study",
            "origins": [ORIGIN],
            "bucket": self.bucket,
            "prefix": "in/study",
            "endpoint_url": self.server.endpoint_url,
        }
        return make_endpoint(
            Settings.model_validate({**settings, **self.changes}),
            clock=self.now,
            warn=self.warnings.append,
            state=self.state,
            credentials=lambda: s3.Credentials(self.key, None),
        )

    @property
    def key(self) -> AccessKey:
        who = self.who or self.server.endpoint
        return AccessKey(who.access_key, who.secret_key)

    def objects(self, prefix: str = "in/") -> dict[str, bytes]:
        admin = self.server.client(self.server.admin)
        found = admin.list_objects_v2(Bucket=self.bucket, Prefix=prefix).get("Contents", [])
        return {
            item["Key"]: admin.get_object(Bucket=self.bucket, Key=item["Key"])["Body"].read()
            for item in found
        }


def described(number: int, body: bytes) -> dict[str, Any]:
    digest = hashlib.sha256(body).hexdigest()
    size = len(body)
    return {"writer": "page-1", "number": number, "sha256": digest, "size": size, "piece": None}


def key_of(body: bytes, number: int = 0, session: str = ANNA) -> str:
    digest = hashlib.sha256(body).hexdigest()
    return f"{BELOW}/{session}/page-1/{number:06}-{digest}.jsonl.gz"


def put(signed: Any, body: bytes, *, without: str = "", **headers: str) -> tuple[int, str]:
    """Status and body of the answer to a page that puts a chunk."""
    sent = {**signed["headers"], **{name.replace("_", "-"): v for name, v in headers.items()}}
    sent.pop(without, None)
    request = urllib.request.Request(signed["url"], body, sent, method="PUT")
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


@pytest.fixture
def lab(s3_server: S3Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Lab]:
    # The function's own credentials, with which it keeps its state.
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", s3_server.endpoint.access_key)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", s3_server.endpoint.secret_key)
    with template_bucket(s3_server, f"endpoint-{next(_numbers)}", ORIGIN) as name:
        yield Lab(s3_server, name)


def test_a_chunk_is_put_where_it_belongs(lab: Lab) -> None:
    status, answer = lab.ask(BODY, OTHER)
    assert status == 200, lab.warnings
    for signed, body in zip(answer["puts"], (BODY, OTHER), strict=True):
        assert put(signed, body)[0] == 200
    assert lab.objects() == {key_of(BODY): BODY, key_of(OTHER, 1): OTHER}


def test_an_object_that_is_there_is_not_put_again(lab: Lab) -> None:
    """A page whose answer was lost is told so: 412, and what is there has the same bytes."""
    _, answer = lab.ask()
    assert put(answer["puts"][0], BODY)[0] == 200
    status, said = put(answer["puts"][0], BODY)
    assert (status, "PreconditionFailed" in said) == (412, True)
    assert lab.objects() == {key_of(BODY): BODY}


def test_the_store_tells_of_an_endpoint_whose_clock_is_behind(lab: Lab) -> None:
    """In the words by which the page knows it (`js/src/page/record/answer.ts`)."""
    lab.now = lambda: datetime.now(UTC) - timedelta(days=1)
    _, answer = lab.ask()
    status, said = put(answer["puts"][0], BODY)
    assert (status, "AccessDenied" in said, "expired" in said) == (403, True, True), said


def test_other_bytes_are_refused(lab: Lab) -> None:
    """By the store, which reckons the checksum; and by the endpoint, which signs no second one."""
    _, answer = lab.ask()
    same_length = BODY[:-1] + bytes([BODY[-1] ^ 1])
    status, said = put(answer["puts"][0], same_length)
    assert (status, "BadDigest" in said) == (400, True)
    assert lab.objects() == {}
    assert lab.ask(OTHER)[1]["reason"] == "conflict"


CHANGED: dict[str, Any] = {
    "the checksum": {"x_amz_checksum_sha256": "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ="},
    "the type": {"Content_Type": "text/html"},
    "no condition": {"without": "If-None-Match"},
    "no checksum": {"without": "x-amz-checksum-sha256"},
}


@pytest.mark.parametrize("change", CHANGED.values(), ids=CHANGED.keys())
def test_headers_cannot_be_changed(lab: Lab, change: Any) -> None:
    _, answer = lab.ask()
    status, said = put(answer["puts"][0], BODY, **change)
    assert status == 403, said
    assert lab.objects() == {}


def test_a_body_cannot_be_longer_than_was_said(lab: Lab) -> None:
    """Without it, whoever says too little would be counted too little."""
    short = {**described(0, BODY), "size": 1}
    _, answer = lab.ask(chunks=[short])
    status, said = put(answer["puts"][0], BODY)
    assert status == 403, said
    assert lab.objects() == {}


def test_a_permission_ends(lab: Lab) -> None:
    lab.now = lambda: datetime(2026, 1, 1, tzinfo=UTC)
    _, answer = lab.ask()
    status, said = put(answer["puts"][0], BODY)
    assert (status, "expired" in said) == (403, True)


def test_a_sessions_address_is_good_for_no_other(lab: Lab) -> None:
    _, answer = lab.ask()
    signed = answer["puts"][0]
    stolen = {**signed, "url": signed["url"].replace(ANNA, BERT)}
    status, said = put(stolen, BODY)
    assert (status, "SignatureDoesNotMatch" in said) == (403, True)
    assert lab.objects() == {}


@pytest.fixture
def posting(s3_server: S3Server, bucket: str) -> Lab:
    """SeaweedFS takes no form of an identity that has rights on a part of a bucket alone."""
    changes = {"method": "post"}
    return Lab(s3_server, bucket, changes, state=MemoryState(), who=s3_server.signer)


def test_a_sessions_policy_is_good_for_no_other(posting: Lab) -> None:
    policy = PostPolicy.model_validate(posting.ask()[1])
    assert post(policy, key_of(BODY), BODY)[0] == 204
    for key in (
        key_of(BODY, session=BERT),
        f"{BELOW}/{ANNA[:-1]}",
        f"in/study/pilot/{ANNA}/x",
        f"endpoint/in/study/live/sessions/{BERT}.json",
    ):
        assert post(policy, key, BODY)[0] == 403
    assert posting.objects("") == {key_of(BODY): BODY}


def test_a_policy_can_overwrite_within_its_session(posting: Lab) -> None:
    """Said in docs/endpoint.md: only presigned PUTs can't."""
    policy = PostPolicy.model_validate(posting.ask()[1])
    assert post(policy, key_of(BODY), BODY)[0] == 204
    assert post(policy, key_of(BODY), OTHER)[0] == 204
    assert posting.objects() == {key_of(BODY): OTHER}


def test_used_ids_are_remembered_in_the_bucket(lab: Lab) -> None:
    lab.changes = {"sessions_per_participant": 1}
    anna = hashlib.sha256(b"study/anna").hexdigest()
    assert lab.ask(participant=anna)[0] == 200
    status, answer = lab.ask(participant=anna, session=BERT)
    assert (status, answer["reason"]) == (403, "participant-used")
    assert lab.ask(participant=anna)[0] == 200
    assert lab.warnings == []


def test_the_state_is_beside_the_records(lab: Lab) -> None:
    lab.ask()
    assert list(lab.objects("")) == [f"endpoint/in/study/live/sessions/{ANNA}.json"]


def test_requests_at_once_are_all_counted(lab: Lab) -> None:
    lab.changes = {"max_chunks": 3}
    started, answers = threading.Barrier(5), []

    def ask(number: int) -> None:
        started.wait()
        answers.append(lab.ask(chunks=[described(number, BODY)])[0])

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200, 200, 200, 403, 403], lab.warnings


def test_the_code_comes_once_the_last_chunk_is_there(lab: Lab) -> None:
    lab.changes = {"code": "STUDY-2026"}
    _, answer = lab.ask()
    assert lab.ask(request="code")[1]["reason"] == "not-stored"
    assert put(answer["puts"][0], BODY)[0] == 200
    assert lab.ask(request="code") == (200, {"kind": "code", "code": "STUDY-2026"})
    assert lab.ask(request="code", session=BERT)[1]["reason"] == "not-stored"
    assert lab.ask(OTHER, request="code")[1]["reason"] == "not-stored"


def test_a_role_that_may_keep_no_state_is_told_to_the_lab(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", lab.server.reader_by_policy.access_key)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", lab.server.reader_by_policy.secret_key)
    assert lab.ask()[0] == 503
    assert "may not keep its state below endpoint/in/study/" in str(lab.warnings[0])


def test_a_bucket_that_is_gone_is_told_to_the_lab(lab: Lab) -> None:
    gone = Lab(lab.server, "endpoint-gone")
    status, answer = gone.ask()
    assert (status, answer["reason"]) == (503, "busy")
    assert "endpoint-gone" in str(gone.warnings[0])
    assert "endpoint-gone" not in json.dumps(answer)


FORBIDDEN: dict[str, Callable[["S3Client", str], Any]] = {
    "list": lambda client, bucket: client.list_objects_v2(Bucket=bucket),
    "delete": lambda client, bucket: client.delete_object(Bucket=bucket, Key=key_of(BODY)),
    "put elsewhere": lambda client, bucket: client.put_object(Bucket=bucket, Key="in/other/x"),
    "read elsewhere": lambda client, bucket: client.get_object(Bucket=bucket, Key="in/other"),
    "another bucket": lambda client, _: client.put_object(Bucket="study-000", Key=key_of(BODY)),
    "the policy": lambda client, bucket: client.delete_bucket_policy(Bucket=bucket),
    "CORS": lambda client, bucket: client.delete_bucket_cors(Bucket=bucket),
    "the bucket": lambda client, bucket: client.delete_bucket(Bucket=bucket),
}


@pytest.mark.parametrize("act", FORBIDDEN.values(), ids=FORBIDDEN.keys())
def test_the_role_may_do_nothing_else(lab: Lab, act: Callable[["S3Client", str], Any]) -> None:
    admin = lab.server.client(lab.server.admin)
    for key in (key_of(BODY), "in/other"):
        admin.put_object(Bucket=lab.bucket, Key=key, Body=BODY)
    with pytest.raises(ClientError, match="AccessDenied"):
        act(lab.server.client(lab.server.endpoint), lab.bucket)


def test_only_pages_of_the_study_may_put(lab: Lab) -> None:
    """CORS as the template has it; a browser asks before each PUT."""
    address = f"{lab.server.endpoint_url}/{lab.bucket}/{key_of(BODY)}"
    headers = ("content-type", "if-none-match", "x-amz-checksum-sha256")
    assert allowed_origin(address, ORIGIN, "PUT", headers) == ORIGIN
    assert allowed_origin(address, "https://other.example", "PUT", headers) is None


def test_documents_are_changed_only_by_who_has_seen_them(lab: Lab) -> None:
    """The State of tests/unit/test_endpoint_state.py, as objects by conditional writes."""
    client = lab.server.client(lab.server.endpoint)
    bucket = s3.Bucket(lab.bucket, endpoint_url=lab.server.endpoint_url)
    state = BucketState(client, bucket, "endpoint/in/study")
    assert state.read("a") is None
    assert not state.write("a", "0", seen=Document("x", '"0123456789abcdef0123456789abcdef"'))
    assert state.write("a", "1", seen=None)
    first = state.read("a")
    assert first is not None
    assert not state.write("a", "other", seen=None)
    assert state.write("a", "2", seen=first)
    assert not state.write("a", "3", seen=first)
    latest = state.read("a")
    assert latest is not None
    assert latest.text == "2"


def test_chunk_keys_are_those_that_data_pull_reads(lab: Lab) -> None:
    _, answer = lab.ask()
    put(answer["puts"][0], BODY)
    (key,) = lab.objects()
    digest = hashlib.sha256(BODY).hexdigest()
    assert ChunkKey.parse(key) == ChunkKey("live", ANNA, "page-1", 0, digest)


TEST_NAME = "c" * 32
TEST_KEY = f"{BELOW}/test-writes/{TEST_NAME}"


def asked_for_a_test(lab: Lab) -> Any:
    ask = {"request": "test", "experiment": "study", "mode": "live", "name": TEST_NAME}
    return json.loads(lab.endpoint().answer(Request("POST", ORIGIN, json.dumps(ask).encode())).body)


def test_an_empty_object_is_put_before_anybody_begins(lab: Lab) -> None:
    [signed] = asked_for_a_test(lab)["puts"]
    assert put(signed, BODY)[0] in (400, 403)
    assert put(signed, b"")[0] == 200
    assert lab.objects() == {TEST_KEY: b""}


def test_the_form_of_a_test_write_takes_nothing_but_that(posting: Lab) -> None:
    policy = PostPolicy.model_validate(asked_for_a_test(posting))
    assert post(policy, TEST_KEY, BODY)[0] == 400
    assert post(policy, key_of(BODY), b"")[0] == 403
    assert post(policy, TEST_KEY, b"")[0] == 204
    assert posting.objects() == {TEST_KEY: b""}
