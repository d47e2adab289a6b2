"""`upload.json` at the site's root: where records go.

It is fetched with `no-store`, and renewed without a build.
"""

from typing import Annotated, Literal

from pydantic import Field

from gymbrowser.contract.wire import Mode, Wire

TEST_WRITES = "test-writes"
"""Before anybody begins, a page writes an empty object of a random name below
`<prefix>/<mode>/test-writes/`: whether the store would take what they do."""


class NoUpload(Wire):
    """The site has not been signed yet: records stay in the browser, and the page says so."""

    kind: Literal["none"]


class PostPolicy(Wire):
    """A presigned S3 POST policy: one short-lived permission to put objects below a prefix.

    Source: Amazon S3 API Reference, "POST Object" and "Authenticating Requests: Browser-Based
    Uploads Using POST (AWS Signature Version 4)".
    """

    kind: Literal["s3-post"]
    url: str
    """Where the form is posted to: the bucket's address, with a slash at its end."""
    fields: dict[str, str]
    """Form fields to send as they are, before `key` and `file`."""
    prefix: str
    """`key` must begin with it: `<prefix>/<mode>/`, slash at its end."""
    mode: Mode
    max_bytes: int
    """Of one object."""
    experiment: str | None = None
    """Whose records may go there; None where it is not said. At this address there may be another
    study now than the one that a page of it was loaded from."""
    expires_at: str
    """ISO 8601 in UTC: the effective end, the credentials' own included where it is known."""


class EndpointUpload(Wire):
    """The address of a signing endpoint, which gives each session a permission of its own."""

    kind: Literal["endpoint"]
    url: str
    """Takes `gymbrowser.contract.endpoint.EndpointRequest` by POST."""
    mode: Mode
    max_bytes: int
    """Of one object."""
    participants: bool
    """Whether it is told a hash of the participant's id."""
    code: bool
    """Whether it gives the completion code."""


type OneUpload = Annotated[NoUpload | PostPolicy | EndpointUpload, Field(discriminator="kind")]
"""One destination."""


class SeveralUploads(Wire):
    """Every chunk goes to each of these destinations."""

    kind: Literal["several"]
    destinations: Annotated[list[OneUpload], Field(min_length=2)]
    """In the order of exp.yml: the first one is the study's own."""


type Upload = Annotated[
    NoUpload | PostPolicy | EndpointUpload | SeveralUploads, Field(discriminator="kind")
]
