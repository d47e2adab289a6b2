"""Where records are stored, known without boto3, which takes half a second to import."""

from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Bucket:
    """A bucket of Amazon S3, or of a service that speaks its protocol at `endpoint_url`."""

    name: str
    region: str = "us-east-1"
    """Part of every signature, so a service without regions needs one too."""
    endpoint_url: str | None = None


def base_of(prefix: str) -> str:
    """How all keys of a study begin: its prefix, with a slash at the end unless it is empty."""
    return f"{prefix.strip('/')}/".lstrip("/")


def origin_of(url: str) -> str:
    """Scheme, host and port of an address, as a Content Security Policy names them."""
    address = urlsplit(url)
    return f"{address.scheme}://{address.netloc}"
