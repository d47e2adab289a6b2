"""What the replay serves: its page, the sessions, and of the site what its Python starts from."""

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gymbrowser import resources
from gymbrowser.contract.replay import ReplayIndex
from gymbrowser.replay.material import Material
from gymbrowser.serve import SiteFiles

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "worker-src 'self'",
        "connect-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "media-src blob:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ]
)
"""As a header, so that it holds in the worker, too: nothing of the data can go anywhere."""
_HOSTS = ["127.0.0.1", "localhost"]
"""By any other name some page out there would be speaking to this server (DNS rebinding)."""


def make_app(materials: Sequence[Material], index: ReplayIndex) -> Starlette:
    """The application that `replay` runs.

    Args:
        materials: One session, or two.
        index: What the page begins with.
    """
    templates, bundles = resources.templates() / "replay", resources.bundles()
    return Starlette(
        routes=[
            Route("/", _file(templates / "replay.html")),
            Route("/base.css", _file(templates.parent / "base.css")),
            Route("/replay.css", _file(templates / "replay.css")),
            Route("/replay.js", _file(bundles / "replay.js")),
            Route("/replay-worker.js", _file(bundles / "replay-worker.js")),
            Route("/sessions.json", _json(index.model_dump_json(by_alias=True))),
            Route("/sessions/{session:int}/{episode:int}.json", _tapes(materials)),
            Route("/sessions/{session:int}/sounds/{number:int}", _sounds(materials)),
            *(
                Mount(f"/sites/{number}", SiteFiles(directory=material.site.root))
                for number, material in enumerate(materials)
            ),
        ],
        middleware=[
            Middleware(TrustedHostMiddleware, allowed_hosts=_HOSTS),
            Middleware(_Guarded),
        ],
    )


class _Guarded:
    """Puts what protects the data into every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = POLICY
                headers["Cross-Origin-Resource-Policy"] = "same-origin"
                headers["Referrer-Policy"] = "no-referrer"
                headers["X-Content-Type-Options"] = "nosniff"
                # The same address is another session tomorrow.
                headers["Cache-Control"] = "no-store"
            await send(message)

        await self._app(scope, receive, guarded)


def _tapes(materials: Sequence[Material]) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        session, episode = (request.path_params[name] for name in ("session", "episode"))
        if session >= len(materials) or episode >= len(materials[session].head.episodes):
            return Response(status_code=404)
        material = materials[session]
        if material.head.episodes[episode].why is not None:
            return Response(status_code=404)
        tape = await run_in_threadpool(material.tape, episode)
        return Response(tape.model_dump_json(by_alias=True), media_type="application/json")

    return answer


def _sounds(materials: Sequence[Material]) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        session, number = (request.path_params[name] for name in ("session", "number"))
        if session >= len(materials):
            return Response(status_code=404)
        found = await run_in_threadpool(materials[session].sound, number)
        if found is None:
            return Response(status_code=404)
        kind, sound = found
        return Response(sound, media_type=kind)

    return answer


def _json(text: str) -> Callable[[Request], Response]:
    return lambda _request: Response(text, media_type="application/json")


def _file(path: Path) -> Callable[[Request], Response]:
    media = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}
    return lambda _request: FileResponse(path, media_type=media.get(path.suffix))
