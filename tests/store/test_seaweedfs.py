"""The S3 server of the tests is a judge: it takes what S3 takes, and refuses what S3 refuses."""

import base64
import json
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from tests.conftest import MakeBucket
from tests.ports import free_ports
from tests.post import post_parts
from tests.seaweedfs import S3Server, SeaweedFS, allowed_origin, run_seaweedfs

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

LIMIT = 1000
BODY = b"chunk"

type Fields = dict[str, str]


@pytest.fixture
def address(s3_server: S3Server, bucket: str) -> str:
    return f"{s3_server.endpoint_url}/{bucket}/"


@pytest.fixture
def admin(s3_server: S3Server) -> "S3Client":
    return s3_server.client(s3_server.admin)


@pytest.fixture
def signer(s3_server: S3Server) -> "S3Client":
    return s3_server.client(s3_server.signer)


@pytest.fixture
def sign(signer: "S3Client", bucket: str) -> Callable[..., Fields]:
    """The fields of a form that boto3 signed: so nothing of ours vouches for itself."""

    def sign(expires_s: int = 600) -> Fields:
        limit = ["content-length-range", 0, LIMIT]
        signed = signer.generate_presigned_post(
            bucket, "in/${filename}", Conditions=[limit], ExpiresIn=expires_s
        )
        return dict(signed["fields"])

    return sign


def upload(address: str, fields: Fields, key: str = "in/a", body: bytes = BODY) -> tuple[int, str]:
    return post_parts(address, [*{**fields, "key": key}.items(), ("file", ("chunk", body))])


def stored(admin: "S3Client", bucket: str) -> list[str]:
    return [item["Key"] for item in admin.list_objects_v2(Bucket=bucket).get("Contents", [])]


def test_a_signed_form_is_accepted(
    address: str, bucket: str, admin: "S3Client", sign: Callable[..., Fields]
) -> None:
    status, answer = upload(address, sign())
    assert status == 204, answer
    assert admin.get_object(Bucket=bucket, Key="in/a")["Body"].read() == BODY


def tampered(fields: Fields) -> Fields:
    """The same signature over a policy that allows more."""
    policy = json.loads(base64.b64decode(fields["policy"]))
    policy["conditions"] = [rule for rule in policy["conditions"] if LIMIT not in rule]
    return {**fields, "policy": base64.b64encode(json.dumps(policy).encode()).decode()}


def forged(fields: Fields) -> Fields:
    first, rest = fields["x-amz-signature"][0], fields["x-amz-signature"][1:]
    return {**fields, "x-amz-signature": ("0" if first != "0" else "1") + rest}


@pytest.mark.parametrize("change", [tampered, forged])
def test_a_changed_form_is_refused(
    address: str,
    bucket: str,
    admin: "S3Client",
    sign: Callable[..., Fields],
    change: Callable[[Fields], Fields],
) -> None:
    status, answer = upload(address, change(sign()))
    assert status == 403, answer
    assert "SignatureDoesNotMatch" in answer
    assert stored(admin, bucket) == []


def test_an_expired_policy_is_refused(
    address: str, bucket: str, admin: "S3Client", sign: Callable[..., Fields]
) -> None:
    status, answer = upload(address, sign(expires_s=-60))
    assert status == 403, answer
    assert "xpired" in answer
    assert stored(admin, bucket) == []


def test_a_key_outside_the_prefix_is_refused(
    address: str, bucket: str, admin: "S3Client", sign: Callable[..., Fields]
) -> None:
    status, answer = upload(address, sign(), key="out/a")
    assert status == 403, answer
    assert stored(admin, bucket) == []


def test_the_size_limit_is_exact(
    address: str, bucket: str, admin: "S3Client", sign: Callable[..., Fields]
) -> None:
    assert upload(address, sign(), key="in/fits", body=bytes(LIMIT))[0] == 204
    status, answer = upload(address, sign(), key="in/large", body=bytes(LIMIT + 1))
    assert status == 400, answer
    assert "EntityTooLarge" in answer
    assert stored(admin, bucket) == ["in/fits"]


def test_a_form_without_a_signature_is_refused(
    address: str, bucket: str, admin: "S3Client"
) -> None:
    status, answer = upload(address, {})
    assert status in (400, 403), answer
    assert stored(admin, bucket) == []


FORBIDDEN: dict[str, Callable[["S3Client", str], Any]] = {
    "read": lambda s3, bucket: s3.get_object(Bucket=bucket, Key="in/a"),
    "list": lambda s3, bucket: s3.list_objects_v2(Bucket=bucket),
    "delete": lambda s3, bucket: s3.delete_object(Bucket=bucket, Key="in/a"),
    "put outside the prefix": lambda s3, bucket: s3.put_object(Bucket=bucket, Key="out/a"),
    "copy": lambda s3, bucket: s3.copy_object(
        Bucket=bucket, Key="in/b", CopySource={"Bucket": bucket, "Key": "in/a"}
    ),
    "read the policy": lambda s3, bucket: s3.get_bucket_policy(Bucket=bucket),
    "delete the policy": lambda s3, bucket: s3.delete_bucket_policy(Bucket=bucket),
    "delete the bucket": lambda s3, bucket: s3.delete_bucket(Bucket=bucket),
}


@pytest.mark.parametrize("act", FORBIDDEN.values(), ids=FORBIDDEN.keys())
def test_the_signer_may_do_nothing_but_put(
    signer: "S3Client",
    admin: "S3Client",
    bucket: str,
    act: Callable[["S3Client", str], Any],
) -> None:
    signer.put_object(Bucket=bucket, Key="in/a", Body=BODY)
    with pytest.raises(ClientError, match="AccessDenied"):
        act(signer, bucket)
    assert stored(admin, bucket) == ["in/a"]


def test_several_objects_cannot_be_deleted_at_once(
    signer: "S3Client", admin: "S3Client", bucket: str
) -> None:
    signer.put_object(Bucket=bucket, Key="in/a", Body=BODY)
    answer = signer.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": "in/a"}]})
    assert [error.get("Code") for error in answer["Errors"]] == ["AccessDenied"]
    assert stored(admin, bucket) == ["in/a"]


def test_only_pages_of_the_named_origin_may_read_answers(
    s3_server: S3Server, make_bucket: MakeBucket
) -> None:
    address = f"{s3_server.endpoint_url}/{make_bucket('https://study.example')}/"
    assert allowed_origin(address, "https://study.example", "POST") == "https://study.example"
    assert allowed_origin(address, "https://other.example", "POST") is None


def test_it_goes_elsewhere_where_a_port_was_taken(tmp_path: Path) -> None:
    weed = SeaweedFS(tmp_path)
    chosen = weed.ports
    try:
        with socket.create_server(("127.0.0.1", chosen.s3_grpc)):
            weed.start()
        assert weed.ports != chosen
        weed.server.make_bucket("study-000", [])
    finally:
        weed.kill()


@pytest.mark.skipif(sys.platform != "linux", reason="processor time is read from /proc")
def test_its_processor_time_grows_with_what_it_does(tmp_path: Path) -> None:
    with run_seaweedfs(tmp_path) as weed:
        admin = weed.server.client(weed.server.admin)
        weed.server.make_bucket("study-000", [])
        before = weed.processor_s
        while weed.processor_s < before + 0.05:
            admin.put_object(Bucket="study-000", Key="in/a", Body=b"a" * 1_000_000)
        assert 0 < before < weed.processor_s


def test_a_port_of_its_own_is_never_one_of_an_outgoing_connection() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as connection,
    ):
        ports = free_ports(100)
        assert len({*ports}) == 100
        assert max(ports) < connection.getsockname()[1]
