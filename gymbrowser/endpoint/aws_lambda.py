"""The endpoint behind an AWS Lambda function URL (payload format 2.0).

Source: AWS Lambda Developer Guide, "Invoking Lambda function URLs", "Request and response
payloads".
"""

import base64
import logging
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

from gymbrowser.endpoint.handler import Endpoint, Request
from gymbrowser.endpoint.settings import read_settings
from gymbrowser.endpoint.study import make_endpoint


def handler(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """What Lambda calls. The template names it."""
    return answer(_endpoint(), event)


def answer(endpoint: Endpoint, event: Mapping[str, Any]) -> dict[str, Any]:
    """Answer one event by the endpoint."""
    given = endpoint.answer(
        Request(
            method=event["requestContext"]["http"]["method"],
            # Lambda writes the names of headers in lower case.
            origin=event["headers"].get("origin"),
            body=_body(event),
        )
    )
    return {
        "statusCode": given.status,
        "headers": dict(given.headers),
        "body": given.body.decode(),
        "isBase64Encoded": False,
    }


def _body(event: Mapping[str, Any]) -> bytes:
    text = event.get("body", "")
    if not event.get("isBase64Encoded"):
        return bytes(text, "utf-8", "surrogatepass")
    try:
        return base64.b64decode(text)
    except ValueError:
        return b""


@cache
def _endpoint() -> Endpoint:
    """Made at the first event, and kept while this instance of the function lives."""
    return make_endpoint(
        read_settings(os.environ), clock=lambda: datetime.now(UTC), warn=logging.error
    )
