"""The study's bucket, through boto3: its address, its credentials, and its errors in our words."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import boto3
import botocore.session
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    CredentialRetrievalError,
    HTTPClientError,
    InvalidRegionError,
    NoCredentialsError,
    ParamValidationError,
    PartialCredentialsError,
    ProfileNotFound,
    SSOError,
    TokenRetrievalError,
)
from botocore.exceptions import ConnectionError as NoConnectionError

from gymbrowser.errors import GymbrowserError, UserError
from gymbrowser.store.bucket import Bucket as Bucket  # for those who talk to one
from gymbrowser.store.signature import AccessKey

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

NO_CREDENTIALS = (
    "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, run `aws sso login` or `aws configure`, or "
    "name a profile with --profile."
)
_PROFILES = "`aws configure list-profiles` names those that are there."
_UNUSABLE = (
    CredentialRetrievalError,
    PartialCredentialsError,
    SSOError,
    TokenRetrievalError,
)
_NOT_OURS_TO_MEND = frozenset({"InternalError", "ServiceUnavailable", "SlowDown", "RequestTimeout"})


@dataclass(frozen=True)
class Credentials:
    """A key and how long it lasts."""

    key: AccessKey
    expires_at: datetime | None
    """None: it does not end, or (where `key.token` is set) nobody says when it does."""


@dataclass(frozen=True)
class Patience:
    """How long a service may take before it counts as not there."""

    connect_s: float = 10
    read_s: float = 30
    """Between two pieces of an answer, not for the whole of it."""
    attempts: int = 4


PATIENT = Patience()


@dataclass(frozen=True)
class Advice:
    """What is said to whoever a bucket refuses, by what they were about to do."""

    named: str = "`upload` in exp.yml"
    """Where they have named the bucket."""
    remedies: Mapping[str, str] = field(default_factory=dict)
    """S3's code of an error to what to do; for the others it is what a reader or a signer does."""


_READING = Advice()


def client(
    bucket: Bucket,
    *,
    profile: str | None = None,
    connections: int = 10,
    patience: Patience = PATIENT,
) -> "S3Client":
    """A client for one bucket, with the credentials of boto3's usual chain.

    Args:
        bucket: Whose region and endpoint it talks to.
        profile: A profile of the AWS configuration; None: the chain's default.
        connections: How many it keeps open; one per thread that shares the client.
        patience: How long it waits for answers.

    Raises:
        UserError: The profile is not there.
    """
    with explained(bucket):
        return _client(_session(profile), bucket, connections, patience)


def post_url(bucket: Bucket) -> str:
    """Where forms are posted to: the bucket's own address in its region, with a slash at its end.

    A service at an endpoint of its own is addressed by path, and so is a bucket with a dot in its
    name, which no certificate of the virtual-host form covers.
    """
    with explained(bucket):
        session = boto3.Session("-", "-", botocore_session=botocore.session.Session())
        url = _client(session, bucket, 1, PATIENT).generate_presigned_post(bucket.name, "key")[
            "url"
        ]
    return url if url.endswith("/") else f"{url}/"


def credentials(profile: str | None = None) -> Credentials:
    """The credentials of boto3's usual chain, refreshed if they can be.

    Raises:
        UserError: There are none, or the profile is not there.
    """
    try:
        found = _session(profile).get_credentials()
        frozen = None if found is None else found.get_frozen_credentials()
    except ProfileNotFound as error:
        raise UserError(
            "The AWS profile is not there.", quote=str(error), remedy=_PROFILES
        ) from error
    except (BotoCoreError, RuntimeError) as error:
        raise unusable(error) from error
    if frozen is None or not frozen.access_key or not frozen.secret_key:
        raise UserError("There are no credentials to sign with.", remedy=NO_CREDENTIALS)
    # The end of refreshable credentials (SSO, roles, AWS_CREDENTIAL_EXPIRATION) is nowhere in
    # botocore's public interface.
    expires_at = getattr(found, "_expiry_time", None)
    key = AccessKey(frozen.access_key, frozen.secret_key, frozen.token)
    return Credentials(key, expires_at.astimezone(UTC) if expires_at else None)


@contextmanager
def explained(bucket: Bucket, advice: Advice = _READING) -> Iterator[None]:
    """Turn boto3's errors into ours.

    Args:
        bucket: The one that is talked to.
        advice: For whoever does something else than reading what the participants left.

    Raises:
        UserError: Credentials, permissions or the bucket's name are wrong, or nobody answers.
        GymbrowserError: The service failed.
    """
    try:
        yield
    except ProfileNotFound as error:
        raise UserError(
            "The AWS profile is not there.", quote=str(error), remedy=_PROFILES
        ) from error
    except NoCredentialsError as error:
        raise UserError("There are no credentials.", remedy=NO_CREDENTIALS) from error
    except _UNUSABLE as error:
        raise unusable(error) from error
    except RuntimeError as error:
        # botocore has no class for credentials that are no better when they were refreshed.
        if "credentials" not in str(error):
            raise
        raise unusable(error) from error
    except (InvalidRegionError, ParamValidationError) as error:
        raise UserError("The bucket's name or region is wrong.", quote=str(error)) from error
    except ClientError as error:
        raise _explanation(bucket, error, advice) from error
    except (NoConnectionError, HTTPClientError) as error:
        # What exp.yml names may be wrong as well as the network: the user decides.
        raise UserError(
            f"{bucket.endpoint_url or f'Amazon S3 in {bucket.region}'} cannot be reached.",
            quote=str(error),
            remedy=f"Check this machine's network, and {advice.named}.",
        ) from error
    except (BotoCoreError, ValueError) as error:
        where = bucket.endpoint_url or f"Amazon S3 in {bucket.region}"
        raise GymbrowserError(f"{where} did not answer as it should.", quote=str(error)) from error


def unusable(error: Exception) -> UserError:
    """Credentials that are named but cannot be used, most often because they have ended."""
    return UserError(
        "The credentials cannot be used; they may have expired.",
        quote=str(error),
        remedy=NO_CREDENTIALS,
    )


def _explanation(bucket: Bucket, error: ClientError, advice: Advice) -> GymbrowserError:
    code = error.response.get("Error", {}).get("Code", "unknown")
    operation = error.operation_name
    what = f"{operation} on the bucket '{bucket.name}' was refused: {code}."
    if code in _NOT_OURS_TO_MEND:
        return GymbrowserError(what, remedy="Try again.", quote=str(error))
    if code in advice.remedies:
        return UserError(what, remedy=advice.remedies[code], quote=str(error))
    erases = code == "AccessDenied" and operation in _ERASING
    return UserError(what, remedy=_TO_ERASE if erases else _REMEDIES.get(code), quote=str(error))


_ERASING = frozenset({"ListObjectVersions", "PutObject", "DeleteObjects"})
_TO_ERASE = (
    "To erase, a key needs s3:ListBucketVersions on the bucket, and s3:GetObjectVersion, "
    "s3:DeleteObject, s3:DeleteObjectVersion and s3:PutObject on the prefix. Lend it to nobody."
)
_REMEDIES = {
    "PermanentRedirect": "The bucket is in another region: correct `region` in exp.yml.",
    "AuthorizationHeaderMalformed": "Most often the bucket is in another region: correct `region` "
    "in exp.yml.",
    "NoSuchBucket": "Check the bucket's name and its region under `upload` in exp.yml.",
    "AccessDenied": (
        "The key needs s3:ListBucket on the bucket and s3:GetObject on the prefix. The key that "
        "signs a site has neither, on purpose: use another one here."
    ),
    "InvalidAccessKeyId": "Check the key; a profile can be named with --profile.",
    "SignatureDoesNotMatch": "Check the secret key, and this machine's clock.",
    "ExpiredToken": "The credentials have expired: get new ones, for example with `aws sso login`.",
}


def _session(profile: str | None) -> boto3.Session:
    # A session of its own: boto3's default one is global and would remember another profile.
    return boto3.Session(
        profile_name=profile, botocore_session=botocore.session.Session(profile=profile)
    )


def _client(
    session: boto3.Session, bucket: Bucket, connections: int, patience: Patience
) -> "S3Client":
    by_path = bucket.endpoint_url is not None or "." in bucket.name
    config = Config(
        signature_version="s3v4",
        max_pool_connections=connections,
        connect_timeout=patience.connect_s,
        read_timeout=patience.read_s,
        retries={"mode": "standard", "total_max_attempts": patience.attempts},
        s3={
            "addressing_style": "path" if by_path else "virtual",
            "us_east_1_regional_endpoint": "regional",
        },
    )
    return session.client(
        "s3", region_name=bucket.region, endpoint_url=bucket.endpoint_url, config=config
    )
