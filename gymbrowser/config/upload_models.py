"""The shape of `upload` in exp.yml: where records go."""

from typing import Annotated, Self

from pydantic import (
    BeforeValidator,
    StringConstraints,
    model_validator,
)

from gymbrowser.config.base import Config, short_for
from gymbrowser.config.patterns import (
    BUCKET,
    ENDPOINT,
    PREFIX,
    SIGNER,
)


class S3Config(Config):
    """A bucket on Amazon S3 or on any store that speaks its presigned POST."""

    bucket: Annotated[str, StringConstraints(pattern=BUCKET)]
    """Name of the bucket."""
    prefix: Annotated[str, StringConstraints(pattern=PREFIX)]
    """Object keys begin with `<prefix>/<mode>/`."""
    region: str | None = None
    """Amazon S3 region, for example `eu-west-1`."""
    endpoint_url: Annotated[str, StringConstraints(pattern=ENDPOINT)] | None = None
    """Any store that speaks S3; Amazon's own address for the region if not given."""

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        if self.region is None and self.endpoint_url is None:
            raise ValueError("give `region` (Amazon S3) or `endpoint_url` (any other store)")
        return self


class EndpointConfig(Config):
    """A signing endpoint; `endpoint: URL` is short for `endpoint: {url: URL}`."""

    url: Annotated[str, StringConstraints(pattern=SIGNER)]
    """Its address."""
    participants: bool = False
    """Tell it a hash of the participant's id: it needs one to refuse ids that were used."""
    code: bool = False
    """It gives the completion code once everything is stored; then `end.code` must not be set."""


class AlsoConfig(Config):
    """A second place that all records go to: a bucket of its own, with or without an endpoint."""

    s3: S3Config
    """A bucket that takes presigned POST uploads."""
    endpoint: Annotated[
        EndpointConfig | None,
        BeforeValidator(short_for("url"), json_schema_input_type=str | EndpointConfig),
    ] = None
    """A signing endpoint that gives each session a permission of its own. Without it, `gymbrowser
    sign` gives one to all."""


class UploadConfig(AlsoConfig):
    """Where records go."""

    also: AlsoConfig | None = None
    """A second place that all records go to as well. A record stays in the participant's browser
    until both have it; one that is down does not hold up the other."""
