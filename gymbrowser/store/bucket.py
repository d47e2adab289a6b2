"""Where records are stored, known without boto3, which takes half a second to import."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Bucket:
    """A bucket of Amazon S3, or of a service that speaks its protocol at `endpoint_url`."""

    name: str
    region: str = "us-east-1"
    """Part of every signature, so a service without regions needs one too."""
    endpoint_url: str | None = None
