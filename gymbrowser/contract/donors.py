"""`v/<site hash>/donors/…`: what one donor did, for the sessions that are yoked to it.

One file for each donor: a session loads its own, however many there are.
"""

from typing import Literal

from gymbrowser.contract.wire import Base64, Count, SessionId, Wire


class DonorEpisode(Wire):
    """The actions of one episode, exactly as they were executed."""

    steps: Count
    """How many environment steps the episode had."""
    actions: dict[str, Base64]
    """Agent to the gzip of its packed actions (`AgentLayout.action`): one row for each step in
    which it acted, none for the steps in which it was absent."""


class DonorActions(Wire):
    """The whole content of the file."""

    format: Literal["gymbrowser.donor/1"]
    session: SessionId
    """The donor."""
    episodes: list[DonorEpisode]
    """One for each episode of the game."""
