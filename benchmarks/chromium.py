"""Chromium as participants have it: nobody looks into it, but for a clock that is read.

Playwright has it keep a copy of whatever a page and its workers load, for those who ask for it
later, and puts a script of its own into each page: our boots took a seventh longer (0.80 beside
0.69 s), and those of participants don't.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Playwright

from tests.conftest import CHROMIUM_FLAGS, find_chromium
from tests.engines.process import run

_POLL_S = 0.05
# It reads commands from 3 and answers on 4, whatever numbers the pipes have here.
_TO_PIPES = """
import fcntl, os, sys
pipes = [fcntl.fcntl(int(number), fcntl.F_DUPFD, 10) for number in sys.argv[1:3]]
for pipe, number in zip(pipes, (3, 4)):
    os.dup2(pipe, number)
os.execv(sys.argv[3], sys.argv[3:])
"""


class Tab:
    """The one tab of a Chromium, by the DevTools protocol over pipes; no part of it is enabled."""

    def __init__(self, commands: int, answers: int) -> None:
        self._commands = open(commands, "wb", buffering=0)  # noqa: SIM115 - closed with the tab
        self._answers = open(answers, "rb")  # noqa: SIM115
        self._number = 0
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        attached = self._call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]

    def goto(self, url: str) -> None:
        """Open an address; returns once its first bytes have come."""
        self._call("Page.navigate", self._session, url=url)

    def wait_for(self, function: str, *words: Any, timeout_s: float) -> Any:
        """The first result of a JavaScript function that is true in JavaScript's sense.

        Raises:
            TimeoutError: There was none.
        """
        expression = f"({function})({', '.join(map(json.dumps, words))})"
        deadline = time.monotonic() + timeout_s
        while True:
            given = self._call(
                "Runtime.evaluate",
                self._session,
                expression=expression,
                awaitPromise=True,
                returnByValue=True,
            )
            if result := given["result"].get("value"):
                return result
            if time.monotonic() > deadline:
                raise TimeoutError(f"waited for {expression}")
            time.sleep(_POLL_S)

    def close(self) -> None:
        """Let go of the pipes; Chromium ends by itself then."""
        self._commands.close()
        self._answers.close()

    def _call(self, method: str, session: str | None = None, /, **params: Any) -> Any:
        self._number += 1
        message = {"id": self._number, "method": method, "params": params}
        if session is not None:
            message["sessionId"] = session
        self._commands.write(json.dumps(message).encode() + b"\0")
        while (answer := self._receive()).get("id") != self._number:
            pass
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']['message']}")
        return answer["result"]

    def _receive(self) -> Any:
        message = bytearray()
        while (byte := self._answers.read(1)) != b"\0":
            if not byte:
                raise RuntimeError("Chromium ended")
            message += byte
        return json.loads(message)


@contextmanager
def start(playwright: Playwright) -> Iterator[Tab]:
    """A headless Chromium that knows nothing; it ends with the context."""
    commands, to_browser = os.pipe()
    from_browser, answers = os.pipe()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [sys.executable, "-c", _TO_PIPES, str(commands), str(answers)]
        command += [str(find_chromium(playwright)), *CHROMIUM_FLAGS, f"--user-data-dir={profile}"]
        command += ["--headless", "--no-first-run", "--remote-debugging-pipe"]
        # Chromium refuses to start as root with its sandbox.
        command += ["--no-sandbox"] if os.geteuid() == 0 else []
        pipes = (commands, answers)
        with run(command, {}, stdout=subprocess.DEVNULL, pass_fds=pipes):
            for pipe in pipes:
                os.close(pipe)
            tab = Tab(to_browser, from_browser)
            try:
                yield tab
            finally:
                tab.close()
