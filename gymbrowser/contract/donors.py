"""`v/<site hash>/donors/…`: what one donor did, for the sessions that are yoked to it.

One file for each donor: a session loads its own, however many there are.
"""

from typing import Literal

from pydantic import Field

from gymbrowser.contract.wire import Base64, Count, SessionId, Wire


class DonorFeedback(Wire):
    """A judgement of the donor's."""

    after: Count
    """How many environment steps of the episode were over."""
    name: str
    """The button's."""
    value: float


class DonorEpisode(Wire):
    """What was done in one episode, exactly as it was executed, and what was said beside it."""

    steps: Count
    """How many environment steps the episode had."""
    actions: dict[str, Base64]
    """Agent to the gzip of its packed actions (`AgentLayout.action`): one row for each step in
    which it acted, none for the steps in which it was absent. Empty where no agent does the
    same."""
    feedback: list[DonorFeedback] = Field(default=[])
    """In the order in which it was given."""


class DonorActions(Wire):
    """The whole content of the file."""

    format: Literal["gymbrowser.donor/1"]
    session: SessionId
    """The donor."""
    episodes: list[DonorEpisode]
    """One for each episode of the game."""
