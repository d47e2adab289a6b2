"""A second visit: nothing is downloaded again, and without a network the study is finished."""

import json
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import override

import pytest
from playwright.sync_api import Page, expect

from gymbrowser.boot import SOURCES
from tests import late_imports
from tests.browser.browser_side import wait_until
from tests.browser.conftest import HAS_ARCHIVES, HAS_SNAPSHOT, run_cli
from tests.browser.participant import BOOT_TIMEOUT_MS, Witness
from tests.late_imports import TOO_LONG
from tests.static_host import Handler, PrecompressedHandler, serve_folder

EXPERIMENT = f"""\
id: offline
title: Offline
environment: {{entry_point: "late_imports:LateImports", source: env}}
steps:
  - page: welcome.md
  - game:
      id: play
      max_steps: {TOO_LONG}
      fps: 30
      countdown: 0
      controls: {{keys: {{Space: 1}}, default: 0}}
      view: {{draw: "late_imports:draw"}}
  - end: {{}}
"""
UNHASHED = {"", "index.html", "study.json", "sw.js", "upload.json"}
"""What may change at any time, and is asked for at every visit."""
ASKED_LAST = {"pyodide-lock.json", "python_stdlib.zip"}
"""By the interpreter itself: on a busy machine after all that comes while the page is read."""
KEPT = """async () => {
  const keys = await (await caches.open(`gymbrowser:${new URL(".", location).href}`)).keys();
  return keys.map(({ url }) => url.slice(url.lastIndexOf("/") + 1));
}"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("offline")
    (folder / "env").mkdir()
    shutil.copy(late_imports.__file__, folder / "env")
    (folder / "welcome.md").write_text("# Welcome\n", encoding="utf-8")
    (folder / "exp.yml").write_text(EXPERIMENT, encoding="utf-8")
    run_cli("build", folder / "exp.yml", "-o", folder / "site")
    return folder / "site"


@pytest.fixture
def hosts() -> Iterator[ExitStack]:
    """Whatever is served until it is closed."""
    with ExitStack() as running:
        yield running


def serve(site: Path, host: type[Handler], hosts: ExitStack) -> tuple[str, list[str]]:
    """The origin, and the names of the files that are asked for."""
    asked: list[str] = []

    class Noting(host):  # type: ignore[misc, valid-type]
        @override
        def do_GET(self) -> None:
            asked.append(self.path.partition("?")[0].rpartition("/")[2])
            super().do_GET()

    return hosts.enter_context(serve_folder(site, Noting)), asked


def names_of_later(site: Path) -> set[str]:
    """What comes while the first page is read."""
    [file] = site.glob("v/*/manifest.json")
    later = json.loads(file.read_text(encoding="utf-8"))["runtime"]["later"]
    names = {entry["path"].rpartition("/")[2] for entry in later}
    # What the environment imports late, and the snapshot.
    late = {"stdlib.modules.bin", "numpy.modules.bin"} if HAS_ARCHIVES else set()
    assert names >= late | ({"snapshot.bin"} if HAS_SNAPSHOT else set())
    assert not [name for name in names if name.endswith(SOURCES)]
    return names


@pytest.mark.parametrize("host", [Handler, PrecompressedHandler])
def test_what_a_visit_has_loaded_is_not_asked_for_again_and_is_there_without_a_network(
    page: Page, witness: Witness, site: Path, hosts: ExitStack, host: type[Handler]
) -> None:
    origin, asked = serve(site, host, hosts)
    page.goto(f"{origin}/?participant=p1")
    expect(page.get_by_role("heading", name="Welcome")).to_be_visible()
    expected = {"index.html", *names_of_later(site), *ASKED_LAST}
    wait_until(lambda: expected <= {*page.evaluate(KEPT)})
    kept = page.evaluate(KEPT)
    # All as they are, each once: a cache of packed code would be unpacked at every visit.
    assert not [name for name in kept if name.endswith(".gz")]
    assert len(set(kept)) == len(kept)

    asked.clear()
    page.reload()
    page.get_by_role("button", name="Continue").click()
    start = page.get_by_role("button", name="Start")
    expect(start).to_be_enabled(timeout=BOOT_TIMEOUT_MS)
    assert set(asked) <= UNHASHED
    assert (witness.violations, witness.errors) == ([], [])

    hosts.close()
    page.reload()
    expect(start).to_be_enabled(timeout=BOOT_TIMEOUT_MS)
    start.click()
    page.keyboard.down("Space")
    expect(page.get_by_text("That was the last round.")).to_be_visible()
    assert witness.violations == []
