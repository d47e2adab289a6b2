"""A local preview: the site and a store for its records, on one origin of this machine."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from os import PathLike, stat_result
from pathlib import Path, PurePath

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from gymbrowser.caching import IMMUTABLE, is_by_content
from gymbrowser.contract.upload import OneUpload
from gymbrowser.contract.wire import Mode
from gymbrowser.endpoint.preview import Preview, declared_destinations
from gymbrowser.errors import GymbrowserError, UserError
from gymbrowser.local_server import address_of, listen, run_until_stopped
from gymbrowser.media_types import media_type
from gymbrowser.store.grant import MAX_CHUNK_BYTES
from gymbrowser.store.local import ALSO, BUCKET, LocalStore, new_key
from gymbrowser.store.site import read_site
from gymbrowser.store.upload_file import upload_text

_STORES = (BUCKET, ALSO)


def _log(error: GymbrowserError) -> None:
    logging.getLogger(__name__).error("%s", error)


@dataclass(frozen=True)
class Serving:
    """What is being served, and where."""

    url: str
    site: Path
    mode: Mode
    """Of the site's records."""
    stores: Sequence[Path]
    """The folders that records land in: all of them in each."""
    taken: int | None
    """The usual port, if another program has it and another one was taken instead."""


def serve(
    site: Path,
    *,
    store: Path,
    announce: Callable[[Serving], None],
    warn: Callable[[GymbrowserError], None] = _log,
    port: int | None = None,
    endpoint: bool = False,
) -> None:
    """Serve a site until it is interrupted.

    Args:
        site: The folder that `build` wrote.
        store: The folder that records land in; made if it does not exist.
        announce: Called once, when the address answers.
        warn: Called when records cannot be stored.
        port: None: 8000, or a free one if that is taken; 0: a free one.
        endpoint: See `make_app`.

    Raises:
        UserError: It is no site, or the port is taken.
    """
    mode = read_site(site).manifest.mode
    listener, taken = listen(port)
    with listener:
        app = make_app(site, store, warn=warn, endpoint=endpoint)
        folders = store_folders(site, store)
        announce(Serving(address_of(listener), site, mode, folders, taken))
        run_until_stopped(app, listener)


def make_app(
    site: Path,
    store: Path,
    *,
    warn: Callable[[GymbrowserError], None] = _log,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    max_bytes: int = MAX_CHUNK_BYTES,
    endpoint: bool = False,
) -> Starlette:
    """The application that `serve` runs.

    Args:
        site: The folder that `build` wrote.
        store: The folder that records land in; made if it does not exist. Where the site names a
            second place, that is a folder beside it, with `-also` after its name.
        warn: Called when records cannot be stored.
        clock: The time, with its zone, that upload policies are made and judged by.
        max_bytes: Of one object.
        endpoint: Give permissions by a signing endpoint of this server's own, one for each session.

    Raises:
        UserError: It is no site, or the store can't be made there.
    """
    built = read_site(site)
    stores = [
        LocalStore(_make_store(folder, site), new_key(), max_bytes, clock, warn, name)
        for folder, name in zip(store_folders(site, store), _STORES, strict=False)
    ]
    previews = [
        Preview(built, local, declared)
        for local, declared in zip(stores, declared_destinations(site), strict=False)
    ]
    permissions = [one.endpoint if endpoint else one.policy for one in previews]
    return Starlette(
        routes=[
            Route("/upload.json", _upload_json(permissions), methods=["GET"]),
            *(preview.route() for preview in previews if endpoint),
            *(
                Route(f"/_store/{local.name}/", local.post, methods=["POST"], name=local.name)
                for local in stores
            ),
            Mount("/_store", Response(status_code=404)),
            Mount("/", SiteFiles(directory=site, html=True)),
        ]
    )


def store_folders(site: Path, store: Path) -> list[Path]:
    """Where the records of a site land: one folder for each place that it sends them to."""
    folders = [store, store.with_name(f"{store.name}-{ALSO}")]
    return folders[: len(declared_destinations(site))]


def _upload_json(
    permissions: Sequence[Callable[[Request], OneUpload]],
) -> Callable[[Request], Awaitable[Response]]:
    """Answers in place of the site's own `upload.json`, which may name the study's buckets."""

    async def answer(request: Request) -> Response:
        text = upload_text([permission(request) for permission in permissions])
        headers = {"Cache-Control": "no-store"}
        return Response(text, media_type="application/json", headers=headers)

    return answer


class SiteFiles(StaticFiles):
    """Static files with ETag, the right media type and the caching that a site's layout allows."""

    def file_response(
        self,
        full_path: "str | PathLike[str]",
        stat_result: stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """Called by Starlette for a file that is there."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["Content-Type"] = media_type(PurePath(full_path))
        response.headers["Cache-Control"] = _cache_control(self.get_path(scope))
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response


def _cache_control(path: str) -> str:
    """Below `rt/` and `v/` the path names the content; everything else may change at any time."""
    return IMMUTABLE if is_by_content(PurePath(path).as_posix()) else "no-store"


def _make_store(folder: Path, site: Path) -> Path:
    if folder.resolve().is_relative_to(site.resolve()):
        raise UserError(
            f"The store {folder} lies inside the site.",
            why="Its records would be served to everybody, and the next build would delete them.",
            remedy="Name another folder with --store.",
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(
            f"Records can't be stored in {folder}: {_trouble(error)}.",
            remedy="Name another folder with --store.",
        ) from error
    return folder


def _trouble(error: OSError) -> str | None:
    return "it is a file" if isinstance(error, FileExistsError) else error.strerror
