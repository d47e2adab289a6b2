"""Signing a site: `upload.json` gets a short-lived permission to put records into a bucket.

The site holds no other secret, and need not be built again when the permission is renewed.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from gymbrowser.contract.upload import PostPolicy
from gymbrowser.contract.wire import Mode
from gymbrowser.errors import Place, UserError
from gymbrowser.store import s3
from gymbrowser.store.files import write_atomically
from gymbrowser.store.grant import MAX_CHUNK_BYTES, grant
from gymbrowser.store.policy import MAX_AGE
from gymbrowser.store.site import Site, read_site

type Limit = Literal["asked", "credentials", "unknown"]
"""What sets the effective end: what was asked for; the end of the credentials; or, with temporary
credentials that don't tell their end, possibly earlier than `expires_at` says."""


@dataclass(frozen=True)
class Signed:
    """A site that was signed."""

    policy: PostPolicy
    expires_at: datetime
    limit: Limit

    @property
    def note(self) -> str | None:
        """Why the permission ends earlier than asked, or may; None where it does not."""
        match self.limit:
            case "asked":
                return None
            case "credentials":
                return "The credentials that signed it end then."
            case "unknown":
                return (
                    "The credentials that signed it are temporary and don't tell their end: "
                    "uploads stop when they do. A key without a session token avoids this."
                )


def sign_site(
    site: Path,
    *,
    bucket: s3.Bucket,
    prefix: str,
    mode: Mode,
    expires: timedelta,
    now: datetime,
    profile: str | None = None,
    max_bytes: int = MAX_CHUNK_BYTES,
) -> Signed:
    """Write `upload.json` into a built site.

    Args:
        site: The folder that `build` wrote.
        bucket: Where records go.
        prefix: Of the object keys, before the mode.
        mode: Must be the site's.
        expires: How long the permission is to last, at most seven days.
        now: With its time zone.
        profile: A profile of the AWS configuration; None: boto3's usual chain.
        max_bytes: Of one object.

    Raises:
        UserError: The site, the mode, the expiry, the credentials or the bucket's address is wrong.
    """
    built = read_site(site)
    url = s3.post_url(bucket)
    _check_mode(built, mode)
    _check_expiry(expires)
    _check_origin(built, url)
    signed = mint(
        bucket,
        prefix,
        mode,
        url=url,
        expires=expires,
        credentials=s3.credentials(profile),
        now=now,
        max_bytes=max_bytes,
    )
    text = signed.policy.model_dump_json(indent=2)
    write_atomically(site / "upload.json", [f"{text}\n".encode()])
    return signed


def mint(
    bucket: s3.Bucket,
    prefix: str,
    mode: Mode,
    *,
    url: str,
    expires: timedelta,
    credentials: s3.Credentials,
    now: datetime,
    max_bytes: int = MAX_CHUNK_BYTES,
) -> Signed:
    """Sign a permission that lasts as long as asked, or as the credentials do if that is shorter.

    Raises:
        UserError: The credentials have ended already.
    """
    expires_at, limit = _effective_end(now + expires, credentials)
    if expires_at <= now:
        raise UserError("The credentials have expired.", remedy=s3.NO_CREDENTIALS)
    policy = grant(
        bucket.name,
        prefix,
        mode,
        url=url,
        region=bucket.region,
        key=credentials.key,
        now=now,
        expires_at=expires_at,
        max_bytes=max_bytes,
    )
    return Signed(policy, datetime.fromisoformat(policy.expires_at), limit)


def _effective_end(asked: datetime, credentials: s3.Credentials) -> tuple[datetime, Limit]:
    if credentials.expires_at is not None and credentials.expires_at < asked:
        return credentials.expires_at, "credentials"
    if credentials.key.token is not None and credentials.expires_at is None:
        return asked, "unknown"
    return asked, "asked"


def _check_mode(site: Site, mode: Mode) -> None:
    if site.manifest.mode != mode:
        raise UserError(
            f"The site was built for mode '{site.manifest.mode}', not '{mode}'.",
            why="The mode is in every record that the page makes.",
            remedy="Build the site again, or set `mode` in exp.yml back.",
        )


def _check_expiry(expires: timedelta) -> None:
    if not timedelta() < expires <= MAX_AGE:
        asked = str(expires).removesuffix(", 0:00:00")
        raise UserError(
            f"A permission can't last {asked}: more than nothing and at most 7 days.",
            why="S3 gives up a Signature Version 4 signature after 7 days.",
            remedy="Sign the site again each week: it need not be built again.",
        )


def _check_origin(site: Site, url: str) -> None:
    address = urlsplit(url)
    origin = f"{address.scheme}://{address.netloc}"
    if origin not in {source.rstrip("/").lower() for source in site.connect}:
        raise UserError(
            f"The site may not talk to {origin}: every upload would be blocked by the browser.",
            where=Place(site.root / "index.html"),
            why=f"Its Content Security Policy allows {' '.join(site.connect) or 'no address'}.",
            remedy="Set `upload` in exp.yml to this bucket and build the site again.",
        )
