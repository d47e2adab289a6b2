"""Places that cannot be written, served or read."""

import json
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.inputs.bench import Bench, command_line
from tests.inputs.cases import Case, read_cases

_WITHOUT_RIGHTS = """
import ctypes, sys
from gymbrowser.cli import main
# Root may write everywhere, until it gives this right up (capabilities(7), CAP_DAC_OVERRIDE).
data = (ctypes.c_uint32 * 6)()
header = (ctypes.c_uint32 * 2)(0x20080522, 0)
libc = ctypes.CDLL(None, use_errno=True)
assert libc.capget(header, data) == 0
data[0] &= ~0b10
assert libc.capset(header, data) == 0
main(sys.argv[1:])
"""


def run_without_rights(words: str) -> tuple[int, str]:
    """A command by somebody who may write only where the file system says so."""
    done = subprocess.run(
        [sys.executable, "-c", _WITHOUT_RIGHTS, *words.split()],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stderr


class Places:
    """What the cases need around them; gives each what its `{…}` stands for."""

    def __init__(self, taken: int) -> None:
        self.taken = taken
        self.disk: Path | None = None

    def __call__(self, special: str, folder: Path) -> None:
        match special:
            case "read-only folder":
                (folder / "locked").mkdir(mode=0o555)
            case "full disk":
                self.disk = mount_small_disk(folder / "disk")
            case "port in use":
                pass
            case _:
                spoil_site(special, folder)

    def close(self) -> None:
        if self.disk is not None:
            subprocess.run(["umount", self.disk], check=True)


def spoil_site(special: str, folder: Path) -> None:
    """A site in `other` that is wrong; `site` is the one that must stay as it is."""
    shutil.copytree(folder / "site", folder / "other")
    manifest = folder / "other" / version_of(folder / "site") / "manifest.json"
    said = json.loads(manifest.read_text())
    manifest.unlink()
    match special:
        case "other page":
            index = folder / "other" / "index.html"
            index.write_text("<!doctype html><title>My home page</title>")
        case "version 9":
            other = {**said, "format": "gymbrowser.site/9", "gymbrowser": "9.1.0"}
            manifest.write_text(json.dumps(other))
        case "damaged manifest":
            del said["steps"]
            manifest.write_text(json.dumps(said))


def version_of(site: Path) -> str:
    """The folder of all that belongs to one build."""
    (manifest,) = site.glob("v/*/manifest.json")
    return f"{manifest.parent.relative_to(site).as_posix()}/"


def mount_small_disk(folder: Path) -> Path:
    """A disk of 256 KB; skips the test where nobody may mount one."""
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", folder], capture_output=True
    )
    if mounted.returncode != 0:
        pytest.skip(f"cannot mount a small disk: {mounted.stderr.decode()}")
    return folder


@pytest.fixture
def places() -> Iterator[Places]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        places = Places(int(listener.getsockname()[1]))
        yield places
        places.close()


@pytest.mark.parametrize("case", read_cases("output.txt"), ids=lambda case: case.name)
def test_output(case: Case, bench: Bench, places: Places) -> None:
    def run(words: str) -> tuple[int, str]:
        words = words.format(port=places.taken, disk=places.disk)
        return command(words)

    command = run_without_rights if case.special == "read-only folder" else command_line
    hidden = {str(places.taken): "{port}", version_of(bench.folder / "site"): "v/{hash}/"}
    bench.judge(case, spoil=places, run=run, hidden=hidden)
