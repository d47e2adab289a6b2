"""The preview: a server, and beside it what follows the files and builds."""

import asyncio
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from watchfiles import awatch

from gymbrowser.config.yaml import read_text
from gymbrowser.console import Stages
from gymbrowser.dev.app import Newest, make_preview
from gymbrowser.dev.files import Followed
from gymbrowser.dev.news import Bulletin, News
from gymbrowser.dev.rebuild import Rebuilder, Turn
from gymbrowser.errors import GymbrowserError
from gymbrowser.local_server import address_of, listen, server_of
from gymbrowser.resolve.sources import Sources
from gymbrowser.serve import Serving, make_app, store_folders
from gymbrowser.store.local import ALSO
from gymbrowser.write import require_target

_QUIET_MS = 50
"""So long nothing must change: an editor may write several files, or one in several goes."""
_TOO_LONG_MS = 1000
"""Then it is built all the same."""


@dataclass(frozen=True)
class Shown:
    """How a preview tells of itself on the terminal."""

    stages: Stages
    """Of the first build."""
    announce: Callable[[Serving], None]
    """Once, when the address answers."""
    built: Callable[[Turn], None]
    """After each build that changed something."""
    warn: Callable[[GymbrowserError], None]
    """When records cannot be stored."""


def dev(
    file: Path,
    *,
    site: Path,
    store: Path,
    sources: Sources,
    shown: Shown,
    port: int | None = None,
) -> None:
    """Serve an experiment while it is worked on, until it is interrupted.

    Args:
        file: exp.yml.
        site: The folder to build into; nothing else may be in it.
        store: The folder that records land in.
        sources: Where packages come from.
        shown: How it tells of itself.
        port: None: 8000, or a free one if that is taken; 0: a free one.

    Raises:
        UserError: There is no exp.yml, the site's folder holds other files, or the port is taken.
    """
    read_text(file)
    require_target(site)
    listener, taken = listen(port)
    with listener:
        preview = _Preview(file, site, store, sources, shown)
        preview.take(preview.rebuilder.build())
        folders = store_folders(site, store)
        shown.announce(Serving(address_of(listener), site, "dev", folders, taken))
        try:
            asyncio.run(preview.run(listener))
        except KeyboardInterrupt:
            return  # the usual way to end


class _Preview:
    def __init__(self, file: Path, site: Path, store: Path, sources: Sources, shown: Shown) -> None:
        self.rebuilder = Rebuilder(file, site, sources, shown.stages)
        self._site = site
        self._store = store
        self._shown = shown
        self._followed = Followed(file, [site, store, store.with_name(f"{store.name}-{ALSO}")])
        self._newest = Newest()
        self._bulletin = Bulletin(News())

    async def run(self, listener: socket.socket) -> None:
        """Serve and follow, until the server ends."""
        app = make_preview(
            self._site,
            self._newest,
            self._bulletin,
            self.rebuilder.has_same_way,
            is_over=lambda: server.should_exit,
        )
        server = server_of(app)
        async with asyncio.TaskGroup() as group:
            following = group.create_task(self._follow())
            await server.serve(sockets=[listener])
            following.cancel()

    async def _follow(self) -> None:
        changes = awatch(
            self._followed.folder,
            watch_filter=self._followed,
            step=_QUIET_MS,
            debounce=_TOO_LONG_MS,
        )
        async for _ in changes:
            self.take(await asyncio.to_thread(self.rebuilder.build))

    def take(self, turn: Turn) -> None:
        """Serve what was built, follow what it names, and tell everybody."""
        self._followed.everything = turn.built is None
        self._followed.read(None if turn.built is None else turn.built.experiment)
        if not turn.is_new:
            return
        if turn.built is not None:
            self._newest.app = make_app(self._site, self._store, warn=self._shown.warn)
        self._shown.built(turn)
        self._bulletin.publish(turn.news)
