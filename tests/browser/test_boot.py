"""How Python comes to the page: from hosts that compress and hosts that do not, early and late."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import override
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Request, expect

from tests import late_imports
from tests.browser.conftest import run_cli
from tests.browser.participant import BOOT_TIMEOUT_MS, Witness
from tests.late_imports import TOO_LONG
from tests.static_host import Handler, serve_folder

EXPERIMENT = f"""\
id: late
title: Late
environment: {{entry_point: "late_imports:LateImports", source: env}}
steps:
  - game:
      id: play
      max_steps: {TOO_LONG}
      fps: 30
      controls: {{keys: {{Space: 1}}, default: 0}}
      view: {{draw: "late_imports:draw"}}
  - end: {{}}
"""
LARGE = {"worker.js", "pyodide.asm.wasm", "used.bin", "own.bin", "files.json"}
WAITING = (".modules.bin", ".sources.bin", ".whl")


class BrotliHost(Handler):
    """Sends the `.br` beside a file to whoever takes it, as nginx does with `brotli_static`."""

    @override
    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        copy = path.with_name(f"{path.name}.br")
        if not copy.is_file() or "br" not in self.headers.get("Accept-Encoding", ""):
            super().do_GET()
            return
        content = copy.read_bytes()
        self.send_response(200)
        self.send_header("Content-Encoding", "br")
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


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


def begin(page: Page, origin: str) -> None:
    page.goto(f"{origin}/")
    expect(page.get_by_role("button", name="Start")).to_be_enabled(timeout=BOOT_TIMEOUT_MS)


def test_a_host_that_compresses_nothing_is_asked_for_gzip_and_the_rest_comes_when_it_is_needed(
    page: Page, witness: Witness, late: Path, asked: list[str]
) -> None:
    with serve_folder(late) as origin:
        begin(page, origin)
        assert {name for name in asked if name.removesuffix(".gz") in LARGE} == {
            f"{name}.gz" for name in LARGE
        }
        assert not [name for name in asked if name.endswith(WAITING)]
        page.get_by_role("button", name="Start").click()
        page.keyboard.down("Space")
        expect(page.get_by_text("That was the last round.")).to_be_visible()
    # A standard module, a shared library of numpy's and a data file of gymnasium's.
    late_ones = [name for name in asked if name.endswith(WAITING)]
    assert late_ones == ["stdlib.modules.bin", "numpy.modules.bin", "gymnasium.modules.bin"]
    assert (witness.violations, witness.errors) == ([], [])


def test_a_host_with_brotli_is_asked_for_the_files_themselves(
    page: Page, witness: Witness, late: Path, asked: list[str]
) -> None:
    with serve_folder(late, BrotliHost) as origin:
        begin(page, origin)
    assert {*asked} >= LARGE
    assert not [name for name in asked if name.endswith(".gz")]
    assert (witness.violations, witness.errors) == ([], [])
