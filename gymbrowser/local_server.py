"""A server on this machine: for `serve` and `dev`, for a replay, and for bots."""

import errno
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from gymbrowser.errors import UserError

DEFAULT_PORT = 8000

_HOST = "127.0.0.1"
"""This machine alone: nobody else has anything to ask."""


def listen(port: int | None) -> tuple[socket.socket, int | None]:
    """A listening socket, and the usual port where it was asked for but is taken.

    Args:
        port: None: 8000, or a free one if that is taken; 0: a free one.

    Raises:
        UserError: The port is taken.
    """
    if port is not None:
        return _bind(port), None
    try:
        return _bind(DEFAULT_PORT), None
    except UserError:
        return _bind(0), DEFAULT_PORT


def address_of(listener: socket.socket) -> str:
    """What a browser opens."""
    return f"http://{_HOST}:{listener.getsockname()[1]}/"


def server_of(app: ASGIApp) -> uvicorn.Server:
    """What runs an application, quietly."""
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        lifespan="off",
        ws="none",
        timeout_graceful_shutdown=3,
    )
    return uvicorn.Server(config)


def run_until_stopped(app: ASGIApp, listener: socket.socket) -> None:
    """Serve until it is interrupted."""
    try:
        server_of(app).run(sockets=[listener])
    except KeyboardInterrupt:
        # uvicorn has shut down by now, and passes the signal on: it is the usual way to end.
        return


@contextmanager
def served(app: ASGIApp) -> Iterator[str]:
    """Serve beside what this thread does; gives the address."""
    listener, _ = listen(0)
    server = server_of(app)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    with listener:
        thread.start()
        try:
            yield address_of(listener)
        finally:
            server.should_exit = True
            thread.join()


def _bind(port: int) -> socket.socket:
    try:
        return socket.create_server((_HOST, port))
    except (OSError, OverflowError) as error:
        raise UserError(
            f"The address {_HOST}:{port} can't be listened on.",
            why=_why_not(error),
            remedy="Stop it, or name another port: --port 0 takes a free one.",
        ) from error


def _why_not(error: OSError | OverflowError) -> str:
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return "Another program is using the port."
    return f"The system says: {error}."
