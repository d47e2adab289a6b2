"""The hosts that the benchmarks load from, on loopback: quick, or as slow as a link is."""

import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from io import BufferedIOBase
from pathlib import Path
from typing import Any, override

from tests.static_host import MEDIA_TYPES, Handler, PrecompressedHandler, serve_folder

_CHUNK_BYTES = 8_192


class _Hosted(Handler):
    """A static host as docs/hosting.md asks for it, with what plain Pyodide needs besides."""

    extensions_map = {**MEDIA_TYPES, ".mjs": "text/javascript"}  # noqa: RUF012 - as its base has it

    def end_headers(self) -> None:
        # Without cross-origin isolation a page may not measure its memory.
        self.send_header("Cross-Origin-Opener-Policy", "same-origin")
        self.send_header("Cross-Origin-Embedder-Policy", "require-corp")
        named_by_hash = self.path.startswith(("/rt/", "/v/"))
        kept = "public, max-age=31536000, immutable" if named_by_hash else "no-cache"
        self.send_header("Cache-Control", kept)
        super().end_headers()


class _Compressing(_Hosted, PrecompressedHandler):
    """The same on a host that compresses."""


def serve(folder: Path) -> AbstractContextManager[str]:
    """From a host that compresses nothing; gives its origin."""
    return serve_folder(folder, _Hosted)


def serve_compressed(folder: Path) -> AbstractContextManager[str]:
    """From a host that sends the `.br` beside a file."""
    return serve_folder(folder, _Compressing)


class Link:
    """What one participant's connection carries: every answer waits for its turn."""

    def __init__(
        self,
        mbit_s: float,
        latency_ms: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._bytes_per_s = mbit_s * 1e6 / 8
        self._latency_s = latency_ms / 1e3
        self._clock, self._sleep = clock, sleep
        self._lock = threading.Lock()
        self._free_at = 0.0

    def delay(self) -> None:
        """The way of a request to the host, and of its answer back."""
        self._sleep(self._latency_s)

    def carry(self, size: int) -> None:
        """Return when so many bytes have gone through, after all that were there before them."""
        with self._lock:
            begin = max(self._clock(), self._free_at)
            self._free_at = begin + size / self._bytes_per_s
            wait = self._free_at - self._clock()
        if wait > 0:
            self._sleep(wait)


class _Slow(_Compressing):
    """The same, at the end of a link."""

    link: Link

    @override
    def setup(self) -> None:
        super().setup()
        stream: BufferedIOBase = self.wfile
        self.wfile = _Throttled(stream, self.link)

    @override
    def do_GET(self) -> None:
        self.link.delay()
        super().do_GET()


def serve_slowly(folder: Path, link: Link) -> AbstractContextManager[str]:
    """From a host that compresses, over a link that all connections share."""
    return serve_folder(folder, type("Slow", (_Slow,), {"link": link}))


class _Throttled(BufferedIOBase):
    """A writer whose bytes go over the link."""

    def __init__(self, stream: BufferedIOBase, link: Link) -> None:
        self._stream, self._link = stream, link

    @override
    def write(self, content: Any) -> int:
        view = memoryview(content)
        for begin in range(0, len(view), _CHUNK_BYTES):
            chunk = view[begin : begin + _CHUNK_BYTES]
            self._link.carry(len(chunk))
            self._stream.write(chunk)
        return len(view)

    @override
    def flush(self) -> None:
        self._stream.flush()

    @override
    def close(self) -> None:
        self._stream.close()
