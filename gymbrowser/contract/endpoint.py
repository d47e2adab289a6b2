"""What a page and the signing endpoint say to each other: JSON, posted to one address.

The endpoint signs; the chunks themselves go from the page to the store.
"""

from typing import Annotated, Literal

from pydantic import Field

from gymbrowser.contract.upload import PostPolicy
from gymbrowser.contract.wire import Count, Mode, SessionId, Sha256, Wire

type Writer = Annotated[
    str, Field(pattern=r"^(page|game|identity|withdrawal)-(0|[1-9][0-9]{0,5})$")
]
"""As in the chunk's key."""

type ExperimentId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
"""As in exp.yml."""

MAX_CHUNKS_AT_ONCE = 32
MAX_CELLS = 1000
"""Combinations of levels that a quota may have."""


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
    experiment: ExperimentId
    mode: Mode
    session: SessionId
    participant: Sha256 | None
    """SHA-256 of `<experiment>/<participant's id>`, where the study asks for it."""
    chunks: Annotated[list[ChunkDescriptor], Field(min_length=1, max_length=MAX_CHUNKS_AT_ONCE)]


class WriteTestRequest(Wire):
    """What a page asks before anybody begins: to write an empty object, see `contract.upload`."""

    request: Literal["test"]
    experiment: ExperimentId
    mode: Mode
    name: SessionId
    """Of the object: random, and of no session."""


class QuotaFactor(Wire):
    """A condition whose levels are to be equally full, by their weights."""

    name: Annotated[str, Field(min_length=1, max_length=63)]
    levels: Annotated[
        dict[
            Annotated[str, Field(min_length=1, max_length=64)], Annotated[int, Field(ge=1, le=1000)]
        ],
        Field(min_length=2, max_length=100),
    ]
    """Level to weight, in the order of exp.yml."""


class QuotaRequest(Wire):
    """What a page asks where conditions are given out by quota.

    All that is counted is named by the design itself: another design is another count.
    """

    request: Literal["assign", "finish", "release"]
    """A slot for this session, the same one as often as it asks; the session has reached its end,
    so the slot is filled; or it will not reach it, so the slot is given back."""
    experiment: ExperimentId
    mode: Mode
    session: SessionId
    factors: Annotated[list[QuotaFactor], Field(min_length=1, max_length=32)]
    """They are crossed: a slot has a level of each."""
    stratum: Sha256 | None
    """Of what the study stratifies by; each has a count of its own."""
    hold_s: Annotated[int, Field(ge=60, le=7 * 86_400)]
    """Seconds after which a slot is given back by itself."""


class QuotaSlot(Wire):
    """The slot of a session."""

    kind: Literal["quota"]
    levels: dict[str, str]
    """Condition to level."""
    late: bool
    """It had been given back before the session reached its end: it is counted all the same, and
    somebody else may have the same slot."""
    filled: Count
    """How many slots of this count are held or filled now, this one included."""


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


type AnyRequest = Annotated[
    EndpointRequest | WriteTestRequest | QuotaRequest, Field(discriminator="request")
]

type Granted = Annotated[PostPolicy | SignedPuts | CompletionCode, Field(discriminator="kind")]
"""A POST policy is good for every chunk of the request's session, and of no other; that of a test
write for an empty object alone."""

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
    "no-slot",
    "busy",
]


class Refused(Wire):
    """Why not, with any status but 200. It holds no word of what was asked."""

    kind: Literal["refused"]
    reason: RefusalReason
    message: str
    """A sentence for people."""


type EndpointAnswer = Annotated[
    PostPolicy | SignedPuts | CompletionCode | QuotaSlot | Refused, Field(discriminator="kind")
]
