"""Debian's nginx on loopback, with the configuration that docs/hosting.md gives."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.docs.blocks import ROOT, read_blocks
from tests.ports import free_ports

READY_WITHIN_S = 30
MIME_TYPES = Path("/etc/nginx/mime.types")
DOCUMENTED_ROOT = "/srv/www"

needs_nginx = pytest.mark.skipif(
    shutil.which("nginx") is None or not MIME_TYPES.is_file(),
    reason="nginx is not installed as Debian has it: .ci/setup-system does so, as root on Debian",
)

CONFIGURATION = """\
daemon off;
{user}
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    include {types};
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
{locations}
    }}
}}
"""


def documented() -> str:
    """The block of the page."""
    page = ROOT / "docs" / "hosting.md"
    (block,) = (block for block in read_blocks(page) if block.mark == ("nginx",))
    return block.text


@contextmanager
def run_nginx(www: Path, folder: Path, port: int) -> Iterator[str]:
    """Serve a folder as the page says; gives the origin, from ready to ended.

    Args:
        www: Stands for `/srv/www`.
        folder: For nginx's own files.
        port: A free one.
    """
    folder.mkdir()
    configuration = folder / "nginx.conf"
    configuration.write_text(
        CONFIGURATION.format(
            folder=folder,
            port=port,
            types=MIME_TYPES,
            # Its workers would be somebody who may not read pytest's folders.
            user="user root;" if os.geteuid() == 0 else "",
            locations=documented().replace(DOCUMENTED_ROOT, str(www)),
        )
    )
    words = ["nginx", "-c", str(configuration), "-p", str(folder), "-e", str(folder / "error.log")]
    with subprocess.Popen(words) as nginx:
        try:
            _wait(port, nginx, folder / "error.log")
            yield f"http://127.0.0.1:{port}"
        finally:
            nginx.terminate()


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    return free_ports(1)[0]


def _wait(port: int, nginx: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if nginx.poll() is not None or time.monotonic() > deadline:
                said = log.read_text() if log.exists() else ""
                raise RuntimeError(f"nginx is not ready (exit {nginx.poll()}):\n{said}") from None
            time.sleep(0.02)
        else:
            return
