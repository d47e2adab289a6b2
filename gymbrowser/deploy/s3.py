"""Deploying to a public bucket of Amazon S3, or of any service that speaks its protocol."""

from collections.abc import Iterable, Mapping, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from itertools import batched
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from botocore.exceptions import ClientError

from gymbrowser.asset import Asset
from gymbrowser.caching import BY_CONTENT
from gymbrowser.data.listing import pages_of
from gymbrowser.deploy.cloudfront import Invalidate
from gymbrowser.deploy.files import headers_of
from gymbrowser.deploy.host import Advance, Sent
from gymbrowser.deploy.target import S3Target
from gymbrowser.errors import GymbrowserError
from gymbrowser.media_types import BYTES
from gymbrowser.store import s3

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

_AT_ONCE = 1000
"""Of one request to delete; S3 takes no more."""
_HASH = "sha256"
"""The name under which an object's metadata have the hash of its bytes."""

ADVICE = s3.Advice(
    named="`--to`, `--region` and `--endpoint-url`, or `deploy` in exp.yml",
    remedies={
        "AccessDenied": "The key needs s3:ListBucket on the site's bucket, s3:GetObject and "
        "s3:PutObject on the prefix, and s3:DeleteObject for --clean.",
        "NoSuchBucket": "Make the bucket first; or check its name and its region.",
        "PermanentRedirect": "The bucket is in another region: name it with --region.",
        "AuthorizationHeaderMalformed": "Most often the bucket is in another region: name it with "
        "--region.",
    },
)

AT_ROOT = ("index.html", "sw.js", "study.json", "upload.json", "THIRD_PARTY_LICENSES")


@dataclass(frozen=True)
class S3Host:
    """A prefix in a public bucket."""

    client: "S3Client"
    bucket: s3.Bucket
    prefix: str
    """Empty, or with a slash at its end."""
    address: str
    announce: Invalidate | None = None
    """Told at the end which paths a cache before the bucket is to forget."""
    workers: int = 8

    @property
    def name(self) -> str:
        """As `--to` has it."""
        return f"s3://{self.bucket.name}/{self.prefix}"

    def read(self, path: str) -> bytes | None:
        """None if it is not there."""
        with s3.explained(self.bucket, ADVICE):
            try:
                answer = self.client.get_object(Bucket=self.bucket.name, Key=self.prefix + path)
            except ClientError as error:
                if _code(error) in ("NoSuchKey", "404"):
                    return None
                raise
            with closing(answer["Body"]) as body:
                return body.read()

    def put(self, assets: Sequence[Asset], advance: Advance) -> Sent:
        """Several at once; an object is there whole or not at all."""
        sent = Sent()
        with s3.explained(self.bucket, ADVICE), ThreadPoolExecutor(self.workers) as pool:
            there = self._listed("")
            try:
                for one in pool.map(lambda asset: self._put(asset, there), assets):
                    sent += one
                    advance()
            except BaseException:  # Ctrl-C too
                pool.shutdown(wait=False, cancel_futures=True)
                raise
        return sent

    def clean(self, kept: Set[str]) -> int:
        """Where the bucket keeps versions, the objects can still be had back."""
        with s3.explained(self.bucket, ADVICE):
            found = [path for name in BY_CONTENT for path in self._listed(f"{name}/")]
            gone = [path for path in found if path not in kept]
            for some in batched(gone, _AT_ONCE):
                self._delete(some)
        return len(gone)

    def finish(self) -> str | None:
        """Only what has no hash in its name may be known to a cache with other content."""
        below = urlsplit(self.address).path.rpartition("/")[0]
        if self.announce is None:
            return None
        return self.announce([f"{below}/{path}" for path in ("", *AT_ROOT)])

    def _listed(self, below: str) -> dict[str, int]:
        """Path to size in bytes."""
        prefix = self.prefix + below
        return {
            item["Key"].removeprefix(self.prefix): item["Size"]
            for page in pages_of(self.client, self.bucket.name, prefix)
            for item in page.get("Contents", [])
        }

    def _put(self, asset: Asset, there: Mapping[str, int]) -> Sent:
        key, headers = self.prefix + asset.path, headers_of(asset.path)
        if there.get(asset.path) == asset.size and self._is_same(key, asset, headers):
            return Sent(unchanged=1)
        self.client.put_object(
            Bucket=self.bucket.name,
            Key=key,
            Body=asset.content,
            ContentType=headers["Content-Type"],
            CacheControl=headers["Cache-Control"],
            Metadata={_HASH: asset.sha256},
        )
        return Sent(1, asset.size)

    def _is_same(self, key: str, asset: Asset, headers: Mapping[str, str]) -> bool:
        """Bytes and headers: an object that somebody has copied here by hand has no type."""
        head = self.client.head_object(Bucket=self.bucket.name, Key=key)
        kind = headers["Content-Type"]
        # Of what is only bytes a store may say more, by the name.
        same_kind = kind in (BYTES, head.get("ContentType"))
        known = (head["Metadata"].get(_HASH), head.get("CacheControl"))
        return same_kind and known == (asset.sha256, headers["Cache-Control"])

    def _delete(self, paths: Iterable[str]) -> None:
        answer = self.client.delete_objects(
            Bucket=self.bucket.name,
            Delete={"Objects": [{"Key": self.prefix + path} for path in paths], "Quiet": True},
        )
        if errors := answer.get("Errors", []):
            raise GymbrowserError(
                f"{len(errors)} objects could not be deleted from '{self.bucket.name}'.",
                why=f"Of the first the store says {errors[0].get('Code')}.",
                remedy=ADVICE.remedies["AccessDenied"],
            )


def s3_host(
    target: S3Target,
    bucket: s3.Bucket,
    *,
    profile: str | None,
    address: str | None,
    announce: Invalidate | None = None,
) -> S3Host:
    """A host with the credentials of boto3's usual chain.

    Raises:
        UserError: The profile is not there, or the bucket's name or region is wrong.
    """
    client = s3.client(bucket, profile=profile, connections=S3Host.workers)
    own = address or f"{s3.post_url(bucket)}{quote(target.prefix)}index.html"
    return S3Host(client, bucket, target.prefix, own, announce)


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))
