"""Erasing from a real store with versioning, by the key that docs/data-protection.md makes."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError
from click.testing import CliRunner

from gymbrowser.cli import main
from gymbrowser.data.erase import Chosen, Erasure, erase, plan_erasure
from gymbrowser.data.holders import BucketHolder
from gymbrowser.data.pull import Pulled, pull
from gymbrowser.data.show import summarise
from gymbrowser.data.tombstones import TombstoneKey
from gymbrowser.errors import GymbrowserError, UserError
from gymbrowser.store.s3 import Bucket
from gymbrowser.store.versions import list_versions
from tests.chunks import cart_session, identified, withdrawn
from tests.seaweedfs import Credentials, S3Server

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

PREFIX = "in/my-study"
A, B = "a" * 32, "b" * 32
NOW = datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC)

type Pull = Callable[..., Pulled]


@pytest.fixture
def study(s3_server: S3Server, bucket: str) -> Bucket:
    return Bucket(bucket, s3_server.region, s3_server.endpoint_url)


@pytest.fixture
def admin(s3_server: S3Server) -> "S3Client":
    return s3_server.client(s3_server.admin)


@pytest.fixture
def filled(admin: "S3Client", study: Bucket) -> Bucket:
    """Two sessions in a bucket with versioning: objects written twice, one hidden by a marker."""
    admin.put_bucket_versioning(Bucket=study.name, VersioningConfiguration={"Status": "Enabled"})
    for name, participant in ((A, "anna"), (B, "bert")):
        chunks = [*cart_session(name), identified(name, participant=participant)]
        for chunk in (*chunks, *chunks[:2]):
            admin.put_object(Bucket=study.name, Key=f"{PREFIX}/{chunk.key.path}", Body=chunk.data)
        admin.delete_object(Bucket=study.name, Key=f"{PREFIX}/{chunks[0].key.path}")
    admin.put_object(Bucket=study.name, Key=f"{PREFIX}/live/{A}/notes", Body=b"anything")
    return study


@pytest.fixture
def eraser(s3_server: S3Server, filled: Bucket) -> BucketHolder:
    return BucketHolder(filled, PREFIX, s3_server.client(s3_server.eraser_by_policy))


@pytest.fixture
def fetch(
    s3_server: S3Server, study: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Pull:
    def run(keys: Credentials | None = None, identities: bool = True) -> Pulled:
        own = keys or s3_server.admin
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", own.access_key)
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", own.secret_key)
        into = tmp_path / "data"
        return pull(study, prefix=PREFIX, mode="live", into=into, identities=identities)

    return run


def carried_out(holder: BucketHolder, chosen: Chosen) -> Erasure:
    [erasure], _ = plan_erasure([holder], "live", chosen)
    erase(erasure, NOW)
    return erasure


def versions(admin: "S3Client", bucket: Bucket) -> list[str]:
    return [version.key for version in list_versions(admin, bucket.name, "")]


def test_every_version_goes_and_no_other_session(eraser: BucketHolder, admin: "S3Client") -> None:
    before = versions(admin, eraser.bucket)
    erasure = carried_out(eraser, Chosen([A[:8]]))
    [(_, held)] = erasure.shares
    # Five chunks, two of them twice, a marker, and what is no chunk.
    assert len(held) == 9
    after = versions(admin, eraser.bucket)
    assert [key for key in after if A in key] == [f"{PREFIX}/erased/live/{A}.json"]
    assert [key for key in after if B in key] == [key for key in before if B in key]


def test_a_participant_is_found_in_the_bucket(eraser: BucketHolder, admin: "S3Client") -> None:
    assert carried_out(eraser, Chosen(participants=["anna"])).session == A
    stone = admin.get_object(
        Bucket=eraser.bucket.name, Key=f"{PREFIX}/{TombstoneKey('live', A).path}"
    )
    assert b"anna" not in stone["Body"].read()


def test_those_who_asked_for_it(eraser: BucketHolder, admin: "S3Client") -> None:
    marker = withdrawn(B)
    admin.put_object(Bucket=eraser.bucket.name, Key=f"{PREFIX}/{marker.key.path}", Body=marker.data)
    assert carried_out(eraser, Chosen(withdrawn=True)).session == B


def test_the_key_that_erases_can_do_nothing_else(eraser: BucketHolder, study: Bucket) -> None:
    with pytest.raises(ClientError, match="AccessDenied"):
        eraser.client.put_object(Bucket=study.name, Key=f"{PREFIX}/live/{A}/x", Body=b"x")
    with pytest.raises(ClientError, match="AccessDenied"):
        eraser.client.list_object_versions(Bucket=study.name, Prefix="in/other-study/")


def test_another_key_is_told_what_it_lacks(s3_server: S3Server, filled: Bucket) -> None:
    holder = BucketHolder(filled, PREFIX, s3_server.client(s3_server.colleague_by_policy))
    with pytest.raises(UserError, match=r"s3:ListBucketVersions on the bucket"):
        plan_erasure([holder], "live", Chosen([A]))


def test_a_bucket_without_versions(s3_server: S3Server, study: Bucket, admin: "S3Client") -> None:
    for chunk in cart_session(A):
        admin.put_object(Bucket=study.name, Key=f"{PREFIX}/{chunk.key.path}", Body=chunk.data)
    holder = BucketHolder(study, PREFIX, s3_server.client(s3_server.eraser_by_policy))
    carried_out(holder, Chosen([A]))
    assert versions(admin, study) == [f"{PREFIX}/erased/live/{A}.json"]


def test_a_pull_erases_what_was_erased(eraser: BucketHolder, fetch: Pull, tmp_path: Path) -> None:
    into = tmp_path / "data"
    fetch()
    assert {row.participant for row in summarise(into, identities=True).rows} == {"anna", "bert"}
    carried_out(eraser, Chosen([A]))
    assert fetch().erased == [A]
    assert [path for path in into.rglob("*") if A in path.as_posix() and path.is_file()] == [
        into / TombstoneKey("live", A).path
    ]
    assert fetch().erased == []
    assert summarise(into).erased == {A: 0}


def test_what_a_browser_sends_late_is_not_fetched(
    eraser: BucketHolder, admin: "S3Client", fetch: Pull, tmp_path: Path
) -> None:
    carried_out(eraser, Chosen([A]))
    late = cart_session(A)[1]
    admin.put_object(Bucket=eraser.bucket.name, Key=f"{PREFIX}/{late.key.path}", Body=late.data)
    done = fetch()
    assert (done.late, [row.session for row in summarise(tmp_path / "data").rows]) == (1, [B])
    carried_out(eraser, Chosen([A]))
    assert fetch().late == 0


def test_a_colleague_gets_all_but_who_took_part(
    s3_server: S3Server, filled: Bucket, fetch: Pull, tmp_path: Path
) -> None:
    with pytest.raises(GymbrowserError, match="AccessDenied"):
        fetch(s3_server.colleague_by_policy)
    done = fetch(s3_server.colleague_by_policy, identities=False)
    assert done.withheld == 2
    assert not (tmp_path / "data" / "identities").exists()
    rows = summarise(tmp_path / "data", identities=True).rows
    assert [(row.session, row.participant) for row in rows] == [(A, None), (B, None)]


def test_the_command_reaches_bucket_and_folder(
    s3_server: S3Server,
    filled: Bucket,
    admin: "S3Client",
    fetch: Pull,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fetch()
    experiment = tmp_path / "exp.yml"
    (tmp_path / "hello.md").write_text("# Hello\n")
    experiment.write_text(
        "id: tiny\ntitle: Tiny\nenvironment: {gym_id: CartPole-v1}\n"
        "steps:\n  - page: hello.md\n  - end: {}\n"
        f"upload: {{s3: {{bucket: {filled.name}, prefix: {PREFIX}, "
        f"endpoint_url: '{s3_server.endpoint_url}'}}}}\n"
    )
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", s3_server.eraser_by_policy.access_key)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", s3_server.eraser_by_policy.secret_key)
    words = ["data", "erase", str(experiment), str(tmp_path / "data"), "--participant", "anna"]
    said = CliRunner().invoke(main, words)
    assert (said.exit_code, "Nothing was erased." in said.output) == (0, True), said.output
    assert f"the bucket {filled.name}: 9 versions of objects" in said.output
    done = CliRunner().invoke(main, [*words, "--yes"])
    assert done.exit_code == 0, done.output
    assert [key for key in versions(admin, filled) if A in key] == [
        f"{PREFIX}/erased/live/{A}.json"
    ]
    assert [row.session for row in summarise(tmp_path / "data").rows] == [B]
