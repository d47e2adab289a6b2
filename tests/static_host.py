"""The least of a static host: files, and the right media types for scripts and WebAssembly."""

import contextlib
import http.server
import sys
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

MEDIA_TYPES = {
    "": "application/octet-stream",
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
    ".wav": "audio/wav",
}


class Handler(http.server.SimpleHTTPRequestHandler):
    """Says nothing, and guesses no type from the machine it runs on."""

    protocol_version = "HTTP/1.1"
    extensions_map = MEDIA_TYPES

    def log_message(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: a test's output is about the test."""


class PrecompressedHandler(Handler):
    """Sends the `.br` beside a file to whoever takes it, as nginx does with `brotli_static`."""

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        copy = path.with_name(f"{path.name}.br")
        if not copy.is_file() or "br" not in self.headers.get("Accept-Encoding", ""):
            super().do_GET()
            return
        content = copy.read_bytes()
        self.send_response(200)
        self.send_header("Content-Encoding", "br")
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that leaves in the middle of an answer is no error."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextlib.contextmanager
def serve_folder(folder: Path, handler: type[Handler] = Handler) -> Iterator[str]:
    """Serves `folder` on loopback; gives its origin, without a slash at the end."""
    with Server(("127.0.0.1", 0), partial(handler, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
