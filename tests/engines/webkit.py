"""WebKit as GTK builds it, by WebKitWebDriver on a screen that nobody sees."""

import contextlib
import json
import os
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Playwright

from tests.engines.by_playwright import start_own
from tests.engines.page import Page
from tests.engines.process import run
from tests.engines.webdriver import WebDriverPage
from tests.ports import free_ports

DRIVER, SCREEN = "WebKitWebDriver", "Xvfb"
STARTS_WITHIN_S = 60
BROWSERS = Path("/usr/lib")
"""Debian's package of the driver brings the browser beneath it, which is told its settings."""
ADDRESSES = {
    "SetTimeouts": "timeouts",
    "Navigate": "url",
    "ExecuteAsyncScript": "execute/async",
    "PerformActions": "actions",
    "ElementClick": "element/{id}/click",
}
"""Where the specification puts the commands; TakeScreenshot is the one that is a GET."""


class WebDriverError(Exception):
    """WebKit refused a command."""


@contextlib.contextmanager
def start(playwright: Playwright, proxy: str | None, *, hears: bool = False) -> Iterator[Page]:
    """WebKit's MiniBrowser, in a session that keeps nothing on disk.

    Args:
        playwright: Drives its own where the system has none; that one has no microphone.
        proxy: `host:port` that every request goes through.
        hears: Has a microphone that beeps; under automation every page may listen.
    """
    if shutil.which(DRIVER) is None or shutil.which(SCREEN) is None:
        with start_own(playwright.webkit, proxy) as page:
            yield page
        return
    [port] = free_ports(1)
    with screen() as display:
        environ = {"DISPLAY": display}
        if os.geteuid() == 0:  # its sandbox does not start as root
            environ["WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS"] = "1"
        command = [DRIVER, f"--port={port}", "--host=127.0.0.1"]
        with run(command, environ, stdout=subprocess.DEVNULL) as process:
            server = f"http://127.0.0.1:{port}"
            wait_until_ready(server, process)
            with session(server, proxy, hears=hears) as address:
                yield WebDriverPage(Session(address))


@contextlib.contextmanager
def screen() -> Iterator[str]:
    """An X server in memory; gives its display."""
    command = [SCREEN, "-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"]
    with run(command, {}, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        with process.stdout as said:
            number = said.readline().decode().strip()
            if not number:
                raise RuntimeError("Xvfb did not start")
            yield f":{number}"


def wait_until_ready(server: str, process: subprocess.Popen[bytes]) -> None:
    """Wait until the driver answers."""
    deadline = time.monotonic() + STARTS_WITHIN_S
    while True:
        try:
            call("GET", f"{server}/status")
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return


@contextlib.contextmanager
def session(server: str, proxy: str | None, *, hears: bool) -> Iterator[str]:
    """A browser; gives the address of its session."""
    wanted: dict[str, Any] = {}
    if proxy is not None:
        manual = {"proxyType": "manual", "httpProxy": proxy, "sslProxy": proxy, "noProxy": []}
        wanted["proxy"] = manual
    if hears:
        flags = ["--automation", "--enable-media-stream=true", "--enable-mock-capture-devices=true"]
        *_, newest = sorted(BROWSERS.glob("*/webkit2gtk-4.*/MiniBrowser"))
        wanted["webkitgtk:browserOptions"] = {"binary": str(newest), "args": flags}
    made = call("POST", f"{server}/session", {"capabilities": {"alwaysMatch": wanted}})
    address = f"{server}/session/{made['sessionId']}"
    try:
        yield address
    finally:
        call("DELETE", address)


class Session:
    """Sends commands to a session's address."""

    def __init__(self, address: str) -> None:
        self._address = address

    def __call__(self, name: str, /, **words: Any) -> Any:
        if name == "TakeScreenshot":
            return call("GET", f"{self._address}/screenshot")
        return call("POST", f"{self._address}/{ADDRESSES[name].format(**words)}", words)


def call(method: str, address: str, words: Any = None) -> Any:
    """What the driver answers."""
    data = None if words is None else json.dumps(words).encode()
    request = urllib.request.Request(address, data, method=method)
    try:
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)["value"]
    except urllib.error.HTTPError as error:
        with error:
            told = json.load(error)["value"]
        raise WebDriverError(f"{told['error']}: {told['message']}") from error
