"""Serves a replay on this machine, and nobody else."""

from collections.abc import Callable, Sequence
from pathlib import Path

from starlette.applications import Starlette

from gymbrowser.local_server import address_of, listen, run_until_stopped
from gymbrowser.replay.app import make_app
from gymbrowser.replay.choose import choose_sessions
from gymbrowser.replay.material import Material, gather, index_of


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
    listener, _ = listen(port)
    with listener:
        announce(address_of(listener))
        run_until_stopped(app, listener)
