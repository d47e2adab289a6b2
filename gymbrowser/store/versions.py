"""Every version of the objects below a prefix: to be listed, read, and deleted for good."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import TYPE_CHECKING

from gymbrowser.errors import GymbrowserError

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

_AT_ONCE = 1000
"""Of one request; S3 takes no more."""


@dataclass(frozen=True)
class Version:
    """One version of an object, or a marker that says it was deleted."""

    key: str
    id: str
    """`null` where the bucket keeps no versions."""
    is_marker: bool
    size: int
    """In bytes; of a marker 0."""


def list_versions(client: "S3Client", bucket: str, prefix: str) -> Iterator[Version]:
    """All versions below a prefix, also of objects that seem to be deleted.

    Raises:
        botocore.exceptions.ClientError: The key lacks `s3:ListBucketVersions`, or the like.
    """
    pages = client.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=prefix)
    for page in pages:
        for item in page.get("Versions", []):
            yield Version(item["Key"], item.get("VersionId", "null"), False, item.get("Size", 0))
        for marker in page.get("DeleteMarkers", []):
            yield Version(marker["Key"], marker.get("VersionId", "null"), True, 0)


def delete_versions(client: "S3Client", bucket: str, versions: Sequence[Version]) -> None:
    """Delete versions for good: there is no way to have them back.

    Raises:
        GymbrowserError: Some are locked, or the key lacks `s3:DeleteObjectVersion`.
        botocore.exceptions.ClientError: The request was refused as a whole.
    """
    for some in batched(versions, _AT_ONCE):
        answer = client.delete_objects(
            Bucket=bucket,
            Delete={"Objects": [{"Key": v.key, "VersionId": v.id} for v in some], "Quiet": True},
        )
        if errors := answer.get("Errors", []):
            first = errors[0]
            raise GymbrowserError(
                f"{len(errors)} of {len(some)} objects could not be deleted from '{bucket}'.",
                why=f"Of the first the store says {first.get('Code')}: {first.get('Message')}",
                remedy=(
                    "The key needs s3:DeleteObject and s3:DeleteObjectVersion on the prefix, and "
                    "the objects must be under no lock or legal hold. Then run it again."
                ),
            )
