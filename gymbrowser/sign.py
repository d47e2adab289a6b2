"""Signing a site: `upload.json` gets a short-lived permission to put records into a bucket.

The site holds no other secret, and need not be built again when the permission is renewed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal, Self

from gymbrowser.config import Experiment
from gymbrowser.contract.upload import EndpointUpload, NoUpload, PostPolicy
from gymbrowser.contract.wire import Mode
from gymbrowser.errors import Place, UserError
from gymbrowser.store import s3
from gymbrowser.store.bucket import origin_of
from gymbrowser.store.files import write_atomically
from gymbrowser.store.grant import grant
from gymbrowser.store.policy import MAX_AGE
from gymbrowser.store.site import Site, read_site
from gymbrowser.store.upload_file import upload_text

type Limit = Literal["asked", "credentials", "unknown"]
"""What sets the effective end: what was asked for; the end of the credentials; or, with temporary
credentials that don't tell their end, possibly earlier than `expires_at` says."""


@dataclass(frozen=True)
class Target:
    """A bucket that the site is to be signed for."""

    bucket: s3.Bucket
    prefix: str
    """Of the object keys, before the mode."""
    profile: str | None = None
    """A profile of the AWS configuration; None: boto3's usual chain."""


@dataclass(frozen=True)
class Signed:
    """One permission of a site."""

    policy: PostPolicy
    expires_at: datetime
    limit: Limit

    def of(self, experiment: str) -> Self:
        """The same for the records of one experiment, so that a page of another sends none."""
        return replace(self, policy=self.policy.model_copy(update={"experiment": experiment}))

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


def sign_study(
    study: Experiment,
    site: Path,
    *,
    expires: timedelta,
    now: datetime,
    profile: str | None = None,
    also_profile: str | None = None,
) -> tuple[Signed, ...]:
    """Sign a site for every bucket that exp.yml names without an endpoint; see `sign_site`."""
    mode, profiles = study.config.mode, {"first": profile, "also": also_profile}
    destinations: list[Target | EndpointUpload] = []
    for one in study.signed():
        said = one.unsigned(mode)
        target = Target(one.bucket, one.prefix, profiles[one.which])
        destinations.append(target if isinstance(said, NoUpload) else said)
    return sign_site(site, destinations, mode=mode, expires=expires, now=now)


def sign_site(
    site: Path,
    destinations: Sequence[Target | EndpointUpload],
    *,
    mode: Mode,
    expires: timedelta,
    now: datetime,
) -> tuple[Signed, ...]:
    """Write `upload.json` into a built site.

    Args:
        site: The folder that `build` wrote.
        destinations: Where records go, in the order of exp.yml; an endpoint stays as it is.
        mode: Must be the site's.
        expires: How long the permission is to last, at most seven days.
        now: With its time zone.

    Returns:
        One for each target.

    Raises:
        UserError: The site, the mode, the expiry, the credentials or a bucket's address is wrong;
            nothing is written.
    """
    built = read_site(site)
    _check_mode(built, mode)
    _check_expiry(expires)

    def sign(target: Target) -> Signed:
        url = s3.post_url(target.bucket)
        _check_origin(built, url)
        return mint(
            target.bucket,
            target.prefix,
            mode,
            url=url,
            expires=expires,
            credentials=s3.credentials(target.profile),
            now=now,
        ).of(built.manifest.experiment)

    signed = [sign(one) if isinstance(one, Target) else one for one in destinations]
    text = upload_text([one.policy if isinstance(one, Signed) else one for one in signed])
    write_atomically(site / "upload.json", [text.encode()])
    return tuple(one for one in signed if isinstance(one, Signed))


def mint(
    bucket: s3.Bucket,
    prefix: str,
    mode: Mode,
    *,
    url: str,
    expires: timedelta,
    credentials: s3.Credentials,
    now: datetime,
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
    origin = origin_of(url)
    if origin not in {source.rstrip("/").lower() for source in site.connect}:
        raise UserError(
            f"The site may not talk to {origin}: every upload would be blocked by the browser.",
            where=Place(site.root / "index.html"),
            why=f"Its Content Security Policy allows {' '.join(site.connect) or 'no address'}.",
            remedy="Set `upload` in exp.yml to this bucket and build the site again.",
        )
