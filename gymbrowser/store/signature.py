"""Signature Version 4 of a POST policy.

Source: Amazon S3 API Reference, "Authenticating Requests: Browser-Based Uploads Using POST (AWS
Signature Version 4)", sections "Calculating a Signature" and "Creating a POST Policy".
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

ALGORITHM = "AWS4-HMAC-SHA256"

type Condition = dict[str, str] | list[str | int]
"""`{"field": "value"}` or `[operator, operand, operand]`."""


@dataclass(frozen=True)
class AccessKey:
    """What signs; `token` is there where the key is a temporary one."""

    id: str
    secret: str = field(repr=False)
    token: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Scope:
    """What a signing key is good for: one day in one region."""

    date: str
    """`YYYYMMDD`, UTC."""
    region: str

    def __str__(self) -> str:
        return f"{self.date}/{self.region}/s3/aws4_request"


def sign(policy: str, secret: str, scope: Scope) -> str:
    """The signature of a policy, in lower-case hexadecimal.

    Args:
        policy: The policy in base64, which is itself the string to sign.
        secret: The secret access key.
        scope: As in the form's `x-amz-credential`.
    """
    key = f"AWS4{secret}".encode()
    for part in (scope.date, scope.region, "s3", "aws4_request"):
        key = hmac.digest(key, part.encode(), hashlib.sha256)
    return hmac.digest(key, policy.encode(), hashlib.sha256).hex()


def signed_form(
    conditions: Sequence[Condition],
    *,
    key: AccessKey,
    region: str,
    now: datetime,
    expires_at: datetime,
) -> dict[str, str]:
    """The form fields that prove the conditions to be ours: policy, signature and what both name.

    Args:
        conditions: Those of the caller; the ones that Signature Version 4 asks for are added.
        key: Signs the policy.
        region: The bucket's region.
        now: When the policy is made, with its time zone.
        expires_at: When the policy ends, with its time zone; fractions of a second are dropped.
    """
    scope = Scope(f"{now.astimezone(UTC):%Y%m%d}", region)
    fields = {
        "x-amz-algorithm": ALGORITHM,
        "x-amz-credential": f"{key.id}/{scope}",
        "x-amz-date": f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}",
    }
    if key.token is not None:
        fields["x-amz-security-token"] = key.token
    document = {
        "expiration": iso8601(expires_at),
        "conditions": [*conditions, *({name: value} for name, value in fields.items())],
    }
    policy = base64.b64encode(json.dumps(document).encode()).decode()
    return {**fields, "policy": policy, "x-amz-signature": sign(policy, key.secret, scope)}


def iso8601(moment: datetime) -> str:
    """`2026-11-21T08:00:00Z`: whole seconds, UTC, as policies and `upload.json` write it."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
