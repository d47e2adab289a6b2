"""The address of a bucket: boto3 knows it, and takes half a second until it has said so."""

from functools import cache

from gymbrowser.store.bucket import Bucket


@cache
def post_url(bucket: Bucket) -> str:
    """See `gymbrowser.store.s3.post_url`."""
    from gymbrowser.store import s3

    return s3.post_url(bucket)
