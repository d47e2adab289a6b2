"""CloudFront before the site's bucket: what it is told when files change that it may hold."""

from collections.abc import Callable, Sequence
from hashlib import sha256

import boto3
import botocore.session
from botocore.exceptions import BotoCoreError, ClientError

from gymbrowser.errors import GymbrowserError

_GLOBAL = "us-east-1"
"""CloudFront is in no region; its requests are signed for this one."""

type Invalidate = Callable[[Sequence[str]], str | None]


def invalidation(distribution: str, profile: str | None, moment: str) -> Invalidate:
    """A function that has a distribution forget paths.

    Args:
        distribution: Its id, such as `E2QWRUHAPOMQZL`.
        profile: A profile of the AWS configuration; None: the usual chain.
        moment: Names this deploy: the same request is made once, however often it is sent.
    """

    def forget(paths: Sequence[str]) -> str:
        # A path with parameters is another one to CloudFront, if its cache key has them.
        items = sorted({*paths, *(f"{path}?*" for path in paths)})
        reference = sha256("\n".join([moment, *items]).encode()).hexdigest()
        try:
            session = boto3.Session(
                profile_name=profile, botocore_session=botocore.session.Session(profile=profile)
            )
            session.client("cloudfront", region_name=_GLOBAL).create_invalidation(
                DistributionId=distribution,
                InvalidationBatch={
                    "Paths": {"Quantity": len(items), "Items": items},
                    "CallerReference": reference,
                },
            )
        except (BotoCoreError, ClientError) as error:
            raise GymbrowserError(
                f"CloudFront did not take the invalidation for {distribution}.",
                why="The bucket has the new version; CloudFront may serve the former one for a "
                "while.",
                remedy="The key needs cloudfront:CreateInvalidation. Then deploy again: files that "
                "are there are not copied anew.",
                quote=str(error),
            ) from error
        return f"CloudFront {distribution} forgets the former page within minutes."

    return forget
