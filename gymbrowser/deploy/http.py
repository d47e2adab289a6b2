"""Asking a host, as a browser would: every answer is an answer, whatever its status."""

import http.client
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.message import Message
from urllib import request
from urllib.error import HTTPError, URLError

_TIMEOUT_S = 60.0


@dataclass(frozen=True)
class Asked:
    """One request."""

    url: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None


@dataclass(frozen=True)
class Answer:
    """What came of it."""

    status: int
    """0: nothing did, see `trouble`."""
    headers: Mapping[str, str]
    """By their names in lower case."""
    body: bytes
    """As it was sent: nothing is unpacked."""
    trouble: str | None = None

    @property
    def said(self) -> str:
        """The answer in a few words."""
        return f"answered {self.status}" if self.trouble is None else self.trouble


type Fetch = Callable[[Asked], Answer]


def fetch(asked: Asked) -> Answer:
    """Ask, through the proxy that the environment names."""
    made = request.Request(  # noqa: S310 - the address is the user's own
        asked.url, asked.body, dict(asked.headers), method=asked.method
    )
    try:
        with request.urlopen(made, timeout=_TIMEOUT_S) as answer:  # noqa: S310
            return Answer(answer.status, _lower(answer.headers), answer.read())
    except HTTPError as error:
        with error:
            return Answer(error.code, _lower(error.headers), error.read())
    except (OSError, http.client.HTTPException, ValueError) as error:
        reason = error.reason if isinstance(error, URLError) else error
        return Answer(0, {}, b"", f"did not answer ({reason})")


def _lower(headers: Message) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}
