"""With the network refused: builds an example by an installed gymbrowser, serves and plays it.

    python -m tests.install.offline_study GYMBROWSER EXP.YML

It is a program of its own, since what it takes away can't be given back to the tests.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.participant import Participant, Witness
from tests.conftest import find_chromium, launch_chromium
from tests.install.no_network import refuse_network


@dataclass(frozen=True)
class Installed:
    """A gymbrowser in a machine that it finds empty."""

    command: Path
    folder: Path
    environment: Mapping[str, str]

    def run(self, *words: str) -> str:
        """What it prints; its errors go to ours."""
        done = subprocess.run(
            [self.command, *words],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        return done.stdout

    @contextmanager
    def served(self, site: str) -> Iterator[str]:
        """The address at which it serves a site."""
        with subprocess.Popen(
            [self.command, "serve", site, "--port", "0"],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
        ) as server:
            assert server.stdout is not None
            try:
                yield find(r"http://\S+", server.stdout.readline())
            finally:
                server.terminate()


def main(command: Path, experiment: Path) -> None:
    refusal = refuse_network()
    print(f"Network: {refusal.how}")
    os.environ.update(refusal.environment)  # for the browser
    folder = experiment.parent.parent
    installed = Installed(command, folder, environment(folder) | refusal.environment)
    print(installed.run("build", str(experiment), "--output", "site"))
    with installed.served("site") as address:
        play(address)
    print(installed.run("data", "show", "site-store", "--mode", "dev"))


def environment(folder: Path) -> dict[str, str]:
    """Of a user who has just come to this machine: no cache holds anything."""
    return {
        "PATH": os.defpath,
        "LANG": "C.UTF-8",
        "HOME": str(folder / "home"),
        "GYMBROWSER_CACHE": str(folder / "cache"),
        "UV_CACHE_DIR": str(folder / "uv-cache"),
    }


def play(address: str) -> None:
    """The whole study, without a touch of the keys."""
    witness = Witness()
    with (
        sync_playwright() as playwright,
        launch_chromium(playwright, find_chromium(playwright)) as browser,
    ):
        page = browser.new_page()
        witness.watch(page)
        page.goto(address)
        participant = Participant(page)
        participant.read_welcome()
        participant.agree()
        participant.tell_about_you()
        participant.watch(3)
        participant.watch(1)
        participant.look_back()
        participant.see_that_all_is_saved()
    assert witness.violations == []
    assert witness.errors == []


def find(pattern: str, line: str) -> str:
    found = re.search(pattern, line)
    assert found is not None, line
    return found[0]


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
