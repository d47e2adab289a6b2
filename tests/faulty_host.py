"""A web host on loopback that fails in every way in which one can."""

import contextlib
import http.server
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

type Answer = Callable[["Handler"], None]


class Clock:
    """A monotonic clock that a test, or a host, advances."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers as the test says for the path; 404 where it says nothing."""

    protocol_version = "HTTP/1.1"
    server: "_Server"

    def do_GET(self) -> None:
        host = self.server.host
        host.asked.append((self.path, dict(self.headers)))
        self.close_connection = True
        host.answers.get(self.path, status(404))(self)

    def do_CONNECT(self) -> None:
        self.do_GET()

    def log_message(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: a test's output is about the test."""

    def start(self, code: int = 200, **headers: str | int) -> None:
        """Send the header."""
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()


class _Server(http.server.ThreadingHTTPServer):
    # So that the end of the server waits for every answer: none may hang.
    daemon_threads = False
    host: "FaultyHost"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that leaves in the middle of an answer is what these tests are about."""


@dataclass
class FaultyHost:
    """What it answers, and what it was asked."""

    address: str
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    """Is set at the end of the test: frees the answers that hang."""

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]

    def hang(self, before: Callable[[], None] = lambda: None) -> Answer:
        """Never answer."""

        def answer(handler: Handler) -> None:
            before()
            self.over.wait()

        return answer

    def drip(self, tick: Callable[[], None], head: bytes = b"") -> Answer:
        """Send byte after byte for ever, and call `tick` with each."""

        def answer(handler: Handler) -> None:
            if head:
                handler.wfile.write(head)
            else:
                handler.start(Content_Length=10**6)
            while not self.over.wait(0.001):
                tick()
                handler.wfile.write(b"x")
                handler.wfile.flush()

        return answer


def body(content: bytes, *, length: int | None = None) -> Answer:
    """Send a content, and say that it has the given length."""

    def answer(handler: Handler) -> None:
        handler.start(Content_Length=len(content) if length is None else length)
        handler.wfile.write(content)

    return answer


def chunked(content: bytes, *, whole: bool = True) -> Answer:
    """Send a content whose length is not told beforehand."""

    def answer(handler: Handler) -> None:
        handler.start(Transfer_Encoding="chunked")
        handler.wfile.write(b"%x\r\n%s\r\n" % (len(content), content))
        handler.wfile.write(b"0\r\n\r\n" if whole else b"ff\r\nxx")

    return answer


def status(code: int) -> Answer:
    return lambda handler: handler.start(code, Content_Length=0)


def redirect(to: str, content: bytes = b"") -> Answer:
    def answer(handler: Handler) -> None:
        handler.start(302, Location=to, Content_Length=len(content))
        handler.wfile.write(content)

    return answer


def raw(content: bytes) -> Answer:
    """Send these bytes and nothing else."""

    def answer(handler: Handler) -> None:
        handler.wfile.write(content)

    return answer


@contextlib.contextmanager
def faulty_host(certificate: Path | None = None) -> Iterator[FaultyHost]:
    """A host that is gone at the end, and every connection with it."""
    with _Server(("127.0.0.1", 0), Handler) as server:
        scheme = "http"
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            server.socket = context.wrap_socket(server.socket, server_side=True)
            scheme = "https"
        server.host = host = FaultyHost(f"{scheme}://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield host
        finally:
            host.over.set()
            server.shutdown()
            thread.join()


def closed_port() -> int:
    """A port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port
