"""How Python comes to the page: from hosts that compress and hosts that do not, early and late."""

import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Request, expect

from tests import late_imports
from tests.browser.conftest import needs_archives, needs_snapshot, run_cli
from tests.browser.participant import BOOT_TIMEOUT_MS, Witness
from tests.late_imports import TOO_LONG
from tests.static_host import PrecompressedHandler, serve_folder

EXPERIMENT = f"""\
id: late
title: Late
environment: {{entry_point: "late_imports:LateImports", source: env}}
steps:
  - game:
      id: play
      max_steps: {TOO_LONG}
      fps: 30
      countdown: 0
      controls: {{keys: {{Space: 1}}, default: 0}}
      view: {{draw: "late_imports:draw"}}
  - end: {{}}
"""
ALWAYS = {"worker.js", "pyodide.asm.wasm", "data.bin", "own.bin", "files.json"}
LARGE = {"pyc": ALWAYS | {"used.bin"}, "snapshot": ALWAYS | {"snapshot.bin"}}
"""What is downloaded for each way to start Python."""
WAYS = ["pyc", pytest.param("snapshot", marks=needs_snapshot)]
pytestmark = needs_archives
WAITING = (".modules.bin", ".sources.bin", ".whl")


@pytest.fixture(scope="module")
def late(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site."""
    folder = tmp_path_factory.mktemp("late")
    (folder / "env").mkdir()
    shutil.copy(late_imports.__file__, folder / "env")
    (folder / "exp.yml").write_text(EXPERIMENT, encoding="utf-8")
    run_cli("build", folder / "exp.yml", "-o", folder / "site")
    return folder / "site"


@pytest.fixture
def asked(page: Page) -> Iterator[list[str]]:
    """The names of the files that page and worker have asked for, in that order."""
    names: list[str] = []

    def note(request: Request) -> None:
        if request.service_worker is None:
            names.append(urlsplit(request.url).path.rpartition("/")[2])

    page.context.on("request", note)
    yield names
    page.context.remove_listener("request", note)


def begin(page: Page, origin: str, way: str) -> None:
    page.goto(f"{origin}/?boot={way}")
    expect(page.get_by_role("button", name="Start")).to_be_enabled(timeout=BOOT_TIMEOUT_MS)


@pytest.mark.parametrize("way", WAYS)
def test_a_host_that_compresses_nothing_is_asked_for_gzip_and_the_rest_comes_when_it_is_needed(
    page: Page, witness: Witness, late: Path, asked: list[str], way: str
) -> None:
    with serve_folder(late) as origin:
        begin(page, origin, way)
        large = {name for each in LARGE.values() for name in each}
        assert {name for name in asked if name.removesuffix(".gz") in large} == {
            f"{name}.gz" for name in LARGE[way]
        }
        assert not [name for name in asked if name.endswith(WAITING)]
        page.get_by_role("button", name="Start").click()
        page.keyboard.down("Space")
        expect(page.get_by_text("That was the last round.")).to_be_visible()
    # A standard module, a shared library of numpy's and a data file of gymnasium's.
    late_ones = [name for name in asked if name.endswith(WAITING)]
    assert late_ones == ["stdlib.modules.bin", "numpy.modules.bin", "gymnasium.modules.bin"]
    assert (witness.violations, witness.errors) == ([], [])


@pytest.mark.parametrize("way", WAYS)
def test_a_host_with_brotli_is_asked_for_the_files_themselves(
    page: Page, witness: Witness, late: Path, asked: list[str], way: str
) -> None:
    with serve_folder(late, PrecompressedHandler) as origin:
        begin(page, origin, way)
    assert {*asked} >= LARGE[way]
    assert not [name for name in asked if name.endswith(".gz")]
    assert (witness.violations, witness.errors) == ([], [])


def lose(site: Path) -> None:
    for file in site.glob("v/*/python/snapshot.bin*"):
        file.unlink()


def damage(site: Path) -> None:
    [file] = site.glob("v/*/python/snapshot.bin")
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    replace_snapshot(site, bytes(content))


def lay_out_otherwise(site: Path) -> None:
    """As in a browser whose table of functions has another length."""
    [file] = site.glob("v/*/python/snapshot.bin")
    content = re.sub(rb'("table":\d+)\d', rb"\g<1>0", file.read_bytes(), count=1)
    replace_snapshot(site, content)
    change_snapshot(site, sha256=hashlib.sha256(content).hexdigest())


def expect_otherwise(site: Path) -> None:
    change_snapshot(site, probe="0" * 64)


def replace_snapshot(site: Path, content: bytes) -> None:
    [file] = site.glob("v/*/python/snapshot.bin")
    lose(site)
    file.write_bytes(content)


def change_snapshot(site: Path, **changes: str) -> None:
    [file] = site.glob("v/*/manifest.json")
    manifest = json.loads(file.read_text(encoding="utf-8"))
    manifest["runtime"]["snapshot"] |= changes
    file.unlink()  # it is a link to that of the other tests
    file.write_text(json.dumps(manifest), encoding="utf-8")


@needs_snapshot
@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lose, "status 404"),
        (damage, "is not the file that the site was built with"),
        (lay_out_otherwise, "functions, but that of the snapshot has"),
        (expect_otherwise, "does not give what it gave when the site was built"),
    ],
)
def test_python_starts_from_its_files_where_the_snapshot_is_not_what_was_proven(
    page: Page,
    late: Path,
    asked: list[str],
    tmp_path: Path,
    spoil: Callable[[Path], None],
    reason: str,
) -> None:
    site = tmp_path / "site"
    shutil.copytree(late, site, copy_function=os.link)
    spoil(site)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    with serve_folder(site) as origin:
        begin(page, origin, "snapshot")
    assert "used.bin.gz" in asked
    assert [text for text in said if "snapshot could not be used" in text and reason in text]
