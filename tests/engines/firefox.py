"""Firefox, by Marionette: WebDriver's commands on a socket, which Firefox speaks by itself.

Each message is its length in bytes, a colon, and JSON: a command is `[0, id, name, words]`, an
answer `[1, id, error, value]` (Firefox source docs, "Marionette: Protocol").
"""

import contextlib
import json
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

from playwright.sync_api import Playwright

from tests.engines.by_playwright import FAKE_MICROPHONE, start_own
from tests.engines.page import Page
from tests.engines.process import run
from tests.engines.webdriver import WebDriverPage

NAMES = ("firefox-esr", "firefox")
STARTS_WITHIN_S = 60
ENVIRON = {"MOZ_REMOTE_SETTINGS_DEVTOOLS": "1"}
"""Without it a release heeds no other server for its settings."""
FOR_PADS = {"MOZ_DISABLE_NONLOCAL_CONNECTIONS": "1"}
"""A release emulates gamepads only where it can reach nobody and is told to be under test."""


class MarionetteError(Exception):
    """Firefox refused a command."""


def installed() -> str | None:
    """The system's Firefox; None: there is none."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


@contextlib.contextmanager
def start(
    playwright: Playwright,
    proxy: str | None,
    *,
    hears: bool = False,
    emulates_pads: bool = False,
) -> Iterator[Page]:
    """A headless Firefox with a profile of its own.

    Args:
        playwright: Drives its own where the system has none; that one emulates no gamepads.
        proxy: `host:port` that every request goes through.
        hears: Has a microphone that beeps, and lets every page listen.
        emulates_pads: Gives pages `navigator.requestGamepadServiceTest` (Firefox's
            `GamepadServiceTest.webidl`), by which Firefox tests its own gamepads.
    """
    program = installed()
    if program is None:
        with start_own(playwright.firefox, proxy, hears=hears) as page:
            yield page
        return
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temporary:
        profile, log = Path(temporary, "profile"), Path(temporary, "log")
        profile.mkdir()
        wanted = preferences(proxy, hears=hears, emulates_pads=emulates_pads)
        (profile / "user.js").write_text(wanted)
        command = [program, "--headless", "--no-remote", "--marionette", "--profile", str(profile)]
        with (
            log.open("wb") as output,
            run(command, ENVIRON | (FOR_PADS if emulates_pads else {}), stdout=output) as process,
            connect(port_of(profile, process, log)) as marionette,
        ):
            marionette("NewSession")
            yield WebDriverPage(marionette)


def preferences(proxy: str | None, *, hears: bool, emulates_pads: bool) -> str:
    """user.js: what Marionette by itself does not keep Firefox from asking its makers for."""
    wanted: dict[str, Any] = {
        "marionette.port": 0,
        "services.settings.server": "data:,",
        "media.gmp-manager.updateEnabled": False,
        "app.update.disabledForTesting": True,
    }
    if proxy is not None:
        host, _, port = proxy.partition(":")
        wanted |= {
            "network.proxy.type": 1,
            "network.proxy.no_proxies_on": "",
            "network.proxy.allow_hijacking_localhost": True,
        }
        for scheme in ("http", "ssl"):
            wanted |= {f"network.proxy.{scheme}": host, f"network.proxy.{scheme}_port": int(port)}
    if hears:
        wanted |= FAKE_MICROPHONE
    if emulates_pads:
        wanted |= {
            "dom.gamepad.test.enabled": True,
            "security.turn_off_all_security_so_that_viruses_can_take_over_this_computer": True,
        }
    return "".join(f'user_pref("{name}", {json.dumps(v)});\n' for name, v in wanted.items())


def port_of(profile: Path, process: subprocess.Popen[bytes], log: Path) -> int:
    """The port that Firefox chose, once it listens there."""
    said, deadline = profile / "MarionetteActivePort", time.monotonic() + STARTS_WITHIN_S
    while not (said.exists() and (text := said.read_text())):
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"Firefox did not start:\n{log.read_text(errors='replace')[-3000:]}")
        time.sleep(0.02)
    return int(text)


class Marionette:
    """A connection; calls are commands."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._reader = connection.makefile("rb")
        self._numbers = count()
        self._receive()  # Firefox speaks first: its version of the protocol

    def __call__(self, name: str, /, **words: Any) -> Any:
        data = json.dumps([0, next(self._numbers), f"WebDriver:{name}", words]).encode()
        self._connection.sendall(b"%d:%b" % (len(data), data))
        _, _, error, value = self._receive()
        if error is not None:
            raise MarionetteError(f"{name}: {error['error']}: {error['message']}")
        # Some commands give a bare object, some wrap what they give.
        return value["value"] if isinstance(value, dict) and set(value) == {"value"} else value

    def _receive(self) -> Any:
        length = b""
        while (byte := self._reader.read(1)) != b":":
            if not byte:
                raise MarionetteError("Firefox closed the connection")
            length += byte
        return json.loads(self._reader.read(int(length)))


@contextlib.contextmanager
def connect(port: int) -> Iterator[Marionette]:
    """A connection to a Firefox that listens."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        yield Marionette(connection)
