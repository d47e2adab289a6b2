"""Studies that are built, signed and served once, and played by several tests."""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, Page

from gymbrowser.cli import main
from gymbrowser.data.keys import is_test_write
from gymbrowser.data.sessions import Session, read_sessions, scan
from tests.browser.participant import Witness
from tests.seaweedfs import Credentials, S3Server
from tests.static_host import Handler, serve_folder

ROOT = Path(__file__).parents[2]
CARTPOLE = ROOT / "examples" / "cartpole"
OVERCOOKED = ROOT / "examples" / "overcooked"
HAS_ARCHIVES = os.environ.get("GYMBROWSER_PLAIN", "0") == "0"
"""Whether sites are built as they are by default, or leave the start of Python to Pyodide: whatever
a test is about, a study is played the same way (`make test-plain`)."""
HAS_SNAPSHOT = HAS_ARCHIVES and os.environ.get("GYMBROWSER_SNAPSHOT", "1") == "1"
needs_archives = pytest.mark.skipif(not HAS_ARCHIVES, reason="GYMBROWSER_PLAIN is set")
needs_snapshot = pytest.mark.skipif(not HAS_SNAPSHOT, reason="sites have no snapshot")
_NOT_SOURCES = shutil.ignore_patterns("__pycache__", "*.md~")


def run_cli(*words: str | Path, keys: Credentials | None = None) -> str:
    """Run `gymbrowser` with the keys of an identity of the S3 server; gives what it prints.

    In this process, which has imported already what each command would import anew; as commands of
    a shell they are run in tests/docs and tests/install.
    """
    environment: dict[str, str | None] = {name: None for name in os.environ if "AWS" in name}
    if keys is not None:
        environment["AWS_ACCESS_KEY_ID"] = keys.access_key
        environment["AWS_SECRET_ACCESS_KEY"] = keys.secret_key
    done = CliRunner().invoke(main, [*map(str, words)], env=environment, catch_exceptions=False)
    assert done.exit_code == 0, done.stderr
    return done.stdout


@dataclass(frozen=True)
class Study:
    """A site on one origin, its store on another."""

    server: S3Server
    experiment: Path
    site: Path
    origin: str
    bucket: str
    also: str | None = None
    """The second bucket, if there is one."""

    def pull(self, into: Path, *options: str) -> str:
        """What `data pull` prints."""
        return run_cli("data", "pull", self.experiment, into, *options, keys=self.server.admin)

    def sessions(self, into: Path) -> list[Session]:
        """Pull, and read everything that is there."""
        self.pull(into)
        return list(read_sessions(scan(into), "live", identities=True))

    def only_session(self, into: Path) -> Session:
        """The same where one person was there, of whom all has arrived."""
        (found,) = self.sessions(into)
        assert found.problems == ()
        return found

    def object_keys(self) -> list[str]:
        """Every object in the bucket, but what pages write to try it."""
        admin = self.server.client(self.server.admin)
        pages = admin.get_paginator("list_objects_v2").paginate(Bucket=self.bucket)
        keys = [item["Key"] for page in pages for item in page.get("Contents", [])]
        return [key for key in keys if not is_test_write(key)]


type Publish = Callable[..., Study]


@pytest.fixture(scope="session")
def publish(
    s3_server: S3Server, bucket_names: Iterator[str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Publish]:
    """Builds, signs and serves an example with its exp.yml changed to the given text.

    Further modules are put into its environment's folder. `endpoint` is another way to the store,
    `also` the way to a second bucket, `host` what serves the site.
    """
    with ExitStack() as running:

        def make(
            text: str,
            *modules: Path,
            example: Path = CARTPOLE,
            endpoint: str | None = None,
            also: str | None = None,
            host: type[Handler] = Handler,
        ) -> Study:
            folder = tmp_path_factory.mktemp("study")
            site = folder / "site"
            origin = running.enter_context(serve_folder(site, host))
            addresses = [endpoint or s3_server.endpoint_url, *([also] if also else [])]
            places = {next(bucket_names): address for address in addresses}
            for name in places:
                s3_server.make_bucket(name, [origin])
            bucket, second = (*places, None)[:2]
            assert bucket is not None
            shutil.copytree(example, folder / "source", ignore=_NOT_SOURCES)
            experiment = _write_experiment(folder / "source", text, places)
            for module in modules:
                shutil.copy(module, experiment.parent / "env")
            run_cli("build", experiment, "-o", site)
            run_cli("sign", experiment, "--site", site, "--expires", "1h", keys=s3_server.signer)
            return Study(s3_server, experiment, site, origin, bucket, second)

        yield make


def _write_experiment(folder: Path, text: str, places: Mapping[str, str]) -> Path:
    """With an address for each bucket."""
    first, *others = [
        f"s3: {{bucket: {bucket}, prefix: in/study, endpoint_url: '{address}'}}"
        for bucket, address in places.items()
    ]
    upload = ", ".join([first, *(f"also: {{{other}}}" for other in others)])
    file = folder / "exp.yml"
    file.write_text(f"{text}\nmode: live\nupload: {{{upload}}}\n", encoding="utf-8")
    return file


@pytest.fixture(scope="session")
def cartpole(publish: Publish) -> Study:
    """The example as it is, but live, with a bucket, and for people in a hurry."""
    text = (CARTPOLE / "exp.yml").read_text(encoding="utf-8")
    for old, new in (
        ("mode: dev\n", ""),
        ("fps: 12 ", "fps: 12\n      countdown: 0 "),
        ("fps: 50\n", "fps: 200\n"),
    ):
        assert text.count(old) == 1
        text = text.replace(old, new)
    return publish(text)


@pytest.fixture
def witness() -> Witness:
    return Witness()


@pytest.fixture
def page(browser: Browser, witness: Witness) -> Iterator[Page]:
    """A page in a context that knows nothing, and a witness who watches it."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    witness.watch(page)
    yield page
    context.close()
