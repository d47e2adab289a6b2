"""The shape of `completion` in exp.yml: what participants take along, by how their session ends."""

from typing import Annotated

from pydantic import StringConstraints

from gymbrowser.config.base import Config
from gymbrowser.config.patterns import REDIRECT

type Redirect = Annotated[str, StringConstraints(pattern=REDIRECT)]
"""An address. `{participant}` and the names of kept URL parameters, in braces behind the host,
stand for what the participant came with."""


class CompletionConfig(Config):
    """What a participant takes along."""

    page: str | None = None
    """Markdown or HTML file with your own words for the last page."""
    code: Annotated[str, StringConstraints(min_length=1, max_length=200)] | None = None
    """Completion code, shown with a copy button. Anybody can read it in the site's source."""
    redirect: Redirect | None = None
    """Where the participant goes; `{participant}` in it stands for their id."""


class CompletionsConfig(Config):
    """By outcome; who is done, or at a `screen_out`, takes what stands at that step."""

    declined: CompletionConfig | None = None
    """Who did not agree at the consent. Nothing of them is recorded, that they came neither."""
    unsupported: CompletionConfig | None = None
    """Whose device can't do what `requires` says. Nothing of them is recorded."""
    screened_out: CompletionConfig | None = None
    """Who passed a block in vain that has `on_fail: screen_out`."""
    failed: CompletionConfig | None = None
    """Whom an error in a game, or a block with `on_fail: fail`, kept from the end."""
    timed_out: CompletionConfig | None = None
    """Who was still at it after `max_minutes`, or did nothing for `idle.end_after`."""
