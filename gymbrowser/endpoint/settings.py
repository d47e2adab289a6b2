"""The endpoint's settings, from environment variables: the same on Lambda and on a lab's server."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Annotated

from pydantic import BeforeValidator, Field, ValidationError

from gymbrowser.contract.wire import Mode
from gymbrowser.endpoint.ledger import Limits
from gymbrowser.endpoint.signer import Method
from gymbrowser.errors import Problem, UserError

VARIABLE = "GYMBROWSER_ENDPOINT_"

# As in exp.yml; the module with those stands in a package that Lambda need not have.
SLUG = r"^[a-z0-9][a-z0-9-]{0,62}$"
BUCKET = r"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$"
PREFIX = r"^[A-Za-z0-9_-][A-Za-z0-9._/-]*[A-Za-z0-9_-]$"
ENDPOINT = r"^https?://[^/]+$"

_ORIGIN = r"^https?://[a-z0-9.-]+(:[0-9]{1,5})?$|^https?://\[[0-9a-f:]+\](:[0-9]{1,5})?$"


def _listed(value: object) -> object:
    """`a,b` is a list of two."""
    return [word.strip() for word in value.split(",")] if isinstance(value, str) else value


class Settings(Limits, frozen=True, extra="forbid", use_attribute_docstrings=True):
    """Each is the variable `GYMBROWSER_ENDPOINT_<NAME>`, in capitals."""

    experiment: str = Field(pattern=SLUG)
    """`id` of exp.yml."""
    origins: Annotated[
        list[Annotated[str, Field(pattern=_ORIGIN)]], Field(min_length=1), BeforeValidator(_listed)
    ]
    """Of the site, as the address bar shows it, without a path; several with commas between."""
    bucket: str = Field(pattern=BUCKET)
    """As `upload.s3.bucket` in exp.yml, like the next three."""
    prefix: str = Field(pattern=PREFIX)
    region: str = "us-east-1"
    endpoint_url: str | None = Field(default=None, pattern=ENDPOINT)
    modes: Annotated[list[Mode], BeforeValidator(_listed)] = Field(["pilot", "live"], min_length=1)
    """For which it signs."""
    method: Method = "put"
    """`put`: an object can't be overwritten. `post`: see docs/endpoint.md."""
    lifetime_s: int = Field(default=900, ge=60, le=86_400)
    """Seconds that a permission lasts."""
    code: str | None = Field(default=None, min_length=1, max_length=200)
    """The completion code."""


def read_settings(environment: Mapping[str, str]) -> Settings:
    """The settings that stand in the environment. An empty variable counts as none.

    Raises:
        UserError: Everything that is wrong, all at once.
    """
    given = {
        name.removeprefix(VARIABLE).lower(): value
        for name, value in environment.items()
        if name.startswith(VARIABLE) and value != ""
    }
    try:
        return Settings.model_validate(given)
    except ValidationError as error:
        raise UserError.of(
            _problem(str(finding["loc"][0]), finding["type"], finding["msg"])
            for finding in error.errors(include_url=False, include_input=False)
        ) from error


def _problem(key: str, kind: str, message: str) -> Problem:
    name = VARIABLE + key.upper()
    match kind:
        case "missing":
            return Problem(f"The environment variable {name} is missing.")
        case "extra_forbidden":
            near = get_close_matches(key, Settings.model_fields, n=1)
            meant = f"Did you mean {VARIABLE}{near[0].upper()}?" if near else None
            return Problem(f"There is no setting {name}.", remedy=meant)
        case _:
            return Problem(f"{name} is wrong: {message}.")
