"""Regular expressions that mean the same to Python, which checks them, and in a page."""

import re
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

_APART = re.compile(r"\(\?|[*+?}]\+|\{,|\\[0-9AaBbkNpPUuxZ]")
"""What one of the two reads otherwise, or not at all: groups with options, possessive quantifiers,
a quantifier without its first number, references, classes of Unicode, anchors."""


def _shared(pattern: str) -> str:
    if found := _APART.search(pattern):
        raise ValueError(
            f"`{found[0]}` is not for such a pattern: use letters, classes such as `[0-9a-f]`, "
            "groups and quantifiers"
        )
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"this is no regular expression: {error}") from error
    return pattern


type IdPattern = Annotated[
    str, StringConstraints(min_length=1, max_length=200), AfterValidator(_shared)
]
"""The whole of a text must match it."""
