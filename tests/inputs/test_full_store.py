"""A disk that fills up while people take part: refused, kept, and said once."""

import contextlib
import json
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from gymbrowser.contract.upload import PostPolicy
from tests.inputs.test_output import mount_small_disk
from tests.post import post
from tests.sites import make_site

COMMAND = "import sys; from gymbrowser.cli import main; main(sys.argv[1:])"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 256 KB."""
    folder = mount_small_disk(tmp_path / "disk")
    yield folder
    subprocess.run(["umount", folder], check=True)


@dataclass(frozen=True)
class Serving:
    """A running `gymbrowser serve`."""

    process: subprocess.Popen[str]
    url: str

    def policy(self) -> PostPolicy:
        with urllib.request.urlopen(f"{self.url}upload.json") as answer:
            return PostPolicy.model_validate(json.load(answer))

    def end(self) -> str:
        """Stop it as a person does; gives what it said to stderr."""
        self.process.send_signal(signal.SIGINT)
        _, said = self.process.communicate()
        return said


@contextlib.contextmanager
def serving(site: Path, store: Path) -> Iterator[Serving]:
    words = ["serve", str(site), "--store", str(store), "--port", "0"]
    process = subprocess.Popen(
        [sys.executable, "-u", "-c", COMMAND, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        lines = (line for line in process.stdout if "http://" in line)
        url = next(word for word in next(lines).split() if word.startswith("http://"))
        yield Serving(process, url)
    finally:
        process.kill()
        process.communicate()


def test_a_full_store_refuses_keeps_and_says_so_once(tmp_path: Path, disk: Path) -> None:
    store, ballast = disk / "store", disk / "ballast"
    with serving(make_site(tmp_path / "site"), store) as server:
        policy = server.policy()
        key = f"{policy.prefix}session/{{}}"
        assert post(policy, key.format(0), b"x" * 5000)[0] == 204
        ballast.write_bytes(b"")
        with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
            while True:
                file.write(b"x" * 4096)
        answers = [post(policy, key.format(number), b"x" * 5000) for number in range(1, 4)]
        assert [status for status, _ in answers] == [507] * 3
        assert "<Code>InternalError</Code>" in answers[0][1]
        assert stored(store) == ["0"]
        ballast.unlink()
        assert post(policy, key.format(1), b"x" * 5000)[0] == 204
        assert stored(store) == ["0", "1"]
        said = server.end()
    assert said == (
        f"✗ {store}: records cannot be stored: No space left on device\n"
        "  Nothing is lost: the page keeps them, and sends them again until they are.\n"
        "  Make room on that disk; this server need not be started again.\n"
    )


def stored(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())
