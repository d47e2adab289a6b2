"""The permission that a site gets: to put chunks below one prefix, and nothing else."""

from datetime import datetime

from gymbrowser.contract.upload import PostPolicy
from gymbrowser.contract.wire import Mode
from gymbrowser.store.bucket import base_of
from gymbrowser.store.signature import AccessKey, Condition, iso8601, signed_form

MAX_CHUNK_BYTES = 8 * 1024 * 1024
"""The largest chunk that is taken in; the recorder seals at 1 MB."""
CONTENT_TYPE = "application/gzip"


def grant(
    bucket: str,
    prefix: str,
    mode: Mode,
    *,
    url: str,
    region: str,
    key: AccessKey,
    now: datetime,
    expires_at: datetime,
    max_bytes: int = MAX_CHUNK_BYTES,
    session: str | None = None,
) -> PostPolicy:
    """Sign a POST policy for `<prefix>/<mode>/`, or for one session below it.

    Args:
        bucket: Its name.
        prefix: Without `mode`; slashes at its ends are dropped.
        mode: Of the site.
        url: Where the form is posted to.
        region: The bucket's.
        key: Signs; needs `s3:PutObject` on the prefix.
        now: With its time zone.
        expires_at: With its time zone.
        max_bytes: Of one object.
        session: The only one whose chunks may be put; or `TEST_WRITES`.
    """
    below = f"{base_of(prefix)}{mode}/"
    conditions: list[Condition] = [
        {"bucket": bucket},
        ["starts-with", "$key", below if session is None else f"{below}{session}/"],
        {"Content-Type": CONTENT_TYPE},
        # An empty one is a test write.
        ["content-length-range", 0, max_bytes],
    ]
    fields = signed_form(conditions, key=key, region=region, now=now, expires_at=expires_at)
    return PostPolicy(
        kind="s3-post",
        url=url,
        fields={"Content-Type": CONTENT_TYPE, **fields},
        prefix=below,
        mode=mode,
        max_bytes=max_bytes,
        expires_at=iso8601(expires_at),
    )
