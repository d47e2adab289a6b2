"""A bucket of records, and somebody who may not see them: without any key, or with a permission to
upload that a page was given.
"""

import urllib.error
import urllib.request
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from gymbrowser.contract.upload import PostPolicy
from tests.conftest import MakeBucket
from tests.endpoint import ANNA, BERT, ORIGIN
from tests.post import post
from tests.seaweedfs import S3Server
from tests.store.test_endpoint import BODY, OTHER, Lab, key_of, lab, posting, put

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

__all__ = ["lab", "posting"]  # fixtures

STORED, NEW = key_of(BODY), key_of(OTHER, session=BERT)
DELETES = f"<Delete><Object><Key>{STORED}</Key></Object></Delete>".encode()

type Act = tuple[str, str, bytes | None]
"""Method, what follows the bucket in the address, body."""

READS: dict[str, Act] = {
    "get": ("GET", f"/{STORED}", None),
    "head": ("HEAD", f"/{STORED}", None),
    "list": ("GET", "/?list-type=2", None),
    "list as once": ("GET", "/", None),
    "list below a prefix": ("GET", "/?list-type=2&prefix=in/", None),
    "list versions": ("GET", "/?versions", None),
    "list uploads": ("GET", "/?uploads", None),
    "read the policy": ("GET", "/?policy", None),
    "read the rights": ("GET", f"/{STORED}?acl", None),
}
WRITES: dict[str, Act] = {
    "put": ("PUT", f"/{NEW}", OTHER),
    "overwrite": ("PUT", f"/{STORED}", OTHER),
    "put elsewhere": ("PUT", "/elsewhere", OTHER),
    "delete": ("DELETE", f"/{STORED}", None),
    "delete several": ("POST", "/?delete", DELETES),
    "begin parts": ("POST", f"/{NEW}?uploads", None),
    "change the policy": ("PUT", "/?policy", b'{"Version": "2012-10-17", "Statement": []}'),
    "drop the policy": ("DELETE", "/?policy", None),
    "drop the bucket": ("DELETE", "/", None),
}
ACTS = {**READS, **WRITES}


@pytest.fixture(params=["docs/s3.md", "the template"])
def records(request: pytest.FixtureRequest, s3_server: S3Server) -> tuple[S3Server, str]:
    """A bucket with one record, as each of the two ways makes it."""
    if request.param == "docs/s3.md":
        make: MakeBucket = request.getfixturevalue("make_bucket")
        name = make(ORIGIN)
    else:
        lab: Lab = request.getfixturevalue("lab")
        name = lab.bucket
    s3_server.client(s3_server.admin).put_object(Bucket=name, Key=STORED, Body=BODY)
    return s3_server, name


def stored(server: S3Server, bucket: str) -> dict[str, bytes]:
    admin: S3Client = server.client(server.admin)
    found = admin.list_objects_v2(Bucket=bucket, Prefix="in/").get("Contents", [])
    return {
        item["Key"]: admin.get_object(Bucket=bucket, Key=item["Key"])["Body"].read()
        for item in found
    }


def send(address: str, act: Act) -> tuple[int, bytes]:
    method, _, body = act
    try:
        with urllib.request.urlopen(urllib.request.Request(address, body, method=method)) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


def tells_nothing(said: bytes, act: Act) -> bool:
    """Neither content nor a key, but for the one that was asked for."""
    return BODY not in said and (STORED.encode() not in said or STORED in act[1])


def test_nobody_without_a_key_may_do_anything(records: tuple[S3Server, str]) -> None:
    server, bucket = records
    answers = {
        name: send(f"{server.endpoint_url}/{bucket}{ACTS[name][1]}", ACTS[name]) for name in ACTS
    }
    assert {name: status for name, (status, _) in answers.items()} == dict.fromkeys(ACTS, 403)
    assert all(tells_nothing(said, ACTS[name]) for name, (_, said) in answers.items())
    assert stored(server, bucket) == {STORED: BODY}


SIGNED = {
    **READS,
    "another method": ("DELETE", f"/{STORED}", None),
    "another session": ("PUT", f"/{NEW}", OTHER),
    "outside": ("PUT", "/elsewhere", OTHER),
    "begin parts": ("POST", f"/{STORED}?uploads", None),
}


def test_a_presigned_put_is_good_for_its_one_object_alone(lab: Lab) -> None:
    """The signature is over method and key: it says nothing for any other."""
    signed = lab.ask()[1]["puts"][0]
    assert put(signed, BODY)[0] == 200
    bucket, signature = f"{lab.server.endpoint_url}/{lab.bucket}", urlsplit(signed["url"]).query
    answers = {
        name: send(f"{bucket}{with_query(act[1], signature)}", act) for name, act in SIGNED.items()
    }
    assert {name: status for name, (status, _) in answers.items()} == dict.fromkeys(SIGNED, 403)
    assert all(tells_nothing(said, SIGNED[name]) for name, (_, said) in answers.items())
    assert lab.objects() == {STORED: BODY}


def with_query(path: str, query: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}{query}"


def test_a_presigned_put_overwrites_nothing(lab: Lab) -> None:
    signed = lab.ask()[1]["puts"][0]
    assert put(signed, BODY)[0] == 200
    assert put(signed, BODY)[0] == 412
    assert put(signed, OTHER)[0] >= 400
    assert lab.objects() == {STORED: BODY}


ELSEWHERE = (
    "in/study/live/../../other/x",
    "in/study/live//../x",
    "/in/study/live/x",
    "in/study/pilot/x",
    f"in/study/live/{ANNA}",
    f"in/study/live/{ANNA}/../{BERT}/x",
    "",
)


def test_a_policy_leads_nowhere_else(posting: Lab) -> None:
    policy = PostPolicy.model_validate(posting.ask()[1])
    for key in ELSEWHERE:
        status, said = post(policy, key, BODY)
        assert status in {400, 403}, (key, said)
    assert posting.objects("") == {}


def test_a_policy_does_not_read(posting: Lab) -> None:
    """Its fields as the signature of another request, for what their key may do."""
    policy = PostPolicy.model_validate(posting.ask()[1])
    assert post(policy, STORED, BODY)[0] == 204
    query = "&".join(f"{name}={value}" for name, value in policy.fields.items())
    for act in READS.values():
        status, said = send(f"{policy.url.rstrip('/')}{with_query(act[1], query)}", act)
        assert status in {400, 403}
        assert tells_nothing(said, act)
