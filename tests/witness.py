"""A witness between a browser and everything else: it notes whom the browser asks for anything.

A proxy on loopback. It passes on what goes to the hosts that it was told of, and refuses the rest,
so that no test reaches the world. To the site's page it adds the page's own policy once more, as
one that only reports: so every violation reaches the witness, from the page and its workers.
"""

import contextlib
import http.client
import http.server
import json
import re
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from tests.static_host import Server

REPORTS = "/csp-reports-of-the-witness"
_META = re.compile(rb'http-equiv="Content-Security-Policy" content="([^"]+)"')
_HOP_BY_HOP = {"connection", "keep-alive", "proxy-connection", "transfer-encoding"}


@dataclass
class Witness:
    """What was seen."""

    address: str
    """`host:port`, for a browser's settings."""
    known: frozenset[str]
    """The hosts, with ports, that requests are passed on to."""
    asked: list[tuple[str, str]] = field(default_factory=list)
    """Host and path of every request; the path is empty for a tunnel (TLS, WebSocket)."""
    reports: list[dict[str, Any]] = field(default_factory=list)
    """Violations of the site's CSP."""

    @property
    def requests(self) -> Counter[str]:
        """How many there were, by host and port."""
        return Counter(host for host, _ in self.asked)

    @property
    def strangers(self) -> set[tuple[str, str]]:
        """What was asked of hosts that nobody told of."""
        return {(host, path) for host, path in self.asked if host not in self.known}

    @property
    def violated(self) -> list[str]:
        """The directives, in the order in which they were violated."""
        return [r.get("effective-directive") or r["violated-directive"] for r in self.reports]

    def so_far(self) -> "Witness":
        """What was seen until now."""
        return replace(self, asked=[*self.asked], reports=[*self.reports])


@contextlib.contextmanager
def watch(origins: Iterable[str]) -> Iterator[Witness]:
    """A witness who knows these origins."""
    with Server(("127.0.0.1", 0), _Handler) as server:
        known = frozenset(urlsplit(origin).netloc for origin in origins)
        witness = Witness(f"127.0.0.1:{server.server_port}", known)
        server.witness = witness  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield witness
        finally:
            server.shutdown()
            thread.join()


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __getattr__(self, name: str) -> Any:
        """All methods are alike, but CONNECT."""
        if name.startswith("do_"):
            return self._answer_request
        raise AttributeError(name)

    def _answer_request(self) -> None:
        witness: Witness = self.server.witness  # type: ignore[attr-defined]
        address = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if address.path == REPORTS:
            witness.reports.append(json.loads(body)["csp-report"])
            self._answer(204, [], b"")
            return
        witness.asked.append((address.netloc, address.path))
        if address.netloc in witness.known:
            self._pass_on(address.netloc, body)
        else:
            self._answer(502, [], b"")

    def do_CONNECT(self) -> None:
        witness: Witness = self.server.witness  # type: ignore[attr-defined]
        witness.asked.append((self.path, ""))
        self.close_connection = True
        self._answer(403, [], b"")

    def _pass_on(self, host: str, body: bytes) -> None:
        connection = http.client.HTTPConnection(host)
        path = self.path.partition(host)[2] or "/"
        headers = {n: v for n, v in self.headers.items() if n.lower() not in _HOP_BY_HOP}
        with contextlib.closing(connection):
            connection.request(self.command, path, body or None, headers)
            answer = connection.getresponse()
            content = answer.read()
        sent = [(n, v) for n, v in answer.getheaders() if n.lower() not in _HOP_BY_HOP]
        self._answer(answer.status, [*sent, *_report_only(content, answer)], content)

    def _answer(self, status: int, headers: Iterable[tuple[str, str]], content: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() != "content-length" or self.command == "HEAD":
                self.send_header(name, value)
        if self.command != "HEAD" and status not in {204, 304}:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: a test's output is about the test."""


def _report_only(page: bytes, answer: http.client.HTTPResponse) -> list[tuple[str, str]]:
    policy = _META.search(page) if "html" in answer.getheader("Content-Type", "") else None
    if policy is None:
        return []
    text = f"{unescape(policy[1].decode())}; report-uri {REPORTS}"
    return [("Content-Security-Policy-Report-Only", text)]
