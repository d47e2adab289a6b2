"""A reader for each page: with a folder, a home, a browser, and an S3 server for Amazon's."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from gymbrowser.resolve.cache import Cache
from tests.browser.participant import Participant
from tests.conftest import find_shell, launch_chromium
from tests.docs.reader import Reader
from tests.seaweedfs import DOCUMENTED, DOCUMENTED_SIGNER, SIGNER, S3Server
from tests.static_host import serve_folder

SITE_BUCKET = "my-site"
ORIGIN = "https://lab.example.org"
REMOTE = "git@github.com:my-lab/my-study.git"

type NewReader = Callable[[], Reader]


@pytest.fixture
def remote(tmp_path: Path) -> Path:
    """The reader's repository on GitHub."""
    folder = tmp_path / "remote.git"
    subprocess.run(["git", "init", "--quiet", "--bare", str(folder)], check=True)
    return folder


@pytest.fixture
def reader(tmp_path: Path, remote: Path, s3_server: S3Server) -> Iterator[Reader]:
    """Knows nothing yet, has an account at AWS, and a host."""
    home, folder = tmp_path / "home", tmp_path / "reader"
    for path in (home, folder):
        path.mkdir()
    # Uncompressed, as a site of many megabytes is pushed from here to there.
    (home / ".gitconfig").write_text(
        "[user]\nname = Anna\nemail = anna@example.org\n[core]\ncompression = 0\n"
        f'[url "{remote}"]\ninsteadOf = {REMOTE}\n',
        encoding="utf-8",
    )
    with ExitStack() as stack:
        origin = stack.enter_context(serve_folder(folder / "public"))
        reader = Reader(
            folder=folder,
            home=home,
            play=play_in_a_browser,
            origin=origin,
            keys={
                "default": s3_server.admin,
                "my-study-signer": s3_server.signer,
                "my-study-reader": s3_server.reader_by_policy,
            },
            substitutes={ORIGIN: origin, DOCUMENTED_SIGNER: SIGNER},
            environment=environment(home, s3_server),
        )
        reader.write_profiles(["default"])
        yield reader
    remove_buckets(s3_server)


def environment(home: Path, server: S3Server) -> dict[str, str]:
    """As on a reader's machine: `gymbrowser` is on the path, and S3 is ours.

    They have built before, on another page: what a first build takes is test_wheel.py's business.
    """
    ours = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return {
        **ours,
        "HOME": str(home),
        "GYMBROWSER_CACHE": str(Cache.default().root),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{ours['PATH']}",
        "AWS_ENDPOINT_URL_S3": server.endpoint_url,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def remove_buckets(server: S3Server) -> None:
    """So that each page finds the names free that it gives to its buckets."""
    there = server.client(server.admin).list_buckets()["Buckets"]
    for name in {bucket["Name"] for bucket in there} & {DOCUMENTED, SITE_BUCKET}:
        server.remove_bucket(name)


def play_in_a_browser(address: str) -> None:
    """In one that ends with it: while Playwright runs, no other test here could run a loop."""
    with (
        sync_playwright() as playwright,
        launch_chromium(playwright, find_shell(playwright)) as browser,
    ):
        play(browser, address)


def play(browser: Browser, address: str) -> None:
    """Go through the study of the tutorial, as it is after its changes."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(address)
    anna = Participant(page)
    anna.expect_heading("Welcome")
    anna.go_on()
    anna.agree()
    anna.expect_heading("About you")
    page.get_by_label("How old are you?").fill("44")
    page.get_by_label("sometimes").check()
    anna.go_on()
    anna.expect_heading("Your turn")
    anna.play(1)
    anna.expect_heading("Now watch")
    anna.watch(1)
    anna.expect_heading("Two last questions")
    anna.rate("The computer played like a person would.", 3)
    anna.go_on()
    anna.see_that_all_is_saved()
    context.close()
