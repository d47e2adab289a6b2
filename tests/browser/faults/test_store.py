"""Faults of the store."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from botocore.exceptions import BotoCoreError, ClientError
from playwright.sync_api import expect

from tests import faulty_store as faults
from tests.browser.browser_side import wait_until
from tests.browser.fault_matrix import Matrix
from tests.browser.fault_trial import Ground, Visitor, bucket_of
from tests.browser.faults.trials import LONG, judge, trials
from tests.seaweedfs import S3Server, SeaweedFS
from tests.small_disk import SmallDisk

DISK_BYTES = 32 * 1024 * 1024


@pytest.fixture(scope="module")
def own_store(ground: Ground, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SeaweedFS]:
    """A second SeaweedFS, with a bucket of the same name."""
    with running(SeaweedFS(tmp_path_factory.mktemp("own")), ground) as weed:
        yield weed


@pytest.fixture(scope="module")
def small_store(
    ground: Ground, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[SeaweedFS, SmallDisk]]:
    """Another one, on a disk of its own."""
    folder = tmp_path_factory.mktemp("small")
    disk = SmallDisk(folder / "data", DISK_BYTES)
    disk.folder.mkdir()
    if not disk.is_possible():
        pytest.skip("This machine gives no mount namespace, so there is no disk to fill.")
    with running(SeaweedFS(folder, disk.wrapper), ground) as weed:
        yield weed, disk


@contextmanager
def running(weed: SeaweedFS, ground: Ground) -> Iterator[SeaweedFS]:
    try:
        weed.start()
        weed.server.make_bucket(ground.study.bucket, [ground.study.origin])
        yield weed
    finally:
        weed.kill()


@trials
def test_a_storm_of_500_and_503(
    ground: Ground, matrix: Matrix, visitor: Visitor, trial: int
) -> None:
    ground.store.set(faults.storm(seed=trial))
    visitor.agree()
    visitor.take_part()
    # What may pass in a moment is called trouble after 15 s only.
    visitor.reads("busy" if LONG else "sending")
    assert ground.pulled(visitor.name) is None
    assert len(visitor.local()["chunks"]) > 3
    ground.store.set(faults.pass_on)
    if not LONG:
        visitor.go_online()
    judge(ground, matrix, visitor, "storm of 500 and 503")


@trials
def test_cors_wrong_then_right(
    ground: Ground, matrix: Matrix, visitor: Visitor, s3_server: S3Server, trial: int
) -> None:
    study = ground.study
    s3_server.allow_origins(study.bucket, ["https://elsewhere.example.org"])
    try:
        visitor.agree()
        visitor.take_part()
        visitor.reads("sending")
        # The store has taken some of it; the page can't know, and keeps it.
        assert len(visitor.local()["chunks"]) > 3
    finally:
        s3_server.allow_origins(study.bucket, [study.origin])
    visitor.go_online()
    judge(ground, matrix, visitor, "CORS wrong, then right")


@trials
def test_the_bucket_is_gone_and_comes_back(
    ground: Ground,
    matrix: Matrix,
    visitor: Visitor,
    s3_server: S3Server,
    bucket_names: Iterator[str],
    trial: int,
) -> None:
    name = next(bucket_names)
    ground.permit(bucket=name)
    visitor.agree()
    visitor.take_part()
    visitor.reads("refused")
    expect(visitor.page.get_by_text("NoSuchBucket")).to_be_visible()
    assert len(visitor.local()["chunks"]) > 3
    s3_server.make_bucket(name, [ground.study.origin])
    visitor.go_online()
    visitor.reads_that_all_is_saved()
    there = bucket_of(s3_server, name, ground.store.address)
    session = ground.pulled(visitor.name, there)
    matrix.judge("bucket gone and back", session, visitor.confirmed)


@trials
def test_a_chunk_that_is_too_large(
    ground: Ground, matrix: Matrix, visitor: Visitor, trial: int
) -> None:
    ground.permit(max_bytes=4500)
    visitor.agree()
    visitor.say("first", length=9_000)
    visitor.play()
    visitor.say("last")
    judge(ground, matrix, visitor, "EntityTooLarge")
    pieces = [key for key in ground.study.object_keys() if not key.endswith(".gz")]
    assert pieces


@trials
def test_the_store_is_killed_and_comes_back(
    ground: Ground,
    matrix: Matrix,
    visitor: Visitor,
    own_store: SeaweedFS,
    trial: int,
) -> None:
    ground.store.upstream = own_store.server.endpoint_url
    visitor.agree()
    visitor.say("first")
    visitor.begin_game()
    own_store.kill()
    visitor.play()
    visitor.say("last")
    visitor.reads("sending")
    own_store.start()
    visitor.go_online()
    visitor.reads_that_all_is_saved()
    matrix.judge("store killed and back", ground.pulled(visitor.name), visitor.confirmed)


@trials
def test_the_store_has_no_space_left(
    ground: Ground,
    matrix: Matrix,
    visitor: Visitor,
    small_store: tuple[SeaweedFS, SmallDisk],
    trial: int,
) -> None:
    weed, disk = small_store
    ground.store.upstream = weed.server.endpoint_url
    visitor.agree()
    visitor.say("first")
    visitor.begin_game()
    disk.fill(weed.pid)
    try:
        with visitor.page.expect_response(lambda response: response.status == 500):
            visitor.play()
            visitor.say("last")
            visitor.reads("sending")
        assert visitor.local()["chunks"] != []
    finally:
        disk.free(weed.pid)
    # SeaweedFS looks at its disk once a minute: until then it refuses as if there were no space.
    wait_until(lambda: takes(weed.server, ground.study.bucket), seconds=150)
    visitor.go_online()
    judge(ground, matrix, visitor, "the store's disk full, then not")


def takes(server: S3Server, bucket: str) -> bool:
    """Whether a store stores an object that is nobody's."""
    try:
        server.client(server.admin).put_object(Bucket=bucket, Key="probe", Body=b"bytes")
    except (ClientError, BotoCoreError):
        return False
    return True


def test_the_judge_notices_a_store_that_lies(ground: Ground, visitor: Visitor) -> None:
    """What these tests are worth: one upload is confirmed and thrown away."""
    ground.store.set(faults.once(faults.lying))
    visitor.agree()
    visitor.take_part()
    visitor.reads_that_all_is_saved()
    with pytest.raises(AssertionError):
        Matrix().judge("", ground.pulled(visitor.name), visitor.confirmed)
