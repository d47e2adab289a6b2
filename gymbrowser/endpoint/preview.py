"""The endpoint in `gymbrowser serve --endpoint`: it signs for the local store."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gymbrowser.contract.endpoint import EndpointRequest
from gymbrowser.contract.upload import (
    TEST_WRITES,
    EndpointUpload,
    NoUpload,
    OneUpload,
    PostPolicy,
)
from gymbrowser.data.keys import ChunkKey, PieceKey
from gymbrowser.endpoint.asgi import now, serve_request
from gymbrowser.endpoint.handler import Endpoint, Study
from gymbrowser.endpoint.ledger import Ledger, Limits
from gymbrowser.endpoint.quota import Quotas
from gymbrowser.endpoint.state import MemoryState
from gymbrowser.store.local import BUCKET, LocalStore, object_path
from gymbrowser.store.site import Site
from gymbrowser.store.upload_file import read_destinations

CODE = "PREVIEW"
"""What stands in the place of the study's completion code."""


def declared_destinations(site: Path) -> list[OneUpload]:
    """What the site's own `upload.json` says; one that can't be read counts as not signed."""
    try:
        return read_destinations(site / "upload.json")
    except (OSError, ValidationError):
        return [NoUpload(kind="none")]


@dataclass(frozen=True)
class Preview:
    """A site, a local store, and what the site's own `upload.json` says in its place."""

    site: Site
    local: LocalStore
    declared: OneUpload

    def policy(self, request: Request) -> PostPolicy:
        """For all sessions, as `gymbrowser sign` gives it."""
        manifest = self.site.manifest
        policy = self.local.policy(self._store_url(request), manifest.experiment, manifest.mode)
        return policy.model_copy(update={"experiment": manifest.experiment})

    def endpoint(self, request: Request) -> EndpointUpload:
        """An endpoint of this server's own, in the place of the one that the site names."""
        url, max_bytes = str(request.url_for(self._route)), self.local.max_bytes
        if isinstance(self.declared, EndpointUpload):
            return self.declared.model_copy(update={"url": url, "max_bytes": max_bytes})
        return EndpointUpload(
            kind="endpoint",
            url=url,
            mode=self.site.manifest.mode,
            max_bytes=max_bytes,
            participants=False,
            code=False,
        )

    def route(self) -> Route:
        """The endpoint."""
        state = MemoryState()
        ledger = Ledger(state, Limits(max_chunk_bytes=self.local.max_bytes))
        quotas = Quotas(state, now)

        async def sign(request: Request) -> Response:
            return await serve_request(self._endpoint(request, ledger, quotas), request)

        return Route(f"/_{self._route}", sign, methods=["POST", "OPTIONS"], name=self._route)

    @property
    def _route(self) -> str:
        return "endpoint" if self.local.name == BUCKET else f"endpoint-{self.local.name}"

    def _store_url(self, request: Request) -> str:
        return str(request.url_for(self.local.name))

    def _endpoint(self, http: Request, ledger: Ledger, quotas: Quotas) -> Endpoint:
        """For pages of the very origin that was asked: a preview knows its address by then only."""
        manifest, url = self.site.manifest, self._store_url(http)
        origin = f"{http.base_url.scheme}://{http.base_url.netloc}"
        return Endpoint(
            study=Study(manifest.experiment, frozenset({manifest.mode}), frozenset({origin}), CODE),
            ledger=ledger,
            quotas=quotas,
            sign=lambda request: self.local.policy(
                url,
                request.experiment,
                request.mode,
                session=request.session if isinstance(request, EndpointRequest) else TEST_WRITES,
            ),
            has=self._has,
            warn=self.local.warn,
        )

    def _has(self, key: ChunkKey | PieceKey) -> bool:
        path = object_path(self.local.folder, f"{self.site.manifest.experiment}/{key.path}")
        return path is not None and path.is_file()
