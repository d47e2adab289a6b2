"""A bucket that cannot be used is told in words, with S3's own answer as a quote."""

import contextlib
import http.server
import json
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from hashlib import sha1
from pathlib import Path

import pytest

from gymbrowser.data.pull import pull
from gymbrowser.store import s3
from tests.inputs.bench import Bench, answered, command_line
from tests.inputs.cases import Case, read_cases
from tests.seaweedfs import S3Server

EXPIRED = (
    b'<?xml version="1.0" encoding="UTF-8"?><Error><Code>ExpiredToken</Code>'
    b"<Message>The provided token has expired.</Message></Error>"
)
"""Amazon S3 API Reference, "List of error codes": status 400."""
SSO = """\
[profile sso]
sso_start_url = https://sso.example.org/start
sso_region = eu-west-1
sso_account_id = 111122223333
sso_role_name = researcher
region = eu-west-1
"""


class Expired(http.server.BaseHTTPRequestHandler):
    """Answers every request as S3 does when a session token has ended."""

    def do_GET(self) -> None:
        self.send_response(400)
        self.send_header("Content-Length", str(len(EXPIRED)))
        self.end_headers()
        self.wfile.write(EXPIRED)

    def log_message(self, *args: object) -> None:
        """Nothing: a test's output is about the test."""


@pytest.fixture(scope="module")
def expired() -> Iterator[str]:
    """The address of a service whose answer is always that."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Expired) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def nowhere() -> Iterator[str]:
    """An address that refuses connections: the port is taken, but nobody listens on it."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{held.getsockname()[1]}"


@pytest.fixture(autouse=True)
def _no_keys(no_keys: None) -> None:
    """Before all other fixtures."""


@pytest.fixture(scope="session")
def signable(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site that may talk to the bucket at `https://s3.example.org`."""
    folder = tmp_path_factory.mktemp("signable") / "study"
    shutil.copytree(built, folder, ignore=shutil.ignore_patterns("site"))
    name_bucket(folder, "https://s3.example.org")
    with contextlib.chdir(folder):
        code, said = command_line("build exp.yml -o site --offline")
    assert code == 0, said
    return folder / "site"


def name_bucket(folder: Path, endpoint: str) -> None:
    file = folder / "exp.yml"
    upload = f"upload: {{s3: {{bucket: no-such, prefix: in/corridor, endpoint_url: {endpoint}}}}}\n"
    file.write_text(file.read_text() + upload)


class Keys:
    """Gives a command the keys that a case names."""

    def __init__(self, server: S3Server, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.server = server
        self.home = home
        self.set = monkeypatch.setenv

    def __call__(self, word: str) -> None:
        match word:
            case "admin" | "signer":
                known = getattr(self.server, word)
                self.set("AWS_ACCESS_KEY_ID", known.access_key)
                self.set("AWS_SECRET_ACCESS_KEY", known.secret_key)
            case "old":
                self.set("AWS_ACCESS_KEY_ID", "AKIA0")
                self.set("AWS_SECRET_ACCESS_KEY", "secret")
                self.set("AWS_SESSION_TOKEN", "token")
                self.set("AWS_CREDENTIAL_EXPIRATION", "2026-01-01T00:00:00Z")
            case "sso":
                (self.home / "config").write_text(SSO)
                self.set("HOME", str(self.home))
                self._remember_expired_session()
            case _:
                self.set(*word.split("="))

    def _remember_expired_session(self) -> None:
        """As `aws sso login` leaves it, some time later."""
        name = sha1(b"https://sso.example.org/start", usedforsecurity=False).hexdigest()
        file = self.home / ".aws" / "sso" / "cache" / f"{name}.json"
        file.parent.mkdir(parents=True)
        told = {"accessToken": "token", "expiresAt": "2026-01-01T00:00:00Z"}
        file.write_text(json.dumps(told))


def in_another_process(words: str) -> tuple[int, str]:
    command = "import sys; from gymbrowser.cli import main; main(sys.argv[1:])"
    done = subprocess.run(
        [sys.executable, "-c", command, *words.split()], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize("case", read_cases("bucket.txt"), ids=lambda case: case.name)
def test_buckets(
    case: Case,
    bench: Bench,
    s3_server: S3Server,
    expired: str,
    nowhere: str,
    signable: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    addresses = {"{s3}": s3_server.endpoint_url, "{expired}": expired, "{nowhere}": nowhere}
    keys = Keys(s3_server, tmp_path, monkeypatch)

    def spoil(special: str, folder: Path) -> None:
        upload, _, words = special.partition("; ")
        _, address, *sites = upload.split()
        name_bucket(folder, "https://s3.example.org" if sites else addresses[address])
        if sites:
            shutil.copytree(signable, folder / "signed")
        for word in words.split():
            keys(word)

    # botocore looks for the home folder when it is imported.
    run = in_another_process if "sso" in (case.special or "") else None
    hidden = {address: name for name, address in addresses.items()}
    bench.judge(case, spoil=spoil, run=run, hidden=hidden)


def test_a_service_that_hangs_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIA0")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes connections, says nothing
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        bucket = s3.Bucket("no-such", endpoint_url=address)
        patience = s3.Patience(connect_s=0.2, read_s=0.2, attempts=1)
        code, said = answered(
            lambda: pull(
                bucket, prefix="in", mode="live", into=tmp_path / "data", patience=patience
            )
        )
    assert code == 2
    assert said.replace(address, "{silent}") == (
        "✗ {silent} cannot be reached.\n"
        "  Check this machine's network, and `upload` in exp.yml.\n"
        '  │ Read timeout on endpoint URL: "{silent}/no-such?list-type=2'
        '&prefix=in%2Ferased%2Flive%2F&max-keys=1000&encoding-type=url"\n'
    )
