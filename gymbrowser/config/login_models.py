"""The shape of a `login` step in exp.yml: the participant types who they are."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from gymbrowser.config.base import Config, StepId
from gymbrowser.config.id_patterns import IdPattern
from gymbrowser.config.text import TRANSLATED

ROLE = "role"
"""Among the parameters: what the login has found."""


class LoginConfig(Config):
    """The participant types an id that you gave them. It stands before the consent.

    The id is recorded as that of an address would be, from the consent on.
    """

    page: str | None = None
    """Markdown or HTML file with your own words above the field."""
    label: Annotated[str, StringConstraints(min_length=1, max_length=100), TRANSLATED] | None = None
    """What stands at the field; "Your participant id", in the page's language, if not given."""
    pattern: IdPattern | None = None
    """A regular expression that the whole id must match. Spaces around an id are left out."""
    roles: Annotated[dict[StepId, IdPattern], Field(max_length=20)] = {}
    """Role to the pattern of its ids, in the place of `pattern`; the first that matches counts.
    Expressions know it as `params.role`, and a condition takes it by `assign: param, by: role`."""
    allow: str | None = None
    """A text file with one id in each line: nobody else comes in. The site has salted hashes of
    them, not the ids."""
    exclude: str | None = None
    """A text file with one id in each line: these don't come in."""
    id: StepId | None = None
    """Name of the step in the data."""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.pattern is not None and self.roles:
            raise ValueError("give one of `pattern` and `roles`: each role has its own pattern")
        return self
