"""The endpoint itself: from a request to an answer, whatever server stands around it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pydantic import BaseModel, TypeAdapter, ValidationError

from gymbrowser.contract.endpoint import (
    AnyRequest,
    ChunkDescriptor,
    CompletionCode,
    EndpointRequest,
    QuotaRequest,
    QuotaSlot,
    SignedPuts,
    WriteTestRequest,
)
from gymbrowser.contract.upload import PostPolicy
from gymbrowser.contract.wire import Mode
from gymbrowser.data.keys import ChunkKey, PieceKey
from gymbrowser.endpoint.ledger import Ledger
from gymbrowser.endpoint.quota import Quotas
from gymbrowser.endpoint.refusal import RefusedError
from gymbrowser.errors import GymbrowserError

MAX_BODY_BYTES = 16 * 1024
"""Enough for as many chunks as one request may name."""
_PREFLIGHT_S = 7200
"""As long as browsers keep it."""


@dataclass(frozen=True)
class Request:
    """What a shell hands in."""

    method: str
    origin: str | None
    """The header `Origin`."""
    body: bytes
    """Need not be whole where it is longer than `MAX_BODY_BYTES`."""


@dataclass(frozen=True)
class Response:
    """What a shell sends."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True)
class Study:
    """Whom the endpoint works for."""

    experiment: str
    modes: frozenset[Mode]
    origins: frozenset[str]
    """Of the site's pages, as a browser writes them: `https://lab.example.org`."""
    code: str | None = None
    """Given to a session once its last chunks are stored."""


@dataclass(frozen=True)
class Endpoint:
    """The one handler."""

    study: Study
    ledger: Ledger
    quotas: Quotas
    sign: Callable[[EndpointRequest | WriteTestRequest], PostPolicy | SignedPuts]
    """Gives the permission for a request that was admitted, or for a test write."""
    has: Callable[[ChunkKey | PieceKey], bool]
    """Whether the store has this chunk."""
    warn: Callable[[GymbrowserError], None]
    """Told why a request could not be answered."""

    def answer(self, request: Request) -> Response:
        """Answer a preflight or a request; never raises for what a stranger sends."""
        if request.origin not in self.study.origins:
            return _refusal(RefusedError("origin"), {})
        shared = {"Access-Control-Allow-Origin": request.origin, "Vary": "Origin"}
        if request.method == "OPTIONS":
            return Response(204, {**shared, **_PREFLIGHT})
        try:
            return _json(200, self._decide(_read(request)), shared)
        except RefusedError as refused:
            return _refusal(refused, shared)
        except GymbrowserError as error:
            self.warn(error)
            return _refusal(RefusedError("busy"), shared)

    def _decide(self, request: AnyRequest) -> PostPolicy | SignedPuts | CompletionCode | QuotaSlot:
        if request.experiment != self.study.experiment or request.mode not in self.study.modes:
            raise RefusedError("other-study")
        if isinstance(request, QuotaRequest):
            return self.quotas.answer(request)
        if isinstance(request, WriteTestRequest):
            return self.sign(request)
        if request.request == "code":
            return self._release(request)
        self.ledger.admit(request)
        return self.sign(request)

    def _release(self, request: EndpointRequest) -> CompletionCode:
        """Only this session could have put them there."""
        if self.study.code is None:
            raise RefusedError("no-code")
        if not all(self.has(key_of(chunk, request)) for chunk in request.chunks):
            raise RefusedError("not-stored")
        return CompletionCode(kind="code", code=self.study.code)


def key_of(chunk: ChunkDescriptor, request: EndpointRequest) -> ChunkKey | PieceKey:
    """Where a chunk or its piece belongs: made of checked parts only."""
    whole = ChunkKey(request.mode, request.session, chunk.writer, chunk.number, chunk.sha256)
    return whole if chunk.piece is None else PieceKey(whole, chunk.piece.count, chunk.piece.index)


_PREFLIGHT = {
    "Access-Control-Allow-Methods": "POST",
    "Access-Control-Allow-Headers": "content-type",
    "Access-Control-Max-Age": str(_PREFLIGHT_S),
}


_REQUEST: TypeAdapter[AnyRequest] = TypeAdapter(AnyRequest)


def _read(request: Request) -> AnyRequest:
    if len(request.body) > MAX_BODY_BYTES:
        raise RefusedError("too-large")
    if request.method != "POST":
        raise RefusedError("malformed")
    try:
        asked = _REQUEST.validate_json(request.body, strict=True)
    except ValidationError as error:
        raise RefusedError("malformed") from error
    if not isinstance(asked, EndpointRequest):
        return asked
    if any(chunk.piece and chunk.piece.index >= chunk.piece.count for chunk in asked.chunks):
        raise RefusedError("malformed")
    return asked


def _refusal(refused: RefusedError, headers: Mapping[str, str]) -> Response:
    return _json(refused.status, refused.answer, headers)


def _json(status: int, answer: BaseModel, headers: Mapping[str, str]) -> Response:
    kept = {"Content-Type": "application/json", "Cache-Control": "no-store"}
    guarded = {"X-Content-Type-Options": "nosniff", **kept, **headers}
    return Response(status, guarded, json.dumps(answer.model_dump()).encode())
