"""The policies of docs/s3.md, each in force on a real S3 server: what they allow, and what not.

tests/store plays the whole chain on buckets that have the bucket policy and the CORS rule of the
same page (see tests/seaweedfs.py).
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from tests.seaweedfs import DOCUMENTED, DOCUMENTED_PREFIX, Credentials, S3Server

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

INSIDE, OUTSIDE = f"{DOCUMENTED_PREFIX}live/a", "in/other-study/live/a"

type Act = Callable[["S3Client"], Any]

ACTS: dict[str, Act] = {
    "put": lambda s3: s3.put_object(Bucket=DOCUMENTED, Key=f"{INSIDE}2", Body=b"x"),
    "put elsewhere": lambda s3: s3.put_object(Bucket=DOCUMENTED, Key=OUTSIDE, Body=b"x"),
    "list": lambda s3: s3.list_objects_v2(Bucket=DOCUMENTED, Prefix=f"{DOCUMENTED_PREFIX}live/"),
    "list elsewhere": lambda s3: s3.list_objects_v2(Bucket=DOCUMENTED, Prefix="in/other-study/"),
    "list everything": lambda s3: s3.list_objects_v2(Bucket=DOCUMENTED),
    "get": lambda s3: s3.get_object(Bucket=DOCUMENTED, Key=INSIDE),
    "get elsewhere": lambda s3: s3.get_object(Bucket=DOCUMENTED, Key=OUTSIDE),
    "delete": lambda s3: s3.delete_object(Bucket=DOCUMENTED, Key=INSIDE),
    "change the policy": lambda s3: s3.delete_bucket_policy(Bucket=DOCUMENTED),
}
ALLOWED = {"signer": {"put"}, "reader": {"list", "get"}}


@pytest.fixture(scope="module")
def documented(s3_server: S3Server) -> Iterator[S3Server]:
    """The bucket, with an object that belongs to the study and one that does not."""
    admin = s3_server.client(s3_server.admin)
    admin.create_bucket(Bucket=DOCUMENTED)
    for key in (INSIDE, OUTSIDE):
        admin.put_object(Bucket=DOCUMENTED, Key=key, Body=b"x")
    yield s3_server
    s3_server.remove_bucket(DOCUMENTED)


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("who", ALLOWED)
def test_each_key_may_do_its_own_work_and_nothing_else(
    documented: S3Server, who: str, act: str
) -> None:
    client = documented.client(key_of(documented, who))
    if act in ALLOWED[who]:
        ACTS[act](client)
    else:
        with pytest.raises(ClientError, match="AccessDenied"):
            ACTS[act](client)


def key_of(server: S3Server, who: str) -> Credentials:
    return {"signer": server.signer_by_policy, "reader": server.reader_by_policy}[who]
