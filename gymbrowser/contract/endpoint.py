"""What a page and the signing endpoint say to each other: JSON, posted to one address.

The endpoint signs; the chunks themselves go from the page to the store.
"""

from typing import Annotated, Literal

from pydantic import Field

from gymbrowser.contract.upload import PostPolicy
from gymbrowser.contract.wire import Mode, SessionId, Sha256, Wire

type Writer = Annotated[
    str, Field(pattern=r"^(page|game|identity|withdrawal)-(0|[1-9][0-9]{0,5})$")
]
"""As in the chunk's key."""

MAX_CHUNKS_AT_ONCE = 32


class Piece(Wire):
    """A part of a chunk that is too large for one object."""

    count: Annotated[int, Field(ge=2, lt=10_000)]
    index: Annotated[int, Field(ge=0, lt=10_000)]
    """0 to `count - 1`."""
    sha256: Sha256
    """Of the piece's bytes."""


class ChunkDescriptor(Wire):
    """A chunk that is sealed already: what its key says, and its size."""

    writer: Writer
    number: Annotated[int, Field(ge=0, lt=1_000_000)]
    sha256: Sha256
    """Of the gzip bytes."""
    size: Annotated[int, Field(ge=1, lt=2**53)]
    """Of the object, in bytes."""
    piece: Piece | None
    """None: the object is the whole chunk."""


class EndpointRequest(Wire):
    """What a page asks for."""

    request: Literal["upload", "code"]
    """To put `chunks` into the store; or the completion code, which is given once they are there:
    the last one of each writer."""
    experiment: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
    mode: Mode
    session: SessionId
    participant: Sha256 | None
    """SHA-256 of `<experiment>/<participant's id>`, where the study asks for it."""
    chunks: Annotated[list[ChunkDescriptor], Field(min_length=1, max_length=MAX_CHUNKS_AT_ONCE)]


class SignedPut(Wire):
    """One address that takes one object of one content, once."""

    url: str
    headers: dict[str, str]
    """To be sent exactly as they are."""


class SignedPuts(Wire):
    """Presigned PUTs.

    Source: Amazon S3 API Reference, "Authenticating Requests: Using Query Parameters (AWS Signature
    Version 4)" and "PutObject", headers `If-None-Match` and `x-amz-checksum-sha256`.
    """

    kind: Literal["s3-put"]
    puts: list[SignedPut]
    """One for each chunk of the request, in its order."""
    expires_at: str
    """ISO 8601 in UTC."""


class CompletionCode(Wire):
    """What the participant takes back to the recruiting service."""

    kind: Literal["code"]
    code: str


type Granted = Annotated[PostPolicy | SignedPuts | CompletionCode, Field(discriminator="kind")]
"""A POST policy is good for every chunk of the request's session, and of no other."""

type RefusalReason = Literal[
    "malformed",
    "too-large",
    "origin",
    "other-study",
    "no-participant",
    "participant-used",
    "other-participant",
    "limit",
    "conflict",
    "no-code",
    "not-stored",
    "busy",
]


class Refused(Wire):
    """Why not, with any status but 200. It holds no word of what was asked."""

    kind: Literal["refused"]
    reason: RefusalReason
    message: str
    """A sentence for people."""


type EndpointAnswer = Annotated[
    PostPolicy | SignedPuts | CompletionCode | Refused, Field(discriminator="kind")
]
