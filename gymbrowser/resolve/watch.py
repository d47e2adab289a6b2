"""Waits for a server no longer than it was given, whatever it does with the connection.

A timeout of a socket begins anew with each byte, so a server that drips would be waited for without
end. Here every wait is short, and looks at the clock in between.
"""

import http.client
import io
import socket
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, cast
from urllib import request

_POLL_S = 0.2
"""How often a wait looks at the clock, and whether the file is still wanted."""


class DownloadError(Exception):
    """A file did not arrive. The text completes a sentence that begins with its address."""


@dataclass(frozen=True)
class Limits:
    """How much patience a server gets."""

    total_s: float = 300.0
    """For one file, from the first request to the last byte: holds against one that drips."""
    silence_s: float = 15.0
    """For a connection to stand, and for each next byte."""
    max_bytes: int = 500_000_000


@dataclass(frozen=True)
class Waiting:
    """On whose time a download waits."""

    clock: Callable[[], float] = time.monotonic
    """Seconds, monotonic."""
    stop: threading.Event = field(default_factory=threading.Event)
    """Is set when nobody wants the file any more."""


class Watch:
    """Ends a download that takes too long or that nobody wants any more."""

    def __init__(self, limits: Limits, waiting: Waiting) -> None:
        self.limits = limits
        self._waiting = waiting
        self._began = self._heard = waiting.clock()

    def heard(self) -> None:
        """Note that the server sent something."""
        self._heard = self._waiting.clock()

    def check(self) -> None:
        """Raise DownloadError when it is time."""
        now = self._waiting.clock()
        if self._waiting.stop.is_set():
            raise DownloadError("was not waited for")
        if now - self._began >= self.limits.total_s:
            raise DownloadError(f"did not finish within {self.limits.total_s:g} s")
        if now - self._heard >= self.limits.silence_s:
            raise DownloadError(f"sent nothing for {self.limits.silence_s:g} s")


class WatchedHTTPHandler(request.HTTPHandler):
    """urllib's, but answers are read under watch."""

    def __init__(self, watch: Watch) -> None:
        super().__init__()
        self._watch = watch

    def http_open(self, req: request.Request) -> http.client.HTTPResponse:
        """Connect, ask, and read the header."""
        return self.do_open(partial(_connection, http.client.HTTPConnection, self._watch), req)


class WatchedHTTPSHandler(request.HTTPSHandler):
    """urllib's, but answers are read under watch."""

    def __init__(self, watch: Watch) -> None:
        super().__init__()
        self._watch = watch

    def https_open(self, req: request.Request) -> http.client.HTTPResponse:
        """Connect, ask, and read the header."""
        kind = partial(http.client.HTTPSConnection, context=ssl.create_default_context())
        return self.do_open(partial(_connection, kind, self._watch), req)


def _connection(
    kind: Callable[..., http.client.HTTPConnection], watch: Watch, host: str, **options: Any
) -> http.client.HTTPConnection:
    """A connection whose answers, and those of a proxy on the way, are read under watch."""
    connection = kind(host, **options)
    connection.response_class = partial(_response, watch)  # type: ignore[assignment]
    return connection


def _response(watch: Watch, sock: socket.socket, **options: Any) -> http.client.HTTPResponse:
    # All that it asks of a socket is `makefile`.
    return http.client.HTTPResponse(cast(socket.socket, _WatchedSocket(sock, watch)), **options)


@dataclass(frozen=True)
class _WatchedSocket:
    socket: socket.socket
    watch: Watch

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_WatchedReader(self.socket, self.watch))


class _WatchedReader(io.RawIOBase):
    """Reads from a socket in short waits: a timeout of the socket itself starts anew per byte."""

    def __init__(self, sock: socket.socket, watch: Watch) -> None:
        self._socket = sock
        self._watch = watch
        # urllib closes the socket once the header is read; it stays open until this is closed too.
        self._reference = sock.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        before = self._socket.gettimeout()
        self._socket.settimeout(_POLL_S)
        try:
            return self._receive(buffer)
        finally:
            # After a proxy's answer the same socket begins a TLS handshake.
            self._socket.settimeout(before)

    def _receive(self, buffer: Any) -> int:
        while True:
            self._watch.check()
            try:
                count = self._socket.recv_into(buffer)
            except TimeoutError:
                continue
            self._watch.heard()
            return count

    def close(self) -> None:
        self._reference.close()
        super().close()
