"""`gymbrowser dev`: somebody edits a study while its page is open."""

import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from gymbrowser.dev.app import with_script
from tests.browser.axe import barriers
from tests.browser.browser_side import wait_until
from tests.browser.conftest import CARTPOLE
from tests.browser.participant import BOOT_TIMEOUT_MS, Participant

GYMBROWSER = Path(sys.executable).with_name("gymbrowser")
FLAT = """
() => {
  const canvas = document.querySelector("canvas");
  return canvas !== null && canvas.clientWidth > 2.9 * canvas.clientHeight;
}
"""


@dataclass
class Preview:
    """A running `gymbrowser dev`, and the folder that it follows."""

    folder: Path
    address: str
    process: subprocess.Popen[str]
    said: Path
    """What it writes to the terminal beside the first lines."""

    def edit(self, name: str, old: str, new: str) -> None:
        file = self.folder / name
        text = file.read_text(encoding="utf-8")
        assert text.count(old) == 1
        file.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Preview]:
    folder = tmp_path / "study"
    shutil.copytree(CARTPOLE, folder, ignore=shutil.ignore_patterns("__pycache__"))
    said = tmp_path / "said.txt"
    command = [str(GYMBROWSER), "dev", str(folder / "exp.yml"), "--port", "0"]
    with (
        said.open("w") as errors,
        subprocess.Popen(
            command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=errors, text=True
        ) as process,
    ):
        try:
            assert process.stdout is not None
            found = re.search(r"http://\S+", process.stdout.readline())
            assert found is not None, said.read_text()
            yield Preview(folder, found[0], process, said)
        finally:
            process.kill()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def test_the_page_follows_what_is_edited(preview: Preview, page: Page) -> None:
    page.goto(f"{preview.address}?participant=anna")
    person = Participant(page)
    person.read_welcome()
    person.agree()
    page.get_by_label("How old are you?").fill("31")

    preview.edit("pages/about-you.yml", "How old are you?", "What is your age?")
    expect(page.get_by_label("What is your age?")).to_be_visible()  # at the step where it was
    expect(page.get_by_role("heading", level=1)).to_have_text("About you")

    preview.edit("exp.yml", "mode: dev", "mode: [dev")
    wrong = page.get_by_role("dialog")
    expect(wrong).to_contain_text("exp.yml:")
    assert barriers(page) == []
    preview.edit("exp.yml", "mode: [dev", "mode: dev")
    expect(wrong).to_have_count(0)
    expect(page.get_by_label("What is your age?")).to_be_visible()

    page.get_by_label("What is your age?").fill("31")
    page.get_by_label("every week").check()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("button", name="Start")).to_be_visible(timeout=BOOT_TIMEOUT_MS)

    preview.edit("env/cartpole_view.py", "def draw(", "def draw(:")
    expect(wrong).to_contain_text('cartpole_view.py", line 21')
    preview.edit("env/cartpole_view.py", "def draw(:", "def draw(")
    expect(wrong).to_have_count(0)
    preview.edit("env/cartpole_view.py", "WIDTH, HEIGHT = 600, 400", "WIDTH, HEIGHT = 600, 200")
    # The picture's shape is the one that the environment's Python now gives.
    page.wait_for_function(FLAT, timeout=BOOT_TIMEOUT_MS)
    expect(page.get_by_role("heading", level=1)).to_have_text("Keep it up")

    store = preview.folder.parent / "build" / "study-dev-store"
    wait_until(lambda: any(store.rglob("*.gz")))

    preview.process.send_signal(signal.SIGINT)
    assert preview.process.wait(timeout=30) == 0
    said = preview.said.read_text()
    assert "exp.yml:" in said
    assert 'cartpole_view.py", line 21' in said
    assert "Traceback" not in said


def test_nothing_of_it_is_in_a_site(preview: Preview) -> None:
    site = preview.folder.parent / "build" / "study-dev"
    page = (site / "index.html").read_text(encoding="utf-8")
    assert "_dev/" in with_script(page)
    assert not [
        file for file in site.rglob("*") if file.is_file() and b"_dev/" in file.read_bytes()
    ]
