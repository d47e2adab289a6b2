"""Serves a replay on this machine, and nobody else."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from starlette.applications import Starlette

from gymbrowser.replay.app import make_app
from gymbrowser.replay.choose import choose_sessions
from gymbrowser.replay.material import Material, gather, index_of
from gymbrowser.serve import listen

_HOST = "127.0.0.1"


def prepare(
    prefixes: Sequence[str],
    *,
    data: Path,
    site: Path | None = None,
    episode: str | None = None,
) -> tuple[Starlette, list[Material]]:
    """The application that shows these sessions, and what it shows.

    Args:
        prefixes: The beginnings of one id, or of two.
        data: A pulled folder, or the store of `gymbrowser serve`.
        site: The folder that `build` wrote; None: `build/<experiment>` of each session.
        episode: The one to begin with: `GAME`, or `GAME/NUMBER`.

    Raises:
        UserError: See `choose_sessions`, `gather` and `index_of`.
        GymbrowserError: A session is damaged throughout.
        OSError: A file can't be read.
    """
    materials = [gather(session, site) for session in choose_sessions(data, prefixes)]
    return make_app(materials, index_of(materials, episode)), materials


def replay(app: Starlette, announce: Callable[[str], None], port: int = 0) -> None:
    """Serve until it is interrupted.

    Args:
        app: Of `prepare`.
        announce: Called once with the address, when it answers.
        port: 0: a free one.

    Raises:
        UserError: The port is taken.
    """
    listener, _ = listen(_HOST, port)
    with listener:
        announce(f"http://{_HOST}:{listener.getsockname()[1]}/")
        try:
            uvicorn.Server(_config(app)).run(sockets=[listener])
        except KeyboardInterrupt:
            return  # the usual way to end


@contextmanager
def served(app: Starlette) -> Iterator[str]:
    """Serve beside what this thread does; gives the address."""
    listener, _ = listen(_HOST, 0)
    server = uvicorn.Server(_config(app))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    with listener:
        thread.start()
        try:
            yield f"http://{_HOST}:{listener.getsockname()[1]}/"
        finally:
            server.should_exit = True
            thread.join()


def _config(app: Starlette) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        lifespan="off",
        ws="none",
        timeout_graceful_shutdown=3,
    )
