"""An endpoint whose clock, memory and store stand in the test, and what a page asks it.

And the bucket of its template, on the tests' S3 server.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from gymbrowser.data.keys import ChunkKey
from gymbrowser.endpoint.handler import Endpoint, Request, Response, Study
from gymbrowser.endpoint.ledger import Ledger, Limits
from gymbrowser.endpoint.quota import Quotas
from gymbrowser.endpoint.signer import Method, Signer
from gymbrowser.endpoint.state import MemoryState, State
from gymbrowser.errors import GymbrowserError
from gymbrowser.store.s3 import Credentials
from gymbrowser.store.signature import AccessKey
from tests.cloudformation import resources
from tests.seaweedfs import S3Server

ORIGIN = "https://lab.example.org"
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
SECRET = "secret-of-the-signer"
KEY = AccessKey("AKIAEXAMPLE000000000", SECRET)
ANNA, BERT = "a" * 32, "b" * 32
"""Two sessions."""


@dataclass
class Bench:
    """Everything that an endpoint touches."""

    limits: Limits = field(default_factory=Limits)
    method: Method = "put"
    code: str | None = None
    state: State = field(default_factory=MemoryState)
    credentials: Callable[[], Credentials] = lambda: Credentials(KEY, None)
    now: datetime = NOW
    stored: set[ChunkKey] = field(default_factory=set)
    warnings: list[GymbrowserError] = field(default_factory=list)

    @property
    def endpoint(self) -> Endpoint:
        return Endpoint(
            study=Study("balance", frozenset({"pilot", "live"}), frozenset({ORIGIN}), self.code),
            ledger=Ledger(self.state, self.limits),
            quotas=Quotas(self.state, lambda: self.now),
            sign=Signer(
                bucket="my-bucket",
                url="https://my-bucket.s3.eu-west-1.amazonaws.com/",
                region="eu-west-1",
                prefix="in/balance",
                method=self.method,
                lifetime=timedelta(minutes=15),
                max_bytes=self.limits.max_chunk_bytes,
                credentials=lambda: self.credentials(),
                clock=lambda: self.now,
            ),
            has=self.stored.__contains__,
            warn=self.warnings.append,
        )

    def send(self, body: bytes, *, method: str = "POST", origin: str | None = ORIGIN) -> Response:
        return self.endpoint.answer(Request(method, origin, body))

    def ask(self, **changes: Any) -> tuple[int, Any]:
        """Status and answer."""
        response = self.send(asked(**changes))
        return response.status, json.loads(response.body)


def asked(*chunks: dict[str, Any], **changes: Any) -> bytes:
    """What a page posts, with any part of it changed."""
    whole = {
        "request": "upload",
        "experiment": "balance",
        "mode": "live",
        "session": ANNA,
        "participant": None,
        "chunks": list(chunks) or [chunk()],
    }
    return json.dumps({**whole, **changes}).encode()


def chunk(number: int = 0, *, size: int = 1000, text: str = "", writer: str = "page-1") -> Any:
    """The descriptor of a chunk; `text` makes its content another one."""
    digest = hashlib.sha256(f"{writer} {number} {text}".encode()).hexdigest()
    return {"writer": writer, "number": number, "sha256": digest, "size": size, "piece": None}


def participant(name: str) -> str:
    """What a page says of a participant."""
    return hashlib.sha256(f"balance/{name}".encode()).hexdigest()


@contextmanager
def template_bucket(server: S3Server, name: str, origin: str) -> Iterator[str]:
    """A bucket with the CORS rules of the template, in which `server.endpoint` has its role."""
    admin = server.client(server.admin)
    admin.create_bucket(Bucket=name)
    properties = resources({"Origins": origin})["Records"]["Properties"]
    rules: Any = [
        {**rule, "AllowedOrigins": [rule["AllowedOrigins"]]}
        for rule in properties["CorsConfiguration"]["CorsRules"]
    ]
    for rule in rules:
        rule["MaxAgeSeconds"] = rule.pop("MaxAge")  # CloudFormation's name for it
    admin.put_bucket_cors(Bucket=name, CORSConfiguration={"CORSRules": rules})
    yield name
    server.remove_bucket(name)
