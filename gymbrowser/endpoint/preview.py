"""The endpoint in `gymbrowser serve --endpoint`: it signs for the local store."""

from dataclasses import dataclass

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gymbrowser.contract.upload import EndpointUpload
from gymbrowser.data.keys import ChunkKey, PieceKey
from gymbrowser.endpoint.asgi import serve_request
from gymbrowser.endpoint.handler import Endpoint, Study
from gymbrowser.endpoint.ledger import Ledger, Limits
from gymbrowser.endpoint.state import MemoryState
from gymbrowser.store.local import LocalStore, object_path
from gymbrowser.store.site import Site

CODE = "PREVIEW"
"""What stands in the place of the study's completion code."""


@dataclass(frozen=True)
class Preview:
    """A site, a local store, and the name of the route that takes the store's forms."""

    site: Site
    local: LocalStore
    store_route: str

    def routes(self) -> list[Route]:
        """`upload.json`, in the place of the site's own, and the endpoint that it names."""
        limits = Limits(max_chunk_bytes=self.local.max_bytes)
        ledger = Ledger(MemoryState(), limits)

        async def upload_json(request: Request) -> Response:
            url = str(request.url_for("endpoint"))
            upload = self._declared().model_copy(
                update={"url": url, "max_bytes": self.local.max_bytes}
            )
            return JSONResponse(upload.model_dump(), headers={"Cache-Control": "no-store"})

        async def sign(request: Request) -> Response:
            return await serve_request(self._endpoint(request, ledger), request)

        return [
            Route("/upload.json", upload_json, methods=["GET"]),
            Route("/_endpoint", sign, methods=["POST", "OPTIONS"], name="endpoint"),
        ]

    def _declared(self) -> EndpointUpload:
        """What the site says of its endpoint, if it has one."""
        try:
            return EndpointUpload.model_validate_json((self.site.root / "upload.json").read_bytes())
        except (OSError, ValidationError):
            return EndpointUpload(
                kind="endpoint",
                url="",
                mode=self.site.manifest.mode,
                max_bytes=self.local.max_bytes,
                participants=False,
                code=False,
            )

    def _endpoint(self, http: Request, ledger: Ledger) -> Endpoint:
        """For pages of the very origin that was asked: a preview knows its address by then only."""
        manifest, url = self.site.manifest, str(http.url_for(self.store_route))
        origin = f"{http.base_url.scheme}://{http.base_url.netloc}"
        return Endpoint(
            study=Study(manifest.experiment, frozenset({manifest.mode}), frozenset({origin}), CODE),
            ledger=ledger,
            sign=lambda request: self.local.policy(
                url, request.experiment, request.mode, session=request.session
            ),
            has=self._has,
            warn=self.local.warn,
        )

    def _has(self, key: ChunkKey | PieceKey) -> bool:
        path = object_path(self.local.folder, f"{self.site.manifest.experiment}/{key.path}")
        return path is not None and path.is_file()
