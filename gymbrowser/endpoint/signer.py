"""Makes the permission for one request that was admitted."""

import base64
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from gymbrowser.contract.endpoint import (
    ChunkDescriptor,
    EndpointRequest,
    SignedPut,
    SignedPuts,
    WriteTestRequest,
)
from gymbrowser.contract.upload import TEST_WRITES, PostPolicy
from gymbrowser.endpoint.handler import key_of
from gymbrowser.store.grant import CONTENT_TYPE, grant
from gymbrowser.store.presign import presigned_url
from gymbrowser.store.s3 import Credentials
from gymbrowser.store.signature import iso8601

type Method = Literal["put", "post"]

_OF_NOTHING = hashlib.sha256(b"").hexdigest()


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

    def __call__(self, request: EndpointRequest | WriteTestRequest) -> PostPolicy | SignedPuts:
        """The permission: for the session of the request, or for a test write, and nothing else.

        Raises:
            UserError: There are no credentials.
        """
        now, credentials = self.clock(), self.credentials()
        ends = [now + self.lifetime, credentials.expires_at]
        end = min(moment for moment in ends if moment is not None)
        session = TEST_WRITES if isinstance(request, WriteTestRequest) else request.session
        if self.method == "put":
            puts = [
                self._put(path, headers, size, credentials, now, end)
                for path, headers, size in _objects_of(request)
            ]
            return SignedPuts(kind="s3-put", puts=puts, expires_at=iso8601(end))
        return grant(
            self.bucket,
            self.prefix,
            request.mode,
            session=session,
            url=self.url,
            region=self.region,
            key=credentials.key,
            now=now,
            expires_at=end,
            max_bytes=0 if session == TEST_WRITES else self.max_bytes,
        )

    def _put(
        self,
        path: str,
        headers: dict[str, str],
        size: int,
        credentials: Credentials,
        now: datetime,
        end: datetime,
    ) -> SignedPut:
        url = presigned_url(
            "PUT",
            f"{self.url}{self.prefix}/{path}",
            # A browser sets it by itself, and lets no page do it.
            {**headers, "Content-Length": str(size)},
            key=credentials.key,
            region=self.region,
            now=now,
            lifetime_s=max(1, int((end - now).total_seconds())),
        )
        return SignedPut(url=url, headers=headers)


def _objects_of(
    request: EndpointRequest | WriteTestRequest,
) -> Iterator[tuple[str, dict[str, str], int]]:
    """Path below the prefix, headers and size of each object that is to be put."""
    if isinstance(request, WriteTestRequest):
        yield f"{request.mode}/{TEST_WRITES}/{request.name}", _headers(_OF_NOTHING), 0
        return
    for chunk in request.chunks:
        yield str(key_of(chunk, request).path), put_headers(chunk), chunk.size


def put_headers(chunk: ChunkDescriptor) -> dict[str, str]:
    """What makes a presigned PUT good for these bytes alone, and only where nothing is yet."""
    return _headers(chunk.sha256 if chunk.piece is None else chunk.piece.sha256)


def _headers(digest: str) -> dict[str, str]:
    return {
        "Content-Type": CONTENT_TYPE,
        "If-None-Match": "*",
        "x-amz-checksum-sha256": base64.b64encode(bytes.fromhex(digest)).decode(),
    }
