"""Fetches an address: every way in which a server fails ends in time, and in words."""

import base64
import http
import http.client
import io
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO, cast
from urllib import request
from urllib.error import HTTPError, URLError
from urllib.parse import unquote, urlsplit, urlunsplit

import gymbrowser
from gymbrowser.console import printable
from gymbrowser.resolve.watch import (
    DownloadError,
    Limits,
    Waiting,
    Watch,
    WatchedHTTPHandler,
    WatchedHTTPSHandler,
)

_CHUNK_BYTES = 1 << 16


@dataclass(frozen=True)
class Arriving:
    """A file on its way."""

    size: int | None
    """In bytes, as the server says."""
    chunks: Iterator[bytes]


@contextmanager
def download(
    address: str, limits: Limits | None = None, waiting: Waiting | None = None
) -> Iterator[Arriving]:
    """Open an address (http, https or file), through the proxy that the environment names.

    TLS trusts what OpenSSL trusts on this machine, or what SSL_CERT_FILE and SSL_CERT_DIR name.

    Args:
        address: May hold credentials, which never go to another host and into no message.
        limits: The defaults of `Limits` if there are none.
        waiting: The machine's clock, and no end before the limits, if there is none.

    Raises:
        DownloadError: Here, or from the chunks: it did not arrive whole, in time, or at all. The
            look-up of the host's name alone is left to the system's own time limit.
    """
    watch = Watch(limits or Limits(), waiting or Waiting())
    watch.check()
    try:
        answer = _open(address, watch)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise DownloadError(_words(error, watch.limits)) from error
    with answer:
        size = _announced(answer)
        yield Arriving(size, _chunks(answer, size, watch))


def _open(address: str, watch: Watch) -> BinaryIO:
    opener = request.OpenerDirector()
    for handler in (
        request.ProxyHandler(),
        WatchedHTTPHandler(watch),
        WatchedHTTPSHandler(watch),
        request.FileHandler(),
        _RedirectHandler(),
        request.HTTPDefaultErrorHandler(),
        request.HTTPErrorProcessor(),
        request.UnknownHandler(),
    ):
        opener.add_handler(handler)
    return cast(BinaryIO, opener.open(_request(address), timeout=watch.limits.silence_s))


def _request(address: str) -> request.Request:
    parts = urlsplit(address)
    userinfo, _, host = parts.netloc.rpartition("@")
    asked = request.Request(  # noqa: S310 - a file of the author's own mirror is fine
        urlunsplit(parts._replace(netloc=host, fragment="")),
        headers={"User-Agent": f"gymbrowser/{gymbrowser.__version__}"},
    )
    if userinfo:
        user, _, password = userinfo.partition(":")
        token = base64.b64encode(f"{unquote(user)}:{unquote(password)}".encode()).decode()
        asked.add_header("Authorization", f"Basic {token}")
    return asked


def _announced(answer: BinaryIO) -> int | None:
    # urllib gives HTTP answers and files, which share no base class that has headers.
    headers = cast(Any, answer).headers
    length = headers.get("Content-Length", "")
    return int(length) if length.isdecimal() and "Transfer-Encoding" not in headers else None


def _chunks(answer: BinaryIO, size: int | None, watch: Watch) -> Iterator[bytes]:
    received, most = 0, watch.limits.max_bytes
    if size is not None and size > most:
        raise DownloadError(f"has {size:,} bytes, and more than {most:,} are not taken")
    while chunk := _read(answer, received, watch.limits):
        received += len(chunk)
        if received > most:
            raise DownloadError(f"sent more than {most:,} bytes, which are not taken")
        yield chunk
    if size is not None and received < size:
        raise DownloadError(f"sent {received:,} of {size:,} bytes")


def _read(answer: BinaryIO, received: int, limits: Limits) -> bytes:
    """What has come: no wait for a whole chunk."""
    try:
        return cast(io.BufferedReader, answer).read1(_CHUNK_BYTES)
    except (OSError, http.client.HTTPException) as error:
        raise DownloadError(f"{_words(error, limits)} after {received:,} bytes") from error


class _RedirectHandler(request.HTTPRedirectHandler):
    """Follows, but shows credentials to no other host."""

    def redirect_request(
        self, req: request.Request, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> request.Request | None:
        # urllib would read what comes with a redirect, however much it is.
        fp.close()
        new = super().redirect_request(req, fp, code, msg, headers, newurl)
        if new is not None and (new.type, new.host) != (req.type, req.host):
            new.remove_header("Authorization")
        return new


def _words(error: BaseException, limits: Limits) -> str:  # noqa: C901 - a table
    """What happened, without quoting what could hold an address."""
    match error:
        case HTTPError(code=code):
            error.close()
            return _answered(code)
        case URLError(reason=BaseException() as reason):
            return _words(reason, limits)
        case ssl.SSLCertVerificationError():
            return (
                f"has a certificate that is not trusted here ({error.verify_message}; "
                "SSL_CERT_FILE can name the certificates of your organisation)"
            )
        case ssl.SSLError():
            return f"does not speak TLS ({error.reason})"
        case socket.gaierror():
            return "is on a host whose name could not be resolved"
        case ConnectionRefusedError():
            return "refused the connection"
        case ConnectionError():
            return "cut the connection"
        case TimeoutError():
            return f"did not connect within {limits.silence_s:g} s"
        case FileNotFoundError():
            return "does not exist"
        case http.client.IncompleteRead():
            return "broke off"
        case http.client.InvalidURL() | URLError() | ValueError():
            return "is no address that can be fetched"
        case http.client.HTTPException():
            return "did not answer in HTTP"
        case _:
            return f"failed ({printable(getattr(error, 'strerror', None) or str(error))})"


def _answered(code: int) -> str:
    phrase = f" {http.HTTPStatus(code).phrase}" if code in http.HTTPStatus else ""
    nowhere = ", which leads nowhere" if 300 <= code < 400 else ""
    return f"answered {code}{phrase}{nowhere}"
