"""The shape of `deploy` in exp.yml: where the site becomes public."""

from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from gymbrowser.config.base import Config
from gymbrowser.config.patterns import DISTRIBUTION, ENDPOINT, HTTPS
from gymbrowser.deploy.target import parse_target
from gymbrowser.errors import UserError


def _target(text: str) -> str:
    try:
        parse_target(text)
    except UserError as error:
        [problem] = error.problems
        raise ValueError(f"{problem.what}. {problem.remedy}".rstrip(".")) from error
    return text


class DeployConfig(Config):
    """Where `gymbrowser deploy` brings the site; its options come before these."""

    to: Annotated[str, AfterValidator(_target)]
    """`s3://BUCKET/PREFIX`; `pages:FOLDER`, in a clone of a repository on GitHub;
    `rsync:HOST:PATH` or `rclone:REMOTE:PATH`, in the notation of these programs; or a folder. Paths
    are relative to where the command is run."""
    address: Annotated[str, StringConstraints(pattern=HTTPS)] | None = None
    """Where participants open the study, if the place does not tell it: `--check` looks there."""
    region: str | None = None
    """Of a bucket, for example `eu-west-1`."""
    endpoint_url: Annotated[str, StringConstraints(pattern=ENDPOINT)] | None = None
    """Of a bucket on any store that speaks S3; Amazon's own if not given."""
    cloudfront: Annotated[str, StringConstraints(pattern=DISTRIBUTION)] | None = None
    """Id of the CloudFront distribution before the bucket: it is told to forget the former page."""
