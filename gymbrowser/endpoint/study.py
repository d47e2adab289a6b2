"""Puts an endpoint together that works in a real bucket, by its settings."""

from collections.abc import Callable
from datetime import datetime, timedelta

from gymbrowser.endpoint.bucket import BucketState, Keyring, has_chunk
from gymbrowser.endpoint.handler import Endpoint, Study
from gymbrowser.endpoint.ledger import Ledger
from gymbrowser.endpoint.quota import Quotas
from gymbrowser.endpoint.settings import Settings
from gymbrowser.endpoint.signer import Signer
from gymbrowser.endpoint.state import State
from gymbrowser.errors import GymbrowserError
from gymbrowser.store import s3

STATE_PREFIX = "endpoint"
"""Before the records' prefix: the state lies beside the records, not below them."""


def make_endpoint(
    settings: Settings,
    *,
    clock: Callable[[], datetime],
    warn: Callable[[GymbrowserError], None],
    state: State | None = None,
    credentials: Callable[[], s3.Credentials] = s3.credentials,
) -> Endpoint:
    """The endpoint of one study.

    Args:
        settings: All that differs between studies.
        clock: The time, with its zone.
        warn: Told why a request could not be answered.
        state: Where it remembers; None: in the bucket.
        credentials: Of the key that signs.

    Raises:
        UserError: The bucket's name or region is wrong.
    """
    bucket = s3.Bucket(settings.bucket, settings.region, settings.endpoint_url)
    client = s3.client(bucket)
    if state is None:
        state = BucketState(client, bucket, f"{STATE_PREFIX}/{settings.prefix}")
    return Endpoint(
        study=Study(
            settings.experiment,
            frozenset(settings.modes),
            frozenset(settings.origins),
            settings.code,
        ),
        ledger=Ledger(state, settings),
        quotas=Quotas(state, clock),
        sign=Signer(
            bucket=settings.bucket,
            url=s3.post_url(bucket),
            region=settings.region,
            prefix=settings.prefix,
            method=settings.method,
            lifetime=timedelta(seconds=settings.lifetime_s),
            max_bytes=settings.max_chunk_bytes,
            credentials=Keyring(credentials, clock),
            clock=clock,
        ),
        has=lambda key: has_chunk(client, bucket, settings.prefix, key),
        warn=warn,
    )
