"""Browsers that keep what they store, and can be killed: as a whole, or only their tabs."""

import contextlib
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import BrowserContext, Error, Page, Playwright

from tests.conftest import CHROMIUM_FLAGS


@dataclass(frozen=True)
class Profile:
    """A participant's own browser, by the folder that it stores everything in."""

    folder: Path
    playwright: Playwright
    chromium: Path

    @contextmanager
    def open(self) -> Iterator[BrowserContext]:
        """From its start until it is closed, or was killed."""
        context = self.playwright.chromium.launch_persistent_context(
            self.folder,
            executable_path=self.chromium,
            chromium_sandbox=os.geteuid() != 0,
            args=list(CHROMIUM_FLAGS),
        )
        try:
            yield context
        finally:
            # One that was killed may be closing by itself in this moment.
            with contextlib.suppress(Error):
                context.close()

    def kill(self) -> int:
        """SIGKILL to every process of the browser; returns how many there were."""
        return kill_all(self._processes())

    def kill_tabs(self) -> int:
        """SIGKILL to every renderer of the browser; returns how many there were."""
        return kill_all([pid for pid in self._processes() if b"--type=renderer" in command_of(pid)])

    def _processes(self) -> list[int]:
        """The browser's own process first, then all that it has started."""
        parents = parents_of_all()
        tree = [pid for pid in parents if self._is_main(command_of(pid))]
        for pid in tree:
            tree += [child for child, parent in parents.items() if parent == pid]
        return tree

    def _is_main(self, command: bytes) -> bool:
        return f"--user-data-dir={self.folder}\0".encode() in command and b"--type=" not in command


def open_tab(context: BrowserContext) -> Page:
    """A new tab, though Chromium may give it a renderer that was killed while it lay in reserve."""
    with contextlib.suppress(Error):
        return context.new_page()
    return context.new_page()


def parents_of_all() -> dict[int, int]:
    """Every process on this machine to the one that started it."""
    parents = {}
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            # The name before it may hold anything, a parenthesis too.
            state = (process / "stat").read_text().rpartition(")")[2]
            parents[int(process.name)] = int(state.split()[1])
    return parents


def command_of(pid: int) -> bytes:
    """With a NUL after each word; in Chromium's renderers it is a blank. Empty where it is over."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


def kill_all(pids: list[int]) -> int:
    killed = 0
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
            killed += 1
    return killed
