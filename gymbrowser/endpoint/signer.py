"""Makes the permission for one request that was admitted."""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from gymbrowser.contract.endpoint import (
    ChunkDescriptor,
    EndpointRequest,
    SignedPut,
    SignedPuts,
)
from gymbrowser.contract.upload import PostPolicy
from gymbrowser.endpoint.handler import key_of
from gymbrowser.store.grant import CONTENT_TYPE, grant
from gymbrowser.store.presign import presigned_url
from gymbrowser.store.s3 import Credentials
from gymbrowser.store.signature import iso8601

type Method = Literal["put", "post"]


@dataclass(frozen=True)
class Signer:
    """A bucket, a prefix, and whose key signs."""

    bucket: str
    url: str
    """The bucket's address, with a slash at its end."""
    region: str
    prefix: str
    """Of the object keys, before the mode."""
    method: Method
    """`put`: one address for each chunk, which takes it once. `post`: one policy for all chunks of
    the session, under which their number is not limited and one can be overwritten."""
    lifetime: timedelta
    max_bytes: int
    """Of one object."""
    credentials: Callable[[], Credentials]
    clock: Callable[[], datetime]

    def __call__(self, request: EndpointRequest) -> PostPolicy | SignedPuts:
        """The permission: for the session of the request, and no other.

        Raises:
            UserError: There are no credentials.
        """
        now, credentials = self.clock(), self.credentials()
        ends = [now + self.lifetime, credentials.expires_at]
        end = min(moment for moment in ends if moment is not None)
        if self.method == "put":
            return self._puts(request, credentials, now, end)
        return grant(
            self.bucket,
            self.prefix,
            request.mode,
            session=request.session,
            url=self.url,
            region=self.region,
            key=credentials.key,
            now=now,
            expires_at=end,
            max_bytes=self.max_bytes,
        )

    def _puts(
        self, request: EndpointRequest, credentials: Credentials, now: datetime, end: datetime
    ) -> SignedPuts:
        puts = []
        for chunk in request.chunks:
            headers = put_headers(chunk)
            url = presigned_url(
                "PUT",
                f"{self.url}{self.prefix}/{key_of(chunk, request).path}",
                # A browser sets it by itself, and lets no page do it.
                {**headers, "Content-Length": str(chunk.size)},
                key=credentials.key,
                region=self.region,
                now=now,
                lifetime_s=max(1, int((end - now).total_seconds())),
            )
            puts.append(SignedPut(url=url, headers=headers))
        return SignedPuts(kind="s3-put", puts=puts, expires_at=iso8601(end))


def put_headers(chunk: ChunkDescriptor) -> dict[str, str]:
    """What makes a presigned PUT good for these bytes alone, and only where nothing is yet."""
    digest = chunk.sha256 if chunk.piece is None else chunk.piece.sha256
    return {
        "Content-Type": CONTENT_TYPE,
        "If-None-Match": "*",
        "x-amz-checksum-sha256": base64.b64encode(bytes.fromhex(digest)).decode(),
    }
