"""What the endpoint does in the bucket: it keeps its state there, and asks whether a chunk is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from gymbrowser.data.keys import ChunkKey, PieceKey
from gymbrowser.endpoint.state import Document
from gymbrowser.errors import UserError
from gymbrowser.store import s3

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

_ABSENT = frozenset({"NoSuchKey", "404", "AccessDenied", "403"})
"""S3 denies access to what is not there to whoever may not list, as the endpoint may not; in answer
to a HEAD, which has no body, boto3 has the status alone. Source: Amazon S3 API Reference,
"GetObject", "Permissions". Where it is the right to get that is missing, nothing is signed all the
same: the write that follows finds a document."""
_OVERTAKEN = frozenset({"PreconditionFailed", "ConditionalRequestConflict", "NoSuchKey"})
"""Source: Amazon S3 User Guide, "How to prevent object overwrites with conditional writes"."""

_KEEP = timedelta(minutes=1)


@dataclass(frozen=True)
class BucketState:
    """Documents as objects below a prefix, by conditional writes: no database is needed."""

    client: "S3Client"
    bucket: s3.Bucket
    prefix: str
    """Not that of the records."""

    def read(self, name: str) -> Document | None:
        """See `State`."""
        with s3.explained(self.bucket):
            try:
                found = self.client.get_object(Bucket=self.bucket.name, Key=self._key(name))
            except ClientError as error:
                if _code(error) in _ABSENT:
                    return None
                raise
            return Document(found["Body"].read().decode(), found["ETag"])

    def write(self, name: str, text: str, *, seen: Document | None) -> bool:
        """See `State`."""
        put, key = self.client.put_object, self._key(name)
        with s3.explained(self.bucket):
            try:
                if seen is None:
                    put(Bucket=self.bucket.name, Key=key, Body=text.encode(), IfNoneMatch="*")
                else:
                    body = text.encode()
                    put(Bucket=self.bucket.name, Key=key, Body=body, IfMatch=seen.version)
            except ClientError as error:
                if _code(error) in _OVERTAKEN:
                    return False
                if _code(error) == "AccessDenied":
                    raise self._not_allowed() from error
                raise
        return True

    def _not_allowed(self) -> UserError:
        return UserError(
            f"The endpoint may not keep its state below {self.prefix}/ in '{self.bucket.name}'.",
            remedy="Its key needs s3:GetObject and s3:PutObject there.",
        )

    def _key(self, name: str) -> str:
        return f"{self.prefix}/{name}.json"


def has_chunk(client: "S3Client", bucket: s3.Bucket, prefix: str, key: ChunkKey | PieceKey) -> bool:
    """Whether a chunk is in the bucket.

    Raises:
        GymbrowserError: The bucket does not answer.
    """
    with s3.explained(bucket):
        try:
            client.head_object(Bucket=bucket.name, Key=f"{prefix}/{key.path}")
        except ClientError as error:
            if _code(error) in _ABSENT:
                return False
            raise
    return True


class Keyring:
    """Credentials that are looked up again every minute: those of a role end within hours.

    Args:
        load: Looks them up.
        clock: The time, with its zone.
    """

    def __init__(self, load: Callable[[], s3.Credentials], clock: Callable[[], datetime]) -> None:
        self._load, self._clock = load, clock
        self._held: tuple[datetime, s3.Credentials] | None = None

    def __call__(self) -> s3.Credentials:
        """The credentials.

        Raises:
            UserError: There are none.
        """
        now = self._clock()
        if self._held is None or now - self._held[0] >= _KEEP:
            self._held = now, self._load()
        return self._held[1]


def _code(error: ClientError) -> str:
    return error.response.get("Error", {}).get("Code", "")
