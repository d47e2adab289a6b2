"""What a preview serves: the newest site with its store, and what tells its pages of the next."""

import re
from collections.abc import Callable
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.responses import StreamingResponse as Stream
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from gymbrowser import resources
from gymbrowser.dev.news import Bulletin

_PAGE_SCRIPT = re.compile(r'<script defer src="v/([0-9A-Za-z]+)/page\.js"></script>')
_NO_STORE = {"Cache-Control": "no-store"}


class Newest:
    """The application of the newest site, as `gymbrowser serve` has it; 404 before there is one."""

    def __init__(self) -> None:
        self.app: ASGIApp = Response(status_code=404)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Ask it."""
        # By its own router it finds the addresses of its routes.
        await self.app({k: v for k, v in scope.items() if k != "router"}, receive, send)


def make_preview(
    site: Path,
    newest: Newest,
    bulletin: Bulletin,
    has_same_way: Callable[[str], bool],
    is_over: Callable[[], bool],
) -> Starlette:
    """The application that `dev` runs.

    Args:
        site: The folder that is built into.
        newest: Serves what lies in it.
        bulletin: How the last build went.
        has_same_way: Whether the site of this hash has the steps of the newest one, in their order.
        is_over: Whether the server is to end.
    """

    async def index(_request: Request) -> Response:
        if bulletin.news.site is None:
            return FileResponse(resources.templates() / "dev" / "waiting.html", headers=_NO_STORE)
        page = (site / "index.html").read_text(encoding="utf-8")
        return HTMLResponse(with_script(page), headers=_NO_STORE)

    async def news(_request: Request) -> Response:
        return Stream(bulletin.stream(is_over), media_type="text/event-stream", headers=_NO_STORE)

    async def way(request: Request) -> Response:
        return JSONResponse(has_same_way(request.query_params.get("from", "")), headers=_NO_STORE)

    return Starlette(
        routes=[
            Route("/", index),
            Route("/index.html", index),
            Route("/_dev/news", news),
            Route("/_dev/way", way),
            Route("/_dev/dev.js", _file(resources.bundles() / "dev.js")),
            Route("/_dev/dev.css", _file(resources.templates() / "dev" / "dev.css")),
            Mount("/", newest),
        ]
    )


def with_script(page: str) -> str:
    """A site's index.html with the preview's script, which runs the page's own one when it may."""
    script = (
        '<link rel="stylesheet" href="_dev/dev.css">\n'
        r'<script defer src="_dev/dev.js" data-site="\1" data-page="v/\1/page.js"></script>'
    )
    changed, count = _PAGE_SCRIPT.subn(script, page)
    if count != 1:
        raise ValueError("index.html does not have exactly one script of the page.")
    return changed


def _file(path: Path) -> Callable[[Request], Response]:
    return lambda _request: FileResponse(path, headers=_NO_STORE)
