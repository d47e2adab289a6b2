"""From a signed form to a folder of data, against a real S3 server."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
import pytest

from gymbrowser.contract.upload import PostPolicy
from gymbrowser.data.pull import Pulled, pull
from gymbrowser.data.sessions import read_sessions, scan
from gymbrowser.data.show import summarise
from gymbrowser.errors import GymbrowserError, UserError
from gymbrowser.sign import mint
from gymbrowser.store.s3 import Bucket, Credentials, post_url
from gymbrowser.store.signature import AccessKey
from tests.chunks import Sealed, cart_session
from tests.post import post
from tests.seaweedfs import S3Server

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

PREFIX = "in/cartpole"
NAMES = [f"{number:032x}" for number in range(3)]

type Pull = Callable[[], Pulled]


@pytest.fixture
def study(s3_server: S3Server, bucket: str) -> Bucket:
    return Bucket(bucket, s3_server.region, s3_server.endpoint_url)


@pytest.fixture
def policy(s3_server: S3Server, study: Bucket) -> PostPolicy:
    """As a site gets it: signed with the key that may do nothing else."""
    key = AccessKey(s3_server.signer.access_key, s3_server.signer.secret_key)
    return granted(study, key)


@pytest.fixture
def admin(s3_server: S3Server) -> "S3Client":
    """May put anything anywhere, as somebody with another key could."""
    return boto3.client(
        "s3",
        region_name=s3_server.region,
        endpoint_url=s3_server.endpoint_url,
        aws_access_key_id=s3_server.admin.access_key,
        aws_secret_access_key=s3_server.admin.secret_key,
    )


@pytest.fixture
def into(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def fetch(s3_server: S3Server, study: Bucket, into: Path, monkeypatch: pytest.MonkeyPatch) -> Pull:
    """Pulls with the researcher's key, as boto3's chain finds it."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", s3_server.admin.access_key)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", s3_server.admin.secret_key)
    return lambda: pull(study, prefix=PREFIX, mode="live", into=into)


def granted(bucket: Bucket, key: AccessKey, expires: timedelta = timedelta(hours=1)) -> PostPolicy:
    return mint(
        bucket,
        PREFIX,
        "live",
        url=post_url(bucket),
        expires=expires,
        credentials=Credentials(key, None),
        now=datetime.now(UTC),
    ).policy


def upload(policy: PostPolicy, *chunks: Sealed) -> None:
    for chunk in chunks:
        assert post(policy, f"{PREFIX}/{chunk.key.path}", chunk.data)[0] == 204


def test_every_record_arrives_exactly_once(policy: PostPolicy, fetch: Pull, into: Path) -> None:
    sent = [chunk for name in NAMES for chunk in cart_session(name)]
    upload(policy, *sent, *sent[:4])
    done = fetch()
    assert (done.fetched, done.present) == (len(sent), 0)
    assert done.fetched_bytes == sum(len(chunk.data) for chunk in sent)
    for chunk in sent:
        assert (into / chunk.key.path).read_bytes() == chunk.data
    for session in read_sessions(scan(into), "live"):
        chains = session.chains
        assert {writer: chains[writer].records for writer in chains} == {"page-0": 4, "game-0": 4}
    assert [row.state for row in summarise(into).rows] == ["whole"] * 3


def test_nothing_has_arrived_yet(study: Bucket, fetch: Pull, into: Path) -> None:
    assert fetch() == Pulled()
    assert summarise(into).rows == ()


def test_a_file_is_as_old_as_its_object(
    policy: PostPolicy, fetch: Pull, study: Bucket, admin: "S3Client", into: Path
) -> None:
    """So a first look at a study tells who is still taking part."""
    upload(policy, *cart_session(NAMES[0]))
    fetch()
    for item in admin.list_objects_v2(Bucket=study.name, Prefix=PREFIX)["Contents"]:
        file = into / item["Key"].removeprefix(f"{PREFIX}/")
        assert file.stat().st_mtime == item["LastModified"].timestamp()


def test_only_what_is_new_is_fetched(policy: PostPolicy, fetch: Pull, into: Path) -> None:
    first, second, *rest = cart_session()
    upload(policy, first, second)
    assert fetch().fetched == 2
    before = (into / first.key.path).stat().st_mtime_ns
    again = fetch()
    assert (again.fetched, again.present) == (0, 2)
    upload(policy, *rest)
    assert (fetch().fetched, (into / first.key.path).stat().st_mtime_ns) == (2, before)


def test_a_file_that_was_cut_short_is_fetched_again(
    policy: PostPolicy, fetch: Pull, into: Path
) -> None:
    [first, *_] = cart_session()
    upload(policy, first)
    fetch()
    (into / first.key.path).write_bytes(first.data[:10])
    assert fetch().fetched == 1
    assert (into / first.key.path).read_bytes() == first.data


def test_a_corrupted_object_goes_into_quarantine(
    policy: PostPolicy, fetch: Pull, into: Path
) -> None:
    first, second, *_ = cart_session()
    bad = Sealed(second.key, b"rubbish")
    upload(policy, first, bad)
    for fetched in (1, 0):
        done = fetch()
        assert done.fetched == fetched
        [found] = done.quarantined
        assert found.key == f"{PREFIX}/{second.key.path}"
        assert "SHA-256" in found.reason
    assert not (into / second.key.path).exists()
    [kept] = (into / "quarantine").glob("*.bin")
    assert kept.read_bytes() == b"rubbish"
    assert [path.name for path in scan(into).foreign] == []
    upload(policy, second)
    mended = fetch()
    assert (mended.fetched, mended.quarantined) == (1, [])


def test_keys_that_are_no_chunks_are_reported_and_never_used_as_paths(
    admin: "S3Client", study: Bucket, policy: PostPolicy, fetch: Pull, into: Path
) -> None:
    [first, *_] = cart_session()
    upload(policy, first)
    keys = [
        f"{PREFIX}/live/notes.txt",
        f"{PREFIX}/live/{first.key.path}",
        f"{PREFIX}/live/{'a' * 32}/page-0/000000-short.jsonl.gz",
    ]
    for key in keys:
        admin.put_object(Bucket=study.name, Key=key, Body=b"x")
    done = fetch()
    assert (done.fetched, sorted(done.foreign)) == (1, sorted(keys))
    assert [path.relative_to(into).as_posix() for path in into.rglob("*.gz")] == [
        str(first.key.path)
    ]


def in_pieces(chunk: Sealed, count: int) -> list[tuple[str, bytes]]:
    """Keys and bytes, as a browser sends a chunk that is too large for the store."""
    starts = [at * len(chunk.data) // count for at in range(count + 1)]
    parts = [chunk.data[start:end] for start, end in pairwise(starts)]
    return [(f"{PREFIX}/{chunk.key.path}.{at}-{count}", part) for at, part in enumerate(parts)]


def test_pieces_are_joined_once_all_of_a_set_are_there(
    policy: PostPolicy, fetch: Pull, into: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gymbrowser.data.pull.PAGE_SIZE", 3)
    first, second, *rest = cart_session()
    upload(policy, *rest)
    *most, last = in_pieces(second, 5)
    for key, data in (*in_pieces(first, 3), *most, *in_pieces(second, 7)[:2]):
        assert post(policy, key, data)[0] == 204
    done = fetch()
    assert (done.fetched, done.incomplete, done.foreign) == (3, [second.key], [])
    assert (into / first.key.path).read_bytes() == first.data
    assert post(policy, *last)[0] == 204
    done = fetch()
    assert (done.fetched, done.present, done.incomplete) == (1, 3, [])
    assert [row.state for row in summarise(into).rows] == ["whole"]
    assert scan(into).foreign == ()


def test_pieces_that_do_not_make_their_chunk_go_into_quarantine(
    policy: PostPolicy, fetch: Pull, into: Path
) -> None:
    [chunk, *_] = cart_session()
    (first, data), (second, _) = in_pieces(chunk, 2)
    for key, body in ((first, data), (second, b"forged")):
        assert post(policy, key, body)[0] == 204
    for _ in range(2):
        [found] = fetch().quarantined
        assert (found.key, "SHA-256" in found.reason) == (first, True)
    # The right one takes its place.
    assert post(policy, *in_pieces(chunk, 2)[1])[0] == 204
    assert fetch().fetched == 1
    assert (into / chunk.key.path).read_bytes() == chunk.data


def test_pieces_larger_than_a_chunk_are_not_joined(
    admin: "S3Client", study: Bucket, fetch: Pull, into: Path
) -> None:
    [chunk, *_] = cart_session()
    for at in range(3):
        key = f"{PREFIX}/{chunk.key.path}.{at}-3"
        admin.put_object(Bucket=study.name, Key=key, Body=b"x" * (3 * 1024 * 1024))
    [found] = fetch().quarantined
    assert "more than" in found.reason
    assert not list(into.rglob("*.bin"))


def test_other_modes_and_prefixes_stay_where_they_are(
    admin: "S3Client", study: Bucket, fetch: Pull
) -> None:
    live, dev = cart_session()[0], cart_session(mode="dev")[0]
    admin.put_object(Bucket=study.name, Key=f"{PREFIX}/{dev.key.path}", Body=dev.data)
    admin.put_object(Bucket=study.name, Key=f"{PREFIX}-2/{live.key.path}", Body=live.data)
    assert fetch() == Pulled()


def test_an_object_too_large_for_a_chunk_is_not_fetched(
    admin: "S3Client", study: Bucket, fetch: Pull, into: Path
) -> None:
    [first, *_] = cart_session()
    large = b"x" * (8 * 1024 * 1024 + 1)
    admin.put_object(Bucket=study.name, Key=f"{PREFIX}/{first.key.path}", Body=large)
    [found] = fetch().quarantined
    assert "more than" in found.reason
    assert not list(into.rglob("*.bin"))


def test_a_long_listing_comes_in_pages(
    policy: PostPolicy, fetch: Pull, into: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gymbrowser.data.pull.PAGE_SIZE", 5)
    sent = [chunk for name in NAMES for chunk in cart_session(name)]
    upload(policy, *sent)
    assert fetch().fetched == len(sent) == 12
    assert len(list(into.rglob("*.gz"))) == 12


@pytest.mark.parametrize(
    ("key", "data", "changes", "status"),
    [
        ("in/other/live/x", b"x", {}, 403),
        ("in/cartpole/dev/x", b"x", {}, 403),
        ("in/cartpole/live/x", b"x" * (8 * 1024 * 1024 + 1), {}, 400),
        ("in/cartpole/live/x", b"x", {"x-amz-signature": "0" * 64}, 403),
        ("in/cartpole/live/x", b"x", {"Content-Type": "text/html"}, 403),
    ],
)
def test_the_server_holds_what_the_policy_says(
    policy: PostPolicy, fetch: Pull, key: str, data: bytes, changes: dict[str, str], status: int
) -> None:
    assert post(policy, key, data, **changes)[0] == status
    assert fetch() == Pulled()


def test_an_expired_policy_is_refused(s3_server: S3Server, study: Bucket) -> None:
    key = AccessKey(s3_server.signer.access_key, s3_server.signer.secret_key)
    past = mint(
        study,
        PREFIX,
        "live",
        url=post_url(study),
        expires=timedelta(hours=1),
        credentials=Credentials(key, None),
        now=datetime.now(UTC) - timedelta(hours=2),
    )
    assert post(past.policy, "in/cartpole/live/x", b"x")[0] == 403


def test_the_signing_key_cannot_pull(
    s3_server: S3Server, fetch: Pull, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", s3_server.signer.access_key)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", s3_server.signer.secret_key)
    with pytest.raises(UserError, match=r"refused: AccessDenied.*\n.*s3:ListBucket"):
        fetch()


def test_a_bucket_that_is_not_there(s3_server: S3Server, fetch: Pull, into: Path) -> None:
    nowhere = Bucket("nowhere", s3_server.region, s3_server.endpoint_url)
    with pytest.raises(UserError, match="NoSuchBucket"):
        pull(nowhere, prefix=PREFIX, mode="live", into=into)


def test_a_server_that_is_not_there(fetch: Pull, into: Path) -> None:
    nowhere = Bucket("study", "us-east-1", "http://127.0.0.1:9")
    with pytest.raises(GymbrowserError, match="cannot be reached"):
        pull(nowhere, prefix=PREFIX, mode="live", into=into)


def test_empty_test_writes_are_passed_over_and_others_named(
    policy: PostPolicy, fetch: Pull
) -> None:
    name = f"{policy.prefix}test-writes/{'a' * 32}"
    status, said = post(policy, name, b"")
    assert status == 204, said
    assert fetch().foreign == []
    assert post(policy, f"{name[:-1]}b", b"not empty")[0] == 204
    assert fetch().foreign == [f"{name[:-1]}b"]
