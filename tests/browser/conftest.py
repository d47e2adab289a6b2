"""Studies that are built, signed and served once, and played by several tests."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from gymbrowser.data.sessions import Session, read_sessions, scan
from tests.browser.participant import Witness
from tests.seaweedfs import Credentials, S3Server
from tests.static_host import serve_folder

ROOT = Path(__file__).parents[2]
CARTPOLE = ROOT / "examples" / "cartpole"
OVERCOOKED = ROOT / "examples" / "overcooked"
_NOT_SOURCES = shutil.ignore_patterns("__pycache__", "*.md~")


def run_cli(*words: str | Path, keys: Credentials | None = None) -> str:
    """Run `gymbrowser` as a user does, with the keys of an identity of the S3 server."""
    environment = {name: value for name, value in os.environ.items() if "AWS" not in name}
    if keys is not None:
        environment["AWS_ACCESS_KEY_ID"] = keys.access_key
        environment["AWS_SECRET_ACCESS_KEY"] = keys.secret_key
    command = [str(Path(sys.executable).with_name("gymbrowser")), *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@dataclass(frozen=True)
class Study:
    """A site on one origin, its store on another."""

    server: S3Server
    experiment: Path
    site: Path
    origin: str
    bucket: str

    def pull(self, into: Path) -> str:
        """What `data pull` prints."""
        return run_cli("data", "pull", self.experiment, into, keys=self.server.admin)

    def sessions(self, into: Path) -> list[Session]:
        """Pull, and read everything that is there."""
        self.pull(into)
        return list(read_sessions(scan(into), "live"))

    def object_keys(self) -> list[str]:
        """Every object in the bucket."""
        admin = self.server.client(self.server.admin)
        pages = admin.get_paginator("list_objects_v2").paginate(Bucket=self.bucket)
        return [item["Key"] for page in pages for item in page.get("Contents", [])]


type Publish = Callable[..., Study]


@pytest.fixture(scope="session")
def publish(
    s3_server: S3Server, bucket_names: Iterator[str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Publish]:
    """Builds, signs and serves an example with its exp.yml changed to the given text.

    Further modules are put into its environment's folder. `endpoint` is another way to the store.
    """
    with ExitStack() as running:

        def make(
            text: str, *modules: Path, example: Path = CARTPOLE, endpoint: str | None = None
        ) -> Study:
            folder = tmp_path_factory.mktemp("study")
            site, bucket = folder / "site", next(bucket_names)
            origin = running.enter_context(serve_folder(site))
            s3_server.make_bucket(bucket, [origin])
            shutil.copytree(example, folder / "source", ignore=_NOT_SOURCES)
            address = endpoint or s3_server.endpoint_url
            experiment = _write_experiment(folder / "source", text, address, bucket)
            for module in modules:
                shutil.copy(module, experiment.parent / "env")
            run_cli("build", experiment, "-o", site)
            run_cli("sign", experiment, "--site", site, "--expires", "1h", keys=s3_server.signer)
            return Study(s3_server, experiment, site, origin, bucket)

        yield make


def _write_experiment(folder: Path, text: str, address: str, bucket: str) -> Path:
    upload = f"{{bucket: {bucket}, prefix: in/study, endpoint_url: '{address}'}}"
    file = folder / "exp.yml"
    file.write_text(f"{text}\nmode: live\nupload: {{s3: {upload}}}\n", encoding="utf-8")
    return file


@pytest.fixture(scope="session")
def cartpole(publish: Publish) -> Study:
    """The example as it is, but live and with a bucket."""
    text = (CARTPOLE / "exp.yml").read_text(encoding="utf-8")
    return publish(text.replace("mode: dev\n", ""))


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
