"""Faults between a real page and a real store: nothing that was confirmed is lost, nothing doubled.

One trial of each is part of `make test`; `make test-faults` makes more of them.
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from gymbrowser.data.sessions import Session, read_session, scan
from gymbrowser.data.take_in import take_in
from tests import faulty_store as faults
from tests.browser.browser_side import SHIFT_CLOCK, TAGS, BackgroundSync, wait_until
from tests.browser.conftest import ROOT, Publish
from tests.browser.fault_matrix import Matrix
from tests.browser.fault_trial import STUDY, TRIALS, Ground, Visitor, WaitingRoom, bucket_of
from tests.seaweedfs import S3Server, SeaweedFS

LONG = TRIALS > 1
LATENCY_S = 60 if LONG else 1

trials = pytest.mark.parametrize("trial", range(TRIALS))
# Three minutes each.
few_trials = pytest.mark.parametrize("trial", range(min(TRIALS, 2)))


@pytest.fixture(scope="module")
def ground(
    publish: Publish, s3_server: S3Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Ground]:
    with faults.faulty_store(s3_server.endpoint_url) as store:
        text = (STUDY / "exp.yml").read_text(encoding="utf-8")
        study = publish(text, example=STUDY, endpoint=store.address)
        bucket = bucket_of(s3_server, study.bucket, store.address)
        yield Ground(study, store, tmp_path_factory.mktemp("data"), bucket)


@pytest.fixture(scope="module")
def matrix(request: pytest.FixtureRequest) -> Iterator[Matrix]:
    found = Matrix()
    yield found
    found.save(ROOT / "build" / "bench" / "faults.json")
    if LONG:
        capture = request.config.pluginmanager.getplugin("capturemanager")
        with capture.global_and_fixture_disabled():
            request.config.get_terminal_writer().line(f"\n\n{found.table()}")


@pytest.fixture(scope="module")
def waiting_room(browser: Browser, ground: Ground) -> Iterator[WaitingRoom]:
    room = WaitingRoom(browser, ground)
    yield room
    room.close()


@pytest.fixture
def visitor(ground: Ground, waiting_room: WaitingRoom, s3_server: S3Server) -> Iterator[Visitor]:
    """Somebody new, in a browser that knows nothing; the store is well at first."""
    ground.store.set(faults.pass_on)
    ground.store.upstream = s3_server.endpoint_url
    ground.permit()
    visitor = waiting_room.call()
    yield visitor
    visitor.context.close()


def is_whole(session: Session | None) -> bool:
    """What the browser counted at the end has arrived."""
    return session is not None and session.end is not None and session.problems == ()


def judge(ground: Ground, matrix: Matrix, visitor: Visitor, fault: str) -> None:
    visitor.reads_that_all_is_saved()
    assert visitor.local() == {"chunks": [], "journal": [], "rows": 0}
    matrix.judge(fault, ground.pulled(visitor.name), visitor.confirmed)


@trials
def test_offline_from_consent_to_the_end(
    ground: Ground, matrix: Matrix, visitor: Visitor, trial: int
) -> None:
    ground.store.set(faults.dropping_all)
    visitor.agree()
    visitor.say("first")
    expect(visitor.page.get_by_role("button", name="Start")).to_be_visible(timeout=60_000)
    visitor.context.set_offline(True)
    ground.store.set(faults.pass_on)
    visitor.play()
    visitor.say("last")
    visitor.reads("offline")
    assert ground.pulled(visitor.name) is None
    assert len(visitor.local()["chunks"]) > 3
    visitor.context.set_offline(False)
    judge(ground, matrix, visitor, "offline, then online")


@trials
def test_30_percent_of_requests_dropped(
    ground: Ground, matrix: Matrix, visitor: Visitor, trial: int
) -> None:
    ground.store.set(faults.dropping(0.3, seed=trial))
    visitor.agree()
    visitor.take_part()
    judge(ground, matrix, visitor, "30 % of requests dropped")


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
def test_answers_that_are_none(
    ground: Ground, matrix: Matrix, visitor: Visitor, trial: int
) -> None:
    ground.store.set(faults.by_turns(faults.breaking_off, faults.garbling))
    visitor.agree()
    visitor.take_part()
    visitor.reads("sending")
    assert len(visitor.local()["chunks"]) > 3
    ground.store.set(faults.pass_on)
    visitor.go_online()
    judge(ground, matrix, visitor, "truncated and garbled answers")


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
def test_the_policy_ends_in_the_middle(
    ground: Ground, matrix: Matrix, visitor: Visitor, trial: int
) -> None:
    ground.permit(lasts=timedelta(seconds=2))
    visitor.agree()
    visitor.say("first")
    visitor.play()
    visitor.say("last")
    visitor.reads("refused")
    assert visitor.local()["chunks"] != []
    ground.permit()
    visitor.go_online()
    judge(ground, matrix, visitor, "policy ends in the middle")


@trials
def test_a_wrong_signature_then_a_right_one(
    ground: Ground, matrix: Matrix, visitor: Visitor, trial: int
) -> None:
    ground.permit(secret="not-the-secret")
    visitor.agree()
    visitor.take_part()
    visitor.reads("refused")
    expect(visitor.page.get_by_text("SignatureDoesNotMatch")).to_be_visible()
    assert ground.pulled(visitor.name) is None
    ground.permit()
    visitor.go_online()
    judge(ground, matrix, visitor, "wrong signature, then right")


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
def test_a_clock_that_is_three_days_off(
    ground: Ground, matrix: Matrix, visitor: Visitor, trial: int
) -> None:
    """By it the policy has ended, or, in every other trial, is not signed yet."""
    days = -3 if trial % 2 else 3
    visitor.context.add_init_script(SHIFT_CLOCK % (days * 24 * 3600 * 1000))
    visitor.arrive()
    visitor.agree()
    visitor.take_part()
    judge(ground, matrix, visitor, "clock three days off")


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
def test_a_reload_while_an_upload_is_on_its_way(
    ground: Ground, matrix: Matrix, visitor: Visitor, trial: int
) -> None:
    ground.store.set(faults.delaying(1))
    visitor.agree()
    visitor.take_part()
    visitor.reads("sending")
    assert ground.store.keys != []
    visitor.page.reload()
    judge(ground, matrix, visitor, "reload while sending")


@few_trials
def test_an_answer_that_takes_its_time(
    ground: Ground, matrix: Matrix, visitor: Visitor, trial: int
) -> None:
    ground.store.set(faults.delaying(LATENCY_S))
    visitor.agree()
    visitor.take_part()
    visitor.reads("sending")
    visitor.reads_that_all_is_saved(timeout_ms=LATENCY_S * 8_000)
    judge(ground, matrix, visitor, f"latency of {LATENCY_S} s")


@trials
def test_a_tab_that_is_closed_while_it_sends(
    ground: Ground, matrix: Matrix, visitor: Visitor, trial: int
) -> None:
    ground.store.set(faults.delaying(1))
    visitor.agree()
    visitor.take_part()
    visitor.reads("sending")
    visitor.leave()
    ground.store.set(faults.pass_on)
    visitor.come_back()
    wait_until(lambda: visitor.local()["rows"] == 0)
    matrix.judge("tab closed while sending", ground.pulled(visitor.name), visitor.confirmed)


@trials
def test_a_tab_that_is_closed_sends_what_it_can(
    ground: Ground, matrix: Matrix, visitor: Visitor, trial: int
) -> None:
    ground.store.set(faults.dropping_all)
    visitor.agree()
    visitor.take_part()
    visitor.reads("sending")
    # Not with the service worker's help.
    visitor.page.evaluate(
        "async () => (await navigator.serviceWorker.getRegistration())?.unregister()"
    )
    ground.store.set(faults.pass_on)
    visitor.leave()
    wait_until(lambda: is_whole(ground.pulled(visitor.name)))
    session = ground.pulled(visitor.name)
    matrix.judge("tab closed, all by keepalive", session, visitor.confirmed)


@trials
def test_the_service_worker_sends_what_a_closed_tab_has_left(
    ground: Ground, matrix: Matrix, visitor: Visitor, trial: int
) -> None:
    ground.store.set(faults.dropping_all)
    visitor.agree()
    visitor.take_part()
    visitor.reads("sending")
    wait_until(lambda: visitor.page.evaluate(TAGS) != [])
    sync = BackgroundSync(visitor.context.new_page(), ground.study.origin)
    visitor.leave()
    ground.store.set(faults.pass_on)
    sync.fire()
    wait_until(lambda: sync.left() == 0)
    matrix.judge("Background Sync", ground.pulled(visitor.name), visitor.confirmed)
    # The next page sees that it is done, and sends nothing again.
    sent = set(ground.store.keys)
    ground.store.set(faults.pass_on)
    visitor.come_back()
    wait_until(lambda: visitor.local()["rows"] == 0)
    assert sent.isdisjoint(ground.store.keys)


@trials
def test_what_can_not_be_sent_is_downloaded_and_imported(
    ground: Ground, matrix: Matrix, visitor: Visitor, tmp_path: Path, trial: int
) -> None:
    ground.permit(secret="not-the-secret")
    visitor.agree()
    visitor.take_part()
    visitor.reads("refused")
    with visitor.page.expect_download() as started:
        visitor.page.get_by_role("button", name="Download my answers").click()
    file = tmp_path / started.value.suggested_filename
    started.value.save_as(file)
    assert take_in([file], tmp_path / "data").broken == []
    [(name, files)] = scan(tmp_path / "data").sessions["live"].items()
    session = read_session(name, "live", files)
    matrix.judge("refused for good: download, import", session, visitor.confirmed)


def test_the_judge_notices_a_store_that_lies(ground: Ground, visitor: Visitor) -> None:
    """What these tests are worth: one upload is confirmed and thrown away."""
    ground.store.set(faults.once(faults.lying))
    visitor.agree()
    visitor.take_part()
    visitor.reads_that_all_is_saved()
    with pytest.raises(AssertionError):
        Matrix().judge("", ground.pulled(visitor.name), visitor.confirmed)


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
    start = visitor.page.get_by_role("button", name="Start")
    expect(start).to_be_visible(timeout=60_000)
    own_store.kill()
    visitor.play()
    visitor.say("last")
    visitor.reads("sending")
    own_store.start()
    visitor.go_online()
    visitor.reads_that_all_is_saved()
    matrix.judge("store killed and back", ground.pulled(visitor.name), visitor.confirmed)


@pytest.fixture(scope="module")
def own_store(ground: Ground, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SeaweedFS]:
    """A second SeaweedFS, with a bucket of the same name."""
    weed = SeaweedFS(tmp_path_factory.mktemp("own"))
    try:
        weed.start()
        weed.server.make_bucket(ground.study.bucket, [ground.study.origin])
        yield weed
    finally:
        weed.kill()
