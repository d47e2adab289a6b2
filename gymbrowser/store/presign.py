"""A presigned PUT: an address that takes one object, of one content, once.

Source: Amazon S3 API Reference, "Authenticating Requests: Using Query Parameters (AWS Signature
Version 4)"; the canonical request as in "Create a signed AWS API request" of the IAM User Guide.
"""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

from gymbrowser.store.signature import ALGORITHM, AccessKey, Scope, sign


def presigned_url(
    method: str,
    url: str,
    headers: Mapping[str, str],
    *,
    key: AccessKey,
    region: str,
    now: datetime,
    lifetime_s: int,
) -> str:
    """Sign a request whose body is not known yet.

    Whoever uses the address must send exactly these headers. They are signed as headers and not
    hoisted into the query: S3 looks for a checksum and for `If-None-Match` in the headers alone.

    Args:
        method: Such as `PUT`.
        url: Of the object, its path percent-encoded, without a query.
        headers: Beside `Host`, which is always signed.
        key: Signs.
        region: The bucket's.
        now: With its time zone.
        lifetime_s: Seconds from `now`, at most 604800.
    """
    address = urlsplit(url)
    scope = Scope(f"{now.astimezone(UTC):%Y%m%d}", region)
    moment = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    signed = dict(sorted({"host": address.netloc, **_lower(headers)}.items()))
    query = {
        "X-Amz-Algorithm": ALGORITHM,
        "X-Amz-Credential": f"{key.id}/{scope}",
        "X-Amz-Date": moment,
        "X-Amz-Expires": str(lifetime_s),
        "X-Amz-SignedHeaders": ";".join(signed),
    }
    if key.token is not None:
        query["X-Amz-Security-Token"] = key.token
    parameters = "&".join(f"{name}={quote(query[name], safe='')}" for name in sorted(query))
    canonical = "\n".join(
        [
            method,
            address.path,
            parameters,
            *(f"{name}:{value}" for name, value in signed.items()),
            "",
            ";".join(signed),
            "UNSIGNED-PAYLOAD",
        ]
    )
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    signature = sign("\n".join([ALGORITHM, moment, str(scope), digest]), key.secret, scope)
    return f"{url}?{parameters}&X-Amz-Signature={signature}"


def _lower(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value.strip() for name, value in headers.items()}
