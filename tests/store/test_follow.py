"""`data pull --follow` and `watch`, as programs use them, against a real S3 server."""

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from gymbrowser.contract.upload import PostPolicy
from gymbrowser.store.s3 import Bucket
from gymbrowser.store.signature import AccessKey
from tests.chunks import Sealed, cart_session
from tests.inputs import study
from tests.post import post
from tests.seaweedfs import S3Server
from tests.store.test_pull import granted

COMMAND = """\
import signal, sys
from gymbrowser.cli import main
signal.signal(signal.SIGINT, signal.default_int_handler)
main(sys.argv[1:])
"""
"""As from a terminal: what a shell starts in the background ignores Ctrl-C."""


@pytest.fixture
def policy(s3_server: S3Server, bucket: str) -> PostPolicy:
    """As a site gets it: signed with the key that may do nothing else."""
    key = AccessKey(s3_server.signer.access_key, s3_server.signer.secret_key)
    return granted(Bucket(bucket, s3_server.region, s3_server.endpoint_url), key)


@pytest.fixture
def experiment(s3_server: S3Server, bucket: str, tmp_path: Path) -> Path:
    study.write(tmp_path, study.files())
    file = tmp_path / "exp.yml"
    s3 = f"{{bucket: {bucket}, prefix: in/cartpole, endpoint_url: '{s3_server.endpoint_url}'}}"
    file.write_text(f"{file.read_text()}mode: live\nupload: {{s3: {s3}}}\n")
    return file


@contextlib.contextmanager
def command(server: S3Server, *words: str | Path) -> Iterator[subprocess.Popen[str]]:
    """The command while it runs; it ends with the test, even one that gave up on it."""
    keys = {
        "AWS_ACCESS_KEY_ID": server.admin.access_key,
        "AWS_SECRET_ACCESS_KEY": server.admin.secret_key,
        "PYTHONUNBUFFERED": "1",
    }
    with subprocess.Popen(
        [sys.executable, "-c", COMMAND, *map(str, words)],
        env={**os.environ, **keys},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def put(policy: PostPolicy, chunk: Sealed) -> None:
    assert post(policy, f"in/cartpole/{chunk.key.path}", chunk.data)[0] == 204


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_a_learner_has_each_chunk_once_it_is_whole(
    sign: signal.Signals, policy: PostPolicy, experiment: Path, s3_server: S3Server, tmp_path: Path
) -> None:
    first, second, *_ = cart_session()
    put(policy, first)
    words: list[str | Path] = [
        "data",
        "pull",
        experiment,
        tmp_path / "data",
        "--follow",
        "--every",
        "1",
    ]
    with command(s3_server, *words) as puller:
        assert puller.stdout is not None
        for chunk in (first, second):
            if chunk is second:
                put(policy, second)
            file = Path(puller.stdout.readline().strip())
            assert file == tmp_path / "data" / chunk.key.path
            assert file.read_bytes() == chunk.data
        puller.send_signal(sign)
        _, said = puller.communicate()
    assert (puller.returncode, said) == (0, "")
    assert not [*(tmp_path / "data").rglob("*.part")]


def test_a_watch_tells_programs_how_the_study_stands(
    policy: PostPolicy, experiment: Path, s3_server: S3Server, tmp_path: Path
) -> None:
    for chunk in cart_session():
        put(policy, chunk)
    words: list[str | Path] = [
        "watch",
        experiment,
        "--json",
        "--every",
        "1",
        "--into",
        tmp_path / "kept",
    ]
    with command(s3_server, *words) as watcher:
        assert watcher.stdout is not None
        before = json.loads(watcher.stdout.readline())
        for chunk in cart_session("b" * 32)[:1]:
            put(policy, chunk)
        while (after := json.loads(watcher.stdout.readline())) == {**before, "at": after["at"]}:
            pass
        watcher.send_signal(signal.SIGINT)
        _, said = watcher.communicate()
    assert (watcher.returncode, said) == (0, "")
    assert before["total"] == {"active": 0, "finished": 1, "abandoned": 0, "other": 0}
    assert sum(after["total"].values()) == 2
    assert before["results"] is None
    assert not (tmp_path / "kept" / "identities").exists()
    with command(s3_server, "watch", experiment, "--once", "--into", tmp_path / "kept") as once:
        shown, said = once.communicate()
    assert (once.returncode, said) == (0, "")
    assert "corridor, live" in shown
    assert "1 done" in shown
