"""A reverse proxy on loopback before a real S3 server, which fails as it is told to.

A plan says what becomes of each upload; everything else goes through, so that data can be pulled.
"""

import contextlib
import http.client
import http.server
import itertools
import random
import re
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

type Plan = Callable[["Exchange"], None]

WITHIN_S = 30
_KEY = re.compile(rb'name="key"\r\n\r\n([^\r]*)\r\n')
_OF_THE_CONNECTION = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length"})


@dataclass(frozen=True)
class Answer:
    """What a server says."""

    status: int
    headers: Sequence[tuple[str, str]] = ()
    body: bytes = b""

    def without_cors(self) -> "Answer":
        kept = [(n, v) for n, v in self.headers if not n.lower().startswith("access-control")]
        return replace(self, headers=kept)


class Exchange(http.server.BaseHTTPRequestHandler):
    """One request, and the means to answer it well or badly."""

    protocol_version = "HTTP/1.1"
    server: "_Server"
    content: bytes = b""

    def _meet(self) -> None:
        self.content = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        store = self.server.store
        try:
            store.meet(self)
        except ConnectionError:
            # The real store is not there: whoever asks sees what there is to see of that.
            self.drop()

    def do_GET(self) -> None:
        self._meet()

    def do_POST(self) -> None:
        self._meet()

    def do_PUT(self) -> None:
        self._meet()

    def log_message(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: a test's output is about the test."""

    def forward(self) -> Answer:
        """What the real store says."""
        target = urlsplit(self.server.store.upstream)
        connection = http.client.HTTPConnection(str(target.hostname), target.port, WITHIN_S)
        with contextlib.closing(connection):
            connection.putrequest(
                self.command, self.path, skip_host=True, skip_accept_encoding=True
            )
            for name, value in self.headers.items():
                # The host's name stays as it was asked: a signature may be over it.
                if name.lower() not in _OF_THE_CONNECTION:
                    connection.putheader(name, value)
            if self.content:
                connection.putheader("Content-Length", str(len(self.content)))
            connection.endheaders(self.content or None)
            answer = connection.getresponse()
            kept = [(n, v) for n, v in answer.getheaders() if n.lower() not in _OF_THE_CONNECTION]
            return Answer(answer.status, kept, answer.read())

    def give(self, answer: Answer) -> None:
        self._start(answer, len(answer.body))
        self.wfile.write(answer.body)

    def give_half(self, answer: Answer) -> None:
        """Begin a longer answer, and break off in its middle."""
        self._start(replace(answer, status=200), 1000)
        self.wfile.write(b"<PostResponse><Location>")
        self.drop()

    def drop(self) -> None:
        """Close the connection without a word, or without another."""
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.wfile.flush()
            self.connection.shutdown(2)

    def own(self, status: int, body: bytes, content_type: str) -> Answer:
        """An answer that the page may read."""
        origin = self.headers.get("Origin")
        cors = [("Access-Control-Allow-Origin", origin)] if origin else []
        return Answer(status, [("Content-Type", content_type), *cors], body)

    def error(self, status: int, code: str, message: str = "So it is.") -> Answer:
        """An error as S3 says it."""
        xml = f"<Error><Code>{code}</Code><Message>{escape(message)}</Message></Error>"
        return self.own(status, xml.encode(), "application/xml")

    def _start(self, answer: Answer, length: int) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        if answer.status != 204:
            self.send_header("Content-Length", str(length))
        self.end_headers()


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    store: "FaultyStore"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that leaves in the middle of an answer is no error."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def pass_on(exchange: Exchange) -> None:
    """No fault."""
    exchange.give(exchange.forward())


@dataclass
class FaultyStore:
    """The way to the real store at `upstream`, and what becomes of uploads on it."""

    address: str
    upstream: str
    plan: Plan = pass_on
    keys: list[str] = field(default_factory=list)
    """Of every upload since the plan was last changed."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def meet(self, exchange: Exchange) -> None:
        if exchange.command != "POST":
            pass_on(exchange)
            return
        with self._lock:
            self.keys += [key.decode() for key in _KEY.findall(exchange.content)]
        self.plan(exchange)

    def set(self, plan: Plan) -> None:
        with self._lock:
            self.plan, self.keys = plan, []


def dropping(share: float, seed: int) -> Plan:
    """Lose requests before the store has seen them, and answers after it has, by turns."""
    chance, lock = random.Random(seed), threading.Lock()

    def plan(exchange: Exchange) -> None:
        with lock:
            drawn = chance.random()
        if drawn < share / 2:
            exchange.drop()
        elif drawn < share:
            exchange.forward()
            exchange.drop()
        else:
            pass_on(exchange)

    return plan


def dropping_all(exchange: Exchange) -> None:
    exchange.drop()


def storm(seed: int) -> Plan:
    """Nothing but errors of a store that can't now."""
    chance = random.Random(seed)

    def plan(exchange: Exchange) -> None:
        status, code = chance.choice([(503, "SlowDown"), (500, "InternalError")])
        exchange.give(exchange.error(status, code))

    return plan


def breaking_off(exchange: Exchange) -> None:
    """The store takes the upload, and its answer breaks off."""
    exchange.give_half(exchange.forward())


def garbling(exchange: Exchange) -> None:
    """Somebody between answers in the store's place, and says 200."""
    exchange.give(exchange.own(200, b"<!doctype html><title>Hotel</title>", "text/html"))


def by_turns(*plans: Plan) -> Plan:
    return _each(itertools.cycle(plans))


def _each(plans: Iterator[Plan]) -> Plan:
    return lambda exchange: next(plans)(exchange)


def once(plan: Plan) -> Plan:
    """The first upload alone."""
    return _each(itertools.chain([plan], itertools.repeat(pass_on)))


def lying(exchange: Exchange) -> None:
    """Say that it is stored, and throw it away."""
    exchange.give(exchange.own(204, b"", "text/plain"))


def delaying(seconds: float) -> Plan:
    def plan(exchange: Exchange) -> None:
        time.sleep(seconds)
        pass_on(exchange)

    return plan


def refusing(status: int, code: str) -> Plan:
    return lambda exchange: exchange.give(exchange.error(status, code))


def hiding(exchange: Exchange) -> None:
    """The store has no CORS rule for the page: it takes the upload, and the page can't know."""
    exchange.give(exchange.forward().without_cors())


@contextlib.contextmanager
def faulty_store(upstream: str) -> Iterator[FaultyStore]:
    with _Server(("127.0.0.1", 0), Exchange) as server:
        server.store = FaultyStore(f"http://127.0.0.1:{server.server_port}", upstream)
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield server.store
        finally:
            server.shutdown()
            thread.join()
