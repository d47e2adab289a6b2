"""One study, one faulty store and one matrix for all tests of faults."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

# Before the import: its asserts are to show what differs, as those of a test do.
pytest.register_assert_rewrite("tests.browser.fault_matrix")

from tests import faulty_store as faults  # noqa: E402
from tests.browser.conftest import ROOT, Publish  # noqa: E402
from tests.browser.fault_matrix import Matrix  # noqa: E402
from tests.browser.fault_trial import STUDY, Ground, Visitor, WaitingRoom, bucket_of  # noqa: E402
from tests.browser.faults.trials import LONG  # noqa: E402
from tests.seaweedfs import S3Server  # noqa: E402


@pytest.fixture(scope="session")
def browser(whole_browser: Browser) -> Browser:
    """The headless shell has no Background Sync."""
    return whole_browser


@pytest.fixture(scope="session")
def ground(
    publish: Publish, s3_server: S3Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Ground]:
    with faults.faulty_store(s3_server.endpoint_url) as store:
        text = (STUDY / "exp.yml").read_text(encoding="utf-8")
        study = publish(text, example=STUDY, endpoint=store.address)
        bucket = bucket_of(s3_server, study.bucket, store.address)
        yield Ground(study, store, tmp_path_factory.mktemp("data"), bucket)


@pytest.fixture(scope="session")
def matrix(request: pytest.FixtureRequest) -> Iterator[Matrix]:
    found = Matrix()
    yield found
    if LONG:
        found.save(ROOT / "build" / "bench" / "faults.json")
        capture = request.config.pluginmanager.getplugin("capturemanager")
        with capture.global_and_fixture_disabled():
            request.config.get_terminal_writer().line(f"\n\n{found.table()}")


@pytest.fixture(scope="session")
def waiting_room(browser: Browser, ground: Ground) -> Iterator[WaitingRoom]:
    room = WaitingRoom(browser, ground)
    yield room
    room.close()


@pytest.fixture
def visitor(ground: Ground, waiting_room: WaitingRoom) -> Iterator[Visitor]:
    """Somebody new, in a browser that knows nothing; the store is well at first."""
    ground.make_well()
    visitor = waiting_room.call()
    yield visitor
    visitor.context.close()
