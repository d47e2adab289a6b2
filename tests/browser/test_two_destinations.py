"""Two destinations at once: one of them is down at first, and in the end both have everything."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests import faulty_store as faults
from tests.browser.axe import barriers
from tests.browser.browser_side import wait_until
from tests.browser.conftest import Publish
from tests.browser.fault_matrix import Matrix
from tests.browser.fault_trial import STUDY, Ground, Visitor, bucket_of
from tests.faulty_store import FaultyStore
from tests.seaweedfs import S3Server


@dataclass
class Place:
    """A bucket, the way to it, and how `data pull` calls it."""

    store: FaultyStore
    bucket: str
    name: str


@dataclass
class Two:
    ground: Ground
    first: Place
    also: Place


@pytest.fixture(scope="module")
def two(
    publish: Publish, s3_server: S3Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Two]:
    upstream = s3_server.endpoint_url
    with faults.faulty_store(upstream) as first, faults.faulty_store(upstream) as also:
        text = (STUDY / "exp.yml").read_text(encoding="utf-8")
        study = publish(text, example=STUDY, endpoint=first.address, also=also.address)
        assert study.also is not None
        bucket = bucket_of(s3_server, study.bucket, first.address)
        ground = Ground(study, first, tmp_path_factory.mktemp("data"), bucket)
        yield Two(ground, Place(first, study.bucket, "first"), Place(also, study.also, "also"))


@pytest.fixture
def visitor(browser: Browser, two: Two) -> Iterator[Visitor]:
    context = browser.new_context(viewport={"width": 375, "height": 740})
    visitor = Visitor(context.new_page(), two.ground)
    visitor.arrive()
    visitor.may_begin()
    yield visitor
    context.close()


@pytest.mark.parametrize(
    ("down", "fault"),
    [("first", faults.refusing(404, "NoSuchBucket")), ("also", faults.dropping_all)],
)
def test_one_is_down_for_a_while(
    two: Two,
    visitor: Visitor,
    s3_server: S3Server,
    tmp_path: Path,
    down: str,
    fault: faults.Plan,
) -> None:
    broken, well = (two.first, two.also) if down == "first" else (two.also, two.first)
    broken.store.set(fault)
    well.store.set(faults.pass_on)
    visitor.agree()
    visitor.take_part()
    visitor.reads("received")
    assert barriers(visitor.page) == []
    assert len(visitor.local()["chunks"]) > 3
    sent = list(well.store.keys)
    assert len(sent) == len(set(sent)) > 3

    # Who has what is known after a reload, too: nothing is sent again to the one that has it.
    tried = len(broken.store.keys)
    visitor.page.reload()
    wait_until(lambda: len(broken.store.keys) > tried)
    assert set(sent).isdisjoint(well.store.keys[len(sent) :])

    broken.store.set(faults.pass_on)
    visitor.go_online()
    visitor.reads_that_all_is_saved()
    assert visitor.local() == {"chunks": [], "journal": [], "rows": 0}
    for place in (two.first, two.also):
        there = bucket_of(s3_server, place.bucket, place.store.address)
        Matrix().judge(place.name, two.ground.pulled(visitor.name, there), visitor.confirmed)
        said = two.ground.study.pull(tmp_path / place.name, "--destination", place.name)
        assert place.bucket in said
