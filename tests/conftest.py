"""What tests share: a real S3 server, a real browser, a plain static host."""

import contextlib
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from tests.seaweedfs import BUCKETS, S3Server, run_seaweedfs
from tests.static_host import serve_folder

type MakeBucket = Callable[..., str]
type StaticServer = Callable[[Path], str]

# Filled by `make test`: packages of the distribution, for machines that don't reach its CDN.
WHEELHOUSE = Path(__file__).parents[1] / "build" / "wheelhouse"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# The same browser without the windows and menus around its pages: a quarter less for the processor.
SHELL_NAME = "chromium-headless-shell"
# Tests talk to loopback alone; so does the browser that they drive.
CHROMIUM_FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A port that Chromium never connects to: its makers' services for sign-in, forms and updates.
    "--gaia-url=http://127.0.0.1:1",
    "--google-apis-url=http://127.0.0.1:1",
    "--autofill-server-url=http://127.0.0.1:1",
    "--component-updater=url-source=http://127.0.0.1:1",
)

# A guard against a hang: Playwright's own 5 s are short where several browsers share a machine.
expect.set_options(timeout=60_000)


@pytest.fixture(scope="session", autouse=True)
def wheelhouse() -> Iterator[None]:
    """Every build in tests may take packages from there."""
    with pytest.MonkeyPatch.context() as patch:
        if WHEELHOUSE.is_dir():
            patch.setenv("GYMBROWSER_WHEELHOUSE", str(WHEELHOUSE))
        yield


@pytest.fixture
def no_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For AWS nothing but what a test sets: no credentials and no settings of this machine."""
    for name in ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"):
        monkeypatch.delenv(name, raising=False)
    for name in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "SESSION_TOKEN", "CREDENTIAL_EXPIRATION"):
        monkeypatch.delenv(f"AWS_{name}", raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))


@pytest.fixture(scope="session")
def s3_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    """A SeaweedFS of this session's own."""
    with run_seaweedfs(tmp_path_factory.mktemp("seaweedfs")) as weed:
        yield weed.server


@pytest.fixture(scope="session")
def bucket_names() -> Iterator[str]:
    """The names that the signer has rights for; each is used once."""
    return iter(BUCKETS)


@pytest.fixture
def make_bucket(s3_server: S3Server, bucket_names: Iterator[str]) -> Iterator[MakeBucket]:
    """Makes a fresh bucket that takes uploads from pages of the given origins."""
    made: list[str] = []

    def make(*origins: str) -> str:
        name = next(bucket_names)
        s3_server.make_bucket(name, origins)
        made.append(name)
        return name

    yield make
    for name in made:
        s3_server.remove_bucket(name)


@pytest.fixture
def bucket(make_bucket: MakeBucket) -> str:
    """A fresh bucket without CORS: for tests without a browser."""
    return make_bucket()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright's driver."""
    with sync_playwright() as driver:
        yield driver


def find_chromium(playwright: Playwright) -> Path:
    """The Chromium of this machine, or else Playwright's own."""
    for name in CHROMIUM_NAMES:
        if found := shutil.which(name):
            return Path(found)
    own = Path(playwright.chromium.executable_path)
    if not own.exists():
        raise FileNotFoundError("There is no Chromium: run .ci/setup-system, as make test does.")
    return own


def find_shell(playwright: Playwright) -> Path:
    """The headless shell of this machine's Chromium, or else the whole of it."""
    found = shutil.which(SHELL_NAME)
    return find_chromium(playwright) if found is None else Path(found)


@pytest.fixture(scope="session")
def chromium_path(playwright: Playwright) -> Path:
    """Which Chromium drives the tests."""
    return find_chromium(playwright)


@contextlib.contextmanager
def launch_chromium(
    playwright: Playwright,
    path: Path,
    *flags: str,
    ignore_default_args: list[str] | None = None,
) -> Iterator[Browser]:
    """A headless Chromium of its own."""
    browser = playwright.chromium.launch(
        executable_path=path,
        # Chromium refuses to start as root with its sandbox.
        chromium_sandbox=os.geteuid() != 0,
        args=[*CHROMIUM_FLAGS, *flags],
        ignore_default_args=ignore_default_args,
    )
    try:
        yield browser
    finally:
        browser.close()


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """A headless Chromium; take a new context for each participant.

    The headless shell, where there is one: tests of what lies around pages take `whole_browser`.
    """
    with launch_chromium(playwright, find_shell(playwright)) as browser:
        yield browser


@pytest.fixture(scope="session")
def whole_browser(playwright: Playwright, chromium_path: Path) -> Iterator[Browser]:
    """The same, with all that lies around pages."""
    with launch_chromium(playwright, chromium_path) as browser:
        yield browser


@pytest.fixture
def static_server() -> Iterator[StaticServer]:
    """Serves folders as any static host does; gives the origin of each."""
    with contextlib.ExitStack() as running:
        yield lambda folder: running.enter_context(serve_folder(folder))
