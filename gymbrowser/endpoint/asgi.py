"""The endpoint on a server of the lab's own, which any ASGI server runs.

uvicorn --factory gymbrowser.endpoint.asgi:from_environment --port 8001
"""

import logging
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect
from starlette.requests import Request as HttpRequest
from starlette.responses import Response as HttpResponse
from starlette.routing import Route

from gymbrowser.endpoint.handler import MAX_BODY_BYTES, Endpoint, Request
from gymbrowser.endpoint.settings import VARIABLE, read_settings
from gymbrowser.endpoint.state import SqliteState
from gymbrowser.endpoint.study import make_endpoint
from gymbrowser.errors import GymbrowserError, UserError

STATE_FILE = f"{VARIABLE}STATE"


def from_environment(environment: Mapping[str, str] = os.environ) -> Starlette:
    """The application, by the environment's variables.

    Args:
        environment: Holds the settings, and `GYMBROWSER_ENDPOINT_STATE`: the path of the file with
            the state, made if it does not exist.

    Raises:
        UserError: A setting is missing or wrong.
    """
    if not environment.get(STATE_FILE):
        raise UserError(
            f"The environment variable {STATE_FILE} is missing.",
            remedy="Give the path of a file: who has asked for what is kept there.",
        )
    settings = read_settings({k: v for k, v in environment.items() if k != STATE_FILE})
    state = SqliteState(Path(environment[STATE_FILE]))
    return make_app(make_endpoint(settings, clock=now, warn=log, state=state))


def make_app(endpoint: Endpoint) -> Starlette:
    """An application with one address, its root."""

    async def answer(request: HttpRequest) -> HttpResponse:
        return await serve_request(endpoint, request)

    return Starlette(routes=[Route("/", answer, methods=["POST", "OPTIONS"])])


async def serve_request(endpoint: Endpoint, request: HttpRequest) -> HttpResponse:
    """Answer one HTTP request by the endpoint."""
    try:
        body = await _read(request)
    except ClientDisconnect:
        return HttpResponse(status_code=400)
    asked = Request(request.method, request.headers.get("origin"), body)
    answer = await run_in_threadpool(endpoint.answer, asked)
    return HttpResponse(answer.body, answer.status, answer.headers)


async def _read(request: HttpRequest) -> bytes:
    """The body, or as much of it as shows that it is too large."""
    body = b""
    async for piece in request.stream():
        body += piece[: MAX_BODY_BYTES + 1 - len(body)]
        if len(body) > MAX_BODY_BYTES:
            break
    return body


def now() -> datetime:
    """The system's time."""
    return datetime.now(UTC)


def log(error: GymbrowserError) -> None:
    """Write a failure where uvicorn writes its own."""
    logging.getLogger("uvicorn.error").error("%s", error)
